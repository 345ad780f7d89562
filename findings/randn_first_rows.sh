#!/usr/bin/env bash
# On the CPU the first rows of torch.randn(count, latent) depend on count. It fills in blocks of 16 numbers, and where
# the number of all is no multiple of 16 it draws the last 16 anew, so that with a latent of 100, DCGAN's, the latent
# that a seed gives alone differs in 16 of 100 numbers from the first of eight latents of the same seed. With 64 or 128
# they are equal, so nobody notices until the latent changes. Below 16 numbers in all, another method is used and every
# number differs. NumPy's standard_normal gives the same first rows however many are asked for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check torch==2.13.0 numpy==2.2.6
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import torch

print("torch", torch.__version__)


def first(count: int, latent: int) -> torch.Tensor:
    """The first of so many latents of seed 0."""
    return torch.randn(count, latent, generator=torch.Generator().manual_seed(0))[0]


apart = {}
for latent in (8, 64, 100, 128):
    apart[latent] = int((first(1, latent) != first(8, latent)).sum())
    print(f"latent {latent:3}: {apart[latent]:2} numbers of the first latent change where eight are drawn and not one")
assert apart == {8: 8, 64: 0, 100: 16, 128: 0}, "the first rows have changed"
rows = [np.random.default_rng(0).standard_normal((count, 100))[0] for count in (1, 8)]
assert np.array_equal(*rows), "NumPy's first rows have changed"
print("numpy", np.__version__, "latent 100: none")
PYTHON
