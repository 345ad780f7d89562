#!/usr/bin/env bash
# On a processor with AMX a convolution in bfloat16 is about three times as fast as in float32, forward and for the
# gradient of its input. The gradient of its weights, where the map that it makes is small (4 x 4 px, as in the last
# layers of a GAN's discriminator), is slower than in float32 and takes several times as long as the same sums as a
# product of matrices, copies of the patches included. Elsewhere this says that there is nothing to see.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.14.1 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import statistics
import sys
import time

import torch
from torch.nn.functional import conv2d, pad

print("torch", torch.__version__)
if not torch.cpu._is_amx_tile_supported():
    sys.exit(print("no AMX: nothing to see here"))
torch.set_num_threads(2)
backward = torch.ops.aten.convolution_backward
geometry = None, [2, 2], [1, 1], [1, 1], False, [0, 0], 1


def milliseconds(call):
    """The median of 20 calls, after three."""
    times = []
    for _ in range(23):
        begun = time.perf_counter()
        call()
        times.append(1e3 * (time.perf_counter() - begun))
    return statistics.median(times[3:])


def product(x, slope):
    """The gradient of the weights, (out, in, 4, 4), as one product of matrices."""
    patches = pad(x, (1, 1, 1, 1)).permute(0, 2, 3, 1).unfold(1, 4, 2).unfold(2, 4, 2).permute(0, 1, 2, 4, 5, 3)
    rows = slope.permute(0, 2, 3, 1).flatten(0, 2)
    return (rows.t() @ patches.flatten(0, 2).flatten(1)).view(-1, 4, 4, x.shape[1]).permute(0, 3, 1, 2)


found = {}
for dtype in (torch.float32, torch.bfloat16):
    torch.manual_seed(0)
    last = {"dtype": dtype, "memory_format": torch.channels_last}
    x, weight = torch.randn(64, 128, 8, 8).to(**last), torch.randn(256, 128, 4, 4).to(**last)
    slope = torch.randn_like(conv2d(x, weight, None, 2, 1))
    calls = {
        "forward": lambda: conv2d(x, weight, None, 2, 1),
        "input": lambda: backward(slope, x, weight, *geometry, [True, False, False])[0],
        "weights": lambda: backward(slope, x, weight, *geometry, [False, True, False])[1],
        "weights as a product": lambda: product(x, slope),
    }
    theirs, mine = calls["weights"]().float(), product(x, slope).float()
    assert (theirs - mine).norm() < 0.01 * theirs.norm()
    found[dtype] = {name: milliseconds(call) for name, call in calls.items()}
    print(dtype, {name: f"{value:.1f} ms" for name, value in found[dtype].items()})
low = found[torch.bfloat16]
assert low["weights"] > 2 * low["weights as a product"], "the gradient of the weights is fast by now"
PYTHON
