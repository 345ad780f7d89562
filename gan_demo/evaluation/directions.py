"""Names for latent directions: found by what the judge sees in drawn pictures, or by measures, and tried out.

The boundary between latents whose pictures show one value or another is a hyperplane, along whose normal the value
changes (InterFaceGAN, Shen et al. 2019, 1907.10786). What holds for a direction is measured on latents of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ..checkpoints.bases import Bases, Effect, SemanticDirection
from ..data import find_source
from ..data.dataset import Dataset
from ..events import Preparing
from ..metrics.classifier import Classifier, classify, trained_classifier
from ..metrics.measures import Measure, closed_form_measures
from ..pipelines.latent import discriminants, gradient, holding, residual
from ..pipelines.pipeline import CHUNK, GAN
from ..text.captioner import UNSEEN
from ..text.captions import Caption, fresh_caption
from ..words import UserError, Words, t

SHOWN = 16  # directions that are named
REACH = 3.0  # how far a slider goes
LEARNED = {"drawn": 6000, "captioned": 2400}  # pictures that directions are found in
TRIED, MEASURED = 32, 48  # latents on which a candidate is tried, and a direction that was chosen is measured
RANKS = 3  # directions of one attribute
LEAST = 0.2  # what a direction must change of what it is named for, on balance, in a share of the pictures
OWN, SOME = 0.75, 0.2  # lengths outside the span of those before that make a direction one of its own, or of use
CAPTIONS = 64  # different ones, for a model that draws them


@dataclass(frozen=True)
class Contrast:
    """Two sides of what can be seen: values of an attribute against its others, or more of a measure than usual."""

    name: str  # of the attribute or measure
    rank: int  # 0: what tells the values of an attribute apart best
    title: Words
    words: tuple[Words, ...]  # of each value; of a measure the ends
    normal: NDArray  # float32 (latent,)
    side: NDArray  # of an attribute bool (values,): which are high; of a measure its middle for each group, float

    @property
    def measured(self) -> bool:
        return self.side.dtype.kind == "f"

    def high(self, seen: NDArray, groups: NDArray) -> NDArray:
        """Whether each picture is on the high side, float (N,), nan where that cannot be seen."""
        if self.measured:
            return (seen > self.side[groups]).astype(float)
        return np.where(seen < 0, np.nan, self.side[seen.clip(0)])


@dataclass
class Subject:
    """A generator, how its latents are drawn, and what can be said of the pictures."""

    gan: GAN
    judge: Classifier | None = None
    titles: dict[str, tuple[Words, tuple[Words, ...]]] = field(default_factory=dict)  # of attributes, with their values
    captions: Sequence[Caption] = ()
    hides: dict[str, dict[str, NDArray]] = field(default_factory=dict)  # attribute: other: the values that hide it
    drawn: int = 0  # pictures so far

    @property
    def measures(self) -> dict[str, Measure]:
        return {measure.title.en: measure for measure in closed_form_measures(self.gan.config.generator["channels"])}

    def groups(self, count: int) -> NDArray:
        """Which latents are drawn alike: a number for each, by class."""
        return np.arange(count) % max(1, len(self.gan.classes))

    def see(self, z: NDArray, first: int = 0) -> dict[str, NDArray]:
        """What pictures of these latents show, of which the first has that number and so its class or caption.

        A value of each attribute, -1 where it is hidden or a caption says it, int (N,); each measure, float (N,).
        """
        numbers = range(first, first + len(z))
        of = [self.captions[i % len(self.captions)] for i in numbers] if self.captions else []
        labels = self.groups(numbers.stop)[first:] if self.gan.classes else None
        pictures = self.gan.draw(z=z, labels=labels, captions=[caption.text for caption in of])
        self.drawn += len(z)
        floats = pictures.astype(np.float32) / 255
        seen = {name: measure.of(floats) for name, measure in self.measures.items()}
        if self.judge is None:
            return seen
        _, said = classify(self.judge, pictures)
        shown = {name: said[name].copy() for name in self.titles}
        for name, others in self.hides.items():
            for other, values in others.items():
                shown[name][np.isin(said[other], values)] = -1
        for i, caption in enumerate(of):
            for name in caption.mentions:
                shown[name][i] = -1
        return seen | shown


def hiding_values(dataset: Dataset) -> dict[str, dict[str, NDArray]]:
    """For each attribute the values of others beside which it is never seen, as the data has them."""
    few = slice(0, 20_000)
    found: dict[str, dict[str, NDArray]] = {}
    for name, attribute in dataset.attributes.items():
        visible = attribute.visible[few].numpy()
        for other, of in dataset.attributes.items():
            values, count = of.values[few].numpy(), len(of.words)
            seen = np.bincount(values, visible, count)
            if len(gone := np.flatnonzero((seen == 0) & (np.bincount(values, minlength=count) > 0))):
                found.setdefault(name, {})[other] = gone
    return found


def subject(gan: GAN) -> Iterator[Preparing | Subject]:
    """The generator and what the judge of its data can be asked, which is trained once; without one where none can be.

    Of the classes it is asked where the generator was not told them.
    """
    gan.check_sliders()
    if gan.example.kind != "image":
        raise UserError(
            "Directions are named by what pictures show, and this model makes others; its sliders have numbers."
        )
    try:
        source = find_source(gan.config.data, gan.config.crop)
        yield from source.prepare(gan.size)
        dataset = source.load(gan.size, labels=source.labels[0] if source.labels else None)
    except UserError:
        if gan.text_encoder:
            raise
        yield Subject(gan)
        return
    titles = {name: (attribute.title, attribute.words) for name, attribute in dataset.attributes.items()}
    if not titles and dataset.classes and (gan.config.found or not gan.classes):
        titles = {"class": (t("kind"), dataset.classes)}
    judge: Classifier | None = None
    for event in trained_classifier(gan.config.data, gan.size, gan.config.crop) if titles else ():
        if isinstance(event, Preparing):
            yield event
        else:
            judge = event
    captions = [fresh_caption(dataset, i, UNSEEN, 0) for i in range(CAPTIONS)] if gan.text_encoder else ()
    yield Subject(gan, judge, titles, captions, hiding_values(dataset))


def contrasts(of: Subject, z: NDArray, seen: dict[str, NDArray]) -> list[Contrast]:
    """What could be named: of each attribute what tells its values apart best, then second best; then the measures."""
    found = [each for name in of.titles for each in _of_attribute(of, name, z, seen[name])]
    groups = of.groups(len(z))
    for name, measure in of.measures.items():
        middle = np.array([np.median(seen[name][groups == group]) for group in np.unique(groups)])
        normal, explained = gradient(z, seen[name] - middle[groups])
        words = (measure.low, measure.high)
        found.append((explained, Contrast(name, RANKS, measure.title, words, normal, middle)))
    return [each for _, each in sorted(found, key=lambda one: (one[1].rank, -one[0]))]


def _of_attribute(of: Subject, name: str, z: NDArray, values: NDArray) -> Iterator[tuple[float, Contrast]]:
    """The directions that tell its values apart, and how well over all pictures; its first value is at the low end.

    What is seldom seen counts less: few would see such a slider do anything.
    """
    title, words = of.titles[name]
    often_seen = float((values >= 0).mean())
    z, values = z[values >= 0], values[values >= 0]
    if len(np.unique(values)) < 2:
        return
    normals, powers = discriminants(z, values)
    for rank, (normal, power) in enumerate(islice(zip(normals, powers, strict=True), RANKS)):
        along = np.bincount(values, z @ normal, len(words)) / np.bincount(values, minlength=len(words)).clip(1)
        along -= (z @ normal).mean()
        often = np.bincount(values, minlength=len(words)) * np.abs(along)
        first = np.flatnonzero(often >= often.max() / 2)[0]
        sign = -np.sign(along[first])
        yield often_seen * float(power), Contrast(name, rank, title, words, sign * normal, sign * along > 0)


def net_changes(of: Subject, direction: NDArray, watched: Sequence[Contrast], z: NDArray) -> tuple[NDArray, dict, dict]:
    """In which share of the pictures each contrast changes from one end of a slider to the other, on balance, -1 to 1.

    What cannot be seen at both ends counts as no change. Also what the pictures of both ends show.
    """
    low, high = (of.see(z + side * REACH * direction) for side in (-1, 1))
    groups = of.groups(len(z))
    moved = [each.high(high[each.name], groups) - each.high(low[each.name], groups) for each in watched]
    return np.nan_to_num(moved).reshape(len(watched), len(z)).mean(1), low, high


def choose(of: Subject, candidates: Sequence[Contrast], z: NDArray, most: int) -> Iterator[Contrast]:
    """Those that change what they are named for: first such as are hardly a mixture of those before them.

    Then, of the others, what lies outside the span of all before, which takes nothing away from these where they hold
    each other.
    """
    normals, names = np.zeros((0, of.gan.latent), np.float32), set()
    for mixture, each in ((mixture, each) for mixture in (False, True) for each in candidates):
        own = residual(each.normal, normals)
        length = np.linalg.norm(own)
        if (each.name, each.rank) in names or len(normals) == most or length < (SOME if mixture else OWN):
            continue
        normal = own / length if mixture else each.normal
        if net_changes(of, normal, [each], z)[0][0] >= LEAST:
            normals = np.vstack([normals, normal])
            names.add((each.name, each.rank))
            yield replace(each, normal=normal)


def unchanged_contrasts(of: Subject, watched: Sequence[Contrast], normals: NDArray, z: NDArray, count: int) -> NDArray:
    """Of what the principal directions have outside the span of others, the first that change something with a name.

    Where there are too few of them, the first of the others.
    """
    telling: list[NDArray] = []
    silent: list[NDArray] = []
    before = normals
    for direction in of.gan.directions:
        own = residual(direction, before)
        if len(telling) < count and np.linalg.norm(own) >= OWN:
            own /= np.linalg.norm(own)
            before = np.vstack([before, own])
            told = watched and np.abs(net_changes(of, own, watched, z)[0]).max() >= LEAST
            (telling if told else silent).append(own)
    return np.array([*telling, *silent][:count], np.float32).reshape(-1, of.gan.latent)


def discovered(of: Subject, seed: int = 0) -> Iterator[Preparing | tuple[Bases, list[SemanticDirection]]]:
    """The directions of a model and what is said of each; yields progress in pictures, then these."""
    gan, most = of.gan, min(SHOWN, of.gan.latent)
    count = LEARNED["captioned" if gan.text_encoder else "drawn"]
    total = count + 2 * TRIED * most + 4 * MEASURED * most
    z, parts = gan.latents(count, seed), []
    for i in range(0, count, CHUNK * 10):
        parts.append(of.see(z[i : i + CHUNK * 10], i))
        yield Preparing(of.drawn, total)
    seen = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    trial = gan.latents(TRIED + MEASURED, seed + 1)
    candidates, chosen = contrasts(of, z, seen), []
    for each in choose(of, candidates, trial[:TRIED], most):
        chosen.append(each)
        yield Preparing(of.drawn, max(total, of.drawn))
    names = {(each.name, each.rank) for each in chosen}
    spare = [each for each in candidates if each.rank in (0, RANKS) and (each.name, each.rank) not in names]
    normals = np.array([each.normal for each in chosen], np.float32).reshape(-1, gan.latent)
    others = unchanged_contrasts(of, [*chosen, *spare], normals, trial[:TRIED], most - len(chosen))
    alone = np.concatenate([normals, others])
    held, named = holding(alone), []
    for i in range(most):
        moved = [net_changes(of, basis[i], [*chosen, *spare], trial[TRIED:]) for basis in (alone, held)]
        named.append(name_direction(i, chosen, spare, moved))
        yield Preparing(of.drawn, max(total, of.drawn))
    signs = np.array([[sign] for sign, _ in named], np.float32)
    yield Bases(gan.directions, signs * alone, signs * held), numbered_directions([one for _, one in named])


def name_direction(
    i: int, chosen: Sequence[Contrast], spare: Sequence[Contrast], moved: Sequence[tuple]
) -> tuple[int, SemanticDirection]:
    """What the i-th direction is called by what it changed, alone and held; -1 where it is to be turned around.

    One that was not found for something is called by what it changes most, of all that could be named.
    """
    watched, shifts = [*chosen, *spare], [shift for shift, _, _ in moved]
    own = i < len(chosen)
    main = i if own else int(np.abs(shifts[0]).argmax()) if watched else -1
    if main < 0 or (not own and abs(shifts[0][main]) < LEAST):
        ends = (Words("-3", "-3"), Words("+3", "+3"))
        return 1, SemanticDirection(t("Direction {number}", number=i + 1), *ends, *(Effect(0, 0),) * 2)
    sign = 1 if own or shifts[0][main] > 0 else -1
    low, high = ends_of(watched[main], *moved[0][1:][::sign])
    others = [k for k in range(len(chosen)) if k != main]
    effects = [Effect(float(sign * s[main]), float(np.abs(s[others]).mean()) if others else 0.0) for s in shifts]
    return sign, SemanticDirection(direction_name(watched[main], high, own), low, high, *effects)


def ends_of(contrast: Contrast, low: dict[str, NDArray], high: dict[str, NDArray]) -> tuple[Words, Words]:
    """Words for what most pictures lose and win on the way from one end to the other."""
    if contrast.measured:
        return contrast.words[0], contrast.words[1]
    before, after = (seen[contrast.name] for seen in (low, high))
    both = (before >= 0) & (after >= 0)
    won = np.subtract(*(np.bincount(seen[both], minlength=len(contrast.words)) for seen in (after, before)))
    return contrast.words[int(won.argmin())], contrast.words[int(won.argmax())]


def direction_name(contrast: Contrast, high: Words, own: bool) -> Words:
    """A name for a slider: of what it changes; of the second of an attribute, what it leads to."""
    en, zh = contrast.title
    if not own:
        return t("Mostly {title}", title=Words(en.lower(), zh))
    title = Words(en[:1].upper() + en[1:], zh)
    if contrast.measured or not contrast.rank:
        return title
    return t("{title}: {end}", title=title, end=high._replace(en=high.en.removeprefix("a ").removeprefix("an ")))


def numbered_directions(named: Sequence[SemanticDirection]) -> list[SemanticDirection]:
    """The same with a number after a name that one before has."""
    told: list[SemanticDirection] = []
    for one in named:
        times = 1 + sum(other.name == one.name for other in named[: len(told)])
        name = one.name if times == 1 else Words(f"{one.name.en} {times}", f"{one.name.zh} {times}")
        told.append(one._replace(name=name))
    return told
