"""Notices as the law wants them: whose, of what, when, signed by whom; on paper what stands in the data (M50-M57)."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sailau.commission.decisions import Body, Postponement
from sailau.commission.effect import picture
from sailau.commission.returns import PrecinctReturn
from sailau.commission.units import Unit
from sailau.election.nouns import Definition, Words
from sailau.election.proofreading.order import local
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.notice import Issuer, NoticeData, Sitting
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre
from sailau.service.centre.decisions import propose, take
from sailau.service.centre.fixing import district_standings, fix, take_notice
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.notice_data import Wanted, notice_of
from sailau.service.centre.notices import Drawn, draw_up, notice_path, notices_of, sign_notice, withdraw_draft
from sailau.service.centre.persons import Persons, read_persons
from sailau.service.centre.signed_papers import judge_paper, named_signers, read_paper
from sailau.signing.holder import holder_of
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import DocumentKind
from tests.commission.country import EVENING, LIST, country, everybody, numbers, voted
from tests.service.centre.sitting import CENTRAL, NORTHERN, TickingClock, commission, north, people, receive, whole
from tests.service.centre.stores import Store

SITTING = Sitting(precinct=1, announced=EVENING.date() - timedelta(days=12))


def wanted(kind: str, unit: Unit, issuer: Issuer = CENTRAL, **more: Any) -> Wanted:
    return replace(Wanted(kind=kind, unit=unit, issuer=issuer, signers=()), **more)


def drawn(found: Drawn | Refusal) -> Drawn:
    assert isinstance(found, Drawn), found
    return found


def told(centre: Centre, asked: Wanted) -> NoticeData:
    """What a notice would say; not printed."""
    asked = replace(asked, signers=named_signers([holder_of(people(centre.definition).central.certificate)]))
    holdings = holdings_of(centre)
    made = notice_of(holdings, picture(holdings), asked, 1, local(centre.definition, centre.now()))
    assert not isinstance(made, Refusal), made
    return made[1]


def refused(found: Drawn | Refusal) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def decisive(definition: Definition) -> list[PrecinctReturn]:
    """Everybody votes for the same: one list, one candidate in each district."""
    first = {contest.id: contest.answers[0].id for contest in definition.contests}
    return [
        voted(
            definition,
            precinct.number,
            {
                contest.id: {first[contest.id]: 90 + precinct.number}
                for contest in definition.contests_of(precinct.number)
            },
            invalid=3,
        )
        for precinct in definition.precincts
    ]


def described(definition: Definition) -> Persons:
    """A file that describes everybody who stands."""
    one = {
        "birth_year": 1961,
        "post": {"kk": "мұғалім", "ru": "учитель"},
        "residence": {"kk": "Астана", "ru": "Астана"},
    }
    candidates = [
        {"contest": contest.id, "answer": answer.id, **one}
        for contest in definition.contests
        if contest.id != LIST
        for answer in contest.answers
    ]
    lists = [
        {
            "contest": LIST,
            "answer": answer.id,
            "persons": [
                {"name": {"kk": f"{answer.id}-{n}", "ru": f"{answer.id}-{n}"}, **one, "dropped_out": n == 0}
                for n in range(definition.contests[0].rule.seats + 1)
            ],
        }
        for answer in definition.contests[0].answers
    ]
    return read_persons(json.dumps({"candidates": candidates, "lists": lists}).encode(), "persons.json", definition)


def test_preliminary_table_says_who_is_not_counted_and_by_when_it_is_due(tmp_path: Path, store: Store) -> None:
    definition = country()
    with commission(tmp_path / "centre", store, everybody(definition)[:4]) as centre:
        found = drawn(
            draw_up(
                centre,
                holdings_of(centre),
                wanted("preliminary_table", whole(definition)),
                [people(definition).central],
            )
        )
        assert [one.precinct for one in found.data.not_counted] == [5, 6]
        assert (found.data.total.precincts, found.data.total.counted) == (6, 4)
        assert found.data.due is not None
        assert found.data.due - found.notice.at < timedelta(hours=48)
        text = " ".join(" ".join(read_pdf(found.paper.pdf).text.split()).split())
        for words in (
            "АЛДЫН АЛА ЖИЫНТЫҚ ТІЗІМДЕМЕ",
            "ПРЕДВАРИТЕЛЬНАЯ СВОДНАЯ ВЕДОМОСТЬ",
            "Не учтены участки",
            "№ 5, 6",
        ):
            assert words in text
        # altered on the disk it is not taken for the commission's
        path = found.paper.path
        path.write_bytes(path.read_bytes().replace(b'"voted":', b'"voted":1', 1))
        with pytest.raises(SignatureError):
            judge_paper(read_paper(path), centre.trust(at=centre.now()), DocumentKind.NOTICE)


def test_rows_add_up_to_the_total_with_electronic_and_paper_side_by_side(tmp_path: Path, store: Store) -> None:
    definition = country()
    with commission(tmp_path / "centre", store, everybody(definition)) as centre:
        found = drawn(
            draw_up(
                centre,
                holdings_of(centre),
                wanted("preliminary_table", whole(definition)),
                [people(definition).central],
            )
        )
        total = found.data.total
        by_district = {row.unit.unit.id: row.counted for row in found.data.rows}
        assert (by_district["district-3"], by_district["district-4"]) == (3, 3)
        assert total.electronic is not None
        assert total.paper is not None
        assert total.total.voted == total.electronic.voted + total.paper.voted
        for contest in total.total.contests:
            parts = [
                next(one for one in figures.contests if one.contest == contest.contest)
                for figures in (total.electronic, total.paper)
                if any(one.contest == contest.contest for one in figures.contests)
            ]
            assert contest.valid == sum(part.valid for part in parts)


def test_nothing_is_announced_before_the_first_precinct_counts(tmp_path: Path, store: Store) -> None:
    definition = country()
    with commission(tmp_path / "centre", store, []) as centre:
        asked = wanted("preliminary_table", whole(definition))
        assert refused(draw_up(centre, holdings_of(centre), asked, [people(definition).central])) == "nothing-counted"


def test_central_commission_fixes_complete_districts_alone_and_from_electronic_protocols(
    tmp_path: Path, store: Store
) -> None:
    definition = country()
    returns = everybody(definition)
    with commission(tmp_path / "centre", store, [one for one in returns if one.precinct != 6]) as centre:
        signer = people(definition).central
        found = {unit.id: drawn(made) for unit, made in fix(centre, holdings_of(centre), CENTRAL, [signer])}
        assert set(found) == {"district-3"}
        seat = next(contest.id for contest in definition.contests if contest.district == "district-3")
        valid = sum(one.electronic.contests[seat].valid for one in returns if one.precinct % 2)
        assert [contest.valid for contest in found["district-3"].data.total.total.contests] == [valid]
        assert list(fix(centre, holdings_of(centre), CENTRAL, [signer])) == []
        [(_, again)] = fix(centre, holdings_of(centre), CENTRAL, [signer], ["district-4"])
        assert refused(again) == "unit-not-complete"
        receive(centre, next(one for one in returns if one.precinct == 6), minutes=90)
        assert {unit.id for unit, _ in fix(centre, holdings_of(centre), CENTRAL, [signer])} >= {"district-4"}
        assert all(one.current for one in district_standings(centre, holdings_of(centre)))


def test_district_with_a_postponed_precinct_is_held_back(tmp_path: Path, store: Store) -> None:
    definition = country()
    with commission(tmp_path / "centre", store, [one for one in everybody(definition) if one.precinct != 3]) as centre:
        who, holdings = people(definition), holdings_of(centre)
        by = (Body.CENTRAL, Words("Комиссия", "Комиссия"))
        proposed = propose(centre, holdings, Postponement(precincts=numbers(3)), by, Words("Ақау", "Сбой"), EVENING)
        assert not isinstance(proposed, Refusal)
        assert not isinstance(take(centre, holdings, proposed, [who.central]), Refusal)
        [(_, found)] = fix(centre, holdings_of(centre), CENTRAL, [who.central], ["district-3"])
        assert isinstance(found, Refusal)
        assert (found.code, found.article) == ("district-waits-for-postponed", "L 50-7(2)")


def test_nobody_but_the_central_commission_fixes_totals(tmp_path: Path, store: Store) -> None:
    definition = country()
    with commission(tmp_path / "centre", store, everybody(definition)) as centre:
        who = people(definition)
        asked = wanted("fixed_totals", north(definition), NORTHERN)
        assert (
            refused(draw_up(centre, holdings_of(centre), asked, [who.chair, who.secretary]))
            == "notice-of-another-commission"
        )


def test_district_sitting_works_from_the_protocols_and_shows_the_commissions_figures(
    tmp_path: Path, store: Store
) -> None:
    definition = country(mixed=frozenset({3}))
    who = people(definition)
    returns = everybody(definition)
    with commission(tmp_path / "central", store, returns, definition) as central:
        [(_, made)] = fix(central, holdings_of(central), CENTRAL, [who.central], ["district-3"])
        # paper ballots were given too: the sitting has the result, the central commission its electronic part
        assert drawn(made).data.outcomes == ()
        path = notice_path(central, 1, "fixed_totals")
    with commission(tmp_path / "district", store, returns, definition) as centre:
        both = [who.chair, who.secretary]
        asked = wanted("district_result", north(definition), NORTHERN, sitting=SITTING)
        assert refused(draw_up(centre, holdings_of(centre), asked, both)) == "totals-not-fixed"
        fixed = take_notice(centre, path)
        assert not isinstance(fixed, Refusal)
        assert take_notice(centre, path) == fixed
        assert (
            refused(draw_up(centre, holdings_of(centre), replace(asked, sitting=None), both))
            == "district-sitting-not-named"
        )
        asked = replace(asked, fixed=(fixed.notice.number, fixed.data))
        found = drawn(draw_up(centre, holdings_of(centre), asked, both))
        assert found.waits_for == ()
        assert found.data.total.electronic == fixed.data.total.total
        assert found.data.total.paper is not None
        text = " ".join(read_pdf(found.paper.pdf).text.split())
        assert "Сейітова Әлия Маратқызы" in text
        assert "Заседание прошло в помещении участка № 1" in text


def test_summary_table_is_signed_by_chair_and_secretary_and_counts_only_then(tmp_path: Path, store: Store) -> None:
    definition = country()
    with commission(tmp_path / "centre", store, everybody(definition)) as centre:
        who = people(definition)
        asked = wanted("summary_table", north(definition), NORTHERN)
        assert refused(draw_up(centre, holdings_of(centre), asked, [who.chair])) == "notice-without-chair-and-secretary"
        secretary = holder_of(who.secretary.certificate)
        first = drawn(draw_up(centre, holdings_of(centre), asked, [who.chair], [secretary]))
        assert first.waits_for == ("member-2",)
        assert notices_of(centre) == ()
        with pytest.raises(SignatureError, match="not signed by all"):
            judge_paper(first.paper, centre.trust(at=centre.now()), DocumentKind.NOTICE)
        assert (
            refused(draw_up(centre, holdings_of(centre), asked, [who.chair], [secretary]))
            == "paper-waits-for-signatures"
        )
        assert drawn(sign_notice(centre, 1, who.chair)).waits_for == ("member-2",)
        last = drawn(sign_notice(centre, 1, who.secretary))
        assert last.waits_for == ()
        assert [(one.notice, one.data) for one in notices_of(centre)] == [(last.notice, last.data)]
        names = {one.holder.name for one in judge_paper(last.paper, centre.trust(at=centre.now()), DocumentKind.NOTICE)}
        assert names == {"Сейітова Әлия Маратқызы", "Нұрланов Ержан Қайратұлы"}
        assert drawn(sign_notice(centre, 1, who.secretary)).paper.signature == last.paper.signature
        assert isinstance(withdraw_draft(centre), Refusal)
        assert refused(sign_notice(centre, 2, who.secretary)) == "no-such-paper"


def test_notice_of_the_results_has_every_field_of_the_law(tmp_path: Path, sqlite: Store) -> None:
    definition = country(mixed=frozenset())
    with commission(tmp_path / "centre", sqlite, decisive(definition), definition) as centre:
        who = people(definition)
        asked = wanted("results", whole(definition))
        refusal = draw_up(centre, holdings_of(centre), asked, [who.central])
        assert refused(refusal) == "elected-not-described"
        asked = replace(asked, persons=described(definition))
        found = drawn(draw_up(centre, holdings_of(centre), asked, [who.central]))
        data = found.data
        assert data.due is not None
        assert data.due.date() == definition.date + timedelta(days=10)
        assert (data.counts.districts, data.counts.parties, data.counts.repeat_districts) == (
            3,
            len(definition.contests[0].answers),
            0,
        )
        assert data.counts.candidates == sum(len(one.answers) for one in definition.contests if one.id != LIST)
        by_contest = {one.contest: one for one in data.outcomes}
        seats = definition.contests[0].rule.seats
        assert len(by_contest[LIST].elected) == seats
        assert all(not one.name.kk.endswith("-0") for one in by_contest[LIST].elected)
        assert all(len(one.elected) == 1 for contest, one in by_contest.items() if contest != LIST)
        text = " ".join(read_pdf(found.paper.pdf).text.split())
        for said in (
            "ХАБАРЛАМА",
            "Общее число граждан, включённых в списки избирателей",
            "проголосовавших вне помещения",
            "год рождения 1961",
            "тұрғылықты жері: Астана",
        ):
            assert said in text
        labels = [row.name.ru for row in found.notice.rows]
        assert "Общее число баллотировавшихся кандидатов" in labels


def test_district_notice_has_its_figures_by_precinct(tmp_path: Path, store: Store) -> None:
    definition = country(mixed=frozenset())
    with commission(tmp_path / "centre", store, decisive(definition), definition) as centre:
        data = told(centre, wanted("results", north(definition), persons=described(definition)))
        assert [row.unit.unit.id for row in data.rows] == ["1", "3", "5"]
        assert [row.total.contests[0].invalid for row in data.rows] == [3, 3, 3]
        assert [len(one.elected) for one in data.outcomes] == [1]


def test_results_are_not_announced_while_a_lot_is_needed(tmp_path: Path, store: Store) -> None:
    definition = country(mixed=frozenset())
    level = []
    for number in (precinct.number for precinct in definition.precincts):
        votes = {
            contest.id: {str(answer.id): 50 for answer in contest.answers} for contest in definition.contests_of(number)
        }
        level.append(voted(definition, number, votes))
    with commission(tmp_path / "centre", store, level, definition) as centre:
        asked = wanted("results", north(definition), NORTHERN, persons=described(definition))
        who = people(definition)
        found = draw_up(centre, holdings_of(centre), asked, [who.chair, who.secretary])
        assert refused(found) == "result-still-open"


def test_notice_drawn_up_in_time_names_its_day(tmp_path: Path, store: Store) -> None:
    definition = country()
    clock = TickingClock(EVENING + timedelta(days=1))
    with commission(tmp_path / "centre", store, everybody(definition), clock=clock) as centre:
        asked = wanted("preliminary_table", north(definition))
        due = told(centre, asked).due
        # 48 hours come before the five days of the district's table
        assert due is not None
        assert due.date() == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"contest": "party-list", "answer": "nobody"}, "no answer"),
        ({"contest": "party-list"}, "missing"),
        ({"contest": "party-list", "answer": "x", "more": 1}, "unknown"),
    ],
    ids=["a stranger", "no answer", "a field too many"],
)
def test_file_of_persons_says_what_is_wrong_with_it(entry: dict[str, object], reason: str) -> None:
    full = {"birth_year": 1961, "post": {"kk": "а", "ru": "б"}, "residence": {"kk": "а", "ru": "б"}, **entry}
    with pytest.raises(FormatError, match=reason):
        read_persons(json.dumps({"candidates": [full]}).encode(), "persons.json", country())
