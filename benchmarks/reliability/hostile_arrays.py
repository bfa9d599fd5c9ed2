"""Arrays made to do harm: .npy, .npz, IDX and MATLAB files that lie, run code or fill the memory."""

import gzip
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import reduce
from pathlib import Path

import numpy as np
import scipy.io
import scipy.sparse

Writer = Callable[[Path, Path], Path]
"""(an empty folder, a file of numbers that must stay unread) -> the path that is to be opened."""

VALUES = np.random.default_rng(0).normal(size=(20, 4))
_ZEROS = bytes(64 << 20)
_BLOCKS = 10  # of zeros, 640 MB


class _Command:
    """An object that leaves a file behind where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, ...]]:
        return os.mkdir, (str(self.mark),)


def _objects(canary: Path) -> np.ndarray:
    array = np.empty((4, 1), dtype=object)
    array[:] = [[_Command(canary.with_name("command-ran"))]] * 4
    return array


def _npy_pickle(folder: Path, canary: Path) -> Path:
    np.save(folder / "a.npy", _objects(canary), allow_pickle=True)
    return folder / "a.npy"


def _npy(header: str) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        text = header.replace("MARK", str(canary.with_name("command-ran"))).encode()
        (folder / "a.npy").write_bytes(b"\x93NUMPY\x02\x00" + struct.pack("<I", len(text)) + text + bytes(64))
        return folder / "a.npy"

    return write


def _npz_pickle(folder: Path, canary: Path) -> Path:
    np.savez(folder / "a.npz", allow_pickle=True, data=_objects(canary))
    return folder / "a.npz"


def _npz_bomb(folder: Path, canary: Path) -> Path:
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({_BLOCKS * len(_ZEROS) // 1024}, 1024), }}"
    with (
        zipfile.ZipFile(folder / "a.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        archive.open("data.npy", "w", force_zip64=True) as member,
    ):
        member.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        for _ in range(_BLOCKS):
            member.write(_ZEROS)
    return folder / "a.npz"


def _npz_members(names: Callable[[Path], list[str]]) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        np.save(folder / "one.npy", VALUES)
        content = (folder / "one.npy").read_bytes()
        (folder / "one.npy").unlink()
        with zipfile.ZipFile(folder / "a.npz", "w") as archive:
            for name in names(canary):
                archive.writestr(name, content)
        return folder / "a.npz"

    return write


def _npz_link(folder: Path, canary: Path) -> Path:
    member = zipfile.ZipInfo("data.npy")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "a.npz", "w") as archive:
        archive.writestr(member, str(canary))
    return folder / "a.npz"


def _npz_lying(offset: int) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        np.savez_compressed(folder / "a.npz", data=VALUES)
        content = bytearray((folder / "a.npz").read_bytes())
        at = content.index(b"PK\x01\x02") + offset  # its sizes in the directory
        content[at : at + 4] = struct.pack("<I", 2**31 - 2)
        (folder / "a.npz").write_bytes(content)
        return folder / "a.npz"

    return write


def _idx(shape: tuple[int, ...], name: str = "a.idx", code: int = 8) -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        content = struct.pack(f">HBB{len(shape)}I", 0, code, len(shape) % 256, *shape) + b"x" * 64
        (folder / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
        return folder / name

    return write


def _idx_bomb(folder: Path, canary: Path) -> Path:
    with gzip.open(folder / "a.idx.gz", "wb", compresslevel=6) as file:
        file.write(struct.pack(">HBB3I", 0, 8, 3, _BLOCKS, 8192, 8192))
        for _ in range(_BLOCKS):
            file.write(_ZEROS)
    return folder / "a.idx.gz"


def _idx_members(folder: Path, canary: Path) -> Path:
    content = gzip.compress(struct.pack(">HBB3I", 0, 8, 3, 2, 2, 2) + bytes(8)) + gzip.compress(b"") * 50_000
    (folder / "a.idx.gz").write_bytes(content)
    return folder / "a.idx.gz"


def _mat(variables: dict[str, object], name: str = "a.mat") -> Writer:
    def write(folder: Path, canary: Path) -> Path:
        scipy.io.savemat(folder / name, variables)
        return folder / name

    return write


def _mat_one_byte(folder: Path, canary: Path) -> Path:
    """Change the size of the numbers of a good file by one bit: scipy reads on behind its memory."""
    _mat({"data": np.random.default_rng(0).normal(size=(30, 5))})(folder, canary)
    content = bytearray((folder / "a.mat").read_bytes())
    content[content.index(struct.pack("<II", 9, 1200))] = 133
    (folder / "a.mat").write_bytes(content)
    return folder / "a.mat"


def _mat_bomb(declared: int) -> Writer:
    """Compress zeros into an element that says that it holds so many rows of 1024."""

    def write(folder: Path, canary: Path) -> Path:
        size = _BLOCKS * len(_ZEROS)
        head = struct.pack("<IIIIIIii", 6, 8, 9, 0, 5, 8, declared, 1024) + struct.pack("<II4s4x", 1, 4, b"data")
        inside = struct.pack("<II", 2, size)
        packer = zlib.compressobj(6)
        packed = packer.compress(struct.pack("<II", 14, len(head) + len(inside) + size) + head + inside)
        packed += b"".join(packer.compress(_ZEROS) for _ in range(_BLOCKS)) + packer.flush()
        header = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM"
        (folder / "a.mat").write_bytes(header + struct.pack("<II", 15, len(packed)) + packed)
        return folder / "a.mat"

    return write


def _many_variables(folder: Path, canary: Path) -> Path:
    return _mat({f"v{i}": 1.0 for i in range(12_000)})(folder, canary)


def _link(folder: Path, canary: Path) -> Path:
    (folder / "a.npy").symlink_to(canary.with_suffix(".txt"))
    return folder / "a.npy"


def _pipe(folder: Path, canary: Path) -> Path:
    os.mkfifo(folder / "a.csv")
    return folder / "a.csv"


CASES: dict[str, Writer] = {
    "npy: a pickled command": _npy_pickle,
    "npy: 10^12 rows": _npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 1), }\n"),
    "npy: negative rows": _npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-8, -1), }\n"),
    "npy: 70 axes": _npy("{'descr': '<f8', 'fortran_order': False, 'shape': (8, " + "1, " * 69 + "), }\n"),
    "npy: a command for a header": _npy("__import__('os').mkdir('MARK')\n"),
    "npy: a header of 1 MB": _npy(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (8, 1), }" + " " * (1 << 20) + "\n"
    ),
    "npy: brackets within each other": _npy("(" * 9000 + "\n"),
    "npy: numbers of no bytes": _npy("{'descr': '|V0', 'fortran_order': False, 'shape': (8, 99999999), }\n"),
    "npz: a pickled command": _npz_pickle,
    "npz: zeros": _npz_bomb,
    "npz: a member outside": _npz_members(lambda canary: ["../outside.npy", f"{canary.with_name('absolute')}.npy"]),
    "npz: one name twice": _npz_members(lambda canary: ["data.npy", "data.npy "]),
    "npz: 5,000 members": _npz_members(lambda canary: [f"{i}.npy" for i in range(5000)]),
    "npz: a link": _npz_link,
    "npz: sizes that lie (packed)": _npz_lying(20),
    "npz: sizes that lie (unpacked)": _npz_lying(24),
    "idx: 255 axes": _idx((1,) * 255),
    "idx: 65 axes": _idx((1,) * 65),
    "idx: dimensions that lie": _idx((2**31, 2**31, 2**31)),
    "idx: dimensions that overflow": _idx((2**32 - 1,) * 4, code=14),
    "idx: no axes": _idx(()),
    "idx.gz: dimensions that lie": _idx((60_000, 1000, 1000), "a.idx.gz"),
    "idx.gz: zeros": _idx_bomb,
    "idx.gz: 50,000 empty members": _idx_members,
    "mat: one byte": _mat_one_byte,
    "mat: zeros": _mat_bomb(_BLOCKS * len(_ZEROS) // 8192),
    "mat: more zeros than it says": _mat_bomb(2),
    "mat: truth values that are few": _mat({"s": scipy.sparse.csc_matrix(np.eye(9, dtype=bool))}),
    "mat: few values of very many": _mat(
        {"s": scipy.sparse.csc_matrix(([1.0], ([5], [3])), shape=(9_000_000, 900_000))}
    ),
    "mat: structs within each other": _mat({"s": reduce(lambda inner, _: {"s": inner}, range(100), {"x": 1.0})}),
    "mat: cells within each other": _mat({"c": np.array([[np.array([[1, "a"]], dtype=object), 1]], dtype=object)}),
    "mat: 12,000 variables": _many_variables,
    "npy: a link to another file": _link,
    "csv: a pipe": _pipe,
}
