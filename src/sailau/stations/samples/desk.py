"""The desk's screens: every one that there is, with an invented voter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sailau.adapters.station_link import SignedIn
from sailau.checkin import refusals
from sailau.checkin.decisions import HelperKind
from sailau.service.desk_station import DeskView, Screen
from sailau.service.people_at_station import WRONG_PIN, KeyOffered
from sailau.signing.authority import Signer
from sailau.stations.desk.page import page_of
from sailau.stations.desk.rendering import render
from sailau.stations.samples.sample import Sample
from sailau.words.numbers import Language

DEVICE: Final = "desk-1"
VOTER: Final[Mapping[str, Any]] = {
    "number": 1046,
    "iin": "680314400122",
    "surname": "Серікбаева",
    "name": "Айгүл",
    "patronymic": "Маратқызы",
    "birth_date": "1968-03-14",
    "address": "Абай көшесі, 12-үй, 7-пәтер",
    "standing": "not-admitted",
}
NAMESAKE: Final = {**VOTER, "number": 1047, "iin": "911102400135", "birth_date": "1991-11-02", "name": "Айна"}
SUMMARY: Final[Mapping[str, Any]] = {
    "precinct": 25,
    "state": "open",
    "now": "10:42",
    "training": False,
    "listed": 2381,
    "admitted": 1412,
    "at_home": 0,
    "cards_out": 4,
    "cards_ready": 12,
    "terminals": 6,
    "accepted": 1408,
    "challenged": 1,
    "replacements_due": 1,
    "ballots": 2384,
}
MEMBER: Final = SignedIn(id="member-4", role="member", name="Ахметова Сәуле Бекқызы")
CHAIR: Final = SignedIn(id="member-1", role="chair", name="Қасымова Гүлнар Тұрсынқызы")


def closed_key(pin: str) -> Signer:
    """No key: a sample is only looked at."""
    raise AssertionError("a sample's key opens nothing")


KEYS: Final = (KeyOffered(name="member-4", open=closed_key), KeyOffered(name="member-5", open=closed_key))


def _sample(name: str, view: DeskView, keys: tuple[KeyOffered, ...] = KEYS) -> Sample:
    def draw(language: Language) -> str:
        page = page_of(replace(view, language=language), DEVICE, keys)
        return render(page, scripts=("/static/none.js",))

    return Sample(f"desk-{name}", draw)


def _at(screen: Screen, **more: Any) -> DeskView:
    held: dict[str, Any] = {"screen": screen, "member": MEMBER, "summary": SUMMARY, "voter": VOTER}
    return DeskView(**{**held, **more})


def _every_screen() -> dict[str, DeskView]:
    found = {str(screen): _at(screen) for screen in Screen}
    found["sign-in"] = DeskView(screen=Screen.SIGN_IN)
    found["next"] = _at(Screen.NEXT, voter=None)
    found["several"] = _at(Screen.SEVERAL, several=(VOTER, NAMESAKE), voter=None)
    found["refused"] = _at(Screen.REFUSED, refusal=refusals.NOT_ON_LIST, voter=None)
    found["left-open"] = _at(Screen.LEFT_OPEN, voter=None)
    found["ask"] = _at(Screen.ASK, voter=None, unlisted=VOTER["iin"])
    found["asked"] = _at(Screen.ASKED, voter=None, request=3)
    found["still"] = DeskView(screen=Screen.STILL)
    return found


SAMPLES: Final = (
    *(_sample(name, view) for name, view in _every_screen().items()),
    _sample("sign-in-wrong-pin", DeskView(screen=Screen.SIGN_IN, notice=WRONG_PIN)),
    _sample("sign-in-no-keys", DeskView(screen=Screen.SIGN_IN), ()),
    _sample("next-training", _at(Screen.NEXT, voter=None, summary={**SUMMARY, "training": True})),
    _sample("next-suspended", _at(Screen.NEXT, voter=None, summary={**SUMMARY, "state": "suspended"})),
    _sample("next-queue", _at(Screen.NEXT, voter=None, summary={**SUMMARY, "cards_out": 9})),
    _sample("next-hours-over", _at(Screen.NEXT, voter=None, summary={**SUMMARY, "now": "20:04", "hours_over": True})),
    _sample("next-no-cards", _at(Screen.NEXT, voter=None, summary={**SUMMARY, "cards_ready": 0})),
    _sample(
        "next-tray-short",
        _at(Screen.NEXT, voter=None, member=CHAIR, summary={**SUMMARY, "cards_ready": 6, "tray_short": True}),
    ),
    _sample("found-mixed", _at(Screen.FOUND, summary={**SUMMARY, "mixed": True})),
    _sample("found-paper", _at(Screen.FOUND, voter={**VOTER, "standing": "given-paper"})),
    _sample("refused-unlisted", _at(Screen.REFUSED, refusal=refusals.NOT_ON_LIST, voter=None, unlisted=VOTER["iin"])),
    _sample("found-with-helper", _at(Screen.FOUND, helper=HelperKind.TRUSTED_PERSON.value)),
    _sample("found-admitted", _at(Screen.FOUND, voter={**VOTER, "standing": "admitted"})),
    _sample("found-at-home", _at(Screen.FOUND, voter={**VOTER, "standing": "applied-for-home"})),
    _sample("refused-document", _at(Screen.REFUSED, refusal=refusals.DOCUMENT_DIFFERS)),
)
