"""codes.json: the control codes of the counted ballots (R 11, 19), as the rules let them be printed.

`numbers` tells which codes were counted; `by_choice`, by decision only and with its risk, for which answer each. A
contest of several choices lists codes alone. Codes ascend, so the list has no order of its own.
"""

import re
from dataclasses import dataclass
from typing import Any, assert_never

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.record.canonical import BILINGUAL, Bilingual, CanonicalDocument, Tagged

_CODE = re.compile(r"[0-9]{4}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeNumbers:
    """The default list: every code, ascending; a code that was opened twice stands twice."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestCodes:
    """Codes of one contest with the number of the chosen answer from 1, 0 = blank; None where a row carries none."""

    contest: str
    rows: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesByChoice:
    """The historic list, with the warning that is printed on it."""

    contests: tuple[ContestCodes, ...]
    risk: Bilingual


CodeList = CodeNumbers | CodesByChoice


def code_text(code: int) -> str:
    """A code as people see it: four digits."""
    return f"{code:04d}"


def _code(value: Any) -> str:
    if not isinstance(value, str) or not _CODE.match(value):
        raise ValueError("a code has four digits")
    return value


CODE = Leaf(_code, str)


class _RowCodec:
    def decode(self, value: Any, place: str) -> tuple[str, int | None]:
        match value:
            case [code]:
                return CODE.decode(code, place), None
            case [code, choice]:
                return CODE.decode(code, place), INTEGER.decode(choice, place)
            case _:
                raise FormatError(place, "not a code, or a code and a choice")

    def encode(self, value: tuple[str, int | None]) -> Any:
        code, choice = value
        return [CODE.encode(code)] if choice is None else [CODE.encode(code), choice]


def _row_key(row: tuple[str, int | None]) -> tuple[str, int]:
    code, choice = row
    return code, -1 if choice is None else choice


class _RowsCodec:
    _many = Many(_RowCodec())

    def decode(self, value: Any, place: str) -> tuple[tuple[str, int | None], ...]:
        rows = self._many.decode(value, place)
        if list(rows) != sorted(rows, key=_row_key):
            raise FormatError(place, "the codes do not ascend")
        return rows

    def encode(self, value: tuple[tuple[str, int | None], ...]) -> Any:
        return self._many.encode(sorted(value, key=_row_key))


class _CodesCodec:
    _many = Many(CODE)

    def decode(self, value: Any, place: str) -> tuple[str, ...]:
        codes = self._many.decode(value, place)
        if list(codes) != sorted(codes):
            raise FormatError(place, "the codes do not ascend")
        return codes

    def encode(self, value: tuple[str, ...]) -> Any:
        return self._many.encode(sorted(value))


_FORMAT = "sailau-codes/1"
_NUMBERS = Tagged(_FORMAT, Object(CodeNumbers, Field("codes", _CodesCodec())))
_BY_CHOICE = Tagged(
    _FORMAT,
    Object(
        CodesByChoice,
        Field("contests", Many(Object(ContestCodes, Field("contest", STRING), Field("rows", _RowsCodec())))),
        Field("risk", BILINGUAL),
    ),
)


class _CodeListCodec:
    def decode(self, value: Any, place: str) -> CodeList:
        match value:
            case {"mode": "numbers"}:
                return _NUMBERS.decode(value, place)
            case {"mode": "by_choice"}:
                return _BY_CHOICE.decode(value, place)
            case _:
                raise FormatError(f"{place}.mode", "neither numbers nor by_choice")

    def encode(self, value: CodeList) -> Any:
        match value:
            case CodeNumbers():
                return {"mode": "numbers", **_NUMBERS.encode(value)}
            case CodesByChoice():
                return {"mode": "by_choice", **_BY_CHOICE.encode(value)}
            case _:
                assert_never(value)


CODES_FILE: CanonicalDocument[CodeList] = CanonicalDocument(_CodeListCodec(), "codes.json")
