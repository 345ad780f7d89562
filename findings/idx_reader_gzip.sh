#!/usr/bin/env bash
# torchvision's reader of idx files says that it takes "a filename, compressed filename, or file object", but opens what
# it is given as a plain file: MNIST as it is published, gzipped, is refused by an assertion about the header,
# and a file object cannot be opened at all. The same bytes without gzip are read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.14.1 torchvision==0.29.1 numpy==2.2.6
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import gzip
import io
import sys
from pathlib import Path

import torch
import torchvision
from torchvision.datasets.mnist import read_sn3_pascalvincent_tensor

print("torch", torch.__version__, "torchvision", torchvision.__version__)
folder = Path(sys.argv[1])
data = bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9])  # three labels: type 8, one axis of 3
(folder / "labels-idx1-ubyte").write_bytes(data)
(folder / "labels-idx1-ubyte.gz").write_bytes(gzip.compress(data))
assert "compressed filename, or file object" in read_sn3_pascalvincent_tensor.__doc__


def outcome(given: object) -> str:
    """What the reader makes of it, or the kind of error."""
    try:
        return str(read_sn3_pascalvincent_tensor(given).tolist())
    except Exception as error:
        return type(error).__name__


found = {
    "plain": outcome(str(folder / "labels-idx1-ubyte")),
    "gzipped": outcome(str(folder / "labels-idx1-ubyte.gz")),
    "file object": outcome(io.BytesIO(data)),
}
print(found)
assert found["plain"] == "[7, 8, 9]"
assert found["gzipped"] not in ("[7, 8, 9]",) and found["file object"] == "TypeError", "it reads what it says by now"
PYTHON
