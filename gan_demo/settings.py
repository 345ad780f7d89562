"""The settings of a training run, each written once: the flags, the form, the JSON and the tests read them here."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, field, fields, replace
from typing import Any

from pydantic import ConfigDict, ValidationError, ValidationInfo, field_validator
from pydantic.dataclasses import dataclass

from .words import UserError, Words


def setting(
    default: Any, en: str, zh: str, low: float | None = None, high: float | None = None, live: bool = False
) -> Any:
    """A field with what it means in both languages, the range that is allowed, and whether it can change in a run."""
    return field(default=default, metadata={"words": Words(en, zh), "ge": low, "le": high, "live": live})


@dataclass(frozen=True, config=ConfigDict(coerce_numbers_to_str=True))
class Settings:
    """How a run goes; None stands for the choice of the recipe or of the data set, 0 for no limit."""

    recipe: str = setting("vaegan", "Recipe", "方法")
    data: str = setting("avatars", "Data", "数据")
    size: int | None = setting(None, "Resolution in pixels", "分辨率（像素）", 8, 256)
    labels: str | None = setting(None, "Classes from", "类别取自")
    crop: str = setting("centre", "Crop: centre, top, pad or stretch", "裁剪：centre、top、pad 或 stretch")
    batch: int | None = setting(None, "Batch size", "批量大小", 2, 4096)
    width: int | None = setting(None, "Channels at 4 x 4 px", "4×4 处的通道数", 32, 2048)
    latent: int | None = setting(None, "Latent dimension", "隐向量维数", 2, 1024)
    g_lr: float | None = setting(None, "Generator learning rate", "生成器学习率", 1e-7, 1.0, live=True)
    d_lr: float | None = setting(None, "Discriminator learning rate", "判别器学习率", 1e-7, 1.0, live=True)
    d_steps: int | None = setting(None, "D steps per G step", "每个 G 步的 D 步数", 1, 100, live=True)
    weights: str = setting("", "Loss weights, as r1=2, g=1", "损失权重，如 r1=2, g=1", live=True)
    augment: float = setting(0.0, "Augmentation probability", "数据增强概率", 0, 1, live=True)
    ema: int = setting(500, "EMA half-life in steps", "EMA 半衰期（步）", 1, 10**6, live=True)
    grid_seconds: float = setting(4.0, "Seconds between grids", "样本图间隔（秒）", 0.5, 3600, live=True)
    begin: str = setting("", "Checkpoint to begin from", "起始检查点")
    seed: int = setting(0, "Seed", "随机种子", 0, 2**31 - 1)
    steps: int = setting(0, "Stop after steps", "步数上限", 0, 10**9, live=True)
    images: int = setting(0, "Stop after examples", "样本数上限", 0, 10**12, live=True)
    minutes: float = setting(0.0, "Stop after minutes", "分钟上限", 0, 10**6, live=True)
    graphs: int = setting(0, "CUDA graphs: 1 to replay whole steps", "CUDA 图：1 为整步重放", 0, 1)
    device: str = setting("auto", "Device: auto, cuda, mps or cpu", "设备：auto、cuda、mps 或 cpu")
    precision: str = setting("auto", "Precision: auto, float32 or bfloat16", "精度：auto、float32 或 bfloat16")

    @field_validator("*", mode="before")
    @classmethod
    def _from_text(cls, value: Any, info: ValidationInfo) -> Any:
        """No text, or "none", is None where a setting can be; true and false are no numbers."""
        if getattr(cls, str(info.field_name)) is None and str(value).strip() in ("", "none", "None"):
            return None
        if isinstance(value, str) and DECLARED[str(info.field_name)].metadata["ge"] is not None:
            return unicodedata.normalize("NFKC", value).strip()  # digits as a Chinese keyboard writes them
        return str(value) if isinstance(value, bool) else value

    def __post_init__(self) -> None:
        factors(self.weights)

    @property
    def steered(self) -> dict[str, Any]:
        """What may change while a run learns, beside what the recipe may decide."""
        return {name: getattr(self, name) for name in ("weights", "augment", "ema")}

    def with_text(self, texts: Mapping[str, Any]) -> "Settings":
        """A copy in which the named settings are read from text, as a flag and a form give them, or from JSON."""
        return replace(self, **texts)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Settings":
        """Settings written by `to_json`; names that no longer exist are refused."""
        return cls(**json.loads(text))


def factors(text: str) -> dict[str, float]:
    """The factor of each named loss term, from "r1=2, g caption=0.5"; it takes the place of one that would fall."""
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    try:
        found = {name.strip(): float(value) for name, _, value in parts}
    except ValueError:
        found = {"": -1.0}
    if not all(name and 0 <= value <= 1000 for name, value in found.items()):  # NaN fails this too
        raise UserError(
            f"weights must look like r1=2, g=1 with factors from 0 to 1000, not {text!r}.",
            f"weights 应写成 r1=2, g=1 的样子，系数在 0 到 1000 之间，而不是 {text!r}。",
        )
    return found


DECLARED = {item.name: item for item in fields(Settings)}
LIVE = tuple(name for name, item in DECLARED.items() if item.metadata["live"])


def setting_label(name: str) -> Words:
    """What a message calls a setting: by its name, which a command takes, and by its label, which the form shows."""
    en, zh = DECLARED[name].metadata["words"]
    return Words(name if en.lower() == name else f"{name} ({en.lower()})", f"{zh}（{name}）")


def plain_number(number: float) -> str:
    """A number as people write it: thousands apart, and no power of ten unless it is very large or small."""
    if not 1e-9 <= abs(number) < 1e15:  # NaN and the infinite ones too
        return f"{number:g}"
    whole, dot, part = f"{number:,.10f}".partition(".")
    return whole + (dot + part).rstrip("0").rstrip(".")


def _refusal(error: ValidationError) -> UserError:
    """The first thing that is wrong with settings, as a person is told it."""
    wrong = error.errors(include_url=False)[0]
    if isinstance(told := wrong.get("ctx", {}).get("error"), UserError):
        return told
    name, value = str(wrong["loc"][0]), wrong["input"]
    en, zh = setting_label(name)
    low, high = (DECLARED[name].metadata[end] for end in ("ge", "le"))
    try:
        number = float(str(value))
    except ValueError:
        if isinstance(value, str) and low is not None:
            return UserError(f"{en} must be a number, not {value!r:.80}.", f"{zh}必须是数字，而不是 {value!r:.80}。")
        return UserError(f"{en} must be a number or a text.", f"{zh}必须是数字或文字。")
    not_whole = wrong["type"] in ("int_parsing", "int_from_float", "int_type")
    if not_whole and (low <= number <= high or not number.is_integer()):  # 1e3, 1.5
        return UserError(f"{en} must be a whole number, not {value!s:.80}.", f"{zh}必须是整数，而不是 {value!s:.80}。")
    return UserError(
        f"{en} must be between {plain_number(low)} and {plain_number(high)}, not {plain_number(number)}.",
        f"{zh}必须在 {plain_number(low)} 和 {plain_number(high)} 之间，而不是 {plain_number(number)}。",
    )


def _told(init: Callable[..., None]) -> Callable[..., None]:
    """Let settings be refused in a sentence of this project, not in one of pydantic's."""

    def spoken(self: Settings, /, *args: Any, **values: Any) -> None:
        if unknown := values.keys() - DECLARED:
            name, known = min(unknown), ", ".join(DECLARED)
            raise UserError(
                f"There is no setting called {name!r:.80}. Settings: {known}.",
                f"没有名为 {name!r:.80} 的设置。可用的设置：{known}。",
            )
        try:
            init(self, *args, **values)
        except ValidationError as error:
            raise _refusal(error) from None

    return spoken


Settings.__init__ = _told(Settings.__init__)  # type: ignore[method-assign]
