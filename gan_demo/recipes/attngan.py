"""AttnGAN's idea, words attended to pixel by pixel, with rpgan's objective.

From Xu 2017 (1711.10485): a frozen encoder of captions, and attention from pixels to words. The captions are compared
relativistically (1807.00734): a real picture must score higher under its own caption than a generated one, and than
itself under another's (the matching-aware pairs of Reed 2016, 1605.05396).

The paper's matching term in the generator's loss is left out: with it, at 0.1, after 64,000 avatars 46 % of mentioned
attributes were right and 41 % without, but the pictures were covered with dots that please the matcher only.

D also learns to guess the words of captions from real pictures, as the auxiliary classifier of Odena 2016 (1610.09585)
guesses classes: from captions that fit or do not fit it learns no details. After 1.3 million avatars it told right eyes
from wrong ones in 57 of 100 captions, and in 93 after 300,000 more with words to guess.

How well its guess says the caption is part of the score that both players compare. As a term of G's alone it is fooled:
where eyes, eyebrows, mouth or hair were drawn wrong, D found the asked ones likelier than others in 88 to 95 %. The
penalties leave the guess out: with it in them D named the eyes of 66 % of real portraits, and of 89 % without.

Where all that is to be seen in a picture is known, what its caption leaves open is told too, in phrases behind it; when
a caption is drawn, the text encoder imagines them from the latent, as captions are completed for DALL-E 3 (Betker
2023). The picture is then all but determined, and G is also told how far it is from the real one, as in pix2pix. A
generator that drew 64 % of whole captions right after 3 million avatars drew 89 % after 106,000 with that term alone.
With D, which came to it then, the distance fell from 459 to 113 within 420,000 more (on 500 captions).

Of written captions nobody knows what they leave open. There, without the variety term, pictures of one caption are all
but the same: they differed by 0.04 where real ones differ by 0.15, and by 0.12 after 300,000 more pictures with it.
"""

from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, cross_entropy, relu

from ..inputs.caption import CaptionInput
from ..inputs.latent import LatentInput
from ..nets import attention
from ..nets.caption_encoder import Text
from ..nets.precision import precise
from ..objectives.losses import relativistic, unlikeness
from ..objectives.objective import Adversarial, Batch, HeardWords, StepResult
from ..objectives.penalties import ScoredImages, r1, r2
from ..words import t
from ._recipe import Adam, Recipe

GAMMA = 16.0
LEARNED = 3.0  # weight of the words that D learns to guess
NAMED = 2.0  # weight of the words that it guesses in its score
VARIETY = 0.6  # of the distance of any two real pictures: as far apart should two of one caption be
WRONG = range(1, 8)  # the captions of these neighbours in the batch are wrong ones


class CaptionObjective(Adversarial[attention.CaptionGenerator, attention.CaptionDiscriminator, Text]):
    """The adversarial objective of pictures under their captions, with wrong captions."""

    @property
    def terms(self) -> tuple[str, ...]:
        return *super().terms, "d caption", "d words", "g caption", "g variety", "g whole"

    def d_step(
        self, G: attention.CaptionGenerator, D: attention.CaptionDiscriminator, batch: Batch[Text]
    ) -> StepResult:
        """A real picture under its own caption beats a generated one, and itself under a wrong one; D names words."""
        real, fake = self.pictures(G, batch)
        seen, drawn, asked = D.look(real), D.look(fake), D.queries(batch.condition)
        scores = precise(D.judge(seen, asked)), precise(D.judge(drawn, asked))
        turn = self.judged(D, ScoredImages(real, fake, batch.condition, *scores, batch.uniform))
        turn.loss["d"] = self.loss.d(*(named_score(*pair, batch) for pair in zip(scores, (seen, drawn), strict=True)))
        turn.loss["d caption"] = confusion(D, seen, asked).mean()
        turn.loss["d words"] = LEARNED * cross_entropy(precise(seen.words), caption_targets(batch).ever)
        return turn

    def g_step(
        self, G: attention.CaptionGenerator, D: attention.CaptionDiscriminator, batch: Batch[Text]
    ) -> StepResult:
        """The same comparisons of what G drew; captions count only as far as the real picture fits them better."""
        drawn, real = D.look(batch.shown(batch.fake(G))), D.look(batch.shown(batch.real))
        asked = D.queries(batch.condition)
        scores = (named_score(precise(D.judge(seen, asked)), seen, batch) for seen in (drawn, real))
        terms = {"g": self.loss.g(*scores)}
        terms["g caption"] = relu(confusion(D, drawn, asked) - confusion(D, real, asked)).mean()
        if caption_targets(batch).whole:
            if batch.augment:  # each picture was changed in its own way
                drawn, real = D.look(batch.fake(G)), D.look(batch.real)
            terms["g whole"] = unlikeness(batch.fake(G), batch.real, drawn.stages, real.stages)
        else:
            terms["g variety"] = sameness(G, batch).mean()
        return StepResult(terms)


def caption_targets(batch: Batch[Text]) -> HeardWords:
    """The words of the captions, which every batch of captions has."""
    assert batch.said is not None
    return batch.said


def named_score(score: Tensor, seen: attention.DiscriminatorFeatures, batch: Batch[Text]) -> Tensor:
    """How real each picture is under its caption, by D's judgement and by the words that it would guess, (N,)."""
    return score - NAMED * naming(seen, batch)


def sameness(G: attention.CaptionGenerator, batch: Batch[Text]) -> Tensor:
    """How far a picture and another of the same caption fall short of the wanted distance, (N / 4,) in [0, 1].

    Mode seeking, Mao 2019 (1903.05628), with a limit, so that the generator has no reason to exaggerate, and seen from
    afar (means of 4 x 4 pixels), so that dots do not count.
    """
    few = slice(max(1, len(batch.real) // 4))
    again = precise(G(batch.z.roll(1, 0)[few], batch.condition.rows(few)))
    wanted = VARIETY * blurred_distance(batch.real, batch.real.roll(1, 0)).mean()
    return relu(wanted - blurred_distance(again, batch.fake(G)[few])) / wanted.clamp_min(1e-6)


def blurred_distance(a: Tensor, b: Tensor) -> Tensor:
    """Mean absolute difference of two batches of pictures seen from afar, (N,)."""
    return avg_pool2d(a - b, 4).abs().mean((1, 2, 3))


def confusion(
    D: attention.CaptionDiscriminator, seen: attention.DiscriminatorFeatures, asked: attention.CaptionQueries
) -> Tensor:
    """Cross-entropy of the right caption among wrong ones, (N,); with one of them it is the relativistic loss."""
    fits = precise(torch.stack([D.fit(seen, asked.rolled(by)) for by in (0, *WRONG)], 1))
    return cross_entropy(fits, torch.zeros(len(fits), dtype=torch.int64, device=fits.device), reduction="none")


def naming(seen: attention.DiscriminatorFeatures, batch: Batch[Text]) -> Tensor:
    """Cross-entropy of the words of a caption, as D would guess them from the picture, (N,)."""
    return cross_entropy(precise(seen.words), caption_targets(batch).here, reduction="none")


RECIPE = Recipe(
    name="attngan",
    title="AttnGAN",
    paper="Xu et al. 2017, arXiv 1711.10485",
    idea=t(
        "Let every pixel look for the words of the caption that concern it, and take its look from them. The "
        "discriminator asks of a picture whether it is real, and of a caption whether it fits, word by word."
    ),
    watch=t("The caption terms: they fall as the colours, then the shapes, follow the words."),
    generator=attention.CaptionGenerator,
    discriminator=attention.CaptionDiscriminator,
    objective=partial(
        CaptionObjective, relativistic, penalties={"r1": (GAMMA / 2, r1), "r2": (GAMMA / 2, r2)}, every=4
    ),
    g_optimizer=Adam(2e-4),
    d_optimizer=Adam(4e-4, limit=30.0),
    inputs=(LatentInput(), CaptionInput()),
    labels={
        "d caption": t("discriminator on captions"),
        "d words": t("discriminator on words"),
        "g caption": t("generator on captions"),
        "g variety": t("generator's sameness"),
        "g whole": t("generator on whole descriptions"),
    },
)
