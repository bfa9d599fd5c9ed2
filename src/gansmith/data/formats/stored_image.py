"""An image file where it lies: in a folder, or in a zip that is not unpacked."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class StoredImage:
    """An image file in a folder or a zip. path: as messages name it; name: its place below the folder or in the zip."""

    path: Path
    name: PurePosixPath
    archive: zipfile.ZipFile | None = field(default=None, compare=False)

    @classmethod
    def alone(cls, path: Path) -> "StoredImage":
        """Return an image that is read by itself."""
        return cls(path, PurePosixPath(path.name))

    @property
    def nbytes(self) -> int:
        """How many bytes it takes on the disk."""
        return self.path.stat().st_size if self.archive is None else self.archive.getinfo(str(self.name)).compress_size

    def content(self) -> Path | io.BytesIO:
        """Return what Pillow opens."""
        return self.path if self.archive is None else io.BytesIO(self.archive.read(str(self.name)))
