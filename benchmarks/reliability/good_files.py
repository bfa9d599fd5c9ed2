"""Small good files of every format that is read: what damage is done to."""

import gzip
import io
import json
import struct
import zipfile
from functools import cache

import h5py
import numpy as np
import pyarrow
import pyarrow.csv
import pyarrow.parquet
import scipy.io
import scipy.io.wavfile
import scipy.sparse
from PIL import Image

from benchmarks.reliability.good_records import hdf5_of_records, npy_of_records

VALUES = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
PICTURES = np.random.default_rng(1).integers(0, 255, (6, 5, 4), dtype=np.uint8)
LABELS = np.arange(20) % 3

FILES = {  # format -> the name of its file
    "npy": "a.npy",
    "npy-fields": "a.npy",
    "npz": "a.npz",
    "mat4": "a.mat",
    "mat5": "a.mat",
    "mat5-compressed": "a.mat",
    "mat5-inside": "a.mat",
    "mat7.3": "a.mat",
    "mat7.3-inside": "a.mat",
    "h5": "a.h5",
    "h5-fields": "a.h5",
    "csv": "a.csv",
    "tsv": "a.tsv",
    "parquet": "a.parquet",
    "idx": "a.idx",
    "idx.gz": "a.idx.gz",
    "png": "1.png",
    "jpg": "1.jpg",
    "webp": "1.webp",
    "tiff": "1.tiff",
    "bmp": "1.bmp",
    "gif": "1.gif",
    "ppm": "1.ppm",
    "wav": "1.wav",
    "wav-windows": "a.wav",
    "csv-windows": "a.csv",
    "zip": "a.zip",
}
CHOICES = {"wav-windows": {"window": 5, "stride": 3}, "csv-windows": {"window": 4, "stride": 2}}  # of reading
IMAGES = ("png", "jpg", "webp", "tiff", "bmp", "gif", "ppm")
FOLDERS = (*IMAGES, "wav")  # of which a folder is read


@cache
def good_file(format: str, variant: int) -> bytes:
    """Return one of three good files of a format, small enough that a change of any byte is likely to matter."""
    if format in IMAGES:
        return _image(format, variant)
    return {
        "npy": _npy,
        "npy-fields": npy_of_records,
        "npz": _npz,
        "mat4": _mat4,
        "mat5": _mat5,
        "mat5-compressed": _mat5_compressed,
        "mat5-inside": _mat5_inside,
        "mat7.3": _mat73,
        "mat7.3-inside": _mat73_inside,
        "h5": _h5,
        "h5-fields": hdf5_of_records,
        "csv": _csv,
        "tsv": _tsv,
        "parquet": _parquet,
        "idx": _idx,
        "idx.gz": _idx_gz,
        "wav": _wav,
        "wav-windows": _long_wav,
        "csv-windows": _log,
        "zip": _zip,
    }[format](variant)


def _npy(variant: int) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, (VALUES, PICTURES, np.asfortranarray(VALUES.astype(">f8")))[variant])
    return buffer.getvalue()


def _npz(variant: int) -> bytes:
    buffer = io.BytesIO()
    method = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED)[variant]
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, array in (("data", VALUES), ("labels", LABELS)):
            member = io.BytesIO()
            np.save(member, array)
            archive.writestr(f"{name}.npy", member.getvalue())
    return buffer.getvalue()


def _mat(version: str, variables: dict[str, object], *, compressed: bool = False) -> bytes:
    buffer = io.BytesIO()
    scipy.io.savemat(buffer, variables, format=version, do_compression=compressed)
    return buffer.getvalue()


def _mat4(variant: int) -> bytes:
    return _mat("4", ({"data": VALUES}, {"data": VALUES, "labels": LABELS}, {"t": "text", "data": VALUES})[variant])


def _mat5_variables(variant: int) -> dict[str, object]:
    cell = np.array([["a", 1.0]], dtype=object)
    return (
        {"data": VALUES.astype(np.float64)},
        {"data": PICTURES, "labels": LABELS[:6]},
        {"data": VALUES, "c": cell, "s": {"a": 1, "b": "text"}, "logical": VALUES > 0},
    )[variant]


def _mat5(variant: int) -> bytes:
    return _mat("5", _mat5_variables(variant))


def _mat5_compressed(variant: int) -> bytes:
    return _mat("5", _mat5_variables(variant), compressed=True)


def _mat5_inside(variant: int) -> bytes:
    """Arrays in a struct, a cell and a sparse matrix, with names as labels."""
    cell, names = np.empty(6, object), np.array([f"k{i % 2}" for i in range(6)], object)
    for place, picture in enumerate(PICTURES):
        cell[place] = picture
    sparse = scipy.sparse.csc_matrix(VALUES * (VALUES > 1))
    return _mat("5", ({"s": {"x": VALUES, "y": LABELS}}, {"c": cell, "labels": names}, {"a": sparse})[variant])


def _mat73_inside(variant: int) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", userblock_size=512) as file:
        if variant == 0:
            file.create_group("s").attrs["MATLAB_class"] = np.bytes_("struct")
            file["s/x"], file["s/y"] = VALUES.T, LABELS[np.newaxis]
        elif variant == 1:
            parts = [file.create_dataset(f"#refs#/{i}", data=picture.T) for i, picture in enumerate(PICTURES)]
            file["c"] = np.array([[part.ref for part in parts]], h5py.ref_dtype)
            file["c"].attrs["MATLAB_class"] = np.bytes_("cell")
        else:
            sparse = scipy.sparse.csc_matrix(VALUES * (VALUES > 1))
            file.create_group("a").attrs["MATLAB_sparse"] = np.uint64(len(VALUES))
            file["a/data"], file["a/ir"], file["a/jc"] = sparse.data, sparse.indices, sparse.indptr
    content = buffer.getvalue()
    return b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + content[128:]


def _wav(variant: int) -> bytes:
    buffer = io.BytesIO()
    sound = (100 * VALUES[:10].ravel()).astype((np.int16, np.float32, np.uint8)[variant])
    scipy.io.wavfile.write(buffer, 8000, sound)
    return buffer.getvalue()


def _long_wav(variant: int) -> bytes:
    """Return a recording of 24 bits, of two channels, or with chunks around its samples."""
    numbers = (1000 * VALUES.ravel()).astype("<i4")
    if variant == 1:
        return _wav(1)
    content = (
        numbers.view(np.uint8).reshape(-1, 4)[:, :3].tobytes() if variant == 0 else numbers.astype("<i2").tobytes()
    )
    bits, channels = (24, 1) if variant == 0 else (16, 2)
    block = channels * bits // 8
    chunk = struct.pack("<HHIIHH", 1, channels, 100, 100 * block, block, bits)
    parts = [(b"fmt ", chunk), *([(b"LIST", b"INFOa\0")] if variant else []), (b"data", content), (b"id3 ", b"ID")]
    body = b"WAVE" + b"".join(name + struct.pack("<I", len(part)) + part for name, part in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _log(variant: int) -> bytes:
    """Return a table of moments: dates of a day and month, times since 1970, or two recordings between each other."""
    start = np.datetime64("2024-03-04T22:00")
    times = [str(start + np.timedelta64(10 * row, "m")) for row in range(60)]
    if variant == 0:
        first = [f"{t[8:10]}/{t[5:7]}/{t[:4]} {t[11:]}" for t in times]
    else:
        first = [str(int((np.datetime64(t) - np.datetime64(0, "s")) / np.timedelta64(1, "s"))) for t in times]
    rows = [f"{first[row // 2 if variant == 2 else row]},{row % 2},{VALUES.ravel()[row]:.4f}" for row in range(60)]
    return "\n".join(["time,sensor,a", *rows, ""]).encode()


def _mat73(variant: int) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", userblock_size=512) as file:
        dataset = file.create_dataset("data", data=VALUES.T, compression="gzip" if variant else None)
        dataset.attrs["MATLAB_class"] = np.bytes_("single")
        if variant == 2:
            file.create_dataset("labels", data=LABELS[np.newaxis].astype(float))
    content = buffer.getvalue()
    return b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + content[128:]


def _h5(variant: int) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", libver="latest" if variant == 1 else None) as file:
        filters = {"chunks": (5, 3), "compression": "gzip", "shuffle": True, "fletcher32": True}
        file.create_dataset("group/data", data=VALUES, **(filters if variant else {}))
        file["labels"] = LABELS
        if variant == 2:
            file["text"] = "text"
            file["link"] = h5py.SoftLink("/labels")
    return buffer.getvalue()


def _table(variant: int) -> pyarrow.Table:
    columns = {f"c{i}": VALUES[:, i] for i in range(3)} | {"n": LABELS, "name": [f"k{i}" for i in LABELS]}
    names = (["c0", "c1", "c2"], ["c0", "c1", "n"], ["c0", "n", "name"])[variant]
    return pyarrow.table({name: columns[name] for name in names})


def _csv(variant: int) -> bytes:
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(_table(variant), buffer)
    return buffer.getvalue()


def _tsv(variant: int) -> bytes:
    return _csv(variant).replace(b",", b"\t")


def _parquet(variant: int) -> bytes:
    buffer = io.BytesIO()
    compression = ("none", "snappy", "zstd")[variant]
    pyarrow.parquet.write_table(_table(variant), buffer, compression=compression, use_dictionary=variant > 0)
    return buffer.getvalue()


def _idx(variant: int) -> bytes:
    array = (PICTURES, VALUES.astype(">f4"), LABELS.astype(np.uint8))[variant]
    header = struct.pack(f">HBB{array.ndim}I", 0, (8, 13, 8)[variant], array.ndim, *array.shape)
    return header + array.tobytes()


def _idx_gz(variant: int) -> bytes:
    return gzip.compress(_idx(variant), mtime=0)


def _zip(variant: int) -> bytes:
    """Return a zip as StyleGAN's tools write it, stored or deflated, with or without labels."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if variant == 1 else zipfile.ZIP_STORED) as archive:
        names = [f"00000/img{number:08d}.png" for number in range(3)]
        for name in names:
            archive.writestr(name, _image("png", 0))
        if variant < 2:
            archive.writestr("dataset.json", json.dumps({"labels": [[name, len(name) % 2] for name in names]}))
    return buffer.getvalue()


def _image(format: str, variant: int) -> bytes:
    grey = Image.fromarray(PICTURES[0])
    image = (grey, grey.convert("RGB"), grey.convert("P"))[variant]
    if (format, variant) == ("ppm", 2):
        image = Image.fromarray(PICTURES[0].astype(np.uint16) * 257)
    turned = Image.Exif()
    turned[0x112] = 6
    if (format, variant) in (("jpg", 2), ("webp", 2)):
        image = grey.convert("RGB").resize((40, 33))
    choices = {
        "tiff": {"compression": (None, "tiff_lzw", "tiff_deflate")[variant]},
        "jpg": {"progressive": variant > 1, **({"exif": turned} if variant == 1 else {})},
        "webp": {"exif": turned} if variant == 1 else {},
    }
    buffer = io.BytesIO()
    image.save(buffer, {"jpg": "JPEG"}.get(format, format.upper()), **choices.get(format, {}))
    return buffer.getvalue()
