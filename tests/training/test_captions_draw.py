"""The command line draws captions: in order, with the same latents for each, and says what it does not know."""

import numpy as np
import pytest
from PIL import Image
from support import warm
from support.captions import save_captioned
from support.trainers import gan_demo, tiny_trainer

from gan_demo import checkpoints
from gan_demo.__main__ import main
from gan_demo.pipelines import attention_sheet
from gan_demo.pipelines.pipeline import GAN
from gan_demo.text.understanding import Word

LINES = ["a bald man", "粉色长发，戴 xylophone", "a woman with a xylophone and round glasses"]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return save_captioned(tmp_path_factory.mktemp("captioned") / "told")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    trainer = tiny_trainer()
    folder = tmp_path_factory.mktemp("plain") / "plain"
    checkpoints.save_checkpoint(
        folder, checkpoints.Config("sngan", trainer.arguments["generator"], "tiny"), trainer.ema
    )
    return folder


@pytest.mark.slow
def test_a_file_of_captions_is_drawn_in_order(tmp_path, environment, told):
    (tmp_path / "lines.txt").write_bytes(("\ufeff" + "\r\n".join(LINES) + "\r\n").encode())
    words = ["draw", told, "--captions-file", tmp_path / "lines.txt", "--count", 2, "--seed", 5, "--truncation", 0.8]
    words += ["--out", tmp_path / "new" / "all.npy", "--attention", tmp_path / "look.png"]
    done = warm.run(gan_demo(*words), env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("gan-demo:")]
    assert len(said) == 2
    assert "'xylophone' is left out" in said[0]
    assert "have no beard here" in said[1]
    pictures, gan = np.load(tmp_path / "new" / "all.npy"), GAN.load(told)
    assert pictures.shape == (6, 32, 32, 3)
    for i, line in enumerate(LINES):
        alone = gan.draw(2, 5, truncation=0.8, captions=[line])
        assert np.abs(alone.astype(int) - pictures[2 * i : 2 * i + 2]).max() <= 1
    look = Image.open(tmp_path / "look.png")
    assert look.size == (4 * 200 - 8, 192 + 8 + 28 - 8)  # the picture, "a", "bald" and "man"


@pytest.mark.slow
def test_nothing_known_is_one_sentence(tmp_path, environment, told):
    words = ["draw", told, "--caption", "xylophone", "--out", tmp_path / "a.png"]
    done = warm.run(gan_demo(*words), env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert done.stderr.startswith("gan-demo: Nothing in this caption is known.")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "a.png").exists()


def test_a_sheet_has_a_row_for_each_caption(tmp_path, told):
    words = ["draw", told, "--caption", "bald", "--caption", "光头", "--count", 3, "--out", tmp_path / "a.png"]
    assert main(list(map(str, words))) == 0
    assert Image.open(tmp_path / "a.png").size == (96, 64)


def test_an_array_of_one_caption_is_what_the_pipeline_draws(tmp_path, told):
    assert main(["draw", str(told), "--caption", "bald", "--count", "3", "--out", str(tmp_path / "a.npy")]) == 0
    assert np.array_equal(np.load(tmp_path / "a.npy"), GAN.load(told).draw(3, captions=["bald"]))


FILE = ["--captions-file", "lines.txt"]
BALD = ["--caption", "bald"]
BAD = [
    ("told", [], "", "give one, such as"),
    ("told", ["--label", "Dark", *BALD], "", "has no classes"),
    ("plain", BALD, "", "draws no captions"),
    ("plain", FILE, "bald", "draws no captions"),
    ("told", [*BALD, *FILE], "bald", "not both"),
    ("told", ["--captions-file", "nowhere.txt"], "", "nowhere.txt could not be read"),
    ("told", ["--captions-file", "."], "", "could not be read"),
    ("told", FILE, "", "Line 1 of lines.txt is empty"),
    ("told", FILE, "bald\n\nbald\n", "Line 2 of lines.txt is empty"),
    ("told", FILE, "bald\n \t\n", "Line 2 of lines.txt is empty"),
    ("told", FILE, "bald\nxylophone\n", "Caption 2: Nothing in this caption is known"),
    ("told", FILE, b"bald \xff\xfe", "lines.txt is not text in UTF-8"),
    ("told", FILE, "bald".encode("utf-16"), "lines.txt is not text in UTF-8"),
    ("told", [*FILE, "--count", "50001"], "bald\nbald", "2 captions with 50,001 pictures each are 100,002"),
    ("told", [*BALD, "--count", "0"], "", "must be between 1"),
    ("told", [*BALD, "--count", "-3"], "", "must be between 1"),
    ("told", [*BALD, "--truncation", "nan"], "", "Truncation must be"),
    ("told", [*BALD, "--seed", "-1"], "", "seed must be"),
    ("told", [*BALD, "--attention", "look.gif"], "", "--attention must end in .png"),
    ("told", [*BALD, "--attention", "lines.txt/look.png"], "bald", "could not be written"),
    ("plain", ["--attention", "look.png"], "", "--attention needs a caption"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("model", "words", "text", "sentence"), BAD, ids=lambda value: ascii(value)[:40])
def test_bad_input_is_one_sentence(request, tmp_path, monkeypatch, capsys, model, words, text, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lines.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["draw", str(request.getfixturevalue(model)), *words, "--out", "a.npy"]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "a.npy").exists()


def test_words_that_no_font_has_are_numbered(monkeypatch):
    picture, maps = np.full((16, 16, 1), 200, np.uint8), np.zeros((3, 8, 8), np.float32)
    maps[0, :4], maps[2, 4:] = 0.5, 0.01
    words = [Word(text, (0, 1), "known", text) for text in ("光头", "unread", "man")]
    monkeypatch.setattr(attention_sheet, "CHINESE_FONTS", ())
    sheet, numbered = attention_sheet.attention_sheet(picture, words, maps)
    assert numbered == ["光头", "man"]
    pixels = np.asarray(sheet)
    assert pixels[10, 100].tolist() == [200] * 3
    assert pixels[10, 300].tolist() == pixels[180, 500].tolist() == [200] * 3  # where the word was looked for
    assert pixels[180, 300].tolist() == pixels[10, 500].tolist() == [30] * 3
