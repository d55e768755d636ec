"""Which encoding a file that is not UTF-8 seems to have: for the report alone, never for reading names by a guess."""

from typing import Final

_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CYRILLIC: Final = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_COMMON: Final = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшю")
ZEROS_SHARE: Final = 0.2


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32, by mark or by zeros standing at every second byte; None when it is neither."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return "utf-16" if max(even, odd) > ZEROS_SHARE * len(head) and min(even, odd) < max(even, odd) / 4 else None


def likely_encoding(data: bytes) -> str:
    """The one-byte encoding in which the text has most of the common small letters of Russian."""
    upper_half = bytes(byte for byte in data if byte >= 0x80)
    return max(_CYRILLIC, key=lambda name: sum(sign in _COMMON for sign in upper_half.decode(name, errors="replace")))
