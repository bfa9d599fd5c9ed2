"""Compare methods over seeds: equal conditions, nothing done twice, divergence is a result, signals stop all."""

import contextlib
import io
import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import contestant, pictures, rows, tiny

import gansmith
from gansmith.api import trials
from gansmith.api.comparison import Comparison, compare
from gansmith.api.comparison_report import write_comparison
from gansmith.api.trainings import Cut, Trainings
from gansmith.api.trials import Contestant, Trial, scores_of
from gansmith.cli import main
from gansmith.errors import DataError, GansmithError, Interrupted, UsageError
from gansmith.evaluation.metric import Figure
from gansmith.training.lock import RunLock

METHODS = (contestant("gan"), contestant("lsgan", network="mlp"))
WILD = contestant("wgan", learning_rate=1e30)
QUICK = ("--sample-every", "0")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds rows.npy."""
    monkeypatch.chdir(tmp_path)
    np.save("rows.npy", rows(240))
    return tmp_path


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Train in this process, where starting costs nothing, and return the words of all trainings."""
    all_words: list[list[str]] = []

    def train(trainings: Trainings, words: Sequence[str]) -> tuple[int, str]:
        trainings.require_going()
        all_words.append(list(words))
        with contextlib.redirect_stderr(io.StringIO()) as said:
            code = main(["train", *words, "--quiet"])
        return code, said.getvalue().strip().removeprefix("gansmith: ")

    monkeypatch.setattr(Trainings, "train", train)
    return all_words


def contest(methods: Sequence[str] = METHODS, **options: object) -> Comparison:
    usual: dict[str, object] = {"seeds": 2, "steps": 3, "flags": QUICK, "out": "out"}
    return compare("rows.npy", methods, **(usual | options))  # type: ignore[arg-type]


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


@pytest.mark.parametrize(
    ("by", "label", "better"),
    [
        ("w1", "w1[values]", "lower"),
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
    with pytest.raises(UsageError, match=r"--by is: not every run has such a figure. They have: fd\[values\], kid"):
        contest(by="is")
    contest()
    assert len(trained) == 4


def test_the_same_command_trains_and_measures_only_what_is_missing(
    trained: list[list[str]], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    measured: list[Path] = []
    evaluate = trials.evaluate
    monkeypatch.setattr(trials, "evaluate", lambda run, **o: measured.append(run) or evaluate(run, **o))  # type: ignore[func-returns-value]
    first = contest(seeds=1)
    assert (len(trained), len(measured)) == (2, 2)
    again = contest(seeds=1)
    assert again == first
    more = contest([*METHODS, contestant("gan", loss="minimax")], seeds=2)  # a seed more, and a method more
    assert (len(trained), len(measured)) == (6, 6)
    assert {trial.run for trial in first.trials} < {trial.run for trial in more.trials}
    contest(seeds=1, count=40)  # other figures of the same runs
    assert (len(trained), len(measured)) == (6, 8)


def test_a_run_that_was_cut_off_goes_on_and_one_that_never_began_begins(trained: list[list[str]], here: Path) -> None:
    whole = contest(seeds=1)
    trained.clear()
    began = here / "cut" / whole.trials[0].run.name
    began.parent.mkdir()
    (here / "cut" / "plan.json").write_text((here / "out" / "plan.json").read_text())
    gansmith.train("rows.npy", "gan", steps=3, sample_every=0, out=began, **tiny("gan"))
    for part in ("final", "best", "checkpoints/step-000003"):
        (began / part).rename(here / f"gone-{part.replace('/', '-')}")
    never = here / "cut" / whole.trials[1].run.name
    (never / "samples").mkdir(parents=True)
    done = contest(seeds=1, out="cut")
    assert trained[0] == ["--resume", str(began.relative_to(here))]
    assert [trial.figures for trial in done.trials] == [trial.figures for trial in whole.trials]


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
    done = contest([WILD, contestant("wgan", learning_rate=1e31)], steps=20, seeds=1)
    assert "no winner" in done.sentence
    assert "no winner" in write_comparison(done).read_text()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"steps": 4}, "with budget steps 3, not steps 4"),
        ({"flags": ("--sample-every", "5")}, "with flags --sample-every 0, not --sample-every 5"),
        ({"reading": {"scale": "feature"}}, "with reading as usual, not scale feature"),
    ],
)
def test_other_conditions_are_refused(changed: dict[str, object], words: str, trained: list[list[str]]) -> None:
    contest(seeds=1)
    with pytest.raises(UsageError, match=f"out holds a comparison {words}. Name another --out"):
        contest(seeds=1, **changed)
    np.save("rows.npy", rows(240) + 1)
    with pytest.raises(UsageError, match="out holds a comparison with sha256"):
        contest(seeds=1)
    assert len(trained) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"methods": ["gan"]}, "--methods gan: name at least two"),
        ({"methods": ["gan", "gan"]}, "each once"),
        ({"methods": ["gan,width=6,noise=5", "gan,noise=5,width=6"]}, "each once"),
        ({"methods": ["gan", "wgn"]}, "Did you mean wgan"),
        ({"methods": ["gan", "wgan,widht=3"]}, "no hyper-parameter 'widht'. Did you mean --width"),
        ({"methods": ["gan", "wgan,width"]}, "'width' is not NAME=VALUE"),
        ({"methods": ["gan", "wgan,width=wide"]}, "--width wide"),
        ({"methods": ["gan", "dcgan"]}, "dcgan: "),
        ({"methods": ["gan", "cgan"]}, "cgan: "),
        ({"methods": ["gan", "pix2pix"]}, "pix2pix: "),
        ({"seeds": 0}, "--seeds 0"),
        ({"jobs": 0}, "--jobs 0"),
        ({"steps": None}, "either --minutes or --steps"),
        ({"minutes": 1.0}, "either --minutes or --steps"),
        ({"features": ["classifier"]}, "--features classifier is taught by labels, and rows.npy has none"),
        ({"features": ["piexls"]}, "--features piexls"),
        ({"count": 0}, "-n 0"),
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
    with pytest.raises(UsageError, match=r"gan: --method gan makes samples from noise"):
        compare("pictures.npy", ["pix2pix", "gan"], steps=1, out="out", reading={"derive": "grey"})
    done = compare(
        "pictures.npy",
        [contestant("pix2pix"), contestant("pix2pix", beta1=0.1)],
        steps=1,
        seeds=1,
        out="out",
        reading={"derive": "grey"},
        features=["raw"],
    )
    assert all(words[1:3] == ["--derive", "grey"] for words in trained)
    assert "Samples side by side" in write_comparison(done).read_text()


def test_labels_are_read_alike_by_all_and_may_teach_the_features(
    trained: list[list[str]], monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    monkeypatch.setattr("gansmith.api.evaluation.CACHE", here / "cache")
    lines = [f"{a:.3f},{b:.3f},{'ab'[int(a > b)]}" for a, b in rows(240, 2)]
    Path("rows.csv").write_text("\n".join(["x,y,kind", *lines]))
    options = {"seeds": 1, "steps": 2, "out": "out", "reading": {"label": "kind"}, "features": ["classifier"]}
    done = compare("rows.csv", [contestant("cgan"), contestant("gan")], **options)  # type: ignore[arg-type]
    first, second = done.trials
    assert first.measured.keys() - second.measured.keys() == {f"tstr[{next(iter(first.figures)).features}]"}
    assert first.figures[0].features.startswith("classifier-")
    assert first.figures[0].label == second.figures[0].label  # one classifier for both


def test_figures_of_different_features_are_never_compared() -> None:
    one, two = (Figure("kid", f"pca2-{mark}", 1.0, 9, "lower") for mark in "ab")
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


def test_an_error_that_is_no_divergence_stops_all_and_names_the_run(
    monkeypatch: pytest.MonkeyPatch, trained: list[list[str]]
) -> None:
    monkeypatch.setattr(Trainings, "train", lambda trainings, words: (5, "The machine's memory is not enough."))
    with pytest.raises(GansmithError, match=r"gan,.*seed 0: The machine's memory .* The same command goes on"):
        contest()
    assert not Path("out/comparison.json").exists()


def test_two_comparisons_do_not_share_a_directory_at_once(trained: list[list[str]]) -> None:
    contest(seeds=1)
    with RunLock(Path("out")), pytest.raises(UsageError, match="out is being trained by process"):
        contest(seeds=1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 75)])
def test_a_signal_cuts_a_measurement_off_too(
    number: signal.Signals, code: int, trained: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def evaluate(run: Path, **options: object) -> None:
        os.kill(os.getpid(), number)
        for _ in range(500):
            options["progress"]("kid", 0, 9)  # type: ignore[operator]
            time.sleep(0.02)
        pytest.fail("it went on")

    with monkeypatch.context() as patch:
        patch.setattr(trials, "evaluate", evaluate)
        with pytest.raises(Interrupted, match="Stopped after 0 of 4 runs") as caught:
            contest()
    assert caught.value.exit_code == code
    assert len(trained) == 1
    contest()
    assert len(trained) == 4


def test_stopping_twice_or_before_the_start_does_no_harm() -> None:
    trainings = Trainings(2)
    trainings.stop()
    trainings.stop()
    with pytest.raises(Cut):
        trainings.train(["ring"])


def test_the_runs_of_changed_data_are_not_measured_on_it(trained: list[list[str]]) -> None:
    done = contest(seeds=1)
    np.save("rows.npy", rows(240) + 1)
    with pytest.raises(DataError, match="is not what"):
        gansmith.evaluate(done.trials[0].run)
