"""A model that draws captions: it knows the words of the avatars, though it has learned nothing else."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import torch

from gan_demo import checkpoints, recipes
from gan_demo.checkpoints.text_encoders import CLASSIFIER
from gan_demo.checkpoints.weights import save_weights
from gan_demo.data.avatars.kinds import KINDS
from gan_demo.metrics.classifier import StridedClassifier
from gan_demo.nets.matching import Matcher
from gan_demo.recipes._recipe import arguments
from gan_demo.text.captions import sampled_captions
from gan_demo.text.lexicon import avatar_lexicon
from gan_demo.text.text_encoder import TextEncoder
from gan_demo.text.tokenizer import Tokenizer

EXAMPLES = ("a woman with long pink hair", "一个戴圆框眼镜的男人")


@cache
def avatar_tokenizer() -> Tokenizer:
    return Tokenizer.train((made.text for made in sampled_captions(2000, 0)), avatar_lexicon())


def save_classifier_of(folder: Path, size: int = 32) -> Path:
    """Give that model a classifier of attributes, which has learned nothing: what it reads is the same each time."""
    torch.manual_seed(3)
    judge = StridedClassifier(3, {kind: len(attribute.values) for kind, attribute in KINDS.items()}, size)
    save_weights(folder / CLASSIFIER, judge)
    return folder


def save_captioned(folder: Path, size: int = 32, **values: object) -> Path:
    """An untrained model in that folder, strong enough that each word is seen in the picture."""
    torch.manual_seed(1)
    tokenizer = avatar_tokenizer()
    matcher = Matcher(len(tokenizer), size, 3).eval()
    constructor = recipes.find_recipe("attngan").generator
    generator = arguments(constructor, size=size, channels=3, latent=8, width=64)
    net = constructor(**generator).eval()
    slots = re.compile(r"^slots\.|\.(where|what)$")  # drawn last, and weak: else each pixel would be black or white
    for name, weights in sorted(net.named_parameters(), key=lambda item: bool(slots.search(item[0]))):
        torch.nn.init.normal_(weights, 0, 0.02 if name.endswith(".what") else 0.2)
    config = checkpoints.Config("attngan", generator, "avatars", captions=EXAMPLES)
    checkpoints.save_checkpoint(folder, replace(config, **values), net, text_encoder=TextEncoder(tokenizer, matcher))
    return folder
