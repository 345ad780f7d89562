"""Text encoders on disk, beside the checkpoint that they belong to: the tokenizer's files, and the matcher's."""

import json
from pathlib import Path

from ..text.text_encoder import TextEncoder
from ..text.tokenizer import FILES as TOKENIZER
from ..text.tokenizer import Tokenizer
from ..words import UserError
from . import weights

SHAPE, WEIGHTS = "reader.json", "reader.safetensors"
IMAGINATION = "imagination.safetensors"  # only of a text encoder that completes captions
CLASSIFIER = "classifier.safetensors"  # beside one that avatars are drawn from: it reads what captions may claim
FILES = (SHAPE, WEIGHTS, *TOKENIZER)
LARGEST_TEXT = 8 << 20  # bytes of one of the JSON files
OF_GENERATOR = {"size": "size", "channels": "channels", "features": "text"}  # what both must have alike
LARGEST = {"vocabulary": 100_000, "size": 1024, "channels": 4, "features": 1024}


def save_text_encoder(folder: Path, text_encoder: TextEncoder) -> None:
    """Write all files into a folder that is there."""
    text_encoder.tokenizer.save(folder)
    (folder / SHAPE).write_text(json.dumps(text_encoder.matcher.shape) + "\n", encoding="utf-8")
    weights.save_weights(folder / WEIGHTS, text_encoder.matcher)
    if text_encoder.imagination:
        weights.save_weights(folder / IMAGINATION, text_encoder.imagination)


def load_text_encoder(folder: Path) -> TextEncoder:
    """The text encoder in that folder; UserError for anything that does not fit."""
    from ..nets.caption_prior import CaptionPrior
    from ..nets.matching import Matcher
    from ..text.left_open import SIZES

    try:
        if any((folder / name).stat().st_size > LARGEST_TEXT for name in (SHAPE, *TOKENIZER)):
            raise ValueError(f"more than {LARGEST_TEXT} bytes")
        shape = json.loads((folder / SHAPE).read_text(encoding="utf-8"))
        right = set(shape) == set(LARGEST) and all(type(n) is int and 0 < n <= LARGEST[k] for k, n in shape.items())
        if not right:
            raise ValueError(f"{SHAPE} has values that it must not")
        tokenizer = Tokenizer.load(folder)
        if len(tokenizer) != shape["vocabulary"]:
            raise ValueError(f"{len(tokenizer)} tokens, not {shape['vocabulary']}")
        with weights.shapes_alone():
            matcher, imagination = Matcher(**shape), CaptionPrior(SIZES, shape["features"])
    except Exception as error:  # the tokenizers library raises nothing narrower
        raise UserError(
            "The text encoder in {folder} is missing or broken ({error}).", folder=folder, error=error
        ) from None
    weights.load_weights(folder / WEIGHTS, matcher)
    if not (folder / IMAGINATION).exists():
        return TextEncoder(tokenizer, matcher)
    weights.load_weights(folder / IMAGINATION, imagination)
    return TextEncoder(tokenizer, matcher, imagination)
