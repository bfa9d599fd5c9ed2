"""From a user's file to what networks see, and back in the user's own units."""

from typing import TYPE_CHECKING

from gansmith.catalogue import lazily

if TYPE_CHECKING:
    from gansmith.data.codec.codec import Codec as Codec
    from gansmith.data.dataset import Dataset as Dataset
    from gansmith.data.describe import describe as describe
    from gansmith.data.fetch import fetch as fetch
    from gansmith.data.formats.read import open_data as open_data
    from gansmith.data.formats.registry import FORMATS as FORMATS
    from gansmith.data.formats.write import write_data as write_data
    from gansmith.data.options import DataOptions as DataOptions

_HOMES = {
    "Codec": "codec.codec",
    "DataOptions": "options",
    "Dataset": "dataset",
    "FORMATS": "formats.registry",
    "describe": "describe",
    "fetch": "fetch",
    "open_data": "formats.read",
    "write_data": "formats.write",
}
__all__ = [*_HOMES]  # noqa: PLE0604 - names of the table above
__getattr__, __dir__ = lazily(__name__, _HOMES)
