"""Papers of a commission above the precincts: decisions, tables, a district's protocol, the notice of the results.

The country is the tests' own, with invented figures; in the north paper ballots are given in one precinct too.
"""

from dataclasses import replace
from pathlib import Path

from sailau.commission.decisions import ListOrder, MandateVacant, Matter, PrecinctVoid, Recount, SeatVacant
from sailau.election.nouns import AnswerId, ContestId
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre
from sailau.service.centre.decisions import take
from sailau.service.centre.fixing import fix
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.mandates import AskedOrder, Vacancy, order_matter, vacancy_matter
from sailau.service.centre.notice_sheets import Cut
from sailau.service.centre.notices import Drawn, draw_up
from tests.commission.country import LIST, country, everybody, numbers
from tests.service.centre.sitting import CENTRAL, NORTHERN, commission, north, people, whole
from tests.service.centre.stores import Store
from tests.service.centre.test_decisions import proposed
from tests.service.centre.test_mandates import announce, persons_of
from tests.service.centre.test_notices import SITTING, decisive, described, wanted

MIXED = frozenset({3})


def commission_papers(place: Path) -> dict[str, bytes]:
    """Each paper by a name; the commissions work in `place`, an empty folder."""
    return {**_counting(place / "counting"), **_announcing(place / "announcing"), **_mandates(place / "mandates")}


def _counting(place: Path) -> dict[str, bytes]:
    """Totals fixed and notified, the sitting of a district with paper ballots, a recount, a precinct void."""
    definition = country(mixed=MIXED)
    who = people(definition)
    found: dict[str, bytes] = {}
    with commission(place, Store(), everybody(definition), definition) as centre:
        for unit, made in fix(centre, holdings_of(centre), CENTRAL, [who.central], ["district-3"]):
            fixed = _drawn(made)
            found[f"fixed-{unit.id}"] = fixed.paper.pdf
        both = [who.chair, who.secretary]
        sitting = wanted("district_result", north(definition), NORTHERN, sitting=SITTING)
        sitting = replace(sitting, fixed=(fixed.notice.number, fixed.data))
        found["district-result"] = _drawn(draw_up(centre, holdings_of(centre), sitting, both)).paper.pdf
        for kind in ("summary_table", "preliminary_table"):
            asked = wanted(kind, north(definition), NORTHERN)
            found[kind.replace("_", "-")] = _drawn(draw_up(centre, holdings_of(centre), asked, both)).paper.pdf
        asked = wanted("preliminary_table", whole(definition), CENTRAL)
        found |= _long(_drawn(draw_up(centre, holdings_of(centre), asked, [who.central], cut=Cut(whole=1, sheet=1))))
        found["recount"] = _decision(
            centre,
            Recount(precincts=numbers(1), members=("Ли Виктория Андреевна",), complainants=("Ахметов Болат Серікұлы",)),
        )
        found["precinct-void"] = _decision(centre, PrecinctVoid(precincts=numbers(5)))
    return found


def _announcing(place: Path) -> dict[str, bytes]:
    """The notice of the results, by the central commission and by a district's."""
    definition = country(mixed=frozenset())
    who = people(definition)
    persons = described(definition)
    with commission(place, Store(), decisive(definition), definition) as centre:
        central = draw_up(
            centre, holdings_of(centre), wanted("results", whole(definition), persons=persons), [who.central]
        )
        own = wanted("results", north(definition), NORTHERN, persons=persons)
        district = draw_up(centre, holdings_of(centre), own, [who.chair, who.secretary])
    return {"results": _drawn(central).paper.pdf, "results-district": _drawn(district).paper.pdf}


def _mandates(place: Path) -> dict[str, bytes]:
    """After the results: a party's new order, its vacant mandate taken by the next, a district's seat vacant."""
    definition = country(mixed=frozenset())
    persons = persons_of(definition)
    found: dict[str, bytes] = {}
    with commission(place, Store(), decisive(definition), definition) as centre:
        announce(centre)
        on_list, in_district = (holdings_of(centre).announced[contest.id] for contest in definition.contests[:2])
        answer = AnswerId(on_list.elected[0].answer)
        names = [name.kk for name in persons.lists[LIST][answer].names]
        asked = AskedOrder(
            contest=LIST,
            answer=answer,
            application="№ 12, 14.01.2027",
            extract="№ 3, 13.01.2027",
            order=(*names[:-2], *reversed(names[-2:])),
        )
        found["list-order"] = _decision(centre, _given(order_matter(holdings_of(centre), persons, asked)))
        today = centre.now().date()
        for name, person, ends in (
            ("mandate-vacant", on_list.elected[0], None),
            ("seat-vacant", in_district.elected[0], today.replace(year=today.year + 3)),
        ):
            contest = ContestId(LIST if ends is None else definition.contests[1].id)
            vacancy = Vacancy(person=person.name.kk, since=today, term_ends=ends, contest=contest)
            found[name] = _decision(centre, _given(vacancy_matter(holdings_of(centre), persons, vacancy)))
    return found


def _given(matter: ListOrder | MandateVacant | SeatVacant | Refusal) -> ListOrder | MandateVacant | SeatVacant:
    if isinstance(matter, Refusal):
        raise SystemExit(f"gallery: a matter was refused: {matter.text.en}")
    return matter


def _long(drawn: Drawn) -> dict[str, bytes]:
    """A table that is cut as a country's would be: the paper itself, and its last annex."""
    [*_, last] = drawn.data.annexes or ()
    return {"long-table": drawn.paper.pdf, "long-table-annex": drawn.paper.path.with_name(last.file).read_bytes()}


def _decision(centre: Centre, matter: Matter) -> bytes:
    taken = take(centre, holdings_of(centre), proposed(centre, matter), [people(centre.definition).central])
    if isinstance(taken, Refusal):
        raise SystemExit(f"gallery: a decision was refused: {taken.text.en}")
    return taken.paper.pdf


def _drawn(made: Drawn | Refusal) -> Drawn:
    if isinstance(made, Refusal):
        raise SystemExit(f"gallery: a notice was refused: {made.text.en}")
    return made
