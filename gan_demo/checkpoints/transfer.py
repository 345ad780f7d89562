"""Begin a run from a checkpoint in place of random weights, where enough of the two generators has the same shapes."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

import torch
from torch import nn

from ..data import sources
from ..data.folder import SIZES
from ..nets.attention import Slots, WordNorm
from ..recipes import find_recipe
from ..recipes._recipe import arguments
from ..settings import Settings
from ..text.text_encoder import TextEncoder
from ..words import UserError, t
from . import weights
from .checkpoint import (
    SHIPPED,
    checkpoint_text_encoder,
    find_checkpoints,
    load_checkpoint,
    read_config,
    resolve,
    skeleton,
)

NAMED = ("size", "latent", "width")  # arguments that a visitor can set
CHANNELS, FEWEST = (1, 3), 2  # of pictures, and classes of those that have some


@torch.no_grad()
def init_generator(net: nn.Module, name: str, text_encoder: TextEncoder | None = None) -> None:
    """Give a generator what fits it of a checkpoint; what reads words only where its run has the same text encoder.

    What another text encoder makes of a word is another vector, of which those weights would make noise.
    """
    config, theirs = load_checkpoint(resolve(name))
    tensors, own = theirs.state_dict(), net.state_dict()
    same = shared(_shapes(own), _shapes(tensors))
    if not same:
        raise UserError(
            "The checkpoint {name} does not fit: its generator has other shapes. Choose its recipe, size and width.",
            name=name,
        )
    if text_encoder and not same_vectors(text_encoder, checkpoint_text_encoder(resolve(name), config)):
        same -= reading(net)
    net.load_state_dict({**own, **{key: tensors[key] for key in same}})


def text_encoder_behind(name: str) -> TextEncoder | None:
    """What reads the captions of a checkpoint, if it has any; "" is none."""
    return checkpoint_text_encoder(resolve(name), read_config(resolve(name))) if name else None


def same_vectors(one: TextEncoder, other: TextEncoder | None) -> bool:
    """Whether two text encoders make the same vectors of every caption."""
    if other is None or one.tokenizer.subwords.to_str() != other.tokenizer.subwords.to_str():
        return False
    own, theirs = (text_encoder.matcher.captions.state_dict() for text_encoder in (one, other))
    return _shapes(own) == _shapes(theirs) and all(torch.equal(own[name].cpu(), theirs[name]) for name in own)


def reading(net: nn.Module) -> set[str]:
    """The tensors of a generator that words are multiplied by."""
    multiplied = {WordNorm: ("key.", "value.", "what"), Slots: ("",)}
    return {
        f"{name}.{tensor}"
        for name, module in net.named_modules()
        for tensor in module.state_dict()
        if tensor.startswith(multiplied.get(type(module), ()))
    }


def shared(own: Mapping[str, torch.Size], given: Mapping[str, torch.Size]) -> set[str]:
    """The tensors that have the same name and shape in both, if those are a third of the own ones; else none.

    And of the own kernels: what a latent says to them may have one shape for all widths, and alone is no beginning.
    """
    same = {name for name, shape in own.items() if given.get(name) == shape}
    kernels = {name for name, shape in own.items() if len(shape) == 4}

    def enough(names: Iterable[str]) -> bool:
        return 3 * sum(own[name].numel() for name in same.intersection(names)) >= sum(own[n].numel() for n in names)

    return same if enough(own) and enough(kernels) else set()


def check_init(settings: Settings) -> None:
    """Raise UserError where a run of these settings cannot begin from their checkpoint, whatever its pictures are."""
    if not settings.begin or suits(settings):
        return
    config = skeleton(resolve(settings.begin))[0]
    own, theirs = _generators(settings, config.generator)[0], config.generator
    different = [name for name in NAMED if name in own and own[name] != theirs.get(name)]
    name, recipe, other = settings.begin, settings.recipe, config.recipe
    if recipe != other and not (different and shared(_shapes_of(recipe, theirs), _given(name))):
        raise UserError(
            "A run of {recipe} cannot begin from {name}, a generator of {other}: choose the recipe {other}, or no "
            "checkpoint to begin from.",
            recipe=recipe,
            name=name,
            other=other,
        )
    wanted = ", ".join(f"{name}={theirs.get(name)}" for name in different)
    raise UserError(
        "The generator of this run is not that of {name}: {advice}, or choose no checkpoint to begin from.",
        name=name,
        advice=t("set {wanted}", wanted=wanted) if wanted else t("choose classes as it has"),
    )


def offers(settings: Settings) -> list[str]:
    """The shipped checkpoints from which a run of these settings can begin."""
    return [name for name in find_checkpoints(SHIPPED) if suits(settings.with_text({"begin": name}))]


def suits(settings: Settings) -> bool:
    """Whether the checkpoint's weights fit, for some of the pictures that the data may hold.

    Sizes that no generator has are left to what refuses them.
    """
    config = skeleton(resolve(settings.begin))[0]
    try:
        own = [_shapes_of(settings.recipe, given) for given in _generators(settings, config.generator)]
    except ValueError:
        return True
    return any(shared(shapes, _given(settings.begin)) for shapes in own)


def _generators(settings: Settings, theirs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The arguments that the generator of such a run may get; how many classes there are is known only in the run."""
    source, recipe = sources().get(settings.data), find_recipe(settings.recipe)
    size = settings.size or (source.sizes if source else SIZES)[0]
    given = {"size": size, "latent": recipe.latent.numbers(settings.latent, size)}
    if settings.width is not None:
        given["width"] = settings.width
    classes = {recipe.condition.values}
    if settings.labels or recipe.condition.needs_labels:
        classes = {FEWEST, theirs.get("classes") or FEWEST}
    others = channels_of(settings.other) if settings.other else (1,)
    return [
        arguments(recipe.generator, **given, channels=channels, classes=count, given=other)
        for channels, count, other in product(channels_of(settings.data), sorted(classes), others)
    ]


def channels_of(data: str) -> tuple[int, ...]:
    """How many channels the pictures of that data may have; those of one's own are read in the run."""
    return (source.channels,) if (source := sources().get(data)) else CHANNELS


def _shapes(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in tensors.items()}


def _given(name: str) -> dict[str, torch.Size]:
    return _shapes(skeleton(resolve(name))[1].state_dict())


def _shapes_of(recipe: str, given: Mapping[str, Any]) -> dict[str, torch.Size]:
    constructor = find_recipe(recipe).generator
    return _built(recipe, tuple(sorted(arguments(constructor, **given).items())))


@cache
def _built(recipe: str, given: tuple[tuple[str, Any], ...]) -> dict[str, torch.Size]:
    with weights.shapes_alone():
        return _shapes(find_recipe(recipe).generator(**dict(given)).state_dict())
