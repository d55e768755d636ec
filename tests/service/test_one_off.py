"""Every control relation with each of its lines one off: stopped under its article, passed by an act (L 43(4), (4-1)).

Only the source of one figure is wrong; gate, act, protocol, paper and verifier are the real ones.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest

from sailau.formats.v1.record import Bilingual, Figures, names
from sailau.formats.v1.tally import Result
from sailau.law.protocol_form import FIGURES, RELATIONS, Relation, ballots_to_make, check, sides
from sailau.law.protocol_relations import MEMBERS_RELATION
from sailau.precinct import State, Step
from sailau.service import closing, opening
from sailau.service.acts import SignedAct
from sailau.service.codes import code_list
from sailau.service.count import finish_count
from sailau.service.papers import print_protocol, protocol_data
from sailau.signing.pdf_text import read_pdf
from sailau.verifier.archive import judge_archive
from sailau.verifier.finding import Finding, Findings, Weight
from sailau.verifier.record.explained import explain
from sailau.verifier.record.figures import check_figures
from sailau.verifier.record.folder import open_folder
from sailau.verifier.record.reading import ActFile, Record, read_record
from sailau.verifier.workers import HERE
from tests.service.day import TABLE, Day
from tests.service.test_closing import counting, hand_in, voted_day

BASE = Path(__file__).parents[2] / "conformance" / "records" / "base"
WHY = Bilingual("Есептен бір қате кетті.", "В учёт вкралась ошибка на единицу.")


def one_off(figures: dict[str, int], relation: Relation, line: str) -> dict[str, int]:
    """The figures with `line` so much off that `relation` fails by one, and by no more."""
    found = dict(figures)
    if relation.kind in ("equal", "with_reserve"):
        found[line] += 1
        return found
    left, right = sides(relation, found)
    sign = next(s for s, name in relation.left if name == line) if line in _names(relation.left) else 0
    step = sign or -next(s for s, name in relation.right if name == line)
    found[line] += step * (right - left + 1)
    if found[line] < 0:  # there was nothing to take away: first as many on both sides
        more = next(name for s, name in relation.left if s == 1)
        found[more] -= found[line]
        found[line] = 0
    return found


def _names(terms: tuple[tuple[int, str], ...]) -> set[str]:
    return {name for _, name in terms}


CASES = [
    pytest.param(relation, line, id=f"{relation.id}-{line}")
    for relation in RELATIONS
    for _, line in (*relation.left, *relation.right)
]


def code_of(relation: Relation) -> str:
    return "relation-" + relation.id.replace("_", "-")


# The gate before the count.


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with voted_day(tmp_path_factory.mktemp("one-off")) as (made, _):
        assert opening.close_voting(made.precinct) is None
        closing.declare_missing(made.precinct, made.signers(), accumulator=TABLE)
        hand_in(made)
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        yield made


@pytest.fixture
def made(closed: Day) -> Day:
    """The closed day as it was before it was reconciled, and before any difference was explained."""
    with closed.precinct.stores.day.transaction() as tx:
        tx.put("config", b"state", State.CLOSED.value.encode())
        for key, number in [item for item in tx.items("acts") if item[0].startswith(b"matter:difference")]:
            tx.delete("acts", key)
            tx.delete("acts", b"act:%03d" % cbor2.loads(number))
    return closed


def miscounted(day: Day, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> Figures:
    """Let the source of a figure give another number from now on."""
    figures = replace(closing.current_figures(day.precinct), **changed)
    monkeypatch.setattr(closing, "current_figures", lambda _: figures)
    return figures


def test_the_day_itself_agrees(made: Day) -> None:
    assert isinstance(closing.reconcile(made.precinct), Figures)


@pytest.mark.parametrize(("relation", "line"), CASES)
def test_a_line_one_off_stops_the_count_until_an_act_explains_it(
    made: Day, relation: Relation, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = one_off(dict(closing.current_figures(made.precinct).figures), relation, line)
    miscounted(made, monkeypatch, figures=wrong)
    _stopped_until_explained(made, relation)


@pytest.mark.parametrize("member", ["member-1", "member-4"])
def test_cards_of_a_member_one_off_stop_the_count_until_an_act_explains_it(
    made: Day, member: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = dict(closing.current_figures(made.precinct).issued_by_member)
    miscounted(made, monkeypatch, issued_by_member={**issued, member: issued.get(member, 0) + 1})
    _stopped_until_explained(made, MEMBERS_RELATION)


def _stopped_until_explained(day: Day, relation: Relation) -> None:
    stopped = closing.reconcile(day.precinct)
    assert isinstance(stopped, closing.Unreconciled)
    found = {item.relation.id: item for item in stopped.differences}
    assert found[relation.id].relation.article == relation.article
    assert day.precinct.refuse(Step.COUNT) is not None
    others = tuple(item for name, item in found.items() if name != relation.id)
    if others:
        closing.explain_difference(day.precinct, others, WHY, day.signers())
    again = closing.reconcile(day.precinct)
    assert isinstance(again, closing.Unreconciled)
    assert [item.relation.id for item in again.differences] == [relation.id]
    act = closing.explain_difference(day.precinct, again.differences, WHY, day.signers())
    assert act.act.explains == (code_of(relation),)
    assert isinstance(closing.reconcile(day.precinct), Figures)
    assert day.precinct.state is State.RECONCILED


# The protocol and its paper.


def every_relation_broken() -> dict[str, int]:
    """Figures of which no relation holds; which one is wrong does not matter to a paper."""
    figures = {figure.id: 3**place % 89 for place, figure in enumerate(FIGURES)}
    for relation in RELATIONS * 3:
        left, right = sides(relation, figures)
        if relation.kind == "at_most" and left <= right:
            more = [name for sign, name in relation.left if sign == 1][-1]
            figures[more] += right - left + 1
    return figures


def test_every_relation_that_an_act_explains_stands_in_protocol_and_paper(made: Day) -> None:
    precinct = made.precinct
    figures = closing.current_figures(precinct)
    assert isinstance(closing.reconcile(precinct), Figures)
    result = finish_count(precinct, begun := counting(made))
    assert isinstance(result, Result)
    wrong = replace(figures, figures=every_relation_broken(), issued_by_member={"member-4": 1})
    differences = closing.differences_of(precinct, wrong)
    assert {item.relation.id for item in differences} == {relation.id for relation in (*RELATIONS, MEMBERS_RELATION)}
    act = closing.explain_difference(precinct, differences, WHY, made.signers())
    assert isinstance(act, SignedAct)
    protocol = protocol_data(
        precinct,
        wrong,
        result,
        code_list(precinct, result),
        begun.archive(),
        signers=("member-1",),
        unsigned={},
        recount=False,
    )
    assert act.act.number in {entry.number for entry in protocol.acts}
    _, pdf = print_protocol(precinct, protocol, wrong)
    text = "".join(read_pdf(pdf).text.split())
    for item in differences:
        for words in (item.relation.text.kk, item.relation.text.ru):
            assert "".join(words.split()) in text, item.relation.id
        sign = ">" if item.relation.kind == "at_most" else "≠"
        assert f"{item.left}{sign}{item.right}✗акт№{act.label}" in text, item.relation.id


# The verifier's findings.


@pytest.fixture(scope="module")
def record() -> Record:
    found = read_record(open_folder(BASE), Findings())
    assert found.uuid is not None
    found.first.archive = judge_archive(BASE / names.archive_name(found.uuid), Findings(), HERE, lambda *_: None)
    return found


def verified(record: Record, figures: Figures, explains: str = "") -> list[Finding]:
    judged, findings = copy(record), Findings()
    judged.figures = figures
    last = record.acts[-1]
    made = replace(last.act, number=last.act.number + 1, kind="reconciliation", explains=(explains,))
    judged.acts = [*record.acts, *([ActFile("acts/reconciliation.json", made, sound=True)] if explains else [])]
    assert judged.archive is not None
    check_figures(judged, judged.archive, findings)
    explain(judged, findings)
    return findings.items


@pytest.mark.parametrize(("relation", "line"), CASES)
def test_a_line_one_off_is_a_finding_and_an_explained_one_under_an_act(
    record: Record, relation: Relation, line: str
) -> None:
    assert record.figures is not None
    wrong = replace(record.figures, figures=one_off(dict(record.figures.figures), relation, line))
    for explains, weight in (("", Weight.DEFECT), (code_of(relation), Weight.EXPLAINED)):
        (found,) = [item for item in verified(record, wrong, explains) if item.code == code_of(relation)]
        assert (found.weight, found.article) == (weight, relation.article)


def test_the_record_itself_has_no_difference(record: Record) -> None:
    assert record.figures is not None
    assert verified(record, record.figures) == []
    assert check(record.figures.figures) == ()
    assert ballots_to_make(5) == record.figures.figures["ballots_received"]
