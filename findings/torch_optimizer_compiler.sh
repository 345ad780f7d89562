#!/usr/bin/env bash
# Building any of torch's optimizers imports torch._dynamo, and hundreds of modules with it, in a program that never
# compiles anything: its methods carry the mark "not to be compiled", which is looked up when the first one is built.
# It takes about as long as `import torch` itself. `import torch` does not load it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import time

begun = time.process_time()
import torch

first, modules = time.process_time() - begun, len(sys.modules)
assert "torch._dynamo" not in sys.modules, "import torch loads the compiler by itself now"
begun = time.process_time()
torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))])
more = len(sys.modules) - modules
print(f"torch {torch.__version__}: import torch {first:.2f} s of the processor, {modules} modules")
print(f"the first optimizer {time.process_time() - begun:.2f} s, {more} modules more, among them torch._dynamo:", end=" ")
print("torch._dynamo" in sys.modules)
assert "torch._dynamo" in sys.modules and more > 300, "an optimizer no longer loads the compiler"
PYTHON
