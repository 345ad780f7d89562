"""See, touch and train GANs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pipelines.pipeline import GAN as GAN
else:

    def __getattr__(name: str) -> type:
        """`from gan_demo import GAN`, which loads torch only where it is asked for."""
        if name != "GAN":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .pipelines.pipeline import GAN

        return GAN
