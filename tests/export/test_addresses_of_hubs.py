"""Addresses of hubs hold passwords at times, which are not printed; and a repository has a namespace."""

from pathlib import Path

import pytest

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
        (f"ftp://{HIDDEN}@{DEAD}", f"ftp://{DEAD}/me/planets"),
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
