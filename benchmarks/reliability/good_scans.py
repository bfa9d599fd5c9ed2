"""Small good files of scans, NIfTI and DICOM: what damage is done to."""

import gzip
import io

import nibabel
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless

from benchmarks.reliability.good_values import PICTURES, VALUES

_CT = UID("1.2.840.10008.5.1.4.1.1.2")


def nii(variant: int) -> bytes:
    """Return a volume of bytes, of scaled numbers, or a series of volumes in the other byte order."""
    stored = (PICTURES.T, VALUES.reshape(4, 5, 6), VALUES.reshape(2, 3, 4, 5).astype(">f4"))[variant]
    image = nibabel.Nifti1Image(stored, np.diag([0.9, (-1) ** variant, 3, 1]))
    if variant == 1:
        image.header.set_data_dtype(np.int16)
    return bytes(image.to_bytes())


def packed_nii(variant: int) -> bytes:
    """Return the same through gzip."""
    return gzip.compress(nii(variant), mtime=0)


def dcm(variant: int) -> bytes:
    """Return an image of bytes, frames of scaled numbers without explicit types, or an image that is compressed."""
    syntax = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless)[variant]
    pixels = (PICTURES[0], PICTURES.astype(np.uint16), PICTURES[1].astype(np.uint16))[variant]
    document = Dataset()
    document.file_meta = FileMetaDataset()
    document.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian if variant == 2 else syntax
    document.file_meta.MediaStorageSOPClassUID = document.SOPClassUID = _CT
    document.file_meta.MediaStorageSOPInstanceUID = document.SOPInstanceUID = UID("1.2.3")
    document.Rows, document.Columns = pixels.shape[-2:]
    document.SamplesPerPixel, document.PixelRepresentation = 1, 0
    document.PhotometricInterpretation = "MONOCHROME2"
    document.BitsAllocated = document.BitsStored = 8 * pixels.dtype.itemsize
    document.HighBit = document.BitsStored - 1
    if variant == 1:
        document.NumberOfFrames, document.RescaleSlope, document.RescaleIntercept = len(pixels), "0.5", "-10"
    document.PixelData = pixels.tobytes()
    if variant == 2:
        document.compress(syntax, generate_instance_uid=False)
    buffer = io.BytesIO()
    document.save_as(buffer, enforce_file_format=True, implicit_vr=variant == 1, little_endian=True)
    return buffer.getvalue()
