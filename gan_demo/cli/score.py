"""Measure checkpoints against real pictures, and write the figures into their cards."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..checkpoints import SHIPPED, find_checkpoints, read_config, resolve, rewrite_card
from ..checkpoints.card import compared
from ..words import UserError
from .progress import bar

if TYPE_CHECKING:
    from ..checkpoints import Config
    from ..metrics.classifier import Classifier
    from ..pipelines.pipeline import GAN

COUNT = 10_000
LARGEST = 5000  # captions
SMALL = "only the small sample by which runs are scored: seconds; of checkpoints that are here, not on the Hub"


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("checkpoint", nargs="*", help="a folder, the name of a shipped one, or a Hub repository")
    parser.add_argument("--all", action="store_true", help="all shipped ones")
    parser.add_argument("--count", type=int, help=f"generated pictures; default: {COUNT}")
    parser.add_argument("--small", action="store_true", help=SMALL)
    parser.add_argument("--dry-run", action="store_true", help="only print; every card stays as it is")
    parser.add_argument("--sheets", type=Path, metavar="FOLDER", help="write there NAME.png, 64 uncurated pictures")


def run(given: Namespace) -> int:
    """Print the figures beside the card's, and keep them in it; the classifiers of pictures are trained once."""
    from ..pipelines.pipeline import GAN

    folders = [resolve(name) for name in given.checkpoint] + list(
        map(str, find_checkpoints(SHIPPED).values())
    ) * given.all
    if not folders:
        raise UserError("Name a checkpoint to score, or give --all.")
    if given.small:
        if given.count is not None or given.sheets:
            raise UserError("--small draws as many as a run does, and no sheets: leave out --count and --sheets.")
        for folder in map(Path, dict.fromkeys(folders)):
            _score_small(folder, given.dry_run)
        return 0
    given.count = COUNT if given.count is None else given.count
    gans = {folder: GAN.from_pretrained(folder) for folder in dict.fromkeys(folders)}
    for gan in gans.values():
        _check(gan, given.count)
    for folder, gan in gans.items():
        _score(Path(folder), gan, given)
    return 0


def _score_small(folder: Path, dry_run: bool) -> None:
    """The score of a kept model that its run would have taken of it, unless another one has come into its place."""
    from .. import runs
    from ..evaluation.small_sample import score_small_sample
    from ..training.recorder import json_value

    if not folder.is_dir():
        raise UserError(
            "{name} is not here, and --small looks for nothing on the Hub: give a folder, or leave out --small.",
            name=folder,
        )
    config = read_config(folder)
    measures = json_value(score_small_sample(folder, runs.begun_with(config.command)))
    if not measures:
        raise UserError("Nothing is measured of {name}: it makes {kind}.", name=folder.name, kind=config.example)
    print(f"\n{folder.name}")
    for line in compared(runs.small_figures(measures), config.measured):
        print(line)
    if not dry_run:
        rewrite_card(folder, runs.with_small_sample(_still(folder, config), measures))


def _still(folder: Path, measured: "Config") -> "Config":
    """What is known by now of the model in that folder; UserError where it is another one than that was measured."""
    now = read_config(folder)
    if any(getattr(now, name) != getattr(measured, name) for name in ("recipe", "command", "steps", "images")):
        raise UserError(
            "{name} is another model by now, and its card stays as it is: score it again.", name=folder.name
        )
    return now


def _check(gan: "GAN", count: int) -> None:
    from ..evaluation.alignment import AMONG

    if gan.text_encoder and count < AMONG:
        raise UserError(
            "A model that draws captions is scored on {among} pictures or more, as each of them must find its own "
            "caption among {among}: give --count {among} or more, not {count}.",
            among=AMONG,
            count=count,
        )


def _score(folder: Path, gan: "GAN", given: Namespace) -> None:
    """All that is measured of one model: printed, kept in its card, and its sheet written."""
    from ..evaluation.clip_scores import score_clips
    from ..evaluation.scoring import prepared
    from ..evaluation.series_scores import score_series
    from ..evaluation.uncurated import write_sheet

    scores = {"image": _by_classifiers, "series": score_series, "clip": score_clips}  # by the kind of example
    list(bar(prepared(gan), "pictures"))
    if gan.example.kind not in scores:
        raise UserError("Nothing is measured of {name}: it makes {kind}.", name=folder.name, kind=gan.example.kind)
    measured = scores[gan.example.kind](gan, given.count)
    print(f"\n{folder.name}")
    for line in compared(measured, gan.config.measured):
        print(line)
    if folder.is_dir() and not given.dry_run:
        config = replace(_still(folder, gan.config), measured=measured)
        _ship_classifier(folder, gan)
        rewrite_card(folder, config)
    if given.sheets:
        write_sheet(given.sheets / f"{folder.name}.png", gan, folder)


def _ship_classifier(folder: Path, gan: "GAN") -> None:
    """The judge of avatars goes along with a model that draws them from captions, and says what of these is shown."""
    from ..checkpoints.text_encoders import CLASSIFIER
    from ..checkpoints.weights import save_weights
    from ..metrics.classifier import cached_classifier

    of_avatars = gan.text_encoder and gan.text_encoder.tokenizer.lexicon.of_avatars
    if of_avatars and (judge := cached_classifier(gan.config.data, gan.size)):
        save_weights(folder / CLASSIFIER, judge)


def _by_classifiers(gan: "GAN", count: int) -> dict[str, Any]:
    """What two classifiers of pictures say, which are trained where there are none yet."""
    from ..evaluation.scoring import score_model
    from ..metrics.classifier import INDEPENDENT, JUDGE, trained_classifier

    of = gan.config.data, gan.size, gan.config.crop
    makes = {"judge": JUDGE, "independent classifier": INDEPENDENT}
    judge, independent = (next(bar(trained_classifier(*of, make), title)) for title, make in makes.items())
    measured = score_model(gan, judge, independent, count)
    return measured | (_faithfulness(gan, judge, independent, count) if gan.text_encoder else {})


def _faithfulness(gan: "GAN", judge: "Classifier", independent: "Classifier", count: int) -> dict[str, Any]:
    """What captions are worth, where the data says what is in its pictures; the other text encoder is trained once."""
    from ..data import find_source
    from ..evaluation.alignment import text_image_alignment
    from ..training.prepare import own_text_encoder

    dataset = find_source(gan.config.data, gan.config.crop).load(gan.size)
    if not dataset.attributes:
        return {}
    text_encoder = next(bar(own_text_encoder(dataset, seed=1, imagines=False), "text encoder"))
    return text_image_alignment(gan, judge, independent, text_encoder, min(count, LARGEST))
