"""What the commission takes out of a precinct's record: the same figures that its protocols say."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.commission.returns import PrecinctReturn, return_of
from sailau.errors import FormatError
from sailau.formats.v1.record import names
from sailau.verifier.finding import Findings
from sailau.verifier.record.folder import open_folder
from sailau.verifier.record.reading import Record, read_record
from tests.records.day import cast_all, counted
from tests.records.folder import write_record
from tests.records.world import make_world, small_definition

BASE = Path(__file__).parents[2] / "conformance" / "records" / "base"
SHA = "ab" * 32


@pytest.fixture
def electronic() -> Record:
    return read_record(open_folder(BASE), Findings())


@pytest.fixture(scope="module")
def mixed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plain = small_definition()
    definition = replace(plain, precincts=tuple(replace(one, mixed=True) for one in plain.precincts))
    folder = tmp_path_factory.mktemp("mixed")
    for name, data in write_record(counted(cast_all(make_world(definition)))).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def mixed(mixed_folder: Path) -> Record:
    return read_record(open_folder(mixed_folder), Findings())


def taken(record: Record) -> PrecinctReturn:
    return return_of(record, version=1, bundle_sha256=SHA)


def test_a_return_has_every_line_and_vote_of_the_electronic_protocol(electronic: Record) -> None:
    protocol, found = electronic.first.protocol, taken(electronic)
    assert protocol is not None
    assert found.electronic.lines == {line.figure: line.value for line in protocol.lines}
    for contest in protocol.contests:
        own = next(figures for name, figures in found.electronic.contests.items() if name == contest.contest)
        assert list(own.votes.values()) == [row.votes for row in contest.rows]
        assert (own.valid, own.invalid) == (contest.valid, contest.invalid)
        assert own.participants == found.electronic.lines["participants"]
    assert (found.paper, found.summary, found.mixed, found.recount) == (None, None, False, False)
    assert sum(found.admitted_by_hour.values()) == found.electronic.lines["voters_received_ballots"]


def test_votes_stand_under_the_answers_ids_of_the_definition(electronic: Record) -> None:
    definition, found = electronic.definition, taken(electronic)
    assert definition is not None
    for contest in definition.contests:
        assert set(found.electronic.contests[contest.id].votes) == {answer.id for answer in contest.answers}


def test_an_electronic_return_counts_on_the_lines_of_the_summary(electronic: Record) -> None:
    found = taken(electronic)
    assert set(found.counted.lines) < set(found.electronic.lines)
    assert all(found.electronic.lines[line] == value for line, value in found.counted.lines.items())
    assert found.counted.contests == found.electronic.contests


def test_three_protocols_of_a_mixed_precinct_stand_side_by_side_and_the_summary_counts(mixed: Record) -> None:
    found = taken(mixed)
    assert found.mixed and found.paper is not None and found.summary is not None
    assert found.counted == found.summary
    for contest, summary in found.summary.contests.items():
        both = (found.electronic.contests[contest], found.paper.contests[contest])
        assert summary.votes == {answer: sum(one.votes[answer] for one in both) for answer in summary.votes}
        assert summary.valid == sum(one.valid for one in both)
        assert summary.invalid == sum(one.invalid for one in both)
        assert sum(both[1].votes.values()) > 0


def test_a_return_passes_between_processes_unchanged(mixed: Record) -> None:
    found = taken(mixed)
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("missing", [names.PROTOCOL, names.PAPER_PROTOCOL, names.SUMMARY_PROTOCOL, names.FIGURES])
def test_a_record_that_lacks_a_protocol_is_no_return(missing: str, mixed: Record) -> None:
    match missing:
        case names.PROTOCOL:
            mixed.first.protocol = None
        case names.PAPER_PROTOCOL:
            mixed.paper = None
        case names.SUMMARY_PROTOCOL:
            mixed.summary = None
        case _:
            mixed.figures = None
    with pytest.raises(FormatError) as refused:
        taken(mixed)
    assert refused.value.place == missing


def test_protocol_with_a_contest_or_a_line_less_is_no_return(electronic: Record) -> None:
    protocol = electronic.first.protocol
    assert protocol is not None
    for cut in (replace(protocol, contests=()), replace(protocol, lines=protocol.lines[1:])):
        electronic.first.protocol = cut
        with pytest.raises(FormatError, match=names.PROTOCOL):
            taken(electronic)


def test_protocol_that_names_fewer_answers_is_no_return(electronic: Record) -> None:
    protocol = electronic.first.protocol
    assert protocol is not None
    contest = replace(protocol.contests[0], rows=protocol.contests[0].rows[1:])
    electronic.first.protocol = replace(protocol, contests=(contest,))
    with pytest.raises(FormatError, match="answers"):
        taken(electronic)
