#!/usr/bin/env bash
# Fused Adam on the CPU pairs a parameter with its moments by their place in memory and not by their index. Where the
# moments were saved from a contiguous net and are loaded for one with its channels last, load_state_dict keeps their
# layout, and every further step is silently wrong; foreach and plain Adam take the right one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import copy

import torch

print("torch", torch.__version__)


def steps(kind: dict, last: bool) -> torch.Tensor:
    """The weights after a step of a contiguous layer and one more, with its channels last or not."""
    torch.manual_seed(0)
    layer = torch.nn.Conv2d(4, 4, 3)
    gradients = torch.randn(2, *layer.weight.shape)
    optimizer = torch.optim.Adam([layer.weight], 0.1, **kind)
    layer.weight.grad = gradients[0].clone()
    optimizer.step()
    saved = copy.deepcopy(optimizer.state_dict())
    if last:
        layer = layer.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam([layer.weight], 0.1, **kind)
    optimizer.load_state_dict(saved)
    layer.weight.grad = gradients[1].clone().contiguous(
        memory_format=torch.channels_last if last else torch.contiguous_format
    )
    optimizer.step()
    return layer.weight.detach().contiguous()


apart = {}
for name, kind in (("plain", {"foreach": False}), ("foreach", {"foreach": True}), ("fused", {"fused": True})):
    apart[name] = float((steps(kind, True) - steps(kind, False)).abs().max())
    print(f"{name:8} channels last against contiguous, largest difference of a weight: {apart[name]:.2g}")
assert apart["plain"] < 1e-6 and apart["foreach"] < 1e-6, "plain or foreach Adam has changed"
assert apart["fused"] > 1e-3, "fused Adam now pairs them right"
PYTHON
