"""Every screen of the desk in three languages: no word lacks, none is unused (E22, R 7)."""

from dataclasses import replace
from typing import Any

import pytest

from sailau.adapters.station_link import SignedIn
from sailau.checkin import refusals
from sailau.service.desk_station import DeskView, Screen
from sailau.service.people_at_station import KeyOffered
from sailau.stations.desk import page
from sailau.stations.desk.rendering import render
from sailau.stations.keys import key_said
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES, desk_words

VOTER: dict[str, Any] = {
    "number": 1046,
    "iin": "680314400122",
    "surname": "Серікбаева",
    "name": "Айгүл",
    "patronymic": "Маратқызы",
    "birth_date": "1968-03-14",
    "address": "Абай көшесі, 12-үй, 7-пәтер",
    "standing": "not-admitted",
}
SUMMARY = {
    "precinct": 25,
    "state": "open",
    "now": "10:42",
    "training": True,
    "listed": 2381,
    "admitted": 1412,
    "at_home": 0,
    "cards_out": 4,
    "cards_ready": 12,
    "terminals": 3,
    "accepted": 1400,
    "challenged": 1,
    "replacements_due": 1,
    "ballots": 2384,
}
MEMBER = SignedIn(id="member-4", role="member", name="Ахметова Сәуле Бекқызы")
CHAIR = SignedIn(id="member-1", role="chair", name="Қасымова Гүлнар Тұрсынқызы")


def refuse(pin: str) -> Any:
    raise AssertionError(pin)


KEYS = (KeyOffered(name="member-4", open=refuse),)


def views() -> list[DeskView]:
    base: dict[str, Any] = {"member": MEMBER, "summary": SUMMARY}
    found: list[DeskView] = [
        DeskView(screen=Screen.SIGN_IN),
        DeskView(screen=Screen.SEVERAL, several=(VOTER, VOTER), **base),
        DeskView(screen=Screen.REFUSED, refusal=refusals.NOT_ON_LIST, notice=refusals.DOCUMENT_DIFFERS, **base),
        DeskView(screen=Screen.REFUSED, refusal=refusals.DOCUMENT_DIFFERS, voter=VOTER, **base),
    ]
    found += [DeskView(screen=screen, voter=VOTER, **base) for screen in Screen if screen is not Screen.SIGN_IN]
    found += [DeskView(screen=Screen.FOUND, voter=VOTER, helper=helper, **base) for helper in page.HELPERS]
    found += [
        DeskView(screen=Screen.FOUND, voter=VOTER | {"standing": one}, **base)
        for one in ("admitted", "applied-for-home", "given-paper")
    ]
    found += [
        DeskView(screen=Screen.REFUSED, refusal=refusals.NOT_ON_LIST, unlisted=VOTER["iin"], **base),
        DeskView(screen=Screen.FOUND, voter=VOTER, member=MEMBER, summary=SUMMARY | {"mixed": True}),
        DeskView(screen=Screen.NEXT, member=MEMBER, summary=SUMMARY | {"cards_out": 9, "cards_ready": 0}),
        DeskView(screen=Screen.NEXT, member=CHAIR, summary=SUMMARY | {"cards_ready": 6, "tray_short": True}),
        DeskView(screen=Screen.NEXT, member=MEMBER, summary=SUMMARY | {"hours_over": True}),
    ]
    states = ("installed", "checked", "suspended", "closed", "counted")
    found += [DeskView(screen=Screen.NEXT, member=MEMBER, summary=SUMMARY | {"state": state}) for state in states]
    return found


def in_language(view: DeskView, language: str) -> DeskView:
    return replace(view, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_says_its_words_and_no_word_is_unused(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()

    class Listening:
        def say(self, word: str, *args: Any, **filled: Any) -> str:
            said.add(word)
            return desk_words().say(word, *args, **filled)

    monkeypatch.setattr(page, "desk_words", Listening)
    for view in views():
        for keys in ((), KEYS):
            html = render(page.page_of(in_language(view, language), "desk-1", keys))
            assert 'data-screen="' + view.screen + '"' in html
            assert "{{" not in html
            assert "<script>" not in html
    assert said == set(desk_words().entries)


def test_what_a_voter_is_called_is_escaped_and_compared_in_the_order_of_the_card() -> None:
    voter = VOTER | {"surname": "<b>О'Хара"}
    html = render(page.page_of(DeskView(screen=Screen.FOUND, voter=voter, member=MEMBER, summary=SUMMARY), "desk-1"))
    assert "&lt;b&gt;О&#x27;Хара" in html
    places = [html.rindex(text) for text in ("О&#x27;Хара", "Айгүл", "Маратқызы", "14.03.1968", "680314 400122")]
    assert places == sorted(places)


def test_no_text_made_of_a_view_shows_the_voter() -> None:
    about: dict[str, Any] = {"unlisted": VOTER["iin"], "typed": VOTER, "helper_name": VOTER["surname"]}
    view = DeskView(screen=Screen.ASK, voter=VOTER, several=(VOTER,), member=MEMBER, summary=SUMMARY, **about)
    told = repr(view) + repr(page.page_of(view, "desk-1"))
    assert all(VOTER[name] not in told for name in ("surname", "iin", "address"))


@pytest.mark.parametrize(
    ("language", "member", "technician"),
    [("kk", "4-мүше", "1-техник"), ("ru", "Член комиссии № 4", "Техник № 1"), ("en", "Member 4", "Technician 1")],
)
def test_a_key_is_named_by_its_holders_place_in_the_language_of_the_page(
    language: Language, member: str, technician: str
) -> None:
    assert (key_said("member-4", language), key_said("technician-1", language)) == (member, technician)
    assert key_said("Әлия", language) == "Әлия"
    assert key_said("member-04x", language) == "member-04x"
