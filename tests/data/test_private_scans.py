"""What the header of a scan says of a patient is nowhere in what a run leaves, nor in what is written or printed."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_scans import MARK, VOXELS, dcm, volume

import gansmith
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError

nibabel: Any = pytest.importorskip("nibabel")
pydicom: Any = pytest.importorskip("pydicom")

NAME = "Qrxzwvo"  # of a patient; it stands in every text of the headers
PICTURE_TEXTS = (b"zTXt", b"iTXt")
TEXTS = (
    *("PatientName", "PatientID", "PatientComments", "InstitutionName", "InstitutionAddress", "StationName"),
    *("ReferringPhysicianName", "OperatorsName", "StudyDescription", "SeriesDescription", "ImageComments"),
    *("AccessionNumber", "StudyID", "ProtocolName", "DeviceSerialNumber", "RequestingPhysician", "OtherPatientIDs"),
)
HEADER = {  # elements that are read, and bytes of text in them
    "RescaleSlope": ("DS", NAME),
    "RescaleIntercept": ("DS", f"1\\{NAME}"),
    "NumberOfFrames": ("IS", NAME),
    "PhotometricInterpretation": ("CS", NAME),
    "Modality": ("CS", NAME),
    "PixelSpacing": ("DS", f"{NAME}\\1"),
    "ImageOrientationPatient": ("DS", NAME),
    "BurnedInAnnotation": ("CS", NAME),
    "SamplesPerPixel": ("IS", NAME),
    "Rows": ("IS", NAME),
    "BitsStored": ("IS", NAME),
    "PixelRepresentation": ("IS", f"'{NAME}'"),
}


def image(path: Path, pixels: np.ndarray) -> Path:
    """Write a DICOM image whose header names a patient wherever it has room for a text."""
    document = pydicom.dcmread(dcm(path, pixels))
    for element in TEXTS:
        setattr(document, element, NAME)
    nested = pydicom.Dataset()
    nested.PatientName = nested.PatientID = NAME
    document.OtherPatientIDsSequence = [nested]
    document.private_block(0x0011, NAME, create=True).add_new(1, "LO", NAME)
    document.file_meta.SourceApplicationEntityTitle = NAME
    document.preamble = NAME.encode().ljust(128, b"\0")
    document.save_as(path)
    return path


def scan(path: Path, stored: np.ndarray) -> Path:
    """Write a NIfTI volume with a name in every text of its header, and in its extensions."""
    made = nibabel.Nifti1Image(stored, VOXELS)
    for field in ("descrip", "aux_file", "intent_name", "db_name"):
        made.header[field] = NAME.encode()
    made.header.extensions.append(nibabel.nifti1.Nifti1Extension(6, NAME.encode()))
    document = pydicom.Dataset()
    document.PatientName = NAME
    made.header.extensions.append(nibabel.nifti1.Nifti1DicomExtension(2, document))
    nibabel.save(made, path)
    return path


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what all files hold, also as it is unpacked."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        content = file.read_bytes()
        yield str(file), content
        if content[:2] == b"\x1f\x8b":
            yield str(file), gzip.decompress(content)
        elif content[:2] == b"PK":
            with zipfile.ZipFile(file) as packed:
                yield from ((f"{file}: {name}", packed.read(name)) for name in packed.namelist())
        elif content[:4] == b"\x89PNG":
            yield from ((str(file), text) for text in texts(content))


def texts(picture: bytes) -> Iterator[bytes]:
    """Yield the packed texts of a PNG."""
    place = 8
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        if picture[place + 4 : place + 8] in PICTURE_TEXTS:
            keyword, _, rest = picture[place + 8 : place + 8 + length].partition(b"\0")
            if picture[place + 4 : place + 8] == b"zTXt":
                yield keyword + zlib.decompress(rest[1:])
            else:  # a flag, the method, a language, and the keyword in that language stand before the text
                text = rest[2:].split(b"\0", 2)[2]
                yield keyword + (zlib.decompress(text) if rest[0] else text)
        place += length + 12


def require_nameless(folder: Path) -> int:
    """Fail where a name stands in a file, in one of the ways that texts are stored; return how many were searched."""
    spelt = [NAME.lower().encode(code) for code in ("ascii", "utf-16-le", "utf-16-be")]
    searched = 0
    for where, content in contents(folder):
        searched += 1
        assert not [form for form in spelt if form in content.lower()], where
    return searched


def test_the_search_finds_a_name_wherever_it_is_packed(tmp_path: Path) -> None:
    scan(tmp_path / "a.nii.gz", volume())
    with pytest.raises(AssertionError, match=r"a\.nii\.gz"):
        require_nameless(tmp_path)


@pytest.mark.parametrize("kind", ["images", "volumes", "volume"])
def test_no_name_is_in_what_a_run_leaves(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for number in range(24):
        if kind == "images":
            image(source / f"{number}.dcm", volume((16, 12)) + number)
        elif kind == "volumes":
            scan(source / f"{number}.nii.gz", volume((12, 16, 3)) + number)
    if kind == "volume":
        source = scan(source / "a.nii", volume((12, 16, 40)))
    left = tmp_path / "left"
    left.mkdir()
    options: dict[str, Any] = {"steps": 2, "batch_size": 8, "out": left / "run", "width": 8, "checkpoint_every": 1}
    run = gansmith.train(source, "gan", **options)
    gansmith.resume(run.path, steps=3)
    gansmith.plot(run.path, left / "plot.png")
    gansmith.generate(run.path, count=3, output=left / "drawn.nii.gz")
    gansmith.generate(run.path, count=1, output=left / "drawn.dcm")
    gansmith.generate(run.path, count=2, output=left / "drawn.npz")
    data = open_data(source)
    write_data(left / ("back" if kind != "volume" else "back.nii.gz"), data.values, data.origin, mark=MARK)
    assert require_nameless(left) > 20
    said = capsys.readouterr()
    assert NAME not in said.out + said.err


def put(path: Path, element: str, kind: str, text: str) -> None:
    """Write bytes of text as an element of a file, whether they are of its kind or not."""
    document, value = pydicom.dcmread(path), text.encode().ljust(len(text) + len(text) % 2)
    tag = pydicom.tag.Tag(element)
    document._dict[tag] = pydicom.dataelem.RawDataElement(tag, kind, len(value), value, 0, False, True)
    document.save_as(path)


def read(path: Path) -> str:
    """Return all that is said of a file, whether it is read or refused."""
    try:
        data = open_data(path)
    except DataError as error:
        return f"{error} {error.__cause__}"
    return f"{data.notes} {data.origin}"


@pytest.mark.parametrize("element", HEADER)
def test_nothing_that_is_said_of_a_file_repeats_its_header(element: str, tmp_path: Path) -> None:
    path = dcm(tmp_path / "a.dcm", np.stack([volume((16, 12))] * 3))
    put(path, element, *HEADER[element])
    assert NAME.lower() not in read(path).lower()


def test_a_report_is_refused_without_its_words(tmp_path: Path) -> None:
    path = image(tmp_path / "a.dcm", volume((16, 12)))
    document = pydicom.dcmread(path)
    del document.PixelData
    document.save_as(path)
    put(path, "Modality", "CS", NAME)
    with pytest.raises(DataError, match="holds no pixels; its modality is unknown"):
        open_data(path)
