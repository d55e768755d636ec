"""QR codes in pictures, by zxing-cpp (extra `observe`): photos and scans of paper protocols (L 20(9), 50-6).

A code on a photo of a whole sheet is small, tilted, shaded: where the picture as it is gives nothing, larger and
smaller copies are tried, then overlapping parts.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from sailau.errors import FormatError, StoreError

ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp"})
PIXELS_MAX: Final = 200_000_000
SIDES: Final = (1600, 3200, 800)
PARTS: Final = ((0, 0), (1, 0), (0, 1), (1, 1))


def demand_reader() -> None:
    """Raise StoreError where the extra is not installed."""
    if find_spec("zxingcpp") is None:
        raise StoreError("reading QR codes needs the extra `observe`: run `python3 tools/setup.py --extra observe`")


def qr_texts(path: Path) -> tuple[str, ...]:
    """The texts of the QR codes in a picture, each once; none where there is no readable one.

    Raises FormatError when the file is no picture, or one of more than 200 million pixels.
    """
    import zxingcpp

    for picture in _tried(path):
        codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        found = tuple(dict.fromkeys(code.text for code in codes if code.valid and code.text))
        if found:
            return found
    return ()


def _tried(path: Path) -> Iterator[Image.Image]:
    whole = _opened(path)
    yield whole
    for side in SIDES:
        yield _scaled(whole, side)
    wide, high = whole.width * 3 // 5, whole.height * 3 // 5
    for right, down in PARTS:
        left, top = right * (whole.width - wide), down * (whole.height - high)
        yield _scaled(whole.crop((left, top, left + wide, top + high)), SIDES[0])


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise FormatError(path.name, "more than 200 million pixels")
            return ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise FormatError(path.name, "it is no picture that can be read") from error


def _scaled(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.width, picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)
