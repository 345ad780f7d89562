"""The routes of the Captions tab: what they draw and explain, and one sentence in both languages for what cannot be."""

import base64
import io
import math
import shutil
import threading

import numpy as np
import psutil
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from support.captions import EXAMPLES, save_captioned, save_classifier_of
from support.pages import make_models
from support.routes import client_of

from gan_demo import data
from gan_demo.checkpoints.text_encoders import CLASSIFIER
from gan_demo.checkpoints.weights import save_weights
from gan_demo.data.avatars.kinds import COLUMN, KINDS
from gan_demo.data.avatars.visibility import visible_values
from gan_demo.evaluation.nearest import neighbours_of
from gan_demo.metrics.classifier import StridedClassifier, classify
from gan_demo.pipelines.illustration import illustrate
from gan_demo.pipelines.pipeline import GAN, VALUES_OF
from gan_demo.ui import live
from gan_demo.ui.captions import Origin
from gan_demo.ui.gallery import Gallery

CAPTION = "a woman with long pink hair"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, picture_folder):
    """`told` draws captions, `own` too and was trained on a folder of pictures, `lost` on one that is gone."""
    folder = tmp_path_factory.mktemp("captions")
    make_models(folder / "models")
    save_captioned(folder / "models" / "told")
    save_classifier_of(save_captioned(folder / "models" / "read"))
    save_captioned(folder / "models" / "own", 32, data=str(picture_folder))
    save_captioned(folder / "models" / "lost", data=str(folder / "nowhere"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_DEMO_CACHE", str(folder / "cache"))
        yield folder


@pytest.fixture(scope="module")
def client(folder):
    return client_of(folder)


@pytest.fixture(scope="module")
def gan(folder) -> GAN:
    return GAN.load(folder / "models" / "told")


def get(client, path="", **values):
    return client.get(live.PREFIX + "/caption" + path, params={"model": "told", "caption": CAPTION, **values})


def told(client, path="", **values) -> dict:
    answer = get(client, path, **values)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def pixels(file: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(file)))


def shown(picture: dict) -> np.ndarray:
    head, _, text = picture["picture"].partition(",")
    assert head == "data:image/png;base64"
    return pixels(base64.b64decode(text))


def pictures(client, **values) -> dict[int, np.ndarray]:
    return {made["at"]: shown(made) for made in told(client, **values)["candidates"]}


def same(one, other):
    """Equal but for the last bit, as a batch of another size is summed in another order."""
    assert np.abs(np.asarray(one, int) - other).max() <= 1


@pytest.mark.slow
def test_one_picture_is_the_one_that_the_pipeline_draws(client, gan):
    expected = gan.draw(1, 5, truncation=0.7, captions=[CAPTION])[0]
    same(pictures(client, seed=5, t=0.7)[0], expected)


def test_amounts_move_along_the_directions(client, gan):
    z = gan.latents(2, 3) + 1.5 * gan.directions[1]
    drawn = pictures(client, seed=3, count=2, d=",1.5")
    same(np.stack([drawn[0], drawn[1]]), gan.draw(z=z, captions=[CAPTION]))


def test_a_kept_picture_along_a_slider(client, gan):
    row = pixels(get(client, "/along", seed=3, at=1, t=0.8, d=",-3||,3").content)
    expected = [gan.latents(2, 3)[1] + amount * gan.directions[1] for amount in (-3, 0, 3)]
    drawn = gan.draw(z=0.8 * np.stack(expected), captions=[CAPTION])
    same(np.stack(np.split(row, 3, axis=1)), drawn)
    assert get(client, "/along", d="|" * 20).status_code == 422


def test_the_best_comes_first(client, gan):
    answer = told(client, count=8, seed=2)
    made, drawn = answer["candidates"], illustrate(gan, gan.text_encoder.read(CAPTION), gan.latents(8, 2))
    scores = [picture["score"] for picture in made]
    assert scores == sorted(scores, reverse=True)
    assert [picture["at"] for picture in made] == np.argsort(-drawn.scores).tolist() != list(range(8))
    for picture in made:
        same(shown(picture), drawn.pictures[picture["at"]])
        assert picture["score"] == pytest.approx(float(drawn.scores[picture["at"]]), abs=0.002)


@pytest.mark.parametrize("caption", [CAPTION, "a bald man with a big red beard, crying", "戴墨镜的红色卷发的人"])
def test_each_candidate_says_which_words_it_shows_and_who_shows_most_comes_first(client, folder, caption):
    gan = GAN.load(folder / "models" / "read")
    answer = told(client, model="read", caption=caption, count=8, seed=2)
    reading = gan.required_text_encoder.read(caption)
    drawn = illustrate(gan, reading, gan.latents(8, 2))
    _, read = classify(gan.attribute_classifier, drawn.pictures)
    seen = visible_values(np.stack([read[kind] for kind in KINDS], 1))
    shares = []
    for candidate in answer["candidates"]:
        at = candidate["at"]
        expected = [None] * len(answer["words"])
        for claim in reading.claims:
            right = bool(read[claim.kind][at] in claim.values and seen[at, COLUMN[claim.kind]])
            for place in claim.places:
                expected[place] = right if expected[place] is None else expected[place] and right
        assert candidate["shown"] == expected
        shares.append(np.mean([read[c.kind][at] in c.values and seen[at, COLUMN[c.kind]] for c in reading.claims]))
    assert shares == sorted(shares, reverse=True)
    assert {None, False} <= {word for one in answer["candidates"] for word in one["shown"]}


def test_where_nobody_looks_nothing_is_said_of_words(client):
    assert {one["shown"] for one in told(client, count=4)["candidates"]} == {None}


def test_a_classifier_of_something_else_reads_nothing(folder, tmp_path):
    copy = shutil.copytree(folder / "models" / "read", tmp_path / "other")
    for judge in (StridedClassifier(3, {"mouth": 3}, 32), StridedClassifier(1, VALUES_OF, 32)):
        save_weights(copy / CLASSIFIER, judge)
        gan = GAN.load(copy)
        assert illustrate(gan, gan.required_text_encoder.read(CAPTION), gan.latents(2)).shown is None
    (copy / CLASSIFIER).write_bytes(b"none")
    assert GAN.load(copy).attribute_classifier is None


LIES = [("trunk.0.weight", (0, 10_000_000, 4, 4)), ("trunk.0.weight", ()), ("heads.mouth.bias", (3_000_000, 0))]


@pytest.mark.parametrize(("name", "shape"), LIES)
def test_a_classifier_whose_file_lies_about_its_shapes_costs_nothing(folder, tmp_path, name, shape):
    copy = shutil.copytree(folder / "models" / "read", tmp_path / "other")
    save_file({name: torch.zeros(shape)}, copy / CLASSIFIER)
    before = psutil.Process().memory_info().rss
    assert GAN.load(copy).attribute_classifier is None
    assert psutil.Process().memory_info().rss - before < 100e6


def test_a_classifier_is_stored_in_half_precision_and_reads_the_same(folder):
    torch.manual_seed(3)
    whole = StridedClassifier(3, VALUES_OF, 32).eval()
    pictures = np.random.default_rng(0).integers(0, 256, (64, 32, 32, 3), np.uint8)
    half = GAN.load(folder / "models" / "read").attribute_classifier
    (_, one), (_, other) = classify(whole, pictures), classify(half, pictures)
    assert np.mean([one[kind] == other[kind] for kind in one]) > 0.98


def test_a_remark_is_told_of_who_it_is(client):
    assert "beard" in told(client)["remarks"][0]["en"]
    assert told(client, caption="bald")["remarks"] == []


def test_the_kept_latent_stays_while_the_caption_changes(client, gan):
    kept = pictures(client, seed=4, count=1, at=3)[0]
    same(kept, pictures(client, seed=4, count=8)[3])
    same(kept, pictures(client, seed=4, count=6, at=3)[0])
    other = "a bald man"
    same(
        pictures(client, seed=4, at=3, caption=other)[0],
        gan.draw(z=gan.latents(4, 4)[3:], captions=[other])[0],
    )


def test_variations_keep_their_order_and_do_not_depend_on_their_number(client):
    four, two = (told(client, seed=4, at=1, count=count)["candidates"] for count in (4, 2))
    assert [made["at"] for made in four] == [0, 1, 2, 3]
    same(shown(four[1]), shown(two[1]))
    still = pictures(client, seed=4, at=1, count=3, vary=0)
    same(still[0], still[2])
    far = pictures(client, seed=4, at=1, count=2, vary=math.pi / 2)
    assert (far[1] != shown(two[1])).any()


def test_variations_are_as_long_as_the_latent():
    z = np.random.default_rng(0).standard_normal(4000).astype(np.float32)
    made = Origin(1, 0, (), 1.0, 0.8).variations(z, 3)
    assert (made[0] == z).all()
    assert np.square(made).mean(1) == pytest.approx([1, 1, 1], abs=0.1)
    assert np.corrcoef(made)[0, 1] == pytest.approx(math.cos(0.8), abs=0.05)


def test_each_word_is_told(client):
    answer = told(client, caption="Pnik hair, blue eyes, 戴帽子 xylophone")
    kinds = {word["text"]: word["kind"] for word in answer["words"]}
    assert (kinds["Pnik"], kinds["hair"], kinds["xylophone"], kinds["帽子"]) == ("near", "known", "unknown", "known")
    eyes = next(word for word in answer["words"] if word["why"])
    assert eyes["suggestions"]
    assert "颜色" in eyes["why"]["zh"]
    for word in answer["words"]:
        assert "Pnik hair, blue eyes, 戴帽子 xylophone"[word["start"] : word["stop"]] == word["text"]
    assert answer["left_out"] is False


def maps_of(answer: dict) -> list[list[np.ndarray]]:
    """For each candidate and each side the shares of the words, (words, side, side)."""
    bytes_, at, maps = base64.b64decode(answer["maps"]), 0, []
    for peaks in answer["peaks"]:
        maps.append([])
        for side, largest in zip(answer["sides"], peaks, strict=True):
            shape = len(answer["words"]), side, side
            part = np.frombuffer(bytes_, np.uint8, math.prod(shape), at).reshape(shape)
            at += part.size
            maps[-1].append(part / 255 * np.array(largest)[:, None, None])
    assert at == len(bytes_)
    return maps


def test_maps_say_where_each_word_was_looked_for(client, gan):
    caption = CAPTION + " and a xylophone"
    answer = told(client, count=3, seed=2, caption=caption)
    drawn = illustrate(gan, gan.text_encoder.read(caption), gan.latents(3, 2))
    assert answer["sides"] == [8, 16]
    for made, maps in zip(answer["candidates"], maps_of(answer), strict=True):
        for got, expected in zip(maps, drawn.maps, strict=True):
            np.testing.assert_allclose(got, expected[made["at"]], atol=0.005)
            np.testing.assert_allclose(got.sum(0), 1, atol=0.02)
            assert not got[-1].any()  # the xylophone


@pytest.mark.parametrize("caption", EXAMPLES)
def test_the_way_between_captions_begins_and_ends_at_them(client, caption):
    answer = get(client, "/between", other=caption, seed=3, at=2, count=5, d="1", t=0.8)
    strip = pixels(answer.content)
    assert strip.shape == (32, 160, 3)
    ends = [pictures(client, caption=end, seed=3, at=2, d="1", t=0.8)[0] for end in (CAPTION, caption)]
    same(strip[:, :32], ends[0])
    same(strip[:, -32:], ends[1])


def test_the_way_from_a_variation_begins_at_it(client):
    asked = {"seed": 3, "at": 2, "vary": 0.9}
    strip = pixels(get(client, "/between", other=EXAMPLES[1], number=3, count=2, **asked).content)
    same(strip[:, :32], pictures(client, count=4, **asked)[3])


def test_the_nearest_training_pictures(client, folder, picture_folder):
    asked = {"model": "own", "path": "/nearest", "seed": 3, "at": 2, "number": 1}
    refused = get(client, **asked)
    assert refused.status_code == 422
    assert f"gan-demo data prepare {picture_folder} --size 32" in refused.json()["error"]["en"]
    assert "gan-demo data prepare" in refused.json()["error"]["zh"]
    for _ in data.find_source(str(picture_folder)).prepare(32):
        pass
    answer = told(client, **asked)
    assert answer["of"] == 48
    near = answer["pictures"]
    assert [picture["similarity"] for picture in near] == sorted((p["similarity"] for p in near), reverse=True)
    assert {shown(picture).shape for picture in near} == {(32, 32, 3)}
    assert {picture["caption"][language] for picture in near for language in ("en", "zh")} <= {"red", "blue"}
    gan = GAN.load(folder / "models" / "own")
    drawn = pictures(client, model="own", seed=3, at=2, count=2)[1]
    expected = neighbours_of(gan).of(drawn.copy(), 4)
    np.testing.assert_array_equal(shown(near[0]), expected[0].picture)


def test_a_copied_picture_is_found(folder, picture_folder):
    source = data.find_source(str(picture_folder))
    dataset = source.load(32)
    known = neighbours_of(GAN.load(folder / "models" / "own"))
    best = known.of(dataset.images[7].numpy().copy(), 2)[0]
    assert (best.picture == dataset.images[7].numpy()).all()
    assert best.similarity == pytest.approx(1, abs=1e-4)
    assert best.caption.en == best.caption.zh == dataset.captions[7]


def test_training_pictures_that_are_gone(client):
    answer = get(client, "/nearest", model="lost")
    assert answer.status_code == 422
    assert "nowhere" in answer.json()["error"]["zh"]


KNOWN = [
    "bald" + " and so on" * 1000,
    "粉色长发" * 1500,
    "💇 bald 💇‍♀️",
    "dlab بلد bald лысый 光头",
    "bald\x00\x07\u202eman\r\n",
]
KNOWN += [
    "BALD",
    "ｂａｌｄ",
    "<b>bald</b>",
    "bald'; DROP TABLE",
    "bald" * 1 + "\u0301" * 50,
    "xylophone " * 40 + "bald",
]
NOTHING = ["", "   ", "\t\n\u3000", "💇‍♀️🎩", "?!…", "\x00", "xylophone", "x" * 10_000, "[PAD] [UNK]", "a" * 30]


@pytest.mark.parametrize("caption", KNOWN, ids=lambda text: ascii(text)[:30])
def test_strange_captions_are_drawn(client, caption):
    answer = told(client, caption=caption, count=2)
    assert len(answer["candidates"]) == 2
    assert len(maps_of(answer)) == 2
    assert all(caption[word["start"] : word["stop"]] == word["text"] for word in answer["words"])
    assert answer["left_out"] is (len(caption) > 500)


@pytest.mark.parametrize("text", ["%ED%A0%80%20bald", "bald%FF%FE", "%C0%AFbald", "%00bald", "bald%"])
def test_broken_percent_encoding_is_survived(client, text):
    answer = client.get(f"{live.PREFIX}/caption?model=told&caption={text}")
    assert answer.status_code == 200, answer.text


BAD = [("", 422, {"caption": caption}) for caption in NOTHING]
BAD += [("", 422, {"count": bad}) for bad in ("0", "17", "-1", "1.5", "", "many", "9" * 400)]
BAD += [("", 422, {"at": bad}) for bad in ("16", "-1", "", "null", "1.5")]
BAD += [("", 422, {"seed": bad}) for bad in ("-1", "4294967296", "", "0|1")]
BAD += [("", 422, {"t": bad}) for bad in ("-0.1", "2.1", "nan", "")]
BAD += [("", 422, {"d": bad}) for bad in ("nan", "12.1", "1|2", ",".join(["1"] * 9))]
BAD += [("", 422, {"vary": bad}) for bad in ("-0.1", "1.6", "nan", "", "inf")]
BAD += [("/between", 422, {"other": "xylophone"}), ("/between", 422, {})]
BAD += [("/between", 422, {"other": "bald", "count": bad}) for bad in ("0", "1", "17", "x")]
BAD += [("/between", 422, {"other": "bald", "caption": ""}), ("/between", 422, {"other": "bald", "at": "x"})]
BAD += [("/between", 422, {"other": "bald", "number": bad}) for bad in ("16", "-1", "")]
BAD += [("/nearest", 422, {"number": bad}) for bad in ("16", "-1", "")] + [("/nearest", 422, {"caption": "zzzzz"})]
BAD += [(path, 422, {"model": "plain", "other": "bald"}) for path in ("", "/between", "/nearest")]
BAD += [
    (path, 404, {"model": bad, "other": "bald"}) for path in ("", "/between", "/nearest") for bad in ("", "nope", "..")
]


@pytest.mark.parametrize(("path", "status", "values"), BAD, ids=lambda value: ascii(value)[:40])
def test_bad_input_is_answered_in_both_languages(client, path, status, values):
    answer = get(client, path, **values)
    error = answer.json()["error"]
    assert answer.status_code == status
    assert error["en"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error["zh"])


def test_other_tabs_send_captioned_models_to_this_one(client):
    answer = client.get(live.PREFIX + "/picture?model=told")
    assert answer.status_code == 422
    assert answer.json()["error"]["en"] == "This model draws from captions; use the Captions tab."


def test_cards_say_which_models_draw_captions(client):
    cards = {card["name"]: card for card in client.get(live.PREFIX + "/models").json()}
    assert (cards["told"]["control"]["kind"], cards["told"]["captions"]) == ("caption", list(EXAMPLES))
    assert (cards["plain"]["control"]["kind"], cards["plain"]["captions"]) == ("", [])


def test_the_page_opens_with_a_model_that_needs_no_caption_and_warms_both_kinds(folder):
    gallery = Gallery(folder / "models", folder / "runs")
    gallery.warm()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon and "warm" in thread.name:
            thread.join(60)
    assert pixels(gallery.opening).shape == (16, 16, 3)
    assert {gan.config.recipe for gan in gallery._held.values()} == {"sngan", "attngan"}


@pytest.mark.slow
def test_many_at_once_are_all_answered(client):
    codes = []
    threads = [
        threading.Thread(target=lambda i=i: codes.append(get(client, seed=i, count=4).status_code)) for i in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(codes) == 16
    assert set(codes) <= {200, 503}
