"""Measure a checkpoint against real pictures, and write the figures into its card."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..card import measured_lines
from ..checkpoints import describe, read_config, resolve
from ..words import UserError
from .progress import bar

LARGEST = 5000  # captions


def flags(parser: ArgumentParser) -> None:
    parser.add_argument("checkpoint", help="a folder, the name of a shipped one, or a Hub repository")
    parser.add_argument("--count", type=int, default=10_000, help="generated pictures")


def run(given: Namespace) -> int:
    """Train the judge of the data set where there is none yet, print the figures and keep them with the checkpoint."""
    from ..faithfulness import AMONG
    from ..judge import judge_of, score
    from ..pipeline import GAN

    folder = resolve(given.checkpoint)
    gan = GAN.from_pretrained(folder)
    if gan.reader and given.count < AMONG:
        raise UserError(
            f"A model that draws captions is scored on {AMONG} pictures or more, as each of them must find its own "
            f"caption among {AMONG}: give --count {AMONG} or more, not {given.count}.",
            f"按描述绘制的模型至少要用 {AMONG} 张图像评分，因为每张都要在 {AMONG} 段描述里找出自己的那段："
            f"请把 --count 设为 {AMONG} 或更大，而不是 {given.count}。",
        )
    judge = next(bar(judge_of(gan.config.data, gan.size, gan.config.crop), "judge"))
    measured = score(gan, judge, given.count)
    if gan.reader:
        measured |= _faithfulness(gan, judge, given.count)
    for line in measured_lines(measured):
        print(line)
    if Path(folder).is_dir():
        describe(Path(folder), replace(read_config(Path(folder)), measured=measured))
    return 0


def _faithfulness(gan: Any, judge: Any, count: int) -> dict[str, Any]:
    """What captions are worth, where the data says what is in its pictures; the other reader is trained once."""
    from ..data import find
    from ..faithfulness import faithfulness
    from ..preparation import own_reader

    dataset = find(gan.config.data, gan.config.crop).load(gan.size)
    if not dataset.attributes:
        return {}
    reader = next(bar(own_reader(dataset, seed=1, imagines=False), "reader"))
    return faithfulness(gan, judge, reader, min(count, LARGEST))
