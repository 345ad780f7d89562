"""Chinese captions from their parts: 戴墨镜的红色卷发的人，张嘴大笑; "|" stands between words until the very end."""

from collections.abc import Callable, Sequence

import numpy as np

from .choosing import CaptionPart, pick_one

PEOPLE = ("人",)
MEN = ("男人", "男生", "男士", "小伙子", "男孩")
WOMEN = ("女人", "女生", "女士", "姑娘", "女孩")
ONE = ("一个", "一个", "一个", "")
PICTURES = ("的|头像", "的|肖像", "的|画像", "的|卡通|头像")
VERBS = {
    "hair": ("留着", "留着", "有着", "顶着"),
    "beard": ("留着", "有", "长着", "蓄着"),
    "hat": ("戴着", "戴", "头戴"),
    "glasses": ("戴着", "戴", "佩戴"),
    "clothes": ("穿着", "穿", "身穿"),
    "mouth": ("带着",),
    "skin": ("有着", "有"),
}
HAS = ("有着", "有", "长着")


def chinese_caption(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """One caption, its words cut by "|"; `genders` names what the person may be called."""
    return pick_one(PATTERNS, rng)(parts, genders, rng)


def person(genders: Sequence[str], rng: np.random.Generator) -> str:
    return pick_one({"m": MEN, "f": WOMEN}.get(pick_one(genders, rng), PEOPLE), rng)


def chinese_sentence(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """一个戴墨镜的红色卷发的人，穿着连帽衫，张嘴大笑"""
    parts = sorted(parts, key=lambda part: "的" in part.text)  # 的 inside 的 is heavy
    before = 1 + (len(parts) > 1 and "的" not in parts[1].text and rng.random() < 0.5)
    who = "|的|".join([*(attribute(part, rng) for part in parts[:before]), person(genders, rng)])
    return "|，|".join([f"{pick_one(ONE, rng)}|{who}", *(clause(part, rng) for part in parts[before:])])


def chinese_clauses(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """一个人，留着红色卷发，戴着墨镜"""
    return "|，|".join([f"一个|{person(genders, rng)}", *(clause(part, rng) for part in parts)])


def one_phrase(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """一个留着红色卷发、戴着墨镜的人的头像"""
    picture = "|" + pick_one(PICTURES, rng) if rng.random() < 0.4 else ""
    whole = "|、|".join(clause(part, rng) for part in parts)
    return f"{pick_one(ONE, rng)}|{whole}|的|{person(genders, rng)}{picture}"


def clauses(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """留着红色卷发，戴着墨镜"""
    return "|，|".join(clause(part, rng) for part in parts)


def chinese_list(parts: Sequence[CaptionPart], genders: Sequence[str], rng: np.random.Generator) -> str:
    """红色卷发，墨镜，张嘴大笑"""
    if len(parts) == 2 and all(part.form == "thing" for part in parts):
        return pick_one(("|和|", "|，|"), rng).join(part.text for part in parts)
    return pick_one(("|，|", "|，|", "|、|"), rng).join(part.text for part in parts)


PATTERNS: tuple[Callable, ...] = (
    chinese_sentence,
    chinese_sentence,
    chinese_sentence,
    one_phrase,
    chinese_clauses,
    clauses,
    chinese_list,
    chinese_list,
)


def clause(part: CaptionPart, rng: np.random.Generator) -> str:
    """A part with its verb: 戴着墨镜."""
    if part.form != "thing":
        return part.text
    if part.kind == "hair" and part.text.endswith("发") and part.text[0] not in "两一像" and rng.random() < 0.3:
        return f"一头|{part.text}"
    return f"{pick_one(VERBS.get(part.kind, HAS), rng)}|{part.text}"


def attribute(part: CaptionPart, rng: np.random.Generator) -> str:
    """A part as it stands before 的 and the person: 戴墨镜 or 红色卷发."""
    if part.form != "thing":
        return part.text
    bare = part.kind == "hair" and "的" not in part.text and rng.random() < 0.6
    return part.text if bare else f"{VERBS.get(part.kind, HAS)[0]}|{part.text}"
