"""The model card of a checkpoint: what it is, how it was made, what was measured."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checkpoints import Config


def card(name: str, config: "Config", preview: str) -> str:
    """The model card, as Markdown with the front matter that the Hub reads."""
    classes = ", ".join(words.en for words in config.classes) or "none"
    measured = "\n".join(f"- {line}" for line in measured_lines(config.measured)) or "- nothing yet"
    size, channels = config.generator["size"], config.generator["channels"]
    return f"""---
license: {config.licence.lower()}
library_name: gan_demo
pipeline_tag: unconditional-image-generation
tags: [gan, {config.recipe}]
---
# {config.title.en if config.title else name}

A `{config.recipe}` generator of {size} x {size} px pictures with {channels} channel(s), trained on `{config.data}`.

- Classes: {classes}
- Pictures seen: {config.images:,} in {config.steps:,} steps, {config.seconds / 60:.0f} minutes ({config.device})
- Made by: `{config.command}`

![samples]({preview})

## Measured
{measured}

## Use
```python
from gan_demo.pipeline import GAN

pictures = GAN.from_pretrained("{name}").draw(16, seed=1)
```
It imitates its data and nothing else; it is meant for study and play.
"""


def measured_lines(measured: dict[str, Any]) -> list[str]:
    """The figures as text, each with the floor of real pictures and which way is better."""
    figures = {name: figure for name, figure in measured.items() if isinstance(figure, dict)}
    rest = [f"{name}: {value}" for name, value in measured.items() if name not in figures]
    return rest + [
        f"{name}: {figure.get('value')} (real pictures: {figure.get('real')}; {figure.get('better')} is better)"
        for name, figure in figures.items()
    ]
