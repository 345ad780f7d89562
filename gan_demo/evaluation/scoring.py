"""What a model's pictures are worth: every figure beside that of real pictures, the floor, by two classifiers.

A running training is measured in the judge's features and its best step is chosen by them, so the judge speaks too well
of the result. The independent classifier is asked here for the first time, and decides.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..data import Dataset, Source, crop_of, find_source
from ..events import Preparing
from ..metrics.classifier import Classifier, answers, classify, sureness
from ..metrics.figures import coverage, frechet_distance, nearest_distance, rounded_figure, shared_information
from ..pipelines.pipeline import GAN
from .redrawing import carried, kept, mean_error, same_things

FEW = 2000  # pictures for what is compared with all others
SURE, SHOWN = 0.9, 0.95  # from which probability an answer is sure, and which share of real pictures must show it
INDEPENDENT = ", independent"  # ends the names of figures of the classifier that nothing else looks at


class ClassifierOutput(NamedTuple):
    """What a classifier makes of pictures: features (N, 128), and the answer of each head (N,)."""

    features: NDArray
    said: dict[str, NDArray]


def score_model(
    gan: GAN, judge: Classifier, independent: Classifier, count: int = 10_000, seed: int = 1
) -> dict[str, Any]:
    """What test pictures say of as many drawn ones; the floor is of training pictures, or of the test pictures."""
    test, train = datasets(gan)
    count = min(count, test.count(), train.count())
    asked = evaluation_conditions(gan, test, count)
    pictures = gan.draw(count, seed, **asked), test.images[:count]
    measures: dict[str, Any] = {"pictures": count}
    for suffix, classifier, known in (("", judge, count), (INDEPENDENT, independent, train.count())):
        drawn, tested, trained = (
            ClassifierOutput(*classify(classifier, some)) for some in (*pictures, train.images[:known])
        )
        figures = likeness(drawn.features, tested.features, trained.features[:count])
        if "labels" in asked and "class" in drawn.said:
            said = drawn.said["class"], asked["labels"], tested.said["class"], test
            figures |= code_meaning(*said) if gan.config.found else accuracy(*said)
        if "images" in asked and (same_things(gan) or not gan.config.other):
            figures |= kept(drawn.said, tested.said, test)
        figures |= clearness(classifier, drawn.features, tested.features, test)
        measures |= {f"{name}{suffix}": figure for name, figure in figures.items()}
    if gan.config.other:
        measures |= carried(gan, pictures[0], asked["images"], test)
    elif "images" in asked:
        measures |= mean_error(gan, pictures[0], asked["images"], test, train)
    few = slice(0, FEW)
    apart, floor = (nearest_distance(some.features[few], trained.features) for some in (drawn, tested))
    return measures | {"nearest training picture": rounded_figure(apart, floor, "")}


def prepared(gan: GAN) -> Iterator[Preparing]:
    """Make the pictures of a model's data ready at its size, which the classifiers may have been trained without."""
    yield from source_of(gan, gan.config.data).prepare(gan.size)


def source_of(gan: GAN, side: str) -> Source:
    """The data of one side of a model, cropped as there."""
    return find_source(side, crop_of(side, gan.config.crop))


def datasets(gan: GAN) -> tuple[Dataset, Dataset]:
    """The test and the training pictures of a model's data."""
    source = source_of(gan, gan.config.data)
    label = source.labels[0] if source.labels else None
    test, train = (source.load(gan.size, labels=label, split=split) for split in ("test", "train"))
    return test, train


def evaluation_conditions(gan: GAN, test: Dataset, count: int) -> dict[str, Any]:
    """What `count` examples are drawn with, by its name: all classes in turn, what is taken from test pictures, ..."""

    def loaded(side: str) -> Dataset:
        return test if side == gan.config.data else source_of(gan, side).load(gan.size, split="test")

    value = gan.condition.tested(gan.config, count, loaded)
    return {} if value is None else {gan.condition.name: value}


def likeness(drawn: NDArray, tested: NDArray, floor: NDArray) -> dict[str, Any]:
    """How like test pictures drawn ones are, and how many of these they cover, in features."""
    few = slice(0, FEW)
    return {
        "Frechet distance": rounded_figure(frechet_distance(tested, drawn), frechet_distance(tested, floor), "lower"),
        "coverage": rounded_figure(coverage(tested[few], drawn[few]), coverage(tested[few], floor[few]), "higher"),
    }


def accuracy(said: NDArray, asked: NDArray, real: NDArray, test: Dataset) -> dict[str, Any]:
    """The share of pictures that are taken for the class that was asked, of all and of each class."""
    labels, _, _ = answers(test)["class"]
    hit, best = said == asked, real == (truth := labels[: len(real)].numpy())
    each = {
        test.classes[i].en: rounded_figure(hit[asked == i].mean(), best[truth == i].mean(), "higher")
        for i in np.intersect1d(asked, truth)
    }
    return {"class accuracy": rounded_figure(hit.mean(), best.mean(), "higher"), "each class": each}


def code_meaning(said: NDArray, asked: NDArray, real: NDArray, test: Dataset) -> dict[str, Any]:
    """How much a code says of the classes, which nobody told it; for real pictures, how well these are read."""
    labels, _, _ = answers(test)["class"]
    best = shared_information(labels[: len(real)].numpy(), real)
    return {"class told by the code": rounded_figure(shared_information(asked, said), best, "higher")}


def clearness(judge: Classifier, drawn: NDArray, tested: NDArray, test: Dataset) -> dict[str, Any]:
    """The share of pictures in whose features everything is read with a probability of 0.9 or more: few smeared ones.

    Everything is what at least 95 % of real pictures show; where that is several attributes, also by each of them.
    """
    heads = [name for name, (_, visible, _) in answers(test).items() if visible.float().mean() >= SHOWN]
    told = (sureness(judge, features) for features in (drawn, tested))
    ours, real = ({name: sure[name] >= SURE for name in heads} for sure in told)
    share, floor = (np.all(list(sure.values()), axis=0).mean() for sure in (ours, real))
    figures = {"read surely": rounded_figure(share, floor, "higher")}
    if test.attributes:
        titles = {name: test.attributes[name].title.en for name in heads}
        each = {titles[name]: rounded_figure(ours[name].mean(), real[name].mean(), "higher") for name in heads}
        figures["each read surely"] = each
    return figures
