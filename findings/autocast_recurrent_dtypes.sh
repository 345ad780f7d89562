#!/usr/bin/env bash
# Under autocast to bfloat16 on a CPU the recurrent layers of torch part ways: LSTM and RNN answer in bfloat16, GRU and
# both cells in float32, although these round their products to bfloat16 as well. Who swaps an LSTM for a GRU, or a layer
# for its cell, gets another type, and a loss or a penalty after it other digits. None of these layers stands in the list
# of operations that the documentation of autocast gives for CPUs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.14.1 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch import nn

print("torch", torch.__version__)
torch.manual_seed(0)
series, first = torch.randn(8, 16, 4), torch.randn(8, 4)
layers = {
    "LSTM": (nn.LSTM(4, 32, batch_first=True), series),
    "RNN": (nn.RNN(4, 32, batch_first=True), series),
    "GRU": (nn.GRU(4, 32, batch_first=True), series),
    "LSTMCell": (nn.LSTMCell(4, 32), first),
    "GRUCell": (nn.GRUCell(4, 32), first),
}
found = {}
for name, (layer, given) in layers.items():
    exact, low = layer(given), None
    with torch.autocast("cpu", torch.bfloat16):
        low = layer(given)
    exact, low = (answer[0] if isinstance(answer, tuple) else answer for answer in (exact, low))
    found[name] = str(low.dtype).removeprefix("torch.")
    off = (low.float() - exact).abs().max().item()
    print(f"{name:9} answers in {found[name]:8}; at most {off:.1e} from what it answers without autocast")
    assert off > 1e-5, f"{name} computes in float32"
low, full = "bfloat16", "float32"
assert found == {"LSTM": low, "RNN": low, "GRU": full, "LSTMCell": full, "GRUCell": full}, "the types have changed"
PYTHON
