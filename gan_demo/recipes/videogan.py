"""VideoGAN, Vondrick, Pirsiavash & Torralba 2016 (1609.02612): what moves and what stands still are drawn apart.

Deviations from the paper: clips of 16 frames and 32 px, narrower nets, latents that are normal, and classes where the
data has some; rpgan's loss and penalties, without norms in D; a mask that begins small and weighs 0.05.
"""

from collections.abc import Mapping
from functools import partial

from torch import Tensor, nn

from ..examples.clip import ClipExample
from ..nets.clip import ClipDiscriminator, TwoStreamGenerator
from ..nets.precision import precise
from ..objectives.losses import relativistic
from ..objectives.objective import Adversarial, Batch, StepResult
from ..words import t
from ._recipe import Adam, Recipe, View
from .rpgan import PENALTIES

SPARSE = 0.05  # weight of the mean of the mask; with 1 and 0.2 what moved was drawn as small white patches


class TwoStreamObjective(Adversarial[TwoStreamGenerator, ClipDiscriminator, Tensor]):
    """The adversarial objective, and a foreground no larger than it has to be."""

    @property
    def terms(self) -> tuple[str, ...]:
        return *super().terms, "g mask"

    def pictures(self, G: TwoStreamGenerator, batch: Batch[Tensor]) -> tuple[Tensor, Tensor]:
        batch.parts(G)
        return super().pictures(G, batch)

    def g_step(self, G: TwoStreamGenerator, D: ClipDiscriminator, batch: Batch[Tensor]) -> StepResult:
        share = precise(batch.parts(G).mask).mean()
        turn = super().g_step(G, D, batch)
        return StepResult({**turn.loss, "g mask": SPARSE * share}, {"foreground share": share})


def stream_views(net: nn.Module) -> Mapping[str, View]:
    """Each stream as a clip."""
    return {
        "foreground": View(t("Foreground"), lambda G, z, label: G.parts(z, label).foreground),
        "mask": View(t("Mask"), lambda G, z, label: G.parts(z, label).mask_shown),
        "background": View(t("Background"), lambda G, z, label: G.parts(z, label).background_shown),
    }


RECIPE = Recipe(
    name="videogan",
    title="VideoGAN",
    paper="Vondrick, Pirsiavash & Torralba 2016, arXiv 1609.02612",
    idea=t(
        "A clip is drawn by two nets: one draws what moves and a mask of where it is, the other a single still "
        "picture behind it. That cameras mostly stand still is built in, so that only the foreground has to learn to "
        "move."
    ),
    watch=t(
        "“Share of the foreground”: it falls as the background takes over what stands still; and whether things move."
    ),
    generator=TwoStreamGenerator,
    discriminator=ClipDiscriminator,
    objective=partial(TwoStreamObjective, relativistic, penalties=PENALTIES, every=4, half=True),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(4e-4),
    example=ClipExample,
    first_batch=16,
    views=stream_views,
    labels={
        "g mask": t("generator: size of the foreground"),
        "foreground share": t("share of the foreground"),
    },
)
