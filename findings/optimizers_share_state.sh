#!/usr/bin/env bash
# A module that loads the state of another copies its numbers; an optimizer that does keeps the very tensors. From then on
# two optimizers write into the same moments and counters, so that a run and its branch within one process disturb each
# other, though their nets are apart; a step of one is even counted by the other. A state that went through a file, or
# copy.deepcopy, is not shared.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.14.1 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import copy

import torch

print("torch", torch.__version__)


def player():
    torch.manual_seed(0)
    net = torch.nn.Linear(4, 4)
    return net, torch.optim.Adam(net.parameters())


def step(net, optimizer, size):
    optimizer.zero_grad()
    net(torch.full((1, 4), size)).sum().backward()
    optimizer.step()


run, run_optimizer = player()
step(run, run_optimizer, 1.0)
found = {}
for how, given in (("load_state_dict", lambda state: state), ("of a deep copy", copy.deepcopy)):
    branch, branch_optimizer = player()
    branch.load_state_dict(given(run.state_dict()))
    branch_optimizer.load_state_dict(given(run_optimizer.state_dict()))
    moments, weights = branch_optimizer.state[branch.weight], branch.weight.detach().clone()
    before = moments["step"].item(), moments["exp_avg"].sum().item()
    step(run, run_optimizer, 5.0)  # the branch does nothing
    after = moments["step"].item(), moments["exp_avg"].sum().item()
    found[how] = before != after
    print(f"{how}: step and first moment of the branch's optimizer, {before} before and {after} after the run's step")
    assert torch.equal(branch.weight, weights), "the nets are shared, too"
assert found == {"load_state_dict": True, "of a deep copy": False}, "an optimizer copies what it loads by now"
PYTHON
