"""HTML that holds both languages, of which the style sheet shows the page's own."""

from html import escape

from ..words import Words, t


def both(words: Words) -> str:
    """Both languages, each marked; text from outside is escaped."""
    return f'<span lang="en">{escape(words.en)}</span><span lang="zh">{escape(words.zh)}</span>'


def problem(words: Words) -> str:
    """A sentence under the control that caused it."""
    return f'<p class="bad" role="alert">{both(words)}</p>'


def hint_line(told: Words, why: Words) -> str:
    """A tab's one line, which unfolds to the idea behind it."""
    ask = both(t("Why?"))
    return (
        f'<details class="gan-words gan-line"><summary>{both(told)} <u>{ask}</u></summary><p>{both(why)}</p></details>'
    )
