"""What the header of a DICOM image says that all images of a set should share, and what its reader should know.

Only words of ours and numbers leave this module: a field of any name may hold a patient's name.
"""

from typing import Any

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Detail

_MODALITIES = (
    *("CT", "MR", "PT", "NM", "US", "CR", "DX", "MG", "XA", "RF", "XC", "OT", "IO", "PX", "GM", "SM", "ES", "OP"),
    *("OPT", "OCT", "BI", "BMD", "DG", "EC", "IVOCT", "IVUS", "LS", "RG", "TG", "SC", "RTIMAGE", "RTDOSE", "SEG"),
    *("SR", "KO", "PR", "DOC", "RTSTRUCT", "RTPLAN", "RTRECORD", "REG", "ECG", "HD", "AU", "PLAN"),
)
_COLOURS = ("MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT")
_PLANES = ("sagittal", "coronal", "axial")  # by the axis of the body that is across it
_ALONG = 0.9  # cosine from which a plane is one of these
_OF_PLANE, _OF_PIXEL = 6, 2  # numbers


def modality_of(found: Any) -> str:
    """Return the modality where it is one of the standard's, and else "unknown"."""
    return _known(found.get("Modality"), _MODALITIES)


def alike_of(found: Any) -> dict[str, Detail]:
    """Return what all images of one set should share: modality, colours, plane, size of a pixel; as far as known."""
    plane, spacing = _plane(found), _numbers(found.get("PixelSpacing"), _OF_PIXEL)
    facts = {
        "modality": modality_of(found),
        "colours": _known(found.get("PhotometricInterpretation"), _COLOURS),
        "plane": plane,
        "pixel": " x ".join(f"{number:.3g}" for number in spacing) + " mm" if spacing else "unknown",
    }
    return {name: value for name, value in facts.items() if value != "unknown"}


def notes_of(path: str, found: Any, frames: Array) -> tuple[str, ...]:
    """Return what is to be said of one image, whose stored numbers are `frames`."""
    stored, syntax = int(found.BitsStored), found.file_meta.TransferSyntaxUID
    more = False
    if found.BitsAllocated in (8, 16, 32) and not (found.PixelRepresentation or syntax.is_compressed):
        order = "<" if syntax.is_little_endian else ">"
        raw = np.frombuffer(found.PixelData, f"{order}u{found.BitsAllocated // 8}")
        more = stored < found.BitsAllocated and bool((raw >> stored).any())
    said = (
        (
            str(found.get("PhotometricInterpretation", "")) == "MONOCHROME1",
            "is MONOCHROME1: its largest numbers are drawn black by viewers, and white here",
        ),
        (
            more,
            f"has numbers of more than {stored} bits, as many as its header names (BitsStored): the higher bits are "
            "left out",
        ),
        (
            str(found.get("BurnedInAnnotation", "")).upper() == "YES",
            "has text within its pixels (BurnedInAnnotation), which may name a patient, and which samples may repeat: "
            "remove it first",
        ),
        (
            _is_padded(found, frames),
            "has pixels where nothing was measured (PixelPaddingValue), which are read as all others are",
        ),
    )
    return tuple(f"{path} {what}" for holds, what in said if holds)


def _is_padded(found: Any, frames: Array) -> bool:
    padding = _numbers(found.get("PixelPaddingValue"), 1)
    return bool(padding) and bool((frames == padding[0]).any())


def _known(value: Any, words: tuple[str, ...]) -> str:
    return str(value) if str(value) in words else "unknown"


def _plane(found: Any) -> str:
    directions = _numbers(found.get("ImageOrientationPatient"), _OF_PLANE)
    if not directions:
        return "unknown"
    across = np.abs(np.cross(directions[:3], directions[3:]))
    length = float(np.linalg.norm(across))
    if not length:
        return "unknown"
    return _PLANES[int(across.argmax())] if across.max() > _ALONG * length else "oblique"


def _numbers(value: Any, count: int) -> list[float]:
    """Return the numbers of a field, none where they are not so many finite ones."""
    parts = [value] if count == 1 else value
    try:
        numbers = [float(number) for number in parts]
    except (TypeError, ValueError):
        return []
    return numbers if len(numbers) == count and np.isfinite(numbers).all() else []
