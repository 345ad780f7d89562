"""DCGAN, Radford 2015 (1511.06434): the teaching baseline.

Deviation from the paper: four times narrower, and latents are normal instead of uniform.
"""

from functools import partial

from ..nets import conv
from ..objectives.losses import non_saturating
from ..objectives.objective import Adversarial
from ..words import Words
from ._recipe import Adam, Recipe

RECIPE = Recipe(
    name="dcgan",
    title="DCGAN",
    paper="Radford, Metz & Chintala 2015, arXiv 1511.06434",
    idea=Words(
        "Convolutions with strides and batch norm in both players made GANs train on pictures at all. "
        "Smooth paths between latents showed that the generator had learned more than its examples.",
        "在两个网络里使用带步长的卷积和批归一化，GAN 才第一次能稳定地学会图像。"
        "隐空间里平滑的过渡说明，生成器学到的不只是训练样本。",
    ),
    watch=Words(
        "The two scores: when they drift far apart, the discriminator has won and the pictures stop improving.",
        "看两条得分曲线：如果它们相距很远，说明判别器已经赢了，图像也就不再变好。",
    ),
    generator=conv.ConvGenerator,
    discriminator=partial(conv.ConvDiscriminator, norm="batch"),
    objective=partial(Adversarial, non_saturating),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(2e-4),
)
