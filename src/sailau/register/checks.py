"""From the rows of a file to checked voters and findings (M8, M10, M14; L 4(1), 24(5), 25(1)).

`check_table` is the whole dry run of one file. It reads every row once, and says all that is wrong, not the first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, TypeVar

from sailau.register import kinds_of_file
from sailau.register import kinds_of_row as kinds
from sailau.register.cells import date_of, has_needless_blanks, iin_of, name_of, text_of
from sailau.register.columns import Column, match_headings, shown_heading
from sailau.register.duplicates import exact_duplicates, near_duplicates
from sailau.register.finding import Finding, Findings, Kind
from sailau.register.iin import Iin
from sailau.register.swapped import Watch
from sailau.register.table import ROWS_MAX, Cell, Row, Table
from sailau.register.voter import VOTING_AGE_YEARS, Listed, Roll, Voter, age_on

VERY_OLD_YEARS: Final = 110
NUMBER_MAX: Final = 99_999
COLUMNS: Final = tuple(Column)
T = TypeVar("T")


@dataclass(slots=True)
class Checked:
    """What a file holds: the voters of its sound rows, all findings, how many rows there were."""

    file: str
    rows: int = 0
    voters: list[Voter] = field(default_factory=list, repr=False)
    findings: Findings = field(default_factory=Findings)

    @property
    def per_precinct(self) -> dict[int, int]:
        """Sound rows of each precinct, by number."""
        counts: dict[int, int] = {}
        for voter in self.voters:
            counts[voter.precinct] = counts.get(voter.precinct, 0) + 1
        return dict(sorted(counts.items()))

    def may_be_loaded(self, accepted: frozenset[str] = frozenset()) -> bool:
        """Whether there is no error, and no warning but those that someone accepted by code."""
        return not self.findings.errors and self.findings.warnings() <= accepted


def check_table(
    table: Table, roll: Roll, listed: Sequence[Listed] = (), on_row: Callable[[int], None] | None = None
) -> Checked:
    """Check a table against the roll and the voters who stand on lists that the file does not replace.

    `on_row` is told the number of rows so far, every thousand.
    """
    checked = Checked(table.file)
    places, findings = match_headings(table.file, table.heading)
    checked.findings.extend(findings)
    if not checked.findings.errors:
        _check_rows(table, _Reader(table.file, table.heading, places, roll), checked, on_row)
    if not checked.rows and not checked.findings.errors:
        checked.findings.add(Finding(kind=kinds_of_file.NO_ROWS, file=table.file))
    _check_together(checked, roll, listed)
    return checked


def check_unreadable(file: str, finding: Finding) -> Checked:
    """The report of a file that is no table at all."""
    checked = Checked(file)
    checked.findings.add(finding)
    return checked


def _check_rows(table: Table, reader: "_Reader", checked: Checked, on_row: Callable[[int], None] | None) -> None:
    watch = Watch()
    for row in table.rows:
        if isinstance(row, Finding):
            checked.findings.add(row)
            continue
        checked.rows += 1
        if checked.rows > ROWS_MAX:
            checked.findings.add(Finding(kind=kinds_of_file.ROWS_TOO_MANY, file=table.file, detail=str(ROWS_MAX)))
            break
        cells = reader.cells(row)
        watch.see(reader.watched(cells))
        voter = reader.voter(row.line, cells)
        if voter is not None:
            checked.voters.append(voter)
        checked.findings.extend(reader.taken())
        if on_row is not None and checked.rows % 1000 == 0:
            on_row(checked.rows)
    checked.findings.extend(watch.findings(table.file, reader.headings))


def _check_together(checked: Checked, roll: Roll, listed: Sequence[Listed]) -> None:
    """What no row shows alone: numbers and persons that stand twice."""
    file, replaced = checked.file, set(checked.per_precinct) | {roll.only}
    others = [entry for entry in listed if entry.voter.precinct not in replaced]
    for precinct, count in checked.per_precinct.items():
        if count > NUMBER_MAX:
            found = Finding(kind=kinds.LIST_TOO_LARGE, file=file, detail=f"{precinct}: {count} > {NUMBER_MAX}")
            checked.findings.add(found)
    numbers: dict[tuple[int, int], int] = {}
    for voter in checked.voters:
        if voter.number is None:
            continue
        first = numbers.setdefault((voter.precinct, voter.number), voter.line)
        if first != voter.line:
            found = Finding(kind=kinds.NUMBER_TWICE, file=file, line=voter.line, other=f"row {first}")
            checked.findings.add(found)
    checked.findings.extend(exact_duplicates(file, checked.voters, others))
    checked.findings.extend(near_duplicates(file, checked.voters, others))


class _Reader:
    """Reads rows of one file; findings pile up until `taken`."""

    def __init__(self, file: str, heading: Sequence[str], places: dict[Column, int], roll: Roll) -> None:
        self._file = file
        self._heading = heading
        self._places = places
        self._roll = roll
        self._found: list[Finding] = []
        self._line = 0
        self._none = (None,) * (len(heading) + 1)
        self._pick = itemgetter(*(places.get(column, -1) for column in COLUMNS))
        self._watched = itemgetter(*(COLUMNS.index(column) for column in Watch.COLUMNS))

    @property
    def headings(self) -> dict[Column, str]:
        """What the file calls the columns that it has."""
        return {column: shown_heading(self._heading[place]) for column, place in self._places.items()}

    def cells(self, row: Row) -> tuple[Cell, ...]:
        """The cells of a row in the order of `COLUMNS`, None where the row or the file has no such column."""
        picked: tuple[Cell, ...] = self._pick([*row.cells, *self._none])
        return picked

    def watched(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The cells that are looked at for swapped columns."""
        watched: tuple[Cell, ...] = self._watched(cells)
        return watched

    def taken(self) -> Iterable[Finding]:
        """The findings since the last call."""
        found, self._found = self._found, []
        return found

    def voter(self, line: int, cells: tuple[Cell, ...]) -> Voter | None:
        """The voter of a row's cells, or None when anything essential is wrong."""
        self._line = line
        number_cell, iin_cell, surname_cell, name_cell, patronymic_cell, birth_cell, address_cell, precinct_cell = cells
        iin = self._taken(iin_of(iin_cell), Column.IIN)
        surname = self._taken(name_of(surname_cell), Column.SURNAME)
        name = self._taken(name_of(name_cell), Column.NAME)
        patronymic = self._taken(name_of(patronymic_cell), Column.PATRONYMIC)
        for column, part in ((Column.SURNAME, surname), (Column.NAME, name)):
            if part == "":
                self._find(kinds.NAME_MISSING, column)
        self._check_birth(birth_cell, iin)
        address = self._taken(text_of(address_cell), Column.ADDRESS)
        if address == "":
            self._find(kinds.ADDRESS_MISSING, Column.ADDRESS)
        precinct = self._precinct(precinct_cell, address or "")
        number = self._number(number_cell)
        self._check_blanks(cells)
        if iin is None or not surname or not name or patronymic is None or not address or precinct is None:
            return None
        return Voter(
            precinct=precinct,
            line=line,
            number=number,
            iin=iin,
            surname=surname,
            name=name,
            patronymic=patronymic,
            address=address,
        )

    def _check_birth(self, cell: Cell, iin: Iin | None) -> None:
        born = self._taken(date_of(cell), Column.BIRTH_DATE)
        if born is not None and iin is not None and born != iin.birth_date:
            self._find(kinds.BIRTH_DATE_DIFFERS, Column.BIRTH_DATE)
        known = born or (iin.birth_date if iin else None)
        if known is None:
            return
        age = age_on(known, self._roll.voting_day)
        if age < VOTING_AGE_YEARS:
            self._find(kinds.UNDER_AGE, Column.BIRTH_DATE)
        elif age > VERY_OLD_YEARS:
            self._find(kinds.VERY_OLD, Column.BIRTH_DATE)

    def _precinct(self, cell: Cell, address: str) -> int | None:
        given = self._taken(text_of(cell), Column.PRECINCT)
        if given is None:
            return None
        by_address = self._roll.borders.precinct_of(address) if self._roll.borders and address else None
        only = self._roll.only
        stated = int(given) if given.isascii() and given.isdigit() and len(given) <= 5 else None
        if (given and stated is None) or (stated is not None and stated not in self._roll.precincts):
            self._find(kinds.ADDRESS_WITHOUT_PRECINCT, Column.PRECINCT)
            return None
        if self._roll.borders and address and by_address is None and stated is None:
            self._find(kinds.ADDRESS_WITHOUT_PRECINCT, Column.ADDRESS)
            return None
        if stated is not None and only is None and by_address is None:
            return stated
        named = {number for number in (stated, by_address, only) if number is not None}
        if not named:
            self._find(kinds.ADDRESS_WITHOUT_PRECINCT, Column.PRECINCT)
            return None
        if len(named) > 1:
            self._find(kinds.PRECINCT_OTHER, Column.PRECINCT if stated is not None else Column.ADDRESS)
            return None
        return named.pop()

    def _number(self, cell: Cell) -> int | None:
        text = self._taken(text_of(cell), Column.NUMBER)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= NUMBER_MAX):
            self._find(kinds.NUMBER_FORM, Column.NUMBER)
            return None
        return int(text)

    def _check_blanks(self, cells: tuple[Cell, ...]) -> None:
        for column, cell in zip(COLUMNS, cells, strict=True):
            if has_needless_blanks(cell):
                self._find(kinds.SPACES, column)

    def _taken(self, value: T | Kind, column: Column) -> T | None:
        """The value of a cell, or None with a finding."""
        if isinstance(value, Kind):
            self._find(value, column)
            return None
        return value

    def _find(self, kind: Kind, column: Column) -> None:
        place = self._places.get(column)
        heading = column.value if place is None else self._heading[place]
        self._found.append(Finding(kind=kind, file=self._file, line=self._line, column=heading))
