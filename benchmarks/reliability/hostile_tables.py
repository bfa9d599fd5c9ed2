"""HDF5 files and tables made to do harm: links to other files, declared sizes, endless lines, names that write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pyarrow
import pyarrow.parquet

from benchmarks.reliability.hostile_arrays import VALUES, Writer


def _h5(fill: Callable[[Any, Path], None], name: str = "a.h5", **choices: Any) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        with h5py.File(folder / name, "w", **choices) as file:
            fill(file, canary)
        return folder / name

    return write


def _external(file: Any, canary: Path) -> None:
    file.create_dataset("data", (20, 4), "f8", external=[(str(canary), 128, 640)])


def _external_link(file: Any, canary: Path) -> None:
    file["data"] = h5py.ExternalLink(str(canary.with_suffix(".h5")), "secret")


def _soft_link(file: Any, canary: Path) -> None:
    file["data"], file["other"] = h5py.SoftLink("/other"), h5py.SoftLink("/data")


def _virtual(file: Any, canary: Path) -> None:
    layout = h5py.VirtualLayout((20, 4), "f8")
    layout[:] = h5py.VirtualSource(str(canary.with_suffix(".h5")), "secret", (20, 4))
    file.create_virtual_dataset("data", layout)


def _declared(shape: tuple[int, ...], chunks: tuple[int, ...]) -> Callable[[Any, Path], None]:
    def fill(file: Any, canary: Path) -> None:
        file.create_dataset("data", shape, "f8", chunks=chunks, compression="gzip")

    return fill


def _zeros(file: Any, canary: Path) -> None:
    data = file.create_dataset("data", (10, 8 << 20), "f8", chunks=(1, 8 << 20), compression="gzip", compression_opts=6)
    for row in range(10):
        data[row] = 0.0


def _large_chunk(file: Any, canary: Path) -> None:
    data = file.create_dataset("data", (9, 9), "f8", chunks=(1 << 14, 1 << 13), maxshape=(None, None))
    assert data.chunks  # noqa: S101


def _filter(file: Any, canary: Path) -> None:
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_chunk((20, 4))
    settings.set_filter(32_015, h5py.h5z.FLAG_OPTIONAL, (3,))
    h5py.h5d.create(file.id, b"data", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((20, 4)), settings)


def _groups(file: Any, canary: Path) -> None:
    for number in range(12_000):
        file.create_group(f"g{number}")
    file["data"] = VALUES


def _deep(file: Any, canary: Path) -> None:
    group = file
    for _ in range(300):
        group = group.create_group("g")
    group["data"] = VALUES


def _itself(file: Any, canary: Path) -> None:
    file["self"] = file["/"]
    file["data"] = VALUES


def _texts(file: Any, canary: Path) -> None:
    file.create_dataset("data", (9, 2), h5py.string_dtype())
    file["compound"] = np.zeros(9, [("a", "f8"), ("b", "S9")])
    file["complex"] = np.zeros((9, 2), complex)


def _control(file: Any, canary: Path) -> None:
    file["\x1b]0;owned\x07\x1b[2J"], file["x" * 5000] = VALUES, VALUES


def _long_class(file: Any, canary: Path) -> None:
    file["data"] = VALUES
    file["data"].attrs.create("MATLAB_class", np.bytes_(b"d" * 60_000))


def _csv(content: bytes, length: int = 0) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        with (folder / "a.csv").open("wb") as file:
            file.write(content)
            if length:
                file.truncate(length)  # of nothing but zero bytes, which take no disk
        return folder / "a.csv"

    return write


def _parquet(make: Callable[[], Any], groups: int = 1) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        table = make()
        with pyarrow.parquet.ParquetWriter(folder / "a.parquet", table.schema) as file:
            for _ in range(groups):
                file.write_table(table)
        return folder / "a.parquet"

    return write


def _nested() -> Any:
    kind = pyarrow.float64()
    for _ in range(60):
        kind = pyarrow.list_(kind)
    return pyarrow.table({"a": pyarrow.array([None, None], kind), "b": [1.0, 2.0]})


def _long_texts() -> Any:
    long = pyarrow.array(["x" * (1 << 20)]).dictionary_encode()
    indices = pyarrow.array(np.zeros(20_000, np.int32))
    return pyarrow.table({"a": pyarrow.DictionaryArray.from_arrays(indices, long.dictionary), "b": np.zeros(20_000)})


CASES: dict[str, Writer] = {
    "h5: stored in another file": _h5(_external),
    "h5: a link to another file": _h5(_external_link),
    "h5: links in a ring": _h5(_soft_link),
    "h5: made of another file": _h5(_virtual, libver="latest"),
    "h5: 8 TB declared": _h5(_declared((10**6, 10**6), (1, 1000))),
    "h5: 4 GB declared": _h5(_declared((499 << 10, 1024), (1 << 10, 1024))),
    "h5: zeros": _h5(_zeros),
    "h5: a chunk of 1 GB": _h5(_large_chunk),
    "h5: a filter that would be loaded": _h5(_filter),
    "h5: 12,000 groups": _h5(_groups),
    "h5: 300 groups within each other": _h5(_deep),
    "h5: a group that holds itself": _h5(_itself),
    "h5: texts, records, complex numbers": _h5(_texts),
    "h5: names that write on the terminal": _h5(_control),
    "mat7.3: a class of 60,000 letters": _h5(_long_class, "a.mat", userblock_size=512),
    "csv: one line of 2 GB": _csv(b"a", 2 << 30),
    "csv: a second line of 2 GB": _csv(b"a,b\n1,2\n", 2 << 30),
    "csv: 10^6 columns": _csv(b",".join(b"c%d" % i for i in range(10**6)) + b"\n" + b"1," * 999_999 + b"1\n"),
    "csv: 5,000 columns": _csv(
        b",".join(b"c%d" % i for i in range(5000)) + b"\n1" + b",2" * 4999 + b"\n3" + b",4" * 4999
    ),
    "csv: NUL bytes": _csv(b"a,b\n1,2\n\0,\0\n3,4\n"),
    "csv: UTF-16": _csv("a,b\n1,2\n3,4\n".encode("utf-16")),
    "csv: latin-1": _csv("größe,b\n1,2\n3,4\n".encode("latin-1")),
    "csv: a formula": _csv(b"a,b\n1,=cmd|'/C calc'!A0\n2,3\n3,4\n4,5\n"),
    "csv: a quote without end": _csv(b'a,b\n1,"2\n' + b"3,4\n" * 1000),
    "csv: names that write on the terminal": _csv(b"\x1b]0;owned\x07\x1b[2J,b\nx,2\ny,4\n"),
    "csv: lines of different lengths": _csv(b"a,b\n1,2\n3\n4,5,6\n"),
    "csv: numbers beyond all": _csv(b"a,b\n1e999,2\n-1e999,4\n1,99999999999999999999\n"),
    "parquet: one value 80 million times": _parquet(lambda: pyarrow.table({"a": np.zeros(2_000_000)}), 40),
    "parquet: one long text 20,000 times": _parquet(_long_texts),
    "parquet: lists of lists": _parquet(_nested),
    "parquet: 20,000 columns": _parquet(lambda: pyarrow.table({f"c{i}": [1.0, 2.0] for i in range(20_000)})),
}
