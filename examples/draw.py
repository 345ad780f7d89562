"""Draw with a checkpoint from Python: pictures of a seed, of a class, and of latents between two.

python examples/draw.py fashion-classes pictures.png
"""

import sys

import numpy as np
from PIL import Image

from gan_demo import GAN
from gan_demo.checkpoints import resolve

name, target = sys.argv[1:]
gan = GAN.from_pretrained(resolve(name))
two = gan.latents(2, seed=7)
between = np.linspace(two[0], two[1], 8, dtype=np.float32)
label = np.zeros(8, int) if gan.classes else None
rows = [gan.draw(8, seed=1), gan.draw(z=between, labels=label)]  # uint8, (8, size, size, channels) each
sheet = np.concatenate([np.concatenate(list(row), axis=1) for row in rows])
Image.fromarray(sheet.squeeze()).resize((sheet.shape[1] * 2, sheet.shape[0] * 2), Image.Resampling.NEAREST).save(target)
print(f"{target}: {len(rows)} rows of {gan.config.title.en if gan.config.title else name}")
