"""Records of a mixed precinct: three protocols that agree, and each thing that may be wrong with them (M42-M47)."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sailau.formats.v1.record import Act, Bilingual, Line, MixedProtocol, names
from sailau.verifier.finding import Findings, Weight
from sailau.verifier.record import verify_record
from sailau.verifier.record.explained import explain
from sailau.verifier.record.folder import open_folder
from sailau.verifier.record.mixed import check_mixed
from sailau.verifier.record.reading import ActFile, Record, read_record
from sailau.verifier.record.signers import check_signatures, trusted
from tests.records.day import Day, cast_all, counted
from tests.records.folder import Edits, Files, act, line, write_record
from tests.records.world import make_world, small_definition
from tests.verifier.test_record import codes, written

DESTROYED = "acts/007-unused_paper_ballots_destroyed.json"
PAPER, SUMMARY = names.PAPER_PROTOCOL, names.SUMMARY_PROTOCOL


@pytest.fixture(scope="module")
def mixed_day() -> Day:
    plain = small_definition()
    definition = replace(plain, precincts=tuple(replace(one, mixed=True) for one in plain.precincts))
    return counted(cast_all(make_world(definition)))


def judged(files: Files, folder: Path) -> dict[Weight, set[str]]:
    report = verify_record(written(files, folder), processes=1)
    return {weight: codes(report, weight) for weight in Weight}


def test_a_mixed_record_whose_three_protocols_agree_is_sound(mixed_day: Day, tmp_path: Path) -> None:
    found = judged(write_record(mixed_day), tmp_path / "record")
    assert found[Weight.DEFECT] == set()
    assert found[Weight.EXPLAINED] == set()


@pytest.fixture(scope="module")
def base(mixed_day: Day, tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The sound record as the verifier has read it, its signatures judged."""
    findings = Findings()
    folder = written(write_record(mixed_day), tmp_path_factory.mktemp("mixed") / "record")
    record = read_record(open_folder(folder), findings)
    by = trusted(record, None, findings)
    assert by is not None
    check_signatures(record, by, findings)
    assert findings.defects == []
    return record


def found_in(base: Record, name: str, change: "Change", *acts: Act) -> dict[Weight, set[str]]:
    """What the verifier says of step 14 when a protocol of the record says something else."""
    record = copy(base)
    record.acts = [*base.acts, *(ActFile(names.act_name(made.number, made.kind), made, sound=True) for made in acts)]
    if name == PAPER:
        record.paper = change(base.paper)
    else:
        record.summary = change(base.summary)
    findings = Findings()
    check_mixed(record, findings)
    explain(record, findings)
    return {weight: {item.code for item in findings.items if item.weight is weight} for weight in Weight}


Change = Callable[[Any], Any]


def _line(figure: str, value: int) -> Change:
    """Another number on a line, with its words."""

    def change(protocol: MixedProtocol) -> MixedProtocol:
        return replace(protocol, lines=_lines(protocol.lines, figure, value))

    return change


def _box(figure: str, value: int) -> Change:
    def change(protocol: MixedProtocol) -> MixedProtocol:
        (contest,) = protocol.contests
        return replace(protocol, contests=(replace(contest, lines=_lines(contest.lines, figure, value)),))

    return change


def _lines(lines: tuple[Line, ...], figure: str, value: int) -> tuple[Line, ...]:
    return tuple(line(figure, value) if entry.figure == figure else entry for entry in lines)


def _votes(*votes: int) -> Change:
    def change(protocol: MixedProtocol) -> MixedProtocol:
        (contest,) = protocol.contests
        said = [line("", n) for n in votes]
        rows = tuple(
            replace(row, votes=one.value, kk=one.kk, ru=one.ru) for row, one in zip(contest.rows, said, strict=True)
        )
        return replace(protocol, contests=(replace(contest, rows=rows),))

    return change


def _with(**changes: Any) -> Change:
    return lambda protocol: replace(protocol, **changes)


def _first_line_in_other_words(protocol: MixedProtocol) -> MixedProtocol:
    first, *rest = protocol.lines
    return replace(protocol, lines=(replace(first, ru="сто"), *rest))


def _backwards(protocol: MixedProtocol) -> MixedProtocol:
    return replace(protocol, lines=tuple(reversed(protocol.lines)))


def _answers_changed(protocol: MixedProtocol) -> MixedProtocol:
    (contest,) = protocol.contests
    first, second = contest.rows
    rows = (replace(first, name=second.name), replace(second, name=first.name))
    return replace(protocol, contests=(replace(contest, rows=rows),))


VALUES: dict[str, tuple[str, Change, str]] = {
    "paper issued one more than given": (PAPER, _line("paper_issued", 2), "relation-paper-issued"),
    "paper ballots received beyond the reserve": (PAPER, _line("paper_received", 7), "relation-paper-received"),
    "a paper ballot destroyed that the act does not know": (PAPER, _line("paper_destroyed", 5), "paper-destroyed"),
    "more ballots in the box than issued": (PAPER, _box("paper_participants", 2), "relation-paper-box-within-issued"),
    "an invalid ballot without a reason": (PAPER, _box("paper_invalid", 1), "relation-paper-invalid"),
    "a doubtful ballot nobody decided": (PAPER, _box("paper_doubtful", 1), "paper-doubtful"),
    "a paper vote too many": (PAPER, _votes(1, 1), "relation-paper-contest-single"),
    "another list than the electronic one": (PAPER, _line("voters_on_list", 6), "protocol-line"),
    "entered by one member": (PAPER, _with(entered_by=("member-1",)), "paper-entered"),
    "sets of a member that do not add up": (PAPER, _with(issued=()), "relation-paper-issued-by-members"),
    "words that say another number": (PAPER, _first_line_in_other_words, "protocol-words"),
    "lines in another order": (PAPER, _backwards, "protocol-lines"),
    "answers changed about": (PAPER, _answers_changed, "protocol-answers"),
    "another title": (PAPER, _with(title=Bilingual("Басқа", "Иное")), "protocol-head"),
    "a vote of the summary that nobody gave": (SUMMARY, _votes(3, 2), "summary-line"),
    "a line of the summary that is no sum": (SUMMARY, _line("issued", 6), "summary-line"),
    "more voters with ballots than on the list": (
        SUMMARY,
        _line("voters_received_ballots", 6),
        "relation-summary-within-list",
    ),
    "more ballots in all boxes than were received": (SUMMARY, _box("participants", 6), "relation-summary-participants"),
    "the summary of another paper protocol": (SUMMARY, _with(paper_sha256="0" * 64), "protocol-file"),
    "the summary of another electronic protocol": (SUMMARY, _with(electronic_sha256="0" * 64), "protocol-file"),
}


@pytest.mark.parametrize("case", sorted(VALUES))
def test_a_mixed_record_is_refused_for_its_own_defect(case: str, base: Record) -> None:
    name, change, code = VALUES[case]
    assert code in found_in(base, name, change)[Weight.DEFECT]


def test_what_the_verifier_read_of_the_sound_record_has_no_defect(base: Record) -> None:
    assert found_in(base, PAPER, lambda same: same)[Weight.DEFECT] == set()


def _gone(name: str) -> Callable[[Files], None]:
    def last(files: Files) -> None:
        del files[name]

    return last


FILES: dict[str, tuple[Edits, str]] = {
    "no summary": (Edits(last=_gone(SUMMARY)), "file-missing"),
    "no paper for people": (Edits(last=_gone(names.PAPER_PROTOCOL_PDF)), "file-missing"),
    "paper protocol signed by one": (Edits(signers={PAPER: ("member-1",)}), "signature"),
    "paper protocol signed by others than it names": (
        Edits(signers={PAPER: ("member-2", "member-3")}),
        "protocol-signers",
    ),
    "a paper protocol of another Setup": (Edits(values={PAPER: _with(setup="0" * 64)}), "setup-claim"),
    "a paper that shows other votes": (
        Edits(values={names.PAPER_PROTOCOL_PDF: lambda shown: (_votes(1, 0)(shown[0]), *shown[1:])}),
        "pdf-text",
    ),
    "a paper that carries other data": (
        Edits(values={names.SUMMARY_PROTOCOL_PDF: lambda shown: (shown[0], b"{}", shown[2])}),
        "pdf-data",
    ),
    "no act of the destruction": (
        Edits(values={DESTROYED: lambda made: replace(made, data={"destroyed": 3})}),
        "paper-destroyed",
    ),
}


@pytest.mark.parametrize("case", sorted(FILES))
def test_a_mixed_record_with_a_broken_file_is_refused(case: str, mixed_day: Day, tmp_path: Path) -> None:
    edits, code = FILES[case]
    assert code in judged(write_record(mixed_day, edits), tmp_path / "record")[Weight.DEFECT]


def test_paper_protocols_have_no_place_in_a_record_of_an_electronic_precinct(mixed_day: Day, tmp_path: Path) -> None:
    files = write_record(counted(cast_all(make_world())))
    stray = write_record(mixed_day)[PAPER]
    assert "file-unknown" in judged({**files, PAPER: stray}, tmp_path / "record")[Weight.DEFECT]


EXPLAINED = {
    "issued by members": (PAPER, _with(issued=()), "relation-paper-issued-by-members"),
    "invalid": (PAPER, _box("paper_invalid_pencil", 1), "relation-paper-invalid"),
    "votes": (PAPER, _votes(1, 1), "relation-paper-contest-single"),
    "list": (SUMMARY, _line("voters_received_ballots", 6), "relation-summary-within-list"),
}


@pytest.mark.parametrize("case", sorted(EXPLAINED))
def test_an_act_explains_a_paper_relation_and_one_for_the_electronic_relation_does_not(
    case: str, base: Record, mixed_day: Day
) -> None:
    name, change, code = EXPLAINED[case]
    explained = found_in(base, name, change, act(mixed_day.world, 8, "reconciliation", (code,)))
    assert code in explained[Weight.EXPLAINED]
    assert code not in explained[Weight.DEFECT]
    other = code.replace("relation-paper-", "relation-").replace("relation-summary-", "relation-")
    not_explained = found_in(base, name, change, act(mixed_day.world, 8, "reconciliation", (other,)))
    assert code in not_explained[Weight.DEFECT]
