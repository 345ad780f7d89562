"""Texts: each that stands in the code has its Chinese in the catalog, and both take the same values."""

import ast
import io
import json
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from support.trainers import ROOT

from gan_demo.words import CHINESE, UserError, Words, listed, pgettext, t

PACKAGE = ROOT / "gan_demo"
CATALOG = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "gan_demo.po"
KNOWN = {text: chinese for text, chinese in CHINESE._catalog.items() if text}
PLACES = {
    "t": 0,
    "UserError": 0,
    "NewerVersionError": 0,
    "RequestError": 1,
    "setting": 1,
    "listed": 1,
}  # where a call has its text
REFUSALS = ("UserError", "NewerVersionError", "RequestError")
STRING = r'"(?:[^"\\\n]|\\.)*"'
SCRIPT = re.compile(rf"(?<![\w.$])(?:t\(\s*({STRING})|pgettext\(({STRING}), ({STRING})\))")


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Where Python has a call that takes a text, what is called, and the call."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if called == "pgettext" or (called in PLACES and len(node.args) > PLACES[called]):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", called, node


def key(called: str, call: ast.Call) -> str | None:
    """What the catalog calls the text of a call; None where the text stands elsewhere."""
    if called == "pgettext":
        return "\4".join(arg.value for arg in call.args)
    said = call.args[PLACES[called]]
    return said.value if isinstance(said, ast.Constant) else None


PYTHON = [(place, called, key(called, call), call) for place, called, call in calls()]


def script_texts() -> Iterator[tuple[str, str, str]]:
    """The texts of the page's scripts, as the catalog calls them, each with its file and the code behind it."""
    for path in sorted(PACKAGE.rglob("*.js")):
        code = path.read_text(encoding="utf-8")
        for match in SCRIPT.finditer(code):
            yield "\4".join(json.loads(text) for text in match.groups() if text), path.name, code[match.end() :]


def names_given(code: str) -> set[str]:
    """The names in the `, { name, other: value }` that this JavaScript begins with; none where it begins otherwise."""
    code, nested = re.sub(rf"{STRING}|`[^`]*`", "", code[:500]), 1
    while nested:
        code, nested = re.subn(r"\([^()]*\)|\[[^][]*\]", "", code)
    values = re.match(r",\s*\{([^{}]*)\}", code)
    return {part.partition(":")[0].strip() for part in values[1].split(",")} if values else set()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_catalog_has_the_texts_of_the_code_and_no_others():
    """`make catalogs` brings new ones there; a text without Chinese is not compiled."""
    told = {text for _, _, text, _ in PYTHON if text} | {text for text, _, _ in script_texts()}
    assert (told - set(KNOWN), set(KNOWN) - told) == (set(), set())


def test_the_compiled_catalog_is_that_of_the_text_file():
    pofile, mofile = pytest.importorskip("babel.messages.pofile"), pytest.importorskip("babel.messages.mofile")
    with open(CATALOG, "rb") as file:
        catalog = pofile.read_po(file, locale="zh")
    assert not catalog.obsolete
    assert not [message.id for message in catalog if message.id and message.fuzzy]
    mofile.write_mo(compiled := io.BytesIO(), catalog)
    assert compiled.getvalue() == CATALOG.with_suffix(".mo").read_bytes()


def test_a_text_and_its_chinese_take_the_same_values():
    assert not [text for text, chinese in KNOWN.items() if fields(text) != fields(chinese)]


def test_a_call_gives_the_values_of_its_text():
    for place, called, text, call in PYTHON:
        given = {keyword.arg for keyword in call.keywords}
        if text and called in ("t", *REFUSALS) and (given or called != "t"):  # t("... {folder}") is filled in later
            assert given == fields(text), place
    for text, file, behind in script_texts():
        assert names_given(behind) == fields(text), (file, text)


def test_no_text_is_put_together_before_it_is_looked_up():
    assert not [place for place, _, _, call in PYTHON if any(isinstance(arg, ast.JoinedStr) for arg in call.args)]


def test_every_refusal_is_said_in_both_languages():
    refusals = {text: KNOWN[text] for _, called, text, _ in PYTHON if text and called in REFUSALS}
    assert not [text for text in refusals if re.search("[\u3000-\u9fff\uff00-\uffef]", text)]
    assert not [text for text, chinese in refusals.items() if len(re.findall("[\u4e00-\u9fff]", chinese)) < 3]


def test_values_are_told_in_the_language_of_the_text():
    assert t("Seed") == Words("Seed", "随机种子")
    assert t("{name} must be a step.", name=t("Seed")) == ("Seed must be a step.", "随机种子 必须是步数。")
    assert t("{name} must be a step.", name="{text}").en == "{text} must be a step."
    assert t("It {is} new.") == ("It {is} new.", "It {is} new.")
    assert pgettext("neckline", "open").zh != t("open").zh
    assert listed(["1", t("Seed")]) == ("1, Seed", "1、随机种子")
    assert listed("ab", " or ") == ("a or b", "a 或 b")


def test_an_error_says_a_text_of_the_catalog_or_words():
    error = UserError("{name} must be a step.", name="x")
    assert (str(error), error.words.zh) == ("x must be a step.", "x 必须是步数。")
    assert UserError(Words("No.", "不行。")).words == ("No.", "不行。")


def test_every_figure_of_a_shipped_model_is_named_on_its_card():
    titles = (ROOT / "gan_demo/ui/static/models/models.js").read_text(encoding="utf-8").partition("const FIGURES")[2]
    named = {a or b for a, b in re.findall(r'(?:"([^"]+)"|(\w+)): (?:t|pgettext)\(', titles.partition("const ENDS")[0])}
    configs = (json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "checkpoints").glob("*/config.json"))
    figures = {re.sub(r"(, held out)?(, independent)?$", "", name) for config in configs for name in config["measured"]}
    assert len(figures) > 20
    assert figures <= named, figures - named
