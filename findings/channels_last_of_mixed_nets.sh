#!/usr/bin/env bash
# `Module.to(memory_format=torch.channels_last)` is documented to lay out a module's 4D parameters, and leaves those of
# one to three dimensions alone; at a 5D one, the weight of a Conv3d, it raises, as `channels_last_3d` does at the 4D
# weight of a Conv2d. A net with layers of both kinds, such as the two streams of a video GAN, can be given neither
# format as a whole, and the parameters before the one that raises have their new layout by then.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.14.1 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch import nn

print("torch", torch.__version__)
KINDS = {"Conv1d": nn.Conv1d, "Conv2d": nn.Conv2d, "Conv3d": nn.Conv3d}
FORMATS = {"channels_last": torch.channels_last, "channels_last_3d": torch.channels_last_3d}


def laid_out(names, form):
    """What becomes of a net of such layers: whether it raises, and which weights have their channels last after it."""
    net = nn.Sequential(*[KINDS[name](4, 4, 3) for name in names])
    try:
        net.to(memory_format=FORMATS[form])
        raised = False
    except RuntimeError as error:
        print(" ", error)
        raised = True
    return raised, [layer.weight.stride(1) == 1 for layer in net]


found = {}
for names in (["Conv1d", "Conv2d"], ["Conv2d", "Conv3d"], ["Conv3d", "Conv2d"]):
    for form in FORMATS:
        found[" ".join(names), form] = laid_out(names, form)
        raised, last = found[" ".join(names), form]
        print(f"{names}, {form}: {'raises' if raised else 'is taken'}; channels last: {last}")
assert found["Conv1d Conv2d", "channels_last"] == (False, [False, True]), "a 3D weight is no longer left alone"
assert found["Conv2d Conv3d", "channels_last"] == (True, [True, False]), "a 5D weight no longer raises half-way"
assert found["Conv3d Conv2d", "channels_last_3d"] == (True, [True, False]), "a 4D weight no longer raises half-way"
PYTHON
