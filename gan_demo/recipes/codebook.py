"""VAE-GAN whose pixels look for words of a codebook, van den Oord 2017 (1711.00937), picked by the latent.

A generator that is smooth in its latent also draws what is between two hair styles, and most latents are near such a
border, as an avatar has fourteen attributes: of what `vaegan` drew, a classifier was sure in one picture of eight.
Here a latent is between two entries only where both are as likely, which training can make as rare as it likes.
"""

from dataclasses import replace
from functools import partial

from torch import Tensor

from ..data.dataset import Dataset
from ..nets import encoding
from ..nets.encoding import Posterior
from ..objectives.dealing import NEVER, Dealer, known_attributes, quote, speak
from ..objectives.losses import relativistic
from ..objectives.objective import Batch, Begun
from ..words import t
from .vaegan import PENALTIES, EncoderObjective
from .vaegan import RECIPE as VAEGAN

READING = 0.01  # weight of a nat by which the encoder misses a dealt latent


class CodebookObjective(EncoderObjective[encoding.CodebookGenerator]):
    """Where all is known of the pictures, latents are dealt to them by it, and the encoder learns to read these."""

    @property
    def terms(self) -> tuple[str, ...]:
        return *super().terms, "g read"

    def dealer(self, G: encoding.CodebookGenerator, dataset: Dataset, begun: Begun | None = None) -> Dealer | None:
        """Who deals; a fresh generator gets the leads for it, unless it comes from a checkpoint that has them."""
        book, told = G.words, known_attributes(dataset.attributes)
        deals = bool(told.values) and not dataset.classes and told.fits(book)
        if begun and deals and not told.spoken(book):
            speak(book, told)
            if (text_encoder := begun()) and text_encoder.imagination:
                quote(book, told, text_encoder)
        dealer = Dealer(book, told) if deals else None
        if dealer and dealer.complete:
            book.likely.requires_grad_(False)
            return dealer
        if begun and book.likely.bias.min() < NEVER / 2:  # leads of other data pick too sharply to learn
            book.likely.reset_parameters()
        return None

    def encoder_terms(self, batch: Batch, read: Posterior) -> dict[str, Tensor]:
        if not batch.dealt:
            return super().encoder_terms(batch, read)
        return {"g read": READING * read.surprise(batch.z).mean()}


RECIPE = replace(
    VAEGAN,
    name="codebook",
    title="Codebook VAE-GAN",
    paper="van den Oord et al. 2017, arXiv 1711.00937; Larsen et al. 2015, arXiv 1512.09300",
    idea=t(
        "A VAE-GAN whose latent picks what is drawn from lists of learned words: between two hair styles there is a "
        "quick change, no smear. Where all is known of pictures, as of avatars, each attribute has its own latents."
    ),
    watch=t("“Generator on read pictures”: how far what is drawn is from the picture whose latent it was drawn from."),
    generator=encoding.CodebookGenerator,
    objective=partial(CodebookObjective, relativistic, penalties=PENALTIES, every=4, half=True),
    labels={**VAEGAN.labels, "g read": t("latents that the encoder misses")},
    decays={},
)
