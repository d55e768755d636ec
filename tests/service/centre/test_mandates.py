"""`sailau commission seats`: who holds the mandates, a party's new order, a vacant mandate or seat (M66, M68)."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sailau.commission.decisions import ListOrder
from sailau.commission.effect import effect, picture, sentences
from sailau.commission.published import published_mandates
from sailau.election.canonical import tree_of
from sailau.election.definition import parse_draft
from sailau.election.nouns import AnswerId, Definition
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre, opened_centre
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.mandates import AskedOrder, order_matter
from sailau.service.centre.notice_data import notice_of
from sailau.service.centre.notices import draw_up
from sailau.service.centre.persons import Persons, read_persons
from sailau.signing.pdf_text import read_pdf
from tests.commission.country import LIST, country, decided
from tests.service.centre.sitting import TickingClock, commission, people, whole
from tests.service.centre.stores import Store
from tests.service.centre.test_at_the_command_line import NAMED, Desk
from tests.service.centre.test_notices import decisive, told, wanted

PARTY = "dala"
LISTED = 13
SEATED = 10
DAY = "2027-03-01"


@pytest.fixture
def definition() -> Definition:
    return country(mixed=frozenset())


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("sailau.signing.keystore.DERIVATION_ROUNDS", 1_000)  # test keys guard nothing
    monkeypatch.setattr("sailau.service.centre.centre.LocalClock", TickingClock)
    monkeypatch.setattr(TickingClock, "later", timedelta())
    return Desk(tmp_path, capsys)


def name_of(number: int, party: str = PARTY) -> dict[str, str]:
    return {"kk": f"{party} тұлға {number:02d}", "ru": f"{party} лицо {number:02d}"}


def file_of(definition: Definition, *, described: int = LISTED) -> bytes:
    """The registered lists and candidates as a clerk has them, so many persons on each list."""
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
            "persons": [{"name": name_of(number, answer.id), **one} for number in range(1, described + 1)],
        }
        for answer in definition.contests[0].answers
    ]
    return json.dumps({"candidates": candidates, "lists": lists}).encode()


def persons_of(definition: Definition) -> Persons:
    return read_persons(file_of(definition), "persons.json", definition)


def announce(centre: Centre) -> None:
    """The notice of the results gives the mandates."""
    definition = centre.definition
    asked = wanted("results", whole(definition), persons=persons_of(definition))
    found = draw_up(centre, holdings_of(centre), asked, [people(definition).central])
    assert not isinstance(found, Refusal), found


def paper(desk: Desk, *order: int, extract: str = "№ 3, 13.01.2027") -> str:
    """The party's paper with its list in another order."""
    names = ", ".join(f'"{name_of(number)["kk" if number % 2 else "ru"]}"' for number in order)
    path = desk.folder / "order.toml"
    path.write_text(
        f'contest = "{LIST}"\nanswer = "{PARTY}"\napplication = "№ 12, 14.01.2027"\nextract = "{extract}"\n'
        f"order = [{names}]\n"
    )
    return str(path)


def ready(desk: Desk, definition: Definition, store: Store, *, announced: bool = True) -> tuple[str, ...]:
    """The results are announced, and three months have passed; the central commission's key."""
    with commission(desk.folder / "centre", store, decisive(definition), definition) as centre:
        if announced:
            announce(centre)
    TickingClock.later = timedelta(days=110)
    (desk.folder / "persons.json").write_bytes(file_of(definition))
    return (*NAMED, *desk.key("central", people(definition).central))


def test_order_and_vacancy_are_shown_then_decided_and_who_holds_the_mandate_is_published(
    desk: Desk, definition: Definition, store: Store
) -> None:
    signed = ready(desk, definition, store)
    persons = ("--persons", str(desk.folder / "persons.json"))
    seats = ("seats", desk.centre, *persons)
    before = desk.said(*seats, "--contest", LIST, "--lang", "ru")["mandates"][0]
    assert [one["name"] for one in before["holders"]] == [f"{PARTY} лицо {n:02d}" for n in range(1, SEATED + 1)]
    assert before["reserve"] == [f"{PARTY} лицо {n:02d}" for n in range(SEATED + 1, LISTED + 1)]
    turned = [*range(1, SEATED + 1), 13, 12, 11]
    ordered = desk.said(*seats, "--order", paper(desk, *turned), *signed, "--yes", "--lang", "ru")
    assert any("следующий по списку: dala лицо 13" in said for said in ordered["effect"])
    gone = (*seats, "--vacant", f"{PARTY} лицо 02", "--since", DAY, *signed)
    shown = desk.said(*gone, "--show", "--lang", "ru")
    [effect] = shown["mandates"]
    assert (effect["before"][1], effect["after"][1]) == (f"{PARTY} лицо 02", f"{PARTY} лицо 13")
    assert desk.said(*gone, "--yes")["entered"] is True
    text = " ".join(read_pdf((desk.folder / "centre" / "decisions" / "002.pdf").read_bytes()).text.split())
    for words in ("Передать мандат следующему по списку: dala лицо 13", "год рождения 1961", "97-1", "тұлға 13"):
        assert words in text
    after = desk.said(*seats, "--contest", LIST, "--lang", "ru")["mandates"][0]
    assert after["holders"][1] == {"name": f"{PARTY} лицо 13", "decision": 2}
    assert (after["left"][0]["name"], after["reserve"]) == (f"{PARTY} лицо 02", [f"{PARTY} лицо {n}" for n in (12, 11)])
    with opened_centre(desk.folder / "centre") as centre:
        holdings = holdings_of(centre)
        found = published_mandates(definition, centre.now(), holdings.announced, holdings.decisions)
        assert found is not None
        own = next(one for one in found.mandates if one.answer == PARTY)
        assert (own.holders[1].person.name.ru, own.holders[1].decision) == (f"{PARTY} лицо 13", 2)
        # the results told once more name who was elected, not who came later
        again = told(centre, wanted("results", whole(definition), persons=persons_of(definition)))
        assert [one.name.ru for one in again.outcomes[0].elected][1] == f"{PARTY} лицо 02"


def test_order_that_the_party_asks_for_before_the_results_are_announced_gives_the_mandates(
    definition: Definition, tmp_path: Path, sqlite: Store
) -> None:
    with commission(tmp_path / "centre", sqlite, decisive(definition), definition) as centre:
        registered = persons_of(definition).lists[LIST][AnswerId(PARTY)]
        asked = AskedOrder(
            contest=LIST,
            answer=AnswerId(PARTY),
            application="№ 12",
            extract="№ 3",
            order=tuple(name.kk for name in reversed(registered.names)),
        )
        holdings = holdings_of(centre)
        matter = order_matter(holdings, persons_of(definition), asked)
        assert isinstance(matter, ListOrder)
        found = effect(holdings, decided(matter))
        assert not isinstance(found, Refusal)
        assert any("мандаты будут переданы в таком порядке: dala лицо 13" in one.ru for one in sentences(found))
        holdings = replace(holdings, decisions=(decided(matter),))
        results = wanted("results", whole(definition), persons=persons_of(definition))
        made = notice_of(holdings, picture(holdings), results, 1, centre.now())
        assert not isinstance(made, Refusal)
        assert [one.name.ru for one in made[1].outcomes[0].elected][:2] == ["dala лицо 13", "dala лицо 12"]
        fewer = read_persons(file_of(definition, described=12), "persons.json", definition)
        other = notice_of(holdings, picture(holdings), replace(results, persons=fewer), 1, centre.now())
        assert isinstance(other, Refusal)
        assert other.code == "list-reordered-with-other-names"


def test_what_is_refused_is_not_entered(desk: Desk, definition: Definition, sqlite: Store) -> None:
    signed = ready(desk, definition, sqlite)
    persons = ("--persons", str(desk.folder / "persons.json"))
    seats = ("seats", desk.centre)
    turned = [*range(1, SEATED + 1), 13, 12, 11]

    def refused(*words: str) -> str:
        return str(desk.said(*seats, *words, *signed, "--yes", code=1)["refused"])

    assert refused("--order", paper(desk, *turned)) == "list-not-given"
    assert refused(*persons, "--order", paper(desk, *turned[:-1])) == "list-reordered-with-other-names"
    assert refused(*persons, "--order", paper(desk, *turned[:-1], 99)) == "list-reordered-with-other-names"
    assert refused(*persons, "--order", paper(desk, *turned, extract="")) == "list-reordered-without-papers"
    assert refused(*persons, "--vacant", f"{PARTY} лицо 13", "--since", DAY) == "not-a-holder"
    assert refused(*persons, "--vacant", f"{PARTY} лицо 02", "--since", "2027-12-01") == "vacant-in-the-future"
    reason = desk.told(*seats, *persons, "--order", paper(desk, *turned[:-1], 99), *signed, "--lang", "kk", code=1)
    assert f"{PARTY} тұлға 11" in reason
    assert "97-1(5)" in reason
    assert desk.said("papers", desk.centre)["papers"][0]["paper"] == "notice"
    assert not (desk.folder / "centre" / "decisions").exists()


def test_before_the_results_there_are_no_mandates(desk: Desk, definition: Definition, sqlite: Store) -> None:
    signed = ready(desk, definition, sqlite, announced=False)
    persons = ("--persons", str(desk.folder / "persons.json"))
    assert desk.said("seats", desk.centre, *persons, code=1)["refused"] == "mandates-not-given-yet"
    gone = ("seats", desk.centre, *persons, "--vacant", f"{PARTY} лицо 02", "--since", DAY, *signed, "--yes")
    assert desk.said(*gone, code=1)["refused"] == "mandates-not-given-yet"


def test_vacant_seat_of_a_district_leads_to_a_by_election_or_to_none(
    desk: Desk, definition: Definition, sqlite: Store
) -> None:
    signed = ready(desk, definition, sqlite)
    seat = definition.contests[1]
    holders = desk.said("seats", desk.centre, "--contest", str(seat.id), "--lang", "ru")["mandates"][0]["holders"]
    person = holders[0]["name"]
    gone = ("seats", desk.centre, "--contest", str(seat.id), "--vacant", person, "--since", DAY, *signed)
    assert desk.said(*gone, "--yes", code=1)["refused"] == "term-not-given"
    draft = desk.folder / "draft.json"
    words = ("repeat", desk.centre, "by-election", "--id", "by", "--day", "2027-06-13", "--decided", "2027-04-01")
    out = ("--out", str(draft))
    assert desk.said(*words, *out, code=1)["refused"] == "no-seat-vacant"
    shown = desk.said(*gone, "--term-ends", "2028-03-01", "--show")
    assert (shown["article"], shown["mandates"][0]["after"]) == ("L 99(2)", [])
    late = desk.said(*gone, "--term-ends", "2028-03-01", "--yes", "--lang", "ru")
    assert any("в последний год" in said for said in late["effect"])
    refused = desk.said(*words, *out, code=1)
    assert (refused["refused"], refused["article"]) == (
        "no-by-election-in-the-last-year",
        "L 83(2), 99(2), 113(2), 127(2)",
    )
    cancel = ("decide", desk.centre, "cancellation", "--number", "1", *signed, "--yes", "--lang", "ru")
    assert any(person in said for said in desk.said(*cancel)["effect"])
    desk.said(*gone, "--term-ends", "2028-03-02", "--yes")
    assert desk.said(*words, *out)["contests"] == [str(seat.id)]
    tree = json.loads(draft.read_bytes())
    tree["contests"][0]["candidates"] = tree_of(definition)["contests"][1]["candidates"]  # new ones are nominated
    again = parse_draft(json.dumps(tree).encode(), "draft.json")
    assert [str(contest.district) for contest in again.contests] == [str(seat.district)]
