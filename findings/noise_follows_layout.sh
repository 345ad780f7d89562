#!/usr/bin/env bash
# On the CPU the random numbers of one seed depend on how a tensor lies in memory. uniform_ and dropout fill it in the
# order of memory, so with the channels last each number goes to another pixel; normal_ takes another method there, and
# not one in a hundred of its numbers is among those of a contiguous tensor. So a generator that adds noise (StyleGAN's,
# by randn_like) or drops features gives other pictures for the same seed once its nets are made channels_last, which is
# said to change speed only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch

print("torch", torch.__version__)
SHAPE = 2, 8, 16, 16


def filled(fill, layout) -> torch.Tensor:
    """What a fill puts into a tensor of ones of that layout, after seed 0."""
    torch.manual_seed(0)
    return fill(torch.ones(SHAPE).contiguous(memory_format=layout))


fills = {
    "uniform_": lambda x: x.uniform_(),
    "normal_": lambda x: x.normal_(),
    "randn_like": torch.randn_like,
    "dropout": torch.nn.functional.dropout,
}
for name, fill in fills.items():
    plain, last = (filled(fill, layout) for layout in (torch.contiguous_format, torch.channels_last))
    same = float((plain == last).float().mean())
    memory = bool(torch.equal(plain.flatten(), last.permute(0, 2, 3, 1).flatten()))
    known = float(torch.isin(last, plain).float().mean())
    print(f"{name:10} same pixels {same:6.1%}, same order in memory {memory}, numbers that both have {known:6.1%}")
    assert same < 0.6, f"{name} no longer depends on the layout"
    assert memory is (name in ("uniform_", "dropout")), f"{name} fills in another order now"
PYTHON
