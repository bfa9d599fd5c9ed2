"""What is asked of a model is one value, of which `sample` and `draw` name each part."""

import inspect
from dataclasses import fields

from gansmith.models.model import Model
from gansmith.models.request import Request


def test_a_request_holds_the_keywords_of_sample_and_draw_with_their_defaults_in_their_order() -> None:
    held = [(one.name, one.default) for one in fields(Request)]
    for method in (Model.sample, Model.draw):
        keywords = list(inspect.signature(method).parameters.values())[2:]
        assert [(one.name, one.default) for one in keywords] == held
