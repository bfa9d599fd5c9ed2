"""GANFeatures: which layers, what they hold, and models that were trained before."""

import numpy as np
import pytest
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from tiny_estimators import again, tiny

import gansmith
from gansmith.models.critic import load_critic
from gansmith.sklearn import GANFeatures, GANGenerator

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 255, (24, 16, 16), dtype=np.uint8)
ROWS = RNG.normal(size=(60, 3))
CONVOLUTIONS = {"network": "dcgan", "width": 4}


def test_features_are_the_critic_s_layers_by_hand():
    fitted = tiny(GANFeatures).fit(ROWS)
    critic = fitted.run_.critic
    first, rectify, second, again = critic.network.layers
    encoded = critic.card.codec.encode(ROWS)
    hidden = np.where((h := encoded @ first.weight.numpy().T + first.bias.numpy()) > 0, h, 0.2 * h)
    deeper = np.where((h := hidden @ second.weight.numpy().T + second.bias.numpy()) > 0, h, 0.2 * h)
    assert type(rectify) is type(again)
    assert np.allclose(fitted.transform(ROWS), np.concatenate([hidden, deeper], 1), atol=1e-6)


def test_layers_can_be_named():
    fitted = tiny(GANFeatures, "dcgan", hyper_parameters=CONVOLUTIONS).fit(IMAGES)
    assert fitted.layers_ == ("conv1", "conv2")
    whole = fitted.transform(IMAGES)
    second = tiny(GANFeatures, "dcgan", hyper_parameters=CONVOLUTIONS, layers=["conv2"]).fit(IMAGES).transform(IMAGES)
    assert whole.shape == (24, 4 * 16 + 8 * 16)
    assert np.array_equal(whole[:, 64:], second)
    assert fitted.get_feature_names_out()[[0, 63, 64]].tolist() == ["conv1_0_0_0", "conv1_3_3_3", "conv2_0_0_0"]


def test_a_layer_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ValueError, match=r"conv9.*dense1, dense2"):
        tiny(GANFeatures, layers=("conv9",)).fit(ROWS)


def test_a_run_a_checkpoint_and_a_fitted_generator_give_the_same(tmp_path):
    generator = tiny(GANGenerator, path=tmp_path / "run").fit(ROWS)
    wanted = tiny(GANFeatures).fit_transform(ROWS)
    checkpoint = tmp_path / "run" / "checkpoints" / "step-000002"
    for model in (tmp_path / "run", str(tmp_path / "run"), checkpoint, generator, FrozenEstimator(generator)):
        assert np.array_equal(GANFeatures(model).fit_transform(ROWS), wanted)


def test_features_train_once_and_serve_in_a_grid_search():
    generator = tiny(GANGenerator).fit(ROWS)
    pipeline = make_pipeline(GANFeatures(FrozenEstimator(generator)), LinearSVC())
    grid = {"ganfeatures__layers": [None, ("dense2",)], "linearsvc__C": [0.1, 1.0]}
    found = GridSearchCV(pipeline, grid, cv=2, error_score="raise").fit(ROWS, ROWS[:, 0] > 0)
    assert found.best_score_ > 0.5


def test_a_pickle_transforms_without_the_run(tmp_path):
    run = gansmith.train(ROWS, "gan", steps=2, width=8, out=tmp_path / "run", quiet=True)
    fitted = GANFeatures(run).fit(ROWS)
    wanted = fitted.transform(ROWS)
    (tmp_path / "run").rename(tmp_path / "away")
    assert np.array_equal(again(fitted).transform(ROWS), wanted)


def test_a_model_directory_is_refused_with_the_remedy(tmp_path):
    gansmith.train(ROWS, "gan", steps=2, width=8, out=tmp_path / "run", quiet=True)
    with pytest.raises(ValueError, match=r"holds a generator alone.*Name the run"):
        GANFeatures(tmp_path / "run" / "final").fit(ROWS)


def test_rows_of_another_width_are_refused(tmp_path):
    generator = tiny(GANGenerator).fit(ROWS)
    with pytest.raises(ValueError, match=r"shape \(2,\), and the model was made for \(3,\)"):
        GANFeatures(generator).fit(ROWS[:, :2])


def test_packs_have_no_features_of_one_sample():
    with pytest.raises(ValueError, match="judges 2 samples together"):
        tiny(GANFeatures, run_options={"pack": 2}).fit(ROWS)


def test_translators_have_no_critic_of_single_samples(tmp_path):
    images = np.repeat(IMAGES[..., None], 3, 3)
    run = gansmith.train(
        images, "pix2pix", steps=1, width=4, quiet=True, out=tmp_path / "run", data_options={"derive": "grey"}
    )
    with pytest.raises(gansmith.UsageError, match="translates images"):
        load_critic(run.path)


def test_augmentation_is_left_out_of_features():
    one = tiny(GANFeatures, "dcgan", hyper_parameters=CONVOLUTIONS, run_options={"augment": "diffaugment"}).fit(IMAGES)
    assert np.array_equal(one.transform(IMAGES), one.transform(IMAGES))
