"""Two runs side by side, in Chromium: grids of the same moment, one scale for what D says, and marks on the curves."""

import pytest
from support.histories import past
from support.visits import DESKTOP, PHONE, Visit

from gan_demo.ui.run_pages import LISTED

PAIRED = """async ([a, b]) => {
  const { paired } = await import('STATIC/compare/matched_moments.js');
  const { pairs, common } = paired([{ grids: a }, { grids: b }], 'step');
  return [pairs.map(({ places }) => [a[places[0]] ?? null, b[places[1]] ?? null]), common];
}"""
COMPARED = "document.querySelectorAll('gan-compare canvas.gan-twin-grid:not([hidden])').length === 2"
TOPS = "selector => [...document.querySelectorAll(selector)].map((one) => Math.round(one.getBoundingClientRect().top))"


@pytest.mark.parametrize(
    ("a", "b", "pairs", "common"),
    [
        ([0, 10, 20], [0, 10, 20], [[0, 0], [10, 10], [20, 20]], 2),
        ([0, 10, 20, 33], [0, 10, 17, 19, 30, 41, 50], [[0, 0], [10, 10], [20, 19], [33, 30], [33, 41], [33, 50]], 3),
        ([0, 100], [0, 10, 20, 30, 90, 98], [[0, 0], [100, 98]], 1),
        ([0, 10, 20], [0], [[0, 0], [10, 0], [20, 0]], 0),
        ([], [0, 10], [[None, 0], [None, 10]], 1),
        ([], [], [], -1),
    ],
    ids=["equal", "branch", "dense", "begun", "one", "none"],
)
def test_grids_that_are_nearest_to_each_other_belong_together(visit, a, b, pairs, common):
    assert visit(ready=None).evaluate(PAIRED, [a, b]) == [pairs, common]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_runs_are_laid_beside_each_other(browser, app, size):
    past(app.runs / "old", [0, 10, 20, 30], -1.0, 1.0)
    about, changes = {"parent": {"run": "old", "step": 10}}, [(34, {"g_lr": [1e-3, 1e-4]})]
    past(app.runs / "new", [0, 10, 22, 29, 34], -3.0, 0.5, about, changes, "Failed")  # the head of one is higher
    one = Visit(browser, app.url, size=size, query="?run=old&with=new", ready=COMPARED)
    page = one.page
    captions, apart = page.locator(".gan-twin > .gan-hint"), page.locator(".gan-apart")
    assert [text.split(" · ")[0] for text in captions.all_inner_texts()[:2]] == ["step 30", "step 29"]
    assert apart.inner_text() == "The two nearest grids that are kept lie 1 step apart."
    page.locator("gan-compare .gan-scrub").fill("1")
    page.wait_for_function("document.querySelector('.gan-twin > .gan-hint').textContent.startsWith('step 10 ')")
    assert [text.split(" · ")[0] for text in captions.all_inner_texts()[:2]] == ["step 10", "step 10"]
    assert apart.inner_text() == ""
    if size is DESKTOP:
        tops = page.evaluate(TOPS, "gan-compare canvas.gan-twin-grid")
        assert tops[0] == tops[1]
    page.wait_for_function("document.querySelectorAll('gan-compare .gan-histogram:not([hidden])').length === 2")
    for end, value in (("low", "-3"), ("high", "1")):
        assert page.locator(f"gan-compare .gan-histogram span.{end}").all_inner_texts() == [value, value]
    distance = page.locator("gan-compare .gan-curves", has_text="Fréchet distance")
    assert distance.locator("polygon").count() == 2
    assert "± 2 / 2" in distance.locator("figcaption").inner_text()
    assert distance.locator(".gan-flag.branch").get_attribute("title").endswith("branched off at step 10")
    assert "Generator learning rate 0.001 → 0.0001" in distance.locator(".gan-flag.change").get_attribute("title")
    assert not one.problems
    one.close()


def test_a_pair_begins_with_what_the_form_shows(visit):
    page = visit(query="?tab=train", ready="document.querySelector('.gan-duel')").page
    page.route("**/pair", lambda route: route.fulfill(json={"runs": ["a", "b"]}))
    page.evaluate("document.querySelector('gan-compare').open = () => {}")
    for name, choice in (("Resolution", "32 px"), ("Classes", "hair colour")):
        page.locator("#gan-form").get_by_label(name).click()
        page.get_by_role("option", name=choice, exact=True).click()
    page.wait_for_selector("gan-places[size='32'][labels='hair_color']", state="attached")
    with page.expect_request("**/pair") as asked:
        page.locator(".gan-duel").first.click()
    form = {"data": "avatars", "size": "32", "labels": "hair_color", "crop": "centre"}
    assert asked.value.post_data_json == {"recipes": ["wgan", "wgan_gp"], "minutes": 5, **form}


def test_no_other_side_is_outlines_where_a_recipe_takes_one(visit):
    told, names = visit(query="?tab=train", ready="document.querySelector('.gan-duel')").evaluate(
        """async () => {
          const { said, titlesKnown } = await import('STATIC/train/run_texts.js');
          const { differences } = await import('STATIC/compare/run_differences.js');
          await titlesKnown;
          const run = (recipe, other) => ({ name: recipe, settings: { recipe, other } });
          const [, table] = differences(run('sngan', ''), run('cyclegan', 'inked-avatars'));
          const names = [...table.querySelectorAll('tbody tr')].find((row) => row.innerText.includes('other side'));
          const unset = ['sngan', 'cyclegan'].map((recipe) => said('other', '', recipe));
          return [unset, [...names.cells].map((cell) => cell.innerText)];
        }"""
    )
    assert told == ["none", "outlines"]
    assert names == ["Data of the other side", "none", "Inked avatars"]


@pytest.mark.parametrize("crop", ["centre", "top"])
def test_a_pair_has_no_crop_of_the_other_side(visit, crop):
    one = visit(query="?tab=train", ready="document.querySelector('.gan-duel')")
    one.page.route("**/pair", lambda route: route.fulfill(json={"runs": ["a", "b"]}))
    one.evaluate(
        "async (crop) => { await (await import('STATIC/train/run_texts.js')).titlesKnown;"
        " document.querySelector('gan-compare').open = () => {};"
        " document.querySelector('gan-places').setAttribute('crop', crop) }",
        crop,
    )
    with one.page.expect_request("**/pair") as asked:
        one.page.locator(".gan-duel").first.click()
    assert asked.value.post_data_json["crop"] == "centre"


def test_runs_that_are_too_old_for_the_list_come_with_show_all(browser, app):
    for number in range(LISTED + 2):
        past(app.runs / f"run-{number:03}", [0], -1.0, 1.0)
    one = Visit(browser, app.url, query="?tab=train", ready="document.querySelector('.gan-place')")
    assert one.page.locator("gan-places .gan-heading .quiet").inner_text().startswith(f"{LISTED + 2} · ")
    one.page.get_by_role("button", name=f"Show all {LISTED + 2}").click()
    one.page.wait_for_function(f"document.querySelectorAll('.gan-place').length === {LISTED + 2}")
    one.page.get_by_role("button", name="Show fewer").click()
    one.page.wait_for_function("document.querySelectorAll('.gan-place').length < 12")
    assert not one.problems
    one.close()


def test_a_weight_that_falls_is_shown_as_it_is_and_held_where_it_is_put(visit):
    """Steer sends all factors as one setting: one put to 1 stays in it, or the weight would fall."""
    value, word, *sent = visit().evaluate(
        """async () => {
          const { Knobs } = await import('STATIC/train/steering.js');
          const knobs = new Knobs(() => {});
          const curves = { loss: { r1: [], r2: [], g: [] } }, progress = { falling: { r2: 0.5 } };
          knobs.show({ settings: { weights: 'r1=1' }, resolved: {}, live: ['weights'], changes: [], curves, progress });
          const knob = knobs.knobs.get('weight:r2');
          const sent = [['g', '2'], ['r2', '1'], ['g', '1']].map(([term, to]) => knobs.change(`weight:${term}`, to));
          return [knob.field.value, knob.was.textContent, ...sent.map((one) => one.weights)];
        }"""
    )
    assert (value, word) == ("0.5", "falls until it is turned")
    assert sent == ["r1=1, g=2", "r1=1, r2=1", "r1=1"]
