"""Compare methods over seeds: equal conditions, one figure decides, divergence is a result, a mistake costs nothing."""

import json
from pathlib import Path

import numpy as np
import pytest
import tiny_contests
from tiny_contests import METHODS, contest
from tiny_runs import contestant, pictures, rows, tiny

import gansmith
from gansmith.comparison.compare import compare
from gansmith.comparison.report import write_comparison
from gansmith.comparison.trials import Contestant, Trial, scores_of
from gansmith.errors import UsageError
from gansmith.metrics.result import MetricValue
from gansmith.storage.atomic import read_object, write_json
from gansmith.storage.seal import SEAL, sealed

here, trained = tiny_contests.here, tiny_contests.trained  # pytest finds fixtures by their names here

WILD = contestant("wgan", learning_rate=1e30, network="mlp")


def test_every_method_runs_with_every_seed_under_one_budget(trained: list[list[str]], here: Path) -> None:
    said: list[str] = []
    told: list[tuple[int, int]] = []
    done = contest(say=said.append, progress=lambda *now: told.append(now))
    assert [(trial.contestant.split(",")[0], trial.seed) for trial in done.trials] == [
        ("gan", 0),
        ("lsgan", 0),
        ("gan", 1),
        ("lsgan", 1),
    ]
    for trial in done.trials:
        config = json.loads((trial.run / "config.json").read_text())
        assert (config["steps"], config["seed"], config["sample_every"]) == (3, trial.seed, 0)
        assert config["hyper"]["width"] == tiny("gan")["width"]
        assert trial.measured["kid[values]"].n == 60
        assert trial.seconds > 0
        assert gansmith.load(trial.run).sample(3).shape == (3, 4)  # an ordinary run
    assert len({json.loads((trial.run / "data.json").read_text())["sha256"] for trial in done.trials}) == 1
    assert sum(line.endswith("training.") for line in said) == 4
    assert (told[0], told[-1]) == ((0, 4), (4, 4))
    assert repr(done) == f"Comparison({str(done.path)!r}: {done.sentence})"
    stored = json.loads((here / "out" / "comparison.json").read_text())
    assert stored == json.loads(json.dumps(done.to_json(), allow_nan=False))


def test_the_standings_are_means_over_seeds_of_the_first_figure(trained: list[list[str]]) -> None:
    done = contest()
    assert done.label == done.figure == "fd[values]"
    assert done.better == "lower"
    for standing in done.standings:
        values = [t.measured["fd[values]"].value for t in done.trials if t.contestant == standing.name]
        assert standing.mean == pytest.approx(np.mean(values))
        assert standing.standard_error == pytest.approx(np.std(values, ddof=1) / np.sqrt(2))
    assert done.standings[0].mean <= done.standings[1].mean
    assert done.sentence.startswith(done.standings[0].name)
    assert done.floor == done.trials[0].measured["fd[values]"].floor


def test_a_run_that_is_judged_better_wins_whatever_the_figure_says(
    trained: list[list[str]],
) -> None:
    plain = contest()
    first, last = plain.standings
    assert (first.grade, last.grade) == ("poor", "poor")
    for trial in plain.trials:  # as if they had been judged so
        known = read_object(trial.run / "metrics.json")
        known["grade"] = "fair" if trial.contestant == last.name else "poor"
        write_json(trial.run / "metrics.json", sealed({name: part for name, part in known.items() if name != SEAL}))
    done = contest()
    assert [(one.name, one.grade) for one in done.standings] == [(last.name, "fair"), (first.name, "poor")]
    assert done.standings[0].mean > done.standings[1].mean
    assert done.sentence.startswith(
        f"{last.name} wins by its grade: it is judged fair, and no fd[values] outweighs that"
    )
    assert write_comparison(done).read_text().count("wins by its grade") == 1


@pytest.mark.parametrize(
    ("by", "label", "better"),
    [
        ("sliced-w1", "sliced-w1[values]", "lower"),
        ("coverage[values]", "coverage[values]", "higher"),
        ("density", "density[values]", "nearer"),
    ],
)
def test_another_figure_decides_in_its_own_direction(
    by: str, label: str, better: str, trained: list[list[str]]
) -> None:
    contest()
    done = contest(by=by)
    assert (done.label, done.better) == (label, better)
    assert len(trained) == 4
    for standing in done.standings:
        figures = [trial.measured[label] for trial in done.trials if trial.contestant == standing.name]
        wanted = [abs(f.value - f.floor) if better == "nearer" else f.value for f in figures]
        assert standing.mean == pytest.approx(np.mean(wanted))
    order = [s.mean for s in done.standings]
    assert order == sorted(order, reverse=better == "higher")
    assert ("from its floor" in done.sentence) == (better == "nearer")


def test_a_figure_that_not_all_have_is_refused_and_costs_no_training(trained: list[list[str]]) -> None:
    with pytest.raises(UsageError, match=r"by='is': not every run has such a figure. They have: .*fd\[values\], kid"):
        contest(by="is")
    contest()
    assert len(trained) == 4


def test_a_run_that_diverges_is_a_result_and_ranks_last(trained: list[list[str]]) -> None:
    done = contest([WILD, *METHODS], steps=20)
    assert len(trained) == 6
    last = done.standings[-1]
    assert (last.name.split(",")[0], last.rank, last.seeds, last.failed) == ("wgan", None, 0, 2)
    failures = [trial for trial in done.trials if trial.failure]
    assert len(failures) == 2
    assert "diverged at step" in failures[0].failure
    assert failures[0].figures == ()
    again = contest([WILD, *METHODS], steps=20)
    assert (len(trained), again.to_json()) == (6, done.to_json())
    page = write_comparison(done).read_text()
    assert "diverged at step" in page
    assert f'<td class="number">-</td><td class="name">{last.name}</td>' in page


def test_where_all_diverge_nobody_wins(trained: list[list[str]]) -> None:
    done = contest([WILD, contestant("wgan", learning_rate=1e31, network="mlp")], steps=20, seeds=1)
    assert "no winner" in done.sentence
    assert "no winner" in write_comparison(done).read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"methods": ["gan"]}, "methods='gan': name at least two"),
        ({"methods": ["gan", "gan"]}, "each once"),
        ({"methods": ["gan,width=6,noise=5", "gan,noise=5,width=6"]}, "each once"),
        ({"methods": ["gan", "wgn"]}, "Did you mean wgan"),
        ({"methods": ["gan", "wgan,widht=3"]}, "no hyper-parameter 'widht'. Did you mean width"),
        ({"methods": ["gan", "wgan,width"]}, "'width' is not NAME=VALUE"),
        ({"methods": ["gan", "wgan,width=wide"]}, "width='wide'"),
        ({"methods": ["gan", "dcgan"]}, "dcgan: "),
        ({"methods": ["gan", "cgan"]}, "cgan: "),
        ({"methods": ["gan", "pix2pix"]}, "pix2pix: "),
        ({"seeds": 0}, "--seeds 0"),
        ({"jobs": 0}, "--jobs 0"),
        ({"steps": None}, "either minutes or steps"),
        ({"minutes": 1.0}, "either minutes or steps"),
        ({"features": ["classifier"]}, "features='classifier' is taught by labels, and rows.npy has none"),
        ({"features": ["piexls"]}, "features='piexls'"),
        ({"count": 0}, "count=0"),
        ({"out": "rows.npy"}, "rows.npy holds something else than a comparison"),
        ({"out": "."}, "holds something else than a comparison"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_trains(
    options: dict[str, object], words: str, trained: list[list[str]], here: Path
) -> None:
    with pytest.raises(UsageError, match=words):
        contest(**options)
    assert trained == []
    assert [path.name for path in here.iterdir()] == ["rows.npy"]


def test_a_method_without_use_for_sources_is_refused_beside_translators(trained: list[list[str]]) -> None:
    np.save("pictures.npy", pictures(60, 16))
    with pytest.raises(UsageError, match=r"gan: method='?gan'? makes samples from noise"):
        compare("pictures.npy", ["pix2pix", "gan"], steps=1, out="out", data_options={"derive": "grey"})
    done = compare(
        "pictures.npy",
        [contestant("pix2pix"), contestant("pix2pix", beta1=0.1)],
        steps=1,
        seeds=1,
        out="out",
        data_options={"derive": "grey"},
        features=["raw"],
    )
    assert all(words[1:3] == ["--derive", "grey"] for words in trained)
    assert "Samples side by side" in write_comparison(done).read_text()


def test_labels_are_read_alike_by_all_and_may_teach_the_features(
    trained: list[list[str]], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    monkeypatch.setattr("gansmith.evaluation.evaluate.CACHE", here / "cache")
    lines = [f"{a:.3f},{b:.3f},{'ab'[int(a > b)]}" for a, b in rows(240, 2)]
    Path("rows.csv").write_text("\n".join(["x,y,kind", *lines]))
    options = {"seeds": 1, "steps": 2, "out": "out", "reading": {"label": "kind"}, "features": ["classifier"]}
    done = compare("rows.csv", [contestant("cgan"), contestant("gan")], **options)  # type: ignore[arg-type]
    first, second = done.trials
    taught, others = (
        {figure.features for figure in trial.figures if figure.features.startswith("classifier-")}
        for trial in (first, second)
    )
    assert taught == others  # one classifier for both
    assert f"tstr[{taught.pop()}]" in first.measured.keys() - second.measured.keys()


def test_figures_of_different_features_are_never_compared() -> None:
    one, two = (MetricValue("kid", f"pca2-{mark}", 1.0, 9, "lower") for mark in "ab")
    found = scores_of([Trial("x", 0, Path("x"), (one,), 1.0), Trial("y", 0, Path("y"), (two,), 1.0)], one.label)
    assert found == {"x": [1.0], "y": [None]}
    with pytest.raises(UsageError, match="are not the same figure"):
        one.better_than(two)


def test_an_order_of_hyper_parameters_is_no_other_contestant() -> None:
    one, same = Contestant.parse("wgan-gp,width=8,noise=5"), Contestant.parse("wgan-gp,noise=5,width=8")
    assert one == same
    assert one.name == "wgan-gp,noise=5,width=8"
    assert one.words() == ["--method", "wgan-gp", "--noise", "5", "--width", "8"]
    other = Contestant.parse("wgan-gp,noise=8,width=5")
    assert len({one.directory, other.directory}) == 2


@pytest.mark.parametrize(
    ("value", "flags"), [("true", ["--squash"]), ("yes", ["--squash"]), ("false", ["--no-squash"])]
)
def test_a_switch_of_a_contestant_is_a_word(value: str, flags: list[str]) -> None:
    assert Contestant.parse(f"r3gan,squash={value}").words() == ["--method", "r3gan", *flags]
