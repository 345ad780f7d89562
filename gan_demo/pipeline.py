"""Where `GAN` was before the package had folders: the cards of older checkpoints import it from here."""

from .pipelines.pipeline import GAN as GAN
