"""Texts that break what expects a caption."""

HOSTILE = (
    *(
        "",
        "   ",
        "\n\t\r",
        "x" * 10_000,
        "的" * 10_000,
        "🙂" * 10_000,
        "a-" * 5000,
        "' - _",
        "\0\1\2\x7f",
        "\ud800 red",
    ),
    *("\u202ered hair\u202c", "<b onclick='x'>bald</b>", "红hair的man🙂é", "r\u0301\u0302ed", "ﬁery ﷺ ㍿", "囧" * 600),
    *("[PAD] [UNK]", "١٢٣ ½ ²", "ｒｅｄ　ｈａｉｒ", "\u200b" * 700, "a b " * 2500),
)
