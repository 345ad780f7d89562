"""The model card of a checkpoint: what it is, how it was made, what was measured."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..examples.kinds import example_kind

if TYPE_CHECKING:
    from ..inputs._input import DrawCall
    from .checkpoint import Config

NOT_STATED = "\n- Licence: not stated; whoever owns the examples may state it, as `licence` in config.json"
AVERAGED = "the average of the generator's weights over its last steps (EMA); all that is shown or measured comes of it"
NOTES = {  # of figures whose names end so
    "independent": "Independent is a classifier of another shape, seed and training, that nothing but a score asks.",
    "read surely": "Read surely: every answer has a probability of 0.9 or more, as few smeared ones have.",
    "mean error": "Beside the mean error stands that of the training pictures whose outlines are nearest.",
    "error back": "Beside the errors there and back stands that of the given pictures, if nothing were done to them.",
    "nearest training picture": "The nearest training pictures of copies would be far nearer than real pictures'.",
}


def model_card(name: str, config: "Config", preview: str) -> str:
    """The model card, as Markdown with the front matter that the Hub reads."""
    condition, draw, task = draw_call(config)
    kind = example_kind(config.example)
    shape, many = kind.shape(config.generator, config.details), kind.many.en
    changes = "".join(f"\n  - {line}" for line in change_lines(config.changes))
    kept = "" if config.licence else NOT_STATED
    kept += f"\n- Kept from the run `{config.kept_from}`" if config.kept_from else ""
    measured = "\n".join(f"- {line}" for line in measured_lines(config.measured, many)) or "- nothing yet"
    seen = f"{many.capitalize()} seen: {config.images:,} in {config.steps:,} steps"
    seen += f", {config.seconds / 60:.0f} minutes ({config.device})"
    notes = "".join(f"\n{note}\n" for end, note in NOTES.items() if any(n.endswith(end) for n in config.measured))
    return f"""---
license: {config.licence.lower() or "unknown"}
library_name: gan_demo
pipeline_tag: {task}
tags: [gan, {config.recipe}]
---
# {config.title.en if config.title else name}

A `{config.recipe}` generator of {shape}, trained on `{config.data}`.

- {condition}
- {seen}
- Weights: {AVERAGED}
- Made by: `{config.command}`{changes}{kept}

![samples]({preview})

## Measured
{measured}
{notes}
## Use
```python
from gan_demo import GAN

{many} = GAN.from_pretrained("{name}").{draw}
```
It imitates its data and nothing else; it is meant for study and play.
"""


def draw_call(config: "Config") -> "DrawCall":
    """What the card says of drawing."""
    from ..recipes import find_recipe

    said, kind = find_recipe(config.recipe).condition.card(config), example_kind(config.example)
    return said._replace(call=f"{said.call}  # {kind.drawn}" if kind.drawn else said.call, task=kind.task or said.task)


def change_lines(changes: Iterable[tuple[int, str, Any, Any]]) -> list[str]:
    """What was changed on the way, a line each; without these the command would make another model."""
    return [
        f"at step {step:,}: {name} {setting_value(old)} -> {setting_value(new)}" for step, name, old, new in changes
    ]


def setting_value(value: Any) -> str:
    """A setting's value as text."""
    return "none" if value in (None, "") else f"{value:g}" if isinstance(value, float) else str(value)


def measured_lines(measured: dict[str, Any], many: str = "pictures") -> list[str]:
    """The figures as text, each with the floor of real examples, of which there are many, and which way is better."""
    lines = []
    for name, figure in measured.items():
        if not isinstance(figure, dict):
            lines.append(f"{name}: {figure}")
        elif "value" in figure:
            real, better = figure.get("real"), figure.get("better")
            way = f"; {better} is better" if better else ""
            at = f", measured at step {figure['step']:,}" if "step" in figure else ""
            lines.append(f"{name}: {figure['value']} (real {many}: {real}{way}{at})")
        else:  # figures of parts
            real = f" (real {many})" if any("real" in of for of in figure.values()) else ""
            floor = {part: f" ({of['real']})" if "real" in of else "" for part, of in figure.items()}
            parts = (f"{part} {of.get('value')}{floor[part]}" for part, of in figure.items())
            lines.append(f"{name}{real}: {', '.join(parts)}")
    return lines


def compared(measured: dict[str, Any], card: dict[str, Any]) -> list[str]:
    """The figures as a table: each beside that of real pictures and the card's, with a word where it has changed."""
    head = f"{'':50}{'now':>10}{'real':>10}{'card':>10}"
    return [head.rstrip(), *figure_lines(measured, card)]


def figure_lines(measured: dict[str, Any], card: dict[str, Any], indent: str = "") -> Iterator[str]:
    """A line for each figure; the figures of parts stand under their name."""
    for name, figure in measured.items():
        before = card.get(name)
        if not isinstance(figure, dict):
            figure, before = {"value": figure}, {"value": before}
        elif "value" not in figure:
            yield indent + name
            yield from figure_lines(figure, before if isinstance(before, dict) else {}, indent + "  ")
            continue
        before = before.get("value") if isinstance(before, dict) else None
        numbers = figure["value"], figure.get("real"), before
        row = "".join(f"{'' if number is None else number:>10}" for number in numbers)
        yield f"{indent + name:50}{row}  {verdict(figure, before)}".rstrip()


def verdict(figure: dict[str, Any], before: Any) -> str:
    """Whether a figure is better or worse than it was; "" where it is the same, or where neither way is better."""
    if not figure.get("better") or not isinstance(before, (int, float)) or figure["value"] == before:
        return ""
    return "better" if (figure["value"] > before) == (figure["better"] == "higher") else "worse"
