"""A model's folder to a hub of Hugging Face, by its own library, which finds the token and is never asked for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gansmith.data.reader.library_errors import require, shown
from gansmith.errors import GansmithError, UsageError, flags_are_spoken, option, remark
from gansmith.models.directory import BESIDE, README
from gansmith.training.signals import kept

_PASSWORD = re.compile(r"(?<=://)[^/\s]*@")
_LOGIN = "Run `hf auth login`, or set HF_TOKEN to a token that may write"
_AGAIN = "The same command uploads all files again"
_UNCONFIRMED = "the hub did not confirm the upload, so the repository may lack the files"
_KEPT = tuple(name for name in BESIDE if name != README)  # of a folder, what is not uploaded


@dataclass(frozen=True)
class Pushed:
    """What was uploaded, or would be.

    Attributes
    ----------
    url : str
        Address of the repository.
    files : tuple of (str, int)
        Name and bytes of each file.
    private : bool
        Whether the repository is private.
    uploaded : bool
        Whether the files were uploaded; False for a dry run.
    """

    url: str
    files: tuple[tuple[str, int], ...]
    private: bool
    uploaded: bool

    def __str__(self) -> str:
        total = sum(size for _, size in self.files)
        done = "has" if self.uploaded else "would get"
        kind = "private" if self.private else "public"
        return f"{self.url} ({kind}) {done} {len(self.files)} files of {total:,} bytes."

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values.

        Returns
        -------
        dict
            Address, files, whether the repository is private, and whether anything was uploaded.
        """
        files = [{"name": name, "bytes": size} for name, size in self.files]
        return {"url": self.url, "files": files, "private": self.private, "uploaded": self.uploaded}


def files_of(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return name and size of the files of a model's folder that are uploaded."""
    found = sorted(entry for entry in folder.iterdir() if entry.is_file() and entry.name not in _KEPT)
    return tuple((entry.name, entry.stat().st_size) for entry in found)


def client(endpoint: str | None) -> Any:
    """Return the library's client of a hub; raises UsageError where the library is absent, or the address is none."""
    require("huggingface_hub", "hub", "Uploading a model")
    import huggingface_hub

    api = huggingface_hub.HfApi(endpoint=endpoint, library_name="gansmith")
    if not _is_address(str(api.endpoint)):
        given = "HF_ENDPOINT=" + _hidden(str(api.endpoint))
        named = given if endpoint is None else option("endpoint", _hidden(endpoint))
        raise UsageError(f"{named} is no address of a hub. Give one such as https://huggingface.co.")
    return api


def _is_address(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        _ = parts.port  # raises ValueError where it is none
    except ValueError:
        return False
    whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
    return whole and endpoint.isprintable() and " " not in endpoint


def require_name(repo: str) -> None:
    """Raise UsageError for what is no name of a repository."""
    from huggingface_hub.errors import HFValidationError

    with suppress(HFValidationError):
        import_module("huggingface_hub.utils").validate_repo_id(repo)
        if "/" in repo:
            return
    raise UsageError(
        f"{shown(repo)!r} is no name of a repository. Give NAMESPACE/NAME, such as me/planets: letters, digits, -, _ "
        "and dots."
    )


def upload(api: Any, folder: Path, repo: str, *, private: bool) -> tuple[str, bool]:
    """Upload a model's folder, into a new repository where there is none; return its address and if it is private.

    Raises UsageError where the repository is public and should be private, GansmithError where the hub refuses or
    cannot be reached.
    """
    with _explained(api, repo, "nothing was uploaded"):
        seen = _seen(api, repo)
        if private and seen is False:
            raise UsageError(
                f"{repo} exists already and is public, so everybody would see the model. Name another repository, or "
                f"give {'--public' if flags_are_spoken() else option('private', False)}."
            )
        if not private and seen is True:
            remark(f"{repo} exists already and stays private.")
        if seen is None:
            api.create_repo(repo, private=private, exist_ok=True)
    names = [name for name, _ in files_of(folder)]
    with kept(f"{_UNCONFIRMED}. {_AGAIN}"), _explained(api, repo, _UNCONFIRMED):
        api.upload_folder(repo_id=repo, folder_path=folder, allow_patterns=names, commit_message="Upload a model")
    return address(api, repo), private if seen is None else seen


def address(api: Any, repo: str) -> str:
    """Return the address of a repository, without the token, or a name and password, of its hub."""
    return f"{_hidden(str(api.endpoint)).rstrip('/')}/{repo}"


def _seen(api: Any, repo: str) -> bool | None:
    """Return whether a repository is private, None where there is none."""
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        return bool(api.model_info(repo).private)
    except RepositoryNotFoundError:
        return None


@contextmanager
def _explained(api: Any, repo: str, done: str) -> Iterator[None]:
    """Turn what the library raises into a GansmithError without the token, and keep its bars of progress away.

    done: what is known to have been uploaded by then.
    """
    bars = import_module("huggingface_hub.utils")
    shows = not bars.are_progress_bars_disabled()
    bars.disable_progress_bars()
    try:
        yield
    except GansmithError:
        raise
    except Exception as error:  # the library and its client of HTTP have errors of many kinds
        raise GansmithError(f"{address(api, repo)}: {_reason(error, done)}") from None
    finally:
        if shows:
            bars.enable_progress_bars()


def _reason(error: Exception, done: str) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status in (401, 403):
        return f"the hub does not let you write there. {_LOGIN}, and check the namespace."
    if isinstance(error, UnicodeError):  # whose text holds a part of the token
        return f"nothing was uploaded: the token has characters that no token has. {_LOGIN}."
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return f"{done}: {_hidden(lines[0])[:300].rstrip('.')}. {_AGAIN}."


def _hidden(text: str) -> str:
    """Return a text without the token, and without names and passwords in addresses."""
    from huggingface_hub import get_token

    plain, token = _PASSWORD.sub("", text), get_token()
    return plain.replace(token, "...") if token else plain
