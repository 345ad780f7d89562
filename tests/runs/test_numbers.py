"""The numbers of a run as a table and as events of TensorBoard."""

import csv
import io

import pytest
from support.histories import steered
from support.stories import told

from gan_demo import runs
from gan_demo.__main__ import main


def test_every_number_that_was_told_is_in_the_table():
    story = told(60)
    progress = [event for event in story if event["event"] == "Progress"]
    progress[0]["loss"]["r1, of D"] = 0.5
    progress[1]["loss"]["g"] = None  # a number that was none
    rows = list(csv.DictReader(io.StringIO(runs.number_table(story))))
    scored = [event for event in story if event["event"] == "Scored"]
    assert len(rows) == len(progress) + len(scored)
    of_progress = [row for row in rows if row["seconds"]]
    assert [float(row["loss/d"]) for row in of_progress] == [event["loss"]["d"] for event in progress]
    assert [float(row["watch/real score"]) for row in of_progress] == [e["watch"]["real score"] for e in progress]
    assert of_progress[0]["loss/r1, of D"] == "0.5"
    assert (of_progress[0]["loss/g"], of_progress[1]["loss/g"]) == ("1.0", "")
    of_scores = [row for row in rows if row["score/distance"]]
    assert [(int(row["step"]), float(row["score/distance"])) for row in of_scores] == [
        (event["step"], event["distance"]) for event in scored
    ]
    assert all(row["loss/g"] == "" for row in of_scores)


def test_variety_within_classes_has_a_column_of_its_own():
    """A run that an older version began has both."""
    story = [{**event, "within": event["step"] > 300} for event in told(60)]
    rows = [row for row in csv.DictReader(io.StringIO(runs.number_table(story))) if row["score/distance"]]
    columns = [[bool(row[name]) for row in rows] for name in ("score/variety", "score/variety within classes")]
    assert columns == [[int(row["step"]) <= 300 for row in rows], [int(row["step"]) > 300 for row in rows]]
    assert all(map(any, columns))


def test_a_run_without_numbers_is_a_table_without_rows():
    assert runs.number_table([{"event": "Started", "step": 0, "images": 0}]) == "step,images,seconds\n"


def test_the_command_writes_the_table(tmp_path, capsys):
    steered(tmp_path / "one")
    assert main(["curves", str(tmp_path / "one"), "--out", str(tmp_path / "deep" / "one.csv")]) == 0
    text = (tmp_path / "deep" / "one.csv").read_text()
    assert text == runs.number_table(runs.history(tmp_path / "one"))
    assert text.startswith("step,images,seconds,loss/d,loss/g,")
    for words, sentence in (([], "Say where"), (["--out", "x.txt"], "must end in .csv")):
        assert main(["curves", str(tmp_path / "one"), *words]) == 2
        assert sentence in capsys.readouterr().err
    assert main(["curves", str(tmp_path), "--out", "x.csv"]) == 2
    assert "no training run" in capsys.readouterr().err


def test_tensorboard_reads_what_is_written_for_it(tmp_path):
    reading = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    steered(tmp_path / "one")
    assert main(["curves", str(tmp_path / "one"), "--tensorboard", str(tmp_path / "board")]) == 0
    found = reading.EventAccumulator(str(tmp_path / "board")).Reload()
    story = runs.history(tmp_path / "one")
    scored = [(event["step"], event["distance"]) for event in story if event["event"] == "Scored"]
    assert [(one.step, one.value) for one in found.Scalars("score/distance")] == scored
    last = [event for event in story if event["event"] == "Progress"][-1]
    (*_, shown) = found.Scalars("loss/d")
    assert (shown.step, shown.value) == (last["step"], pytest.approx(last["loss"]["d"]))
    assert shown.wall_time == pytest.approx(last["time"])


def test_without_its_package_one_sentence_helps(tmp_path, monkeypatch, capsys):
    steered(tmp_path / "one")
    monkeypatch.setitem(__import__("sys").modules, "torch.utils.tensorboard", None)
    assert main(["curves", str(tmp_path / "one"), "--tensorboard", str(tmp_path / "board")]) == 2
    assert "pip install tensorboard" in capsys.readouterr().err
