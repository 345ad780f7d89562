"""Find latent directions that change one thing, name them in both languages, and keep them with the checkpoint."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..checkpoints import direct, resolve
from ..words import UserError
from .progress import bar


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("checkpoint", help="a folder, or the name of a shipped one")
    parser.add_argument("--seed", type=int, default=0, help="of the latents in whose pictures they are found")


def run(given: Namespace) -> int:
    """Train the judge of the data set where there is none yet, find the directions and print what each changes."""
    from ..evaluation.directions import discovered, subject
    from ..pipelines.pipeline import GAN

    folder = Path(resolve(given.checkpoint))
    if not folder.is_dir():
        raise UserError(
            "There is no checkpoint {checkpoint!r} here to write into; give a folder.", checkpoint=given.checkpoint
        )
    of = next(bar(subject(GAN.load(folder)), "judge"))
    found, named = next(bar(discovered(of, given.seed), "pictures"))
    direct(folder, found, named)
    print(f"{'direction':32} {'alone':>5} {'others':>6} {'held':>5} {'others':>6}   from -3 to +3")
    for one in named:
        figures = f"{one.alone.own:5.2f} {one.alone.others:6.2f} {one.held.own:5.2f} {one.held.others:6.2f}"
        print(f"{one.name.en:32} {figures}   {one.low.en} -> {one.high.en}")
    return 0
