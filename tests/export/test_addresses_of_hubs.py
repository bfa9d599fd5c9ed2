"""Addresses of hubs hold passwords at times, which are not printed; and a repository has a namespace."""

from pathlib import Path

import pytest

from gansmith.api.push import push_model
from gansmith.errors import GansmithError, UsageError
from gansmith.export import hub

pytest.importorskip("huggingface_hub")
HIDDEN = "hf_not_to_be_seen"
DEAD = "127.0.0.1:9"  # nobody listens there


@pytest.mark.parametrize(
    ("endpoint", "shown"),
    [
        (f"http://me:{HIDDEN}@{DEAD}", f"http://{DEAD}/me/planets"),
        (f"http://me:other@{DEAD}/", f"http://{DEAD}/me/planets"),
        (f"http://{DEAD}/{HIDDEN}", f"http://{DEAD}/.../me/planets"),
    ],
)
def test_a_token_in_an_address_is_not_printed(
    endpoint: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", HIDDEN)
    api = hub.client(endpoint)
    assert hub.address(api, "me/planets") == shown
    with pytest.raises(GansmithError, match="nothing was uploaded") as refused:
        hub.upload(api, tmp_path, "me/planets", private=True)
    assert str(refused.value).startswith(f"{shown}: ")
    assert HIDDEN not in str(refused.value)
    assert "other" not in str(refused.value)


@pytest.mark.parametrize("name", ["planets", "", "me/../x", "me/x/y", "-me/x"])
def test_a_name_without_a_namespace_is_none(name: str) -> None:
    with pytest.raises(UsageError, match="is no name of a repository"):
        hub.require_name(name)
    hub.require_name("me/planets")


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "huggingface.co",
        f"ftp://me:{HIDDEN}@{DEAD}",
        "http://",
        "http://[::1",
        "http://h:99999",
        "http://h?a=b",
        "http://h\n",
    ],
)
@pytest.mark.parametrize("from_variable", [False, True])
def test_what_is_no_address_is_refused_before_anything_is_exported(
    endpoint: str, from_variable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.hf_api

    monkeypatch.setattr(huggingface_hub.hf_api.constants, "ENDPOINT", endpoint)
    with pytest.raises(UsageError, match=r"HF_ENDPOINT=" if from_variable else r"endpoint=") as refused:
        push_model("nowhere", "me/planets", endpoint=None if from_variable else endpoint)
    assert "is no address of a hub" in str(refused.value)
    assert HIDDEN not in str(refused.value)


def test_nothing_of_a_token_that_cannot_be_one_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_\u00fc")
    with pytest.raises(GansmithError, match="the token has characters that no token has") as refused:
        hub.upload(hub.client(f"http://{DEAD}"), tmp_path, "me/planets", private=True)
    assert "xfc" not in str(refused.value)
