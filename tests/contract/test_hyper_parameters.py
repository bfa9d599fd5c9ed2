"""Law 9: every keyword of a recipe is a flag, documented, checked, and survives the saved configuration."""

import inspect
import json
import subprocess
import sys

import pytest
from small_games import SPECS, accepts, each_method

from gansmith.config.hyper_parameters import HyperParameter, hyper_parameters, resolve
from gansmith.config.settings import TrainSettings
from gansmith.data.options import DataSettings
from gansmith.declaration import as_json, validated
from gansmith.errors import UsageError, option
from gansmith.methods.registry import METHODS, find_recipe

PARAMETERS = [(name, parameter) for name in METHODS for parameter in hyper_parameters(name).values()]
each_parameter = pytest.mark.parametrize(
    ("name", "parameter"), [pytest.param(*pair, id=f"{pair[0]}-{pair[1].name}") for pair in PARAMETERS]
)


@each_method
def test_a_recipe_takes_the_data_and_keywords_only(name: str) -> None:
    data, *keywords = inspect.signature(find_recipe(name)).parameters.values()
    assert data.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert {keyword.kind for keyword in keywords} == {inspect.Parameter.KEYWORD_ONLY}
    assert [keyword.name for keyword in keywords] == list(hyper_parameters(name))


@each_method
def test_a_recipe_says_what_it_is_and_cites_its_paper(name: str) -> None:
    entry = METHODS[name]
    assert inspect.getdoc(entry.recipe)
    assert "arXiv" in entry.paper
    assert entry.line


@each_parameter
def test_a_keyword_is_a_documented_flag(name: str, parameter: HyperParameter) -> None:
    assert parameter.flag == "--" + parameter.name.replace("_", "-")
    assert parameter.line.endswith(".")
    assert len(parameter.line.split()) > 2


@each_parameter
def test_a_default_passes_its_own_check(name: str, parameter: HyperParameter) -> None:
    assert parameter.check(parameter.default) == parameter.default
    if parameter.default is not None:
        assert parameter.check(str(parameter.default)) == parameter.default


@each_parameter
def test_a_wrong_value_is_refused_by_flag_and_value(name: str, parameter: HyperParameter) -> None:
    for wrong in ("nonsense", -1, float("nan"), float("inf"), [1]):
        with pytest.raises(UsageError) as refusal:
            resolve(name, {parameter.name: wrong})
        assert f"{option(parameter.name, wrong)}: " in str(refusal.value)
        assert parameter.line in str(refusal.value)


@each_parameter
def test_a_misspelt_name_is_answered_with_the_nearest(name: str, parameter: HyperParameter) -> None:
    with pytest.raises(UsageError, match=f"Did you mean {parameter.name}\\?"):
        resolve(name, {parameter.name + "x": parameter.default})


def test_what_only_other_methods_have_is_named_as_theirs() -> None:
    with pytest.raises(UsageError, match=r"'penalty'\. It is one of wgan-gp, dragan"):
        resolve("gan", {"penalty": 1.0})


@pytest.mark.parametrize("spec", SPECS)
@each_method
def test_the_configuration_survives_json(name: str, spec: str) -> None:
    hyper = resolve(name, {})
    settings = TrainSettings(data=DataSettings(source="somewhere"), method=name, hyper=hyper)
    read = validated(TrainSettings, json.loads(json.dumps(as_json(settings))))
    assert read == settings
    assert resolve(name, read.hyper) == hyper
    if accepts(name, spec):
        find_recipe(name)(SPECS[spec], **read.hyper)


@each_method
def test_what_is_given_is_kept_and_the_rest_is_the_default(name: str) -> None:
    defaults = resolve(name, {})
    assert resolve(name, {"batch_size": "24"}) == defaults | {"batch_size": 24}
    assert list(defaults) == list(hyper_parameters(name))


@pytest.mark.parametrize(("wrong", "right"), [("wgan_gp", "wgan-gp"), ("DCGAN", "dcgan"), ("r3-gan", "r3gan")])
def test_an_unknown_method_is_answered_with_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(UsageError, match=f"{wrong!r}.* Did you mean {right}\\?"):
        find_recipe(wrong)


def test_reading_hyper_parameters_needs_neither_data_nor_before_a_method_is_asked_torch() -> None:
    script = (
        "import sys\n"
        "from gansmith.config.hyper_parameters import hyper_parameters\n"
        "assert 'torch' not in sys.modules\n"
        "hyper_parameters('gan')\n"
        "assert not [name for name in sys.modules if name.startswith(('gansmith.data', 'gansmith.training'))]\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
