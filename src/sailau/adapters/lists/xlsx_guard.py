"""What a workbook's package is looked at for before anyone unpacks it: bombs, definitions, macros, formulas, merges.

An archive's own figures bound the unpacking (Python's reader stops at the size that an entry declares). Every XML part
is gone through by expat, which refuses at the first definition, so no entity is ever expanded.
"""

import re
import zipfile
from functools import lru_cache
from typing import Any, Final
from xml.parsers import expat

from sailau.register import kinds_of_file as kinds
from sailau.register.finding import Finding, Kind
from sailau.register.table import COLUMNS_MAX

ENTRIES_MAX: Final = 1_000
UNPACKED_BYTES_MAX: Final = 1 << 30
STRINGS_BYTES_MAX: Final = 256 << 20
OPEN_BYTES: Final = 1 << 20
RATIO_MAX: Final = 100
"""Sheets pack to a tenth or a thirtieth; a part over `OPEN_BYTES` that packs better than this holds no people."""

FINDINGS_MAX: Final = 100
ROW_NUMBER_MAX: Final = 1_048_576
_ENCRYPTED: Final = 0x1
_DIGITS: Final = "0123456789"
_ROW_DIGITS: Final = len(str(ROW_NUMBER_MAX))
PIECE_BYTES: Final = 1 << 16
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class UnfitError(Exception):
    """The package cannot be read as a list; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def inspect(name: str, package: zipfile.ZipFile) -> tuple[zipfile.ZipInfo, list[Finding]]:
    """The one sheet with values, and findings that do not hinder reading (formulas, merges).

    Raises UnfitError at what does.
    """
    entries = package.infolist()
    _inspect_entries(name, entries)
    found: list[Finding] = []
    sheets: list[zipfile.ZipInfo] = []
    for entry in entries:
        part = entry.filename
        if not part.lower().endswith((".xml", ".rels", ".vml")):
            continue
        scan = _Scan(name, is_sheet=_SHEET.fullmatch(part) is not None)
        scan.read(package, entry)
        if scan.has_values:
            sheets.append(entry)
        found += scan.found
    if len(sheets) > 1:
        raise UnfitError(Finding(kind=kinds.SHEETS_SEVERAL, file=name, detail=str(len(sheets))))
    if not sheets:
        raise UnfitError(Finding(kind=kinds.FILE_EMPTY, file=name))
    return sheets[0], found


def _inspect_entries(name: str, entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise UnfitError(Finding(kind=kinds.FILE_KIND, file=name, detail="ZIP"))
    if len(entries) > ENTRIES_MAX or len(set(names)) != len(names):
        raise UnfitError(Finding(kind=kinds.FILE_BOMB, file=name, detail=f"{len(entries)} entries"))
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise UnfitError(Finding(kind=kinds.FILE_KIND, file=name, detail="encrypted"))
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise UnfitError(Finding(kind=kinds.FILE_MACROS, file=name))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_BYTES_MAX or any(_is_bomb(entry) for entry in entries):
        raise UnfitError(Finding(kind=kinds.FILE_BOMB, file=name, detail=f"{unpacked} bytes"))


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if entry.filename.lower().endswith("sharedstrings.xml") and entry.file_size > STRINGS_BYTES_MAX:
        return True
    return entry.file_size > OPEN_BYTES and entry.file_size > RATIO_MAX * max(entry.compress_size, 1)


class _Scan:
    """Goes through one XML part, and through a sheet's cells."""

    def __init__(self, name: str, *, is_sheet: bool) -> None:
        self._name = name
        self._is_sheet = is_sheet
        self._reference = ""
        self._columns: set[str] = set()
        self.found: list[Finding] = []
        self.has_values = False

    def read(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        """Parse the part in pieces. Raises UnfitError when it has definitions, is no XML, or goes beyond bounds."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_definitions
        parser.EntityDeclHandler = self._refuse_definitions
        if self._is_sheet:
            parser.StartElementHandler = self._start
        try:
            with package.open(entry) as part:
                parser.ParseFile(part)
        except expat.ExpatError as error:
            detail = f"{entry.filename}: {expat.errors.messages[error.code]}"
            raise UnfitError(Finding(kind=kinds.FILE_BROKEN, file=self._name, detail=detail)) from None

    def _refuse_definitions(self, *_: Any) -> None:
        raise UnfitError(Finding(kind=kinds.FILE_ENTITIES, file=self._name))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = local_name(tag)
        if local == "c":
            self._cell(attributes.get("r"))
        elif local in ("v", "is"):
            self.has_values = True
        elif local == "f":
            match = _CELL.fullmatch(self._reference)
            letters, line = (match[1], int(match[2])) if match else ("", None)
            self._find(kinds.CELL_FORMULA, line=line, column=letters)
        elif local == "mergeCell":
            self._find(kinds.CELLS_MERGED, detail=attributes.get("ref", "")[:20])

    def _cell(self, reference: str | None) -> None:
        self._reference = reference or ""
        if reference is None or self._is_within(reference):
            return
        match = _CELL.fullmatch(reference)
        if match is None or int(match[2]) > ROW_NUMBER_MAX:
            raise UnfitError(Finding(kind=kinds.FILE_BROKEN, file=self._name, detail=reference[:20]))
        if column_number(match[1]) > COLUMNS_MAX:
            line = int(match[2])
            found = Finding(kind=kinds.COLUMNS_TOO_MANY, file=self._name, line=line, column=match[1])
            raise UnfitError(found)
        self._columns.add(match[1])

    def _is_within(self, reference: str) -> bool:
        """Whether a reference is of a column that was seen before and has a row of few digits; the quick way."""
        letters = reference.rstrip(_DIGITS)
        return letters in self._columns and 0 < len(reference) - len(letters) < _ROW_DIGITS

    def _find(self, kind: Kind, *, line: int | None = None, column: str = "", detail: str = "") -> None:
        if len(self.found) < FINDINGS_MAX:
            self.found.append(Finding(kind=kind, file=self._name, line=line, column=column, detail=detail))


def column_number(letters: str) -> int:
    """The number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


@lru_cache(256)
def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition(" ")[2]
