"""GANGenerator: sampling, going on, scoring, and its place among scikit-learn's own tools."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny_estimators import TINY, again, tiny

import gansmith
from gansmith.sklearn import GANGenerator

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(80, 3)) * [1, 5, 0.1] + [0, 100, 3]
NAMES = np.where(ROWS[:, 0] > 0, "high", "low")


def test_the_run_is_the_one_that_train_makes(tmp_path):
    plain = gansmith.train(
        ROWS, "wgan-gp", steps=3, seed=5, out=tmp_path / "run", quiet=True, validation_fraction=0, **TINY
    )
    fitted = tiny(GANGenerator, max_steps=3, random_state=5).fit(ROWS)
    assert np.array_equal(fitted.sample(20, random_state=1), gansmith.load(plain.path).sample(20, seed=1))


def test_fitting_leaves_no_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    tiny(GANGenerator).fit(ROWS).partial_fit(ROWS).score_samples(ROWS)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_named_holds_the_run(tmp_path):
    fitted = tiny(GANGenerator, path=tmp_path / "mine").fit(ROWS)
    assert np.array_equal(gansmith.load(tmp_path / "mine").sample(5, seed=0), fitted.sample(5))
    fitted.partial_fit(ROWS)
    assert gansmith.load(tmp_path / "mine").card.steps == 4


def test_half_the_steps_and_then_the_other_half_are_all_of_them():
    whole = tiny(GANGenerator, max_steps=6).fit(ROWS)
    parts = tiny(GANGenerator, max_steps=3).partial_fit(ROWS).partial_fit(ROWS)
    assert parts.steps_ == whole.steps_ == 6
    assert np.array_equal(parts.sample(30), whole.sample(30))
    assert np.array_equal(parts.score_samples(ROWS), whole.score_samples(ROWS))


def test_going_on_with_other_rows_keeps_the_first_range_and_learns_from_the_new():
    first = tiny(GANGenerator).fit(ROWS)
    more = again(first).partial_fit(ROWS[:40] + 0.5)
    assert more.steps_ == 4
    assert more.run_.model.card.codec.scale.low.tolist() == first.run_.model.card.codec.scale.low.tolist()
    same = again(first).partial_fit(ROWS)
    assert not np.array_equal(more.sample(10), same.sample(10))


def test_shares_of_classes_add_up_over_calls():
    fitted = tiny(GANGenerator, "cgan").partial_fit(ROWS, np.repeat(["a", "b"], 40))
    fitted.partial_fit(ROWS[:20], np.repeat("a", 20))
    _, drawn = fitted.sample(100, return_y=True)
    assert (drawn == "a").sum() == 60


def test_a_class_that_the_first_call_did_not_know_is_refused():
    fitted = tiny(GANGenerator, "cgan").partial_fit(ROWS, NAMES)
    with pytest.raises(ValueError, match="the class 'odd'"):
        fitted.partial_fit(ROWS, np.repeat("odd", 80))


@pytest.mark.parametrize(
    ("method", "labels"), [("auto", NAMES), ("cgan", np.repeat([-1, 1], 40)), ("acgan", np.repeat([True, False], 40))]
)
def test_classes_come_back_as_they_were_given(method, labels):
    fitted = tiny(GANGenerator, method).fit(ROWS, labels)
    samples, drawn = fitted.sample(40, return_y=True)
    assert samples.shape == (40, 3)
    assert drawn.dtype == labels.dtype
    assert sorted(set(drawn.tolist())) == sorted(set(labels.tolist()))
    wanted = labels[::7]
    assert np.array_equal(fitted.sample(y=wanted, return_y=True)[1], wanted)
    assert set(fitted.sample(5, y=labels[0], return_y=True)[1].tolist()) == {labels[0].item()}


def test_classes_of_one_seed_make_samples_of_their_own():
    fitted = tiny(GANGenerator, "cgan").fit(ROWS, NAMES)
    assert not np.array_equal(fitted.sample(6, y="high"), fitted.sample(6, y="low"))


def test_numbers_in_y_are_a_condition():
    fitted = tiny(GANGenerator, "cgan").fit(ROWS, ROWS[:, 1] / 7)
    samples, told = fitted.sample(y=[13.0, 14.0, 15.0], return_y=True)
    assert samples.shape == (3, 3)
    assert told.tolist() == [13.0, 14.0, 15.0]
    assert np.isfinite(fitted.score(ROWS, ROWS[:, 1] / 7))


def test_a_method_without_classes_ignores_y_and_says_so_where_it_is_asked():
    fitted = tiny(GANGenerator).fit(ROWS, NAMES)
    assert np.array_equal(fitted.sample(5), tiny(GANGenerator).fit(ROWS).sample(5))
    with pytest.raises(ValueError, match="draws no class on demand"):
        fitted.sample(5, return_y=True)


def test_rows_without_a_label_are_known_by_minus_one():
    labels = np.repeat([-1, 3, 8, -1], 20)
    fitted = tiny(GANGenerator, "sgan").fit(ROWS, labels)
    assert fitted.classes_.tolist() == [3, 8]
    assert fitted.run_.model.card.class_counts == (20, 20)


def test_types_and_shapes_of_arrays_are_kept():
    for dtype in ("float32", "int16", "uint8", "bool"):
        rows = (RNG.random((40, 3)) * 100).astype(dtype) if dtype != "bool" else RNG.random((40, 3)) < 0.5
        made = tiny(GANGenerator).fit(rows).sample(7)
        assert (made.dtype, made.shape) == (rows.dtype, (7, 3))
    images = RNG.integers(0, 255, (30, 8, 8), dtype=np.uint8)
    fitted = tiny(GANGenerator).fit(images)
    assert fitted.sample(3).shape == (3, 8, 8)
    assert fitted.score_samples(images[:1]).shape == (1,)


def test_more_columns_than_rows_are_still_columns():
    assert tiny(GANGenerator).fit(RNG.normal(size=(5, 30))).sample(2).shape == (2, 30)


def test_missing_values_are_learnt():
    rows = ROWS.copy()
    rows[::3, 1] = np.nan
    fitted = tiny(GANGenerator).fit(rows)
    assert np.isnan(fitted.sample(200)[:, 1]).any()
    assert np.isfinite(fitted.sample(200)[:, 0]).all()
    assert np.isfinite(fitted.score_samples(rows)).all()


def test_scores_of_a_row_do_not_depend_on_the_rows_beside_it():
    fitted = tiny(GANGenerator).fit(ROWS)
    assert np.allclose(fitted.score_samples(ROWS)[:7], fitted.score_samples(ROWS[:7]), rtol=1e-12)


def test_the_critic_takes_data_for_real_rather_than_early_samples():
    fitted = tiny(GANGenerator, max_steps=60, hyper_parameters={"network": "mlp", "width": 32}).fit(ROWS)
    assert fitted.score_samples(ROWS).mean() > fitted.score_samples(fitted.sample(200)).mean()


def test_a_score_is_higher_for_data_like_that_of_the_training():
    fitted = tiny(GANGenerator, max_steps=150, hyper_parameters={"network": "mlp", "width": 32}).fit(ROWS)
    for metric in ("sliced", "kid", "worst"):
        fitted.set_params(metric=metric)
        assert fitted.score(ROWS) > fitted.score(np.sort(ROWS, axis=0)[:20]), metric


def test_a_metric_of_ones_own_is_turned_so_that_more_is_better():
    def apart(real, fake):
        return abs(real.mean() - fake.mean())

    fitted = tiny(GANGenerator, metric=apart).fit(ROWS)
    assert fitted.score(ROWS) == -apart(ROWS, fitted.sample(80, random_state=0))
    apart.better = "higher"
    assert fitted.score(ROWS) == apart(ROWS, fitted.sample(80, random_state=0))


def test_grid_search_and_pipelines():
    grid = {"gangenerator__hyper_parameters": [TINY, {**TINY, "critic_steps": 1}], "gangenerator__max_steps": [1, 2]}
    pipeline = make_pipeline(StandardScaler(), tiny(GANGenerator, metric="kid"))
    found = GridSearchCV(pipeline, grid, cv=2, error_score="raise").fit(ROWS)
    assert np.isfinite(found.cv_results_["mean_test_score"]).all()
    assert found.best_estimator_[-1].sample(4).shape == (4, 3)


def test_a_clone_fits_the_same_and_parameters_stay_as_they_are():
    hyper = {**TINY, "critic_steps": 2}
    one = tiny(GANGenerator, hyper_parameters=hyper)
    other = clone(one)
    assert np.array_equal(one.fit(ROWS).sample(4), other.fit(ROWS).sample(4))
    assert one.get_params()["hyper_parameters"] is hyper
    assert hyper == {**TINY, "critic_steps": 2}


def test_a_pickle_samples_in_another_process(tmp_path):
    fitted = tiny(GANGenerator, "cgan").fit(ROWS, NAMES)
    place = tmp_path / "fitted.pickle"
    place.write_bytes(pickle.dumps(fitted))
    code = (
        "import pickle, sys; f = pickle.load(open(sys.argv[1], 'rb')); "
        "print(f.sample(3, y='low').sum(), f.score_samples(f.sample(3)).sum())"
    )
    made = subprocess.run([sys.executable, "-c", code, str(place)], capture_output=True, text=True, check=True)
    sums = fitted.sample(3, y="low").sum(), fitted.score_samples(fitted.sample(3)).sum()
    assert [float(part) for part in made.stdout.split()] == pytest.approx(sums, rel=1e-9)


def test_random_states_are_those_of_scikit_learn():
    drawn = tiny(GANGenerator, random_state=np.random.RandomState(3)).fit(ROWS)
    again = tiny(GANGenerator, random_state=np.random.RandomState(3)).fit(ROWS)
    assert np.array_equal(drawn.sample(5, random_state=0), again.sample(5, random_state=0))
    assert not np.array_equal(drawn.sample(5), drawn.sample(5))
    free = tiny(GANGenerator, random_state=None).fit(ROWS)
    assert not np.array_equal(free.sample(5), free.sample(5))
    assert np.array_equal(free.sample(5, random_state=2), free.sample(5, random_state=2))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"max_steps": 0}, "max_steps=0"),
        ({"max_steps": None}, "run_options"),
        ({"method": "ganz"}, "no method named 'ganz'"),
        ({"hyper_parameters": {"critc_steps": 2}}, "critc_steps"),
        ({"hyper_parameters": [1]}, "hyper_parameters"),
        ({"run_options": {"steps": 3}}, "max_steps"),
        ({"run_options": {"colour": 3}}, "colour"),
        ({"data_options": {"drop": ("a",)}}, "'drop'"),
        ({"random_state": -1}, "random_state=-1"),
        ({"random_state": "seed"}, "seed"),
    ],
)
def test_wrong_parameters_are_told_by_fit_and_not_before(parameters, said):
    method = parameters.pop("method", "wgan-gp")
    estimator = tiny(GANGenerator, method, **parameters)
    with pytest.raises(ValueError, match=said):
        estimator.fit(ROWS)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda one: one.sample(0), "n_samples=0"),
        (lambda one: one.sample(2.5), "n_samples=2.5"),
        (lambda one: one.sample(3, y=["low", "high"]), "y holds 2 values"),
        (lambda one: one.sample(3, y="odd"), "the class 'odd'"),
        (lambda one: one.set_params(metric="best").score(ROWS), "metric='best'"),
        (lambda one: one.score_samples(ROWS[:, :2]), "2 features"),
        (lambda one: one.score_samples(np.full((2, 3), np.inf)), "infinity"),
        (lambda one: one.fit(ROWS, NAMES[:9]), "inconsistent"),
        (lambda one: one.fit(ROWS, np.eye(80)), "1d array"),
    ],
)
def test_wrong_arguments_are_value_errors(call, said):
    fitted = tiny(GANGenerator, "cgan").fit(ROWS, NAMES)
    with pytest.raises(ValueError, match=said):
        call(fitted)
