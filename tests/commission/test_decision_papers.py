"""A decision as the file that is signed: what it orders reads back exactly, and nothing else is taken for it."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from sailau.commission.decision_papers import KINDS, decision_of, decision_paper, kind_of
from sailau.commission.decisions import (
    Body,
    Cancellation,
    CommissionDecision,
    DistrictVoid,
    DropOut,
    Lot,
    Matter,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
)
from sailau.election.nouns import AnswerId, ContestId, DistrictId, PrecinctNumber, Words
from sailau.errors import FormatError
from sailau.formats.v1.publication import DECISION_FILE
from tests.commission.test_mandates import NAMES, order, seat, vacant

HERE = (PrecinctNumber(25), PrecinctNumber(26))
MATTERS: tuple[Matter, ...] = (
    Postponement(precincts=HERE, until=date(2005, 12, 18)),
    Postponement(precincts=HERE),
    PrecinctVoid(precincts=HERE),
    DistrictVoid(districts=(DistrictId("country"),)),
    Recount(precincts=HERE, members=("Төраға",), complainants=("Өтініш беруші",)),
    ProtocolChoice(precinct=HERE[0], bundle_sha256="ab" * 32),
    DropOut(contest=ContestId("president"), answer=AnswerId("kim")),
    Lot(contest=ContestId("president"), order=(AnswerId("kim"), AnswerId("adilova"))),
    Cancellation(number=1),
    order(*reversed(NAMES)),
    vacant(NAMES[0], NAMES[2]),
    vacant(NAMES[0], None),
    seat(),
)
DECISION = CommissionDecision(
    number=2,
    body=Body.COURT,
    name=Words("сот", "суд", "court"),
    taken=datetime(2005, 12, 5, 10, 0, 7, tzinfo=timezone(timedelta(hours=5))),
    article="L 43(9)",
    reason=Words("себебі", "причина", "reason"),
    matter=MATTERS[0],
)


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: type(matter).__name__)
def test_what_a_decision_orders_reads_back_from_its_file(matter: Matter) -> None:
    decision = replace(DECISION, matter=matter)
    written = DECISION_FILE.write(decision_paper(decision, "e-2005"))
    assert decision_of(DECISION_FILE.read(written)) == decision


def test_every_kind_of_decision_has_its_word() -> None:
    assert {kind_of(matter) for matter in MATTERS} == KINDS.keys()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "pardon"},
        {"data": {}},
        {"data": {"precincts": [25], "until": None, "besides": 1}},
        {"data": {"precincts": [25], "until": "2005-12-32"}},
        {"data": {"precincts": ["25"], "until": None}},
    ],
    ids=["kind", "nothing", "besides", "day", "text"],
)
def test_a_file_that_orders_what_no_decision_can_is_refused(changes: dict[str, object]) -> None:
    paper = decision_paper(DECISION, "e-2005")
    with pytest.raises(FormatError):
        decision_of(replace(paper, **changes))  # type: ignore[arg-type]  # each names its field
