"""Spellings that the files of a package share: keys and sealed bytes in hexadecimal, certificates in base64."""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any, Final

from sailau.formats.codec import Leaf

DER_MAX: Final = 8192
"""Bytes of the longest certificate that is read."""

_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*\Z", re.ASCII)
_SERIAL: Final = re.compile(r"[A-Z0-9][A-Z0-9.-]{1,19}\Z", re.ASCII)
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,63}\Z", re.ASCII)


def hex_bytes(least: int, most: int | None = None) -> Leaf[bytes]:
    """Bytes of a bounded length as lower-case hexadecimal digits."""
    upper = least if most is None else most

    def read(value: Any) -> bytes:
        if not isinstance(value, str) or len(value) > 2 * upper or not _HEX.match(value):
            raise ValueError("not bytes in lower-case hexadecimal digits")
        found = bytes.fromhex(value)
        if not least <= len(found) <= upper:
            raise ValueError(f"{len(found)} bytes where {least} are due")
        return found

    return Leaf(read, bytes.hex)


def _certificate(value: Any) -> bytes:
    if not isinstance(value, str) or len(value) > 2 * DER_MAX:
        raise ValueError("not a certificate in base64")
    try:
        found = b64decode(value, validate=True)
    except (Base64Error, ValueError):
        raise ValueError("not a certificate in base64") from None
    if not 1 <= len(found) <= DER_MAX:
        raise ValueError("not a certificate in base64")
    return found


def _certificate_text(value: bytes) -> str:
    return b64encode(value).decode("ascii")


def _matching(pattern: re.Pattern[str], what: str) -> Leaf[str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not pattern.match(value):
            raise ValueError(f"not {what}")
        return value

    return Leaf(read, str)


KEY = hex_bytes(32)
CERTIFICATE = Leaf(_certificate, _certificate_text)
"""The DER of a certificate, unjudged."""
SERIAL = _matching(_SERIAL, "a serial number: 2 to 20 capital letters, digits, dots and dashes")
VERSION = _matching(_VERSION, "a version of the software")
