"""The desk's one page: a view model with all texts resolved (R 6-9; L 41, 42; E22).

One decision a screen: the field at the top is always at the same place, the cautious action stands left, to go on
stands right. Everything said comes from `words/desk.toml`, or is a refusal's own text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sailau.checkin.decisions import HelperKind
from sailau.refusal import Text
from sailau.service.desk_station import DeskView, Screen
from sailau.service.people_at_station import KeyOffered
from sailau.stations.keys import key_said
from sailau.words import grouped
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES, desk_words

HEADS: Final = frozenset({"chair", "deputy"})
"""Who leads the commission: the deputy counts as the chair when acting for the chair, as the door knows."""
LETTERS: Final = "ӘҒҚҢӨҰҮҺІ"
HELPERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        HelperKind.TRUSTED_PERSON.value: "helper-trusted",
        HelperKind.COMMISSION_MEMBER.value: "helper-commission",
        HelperKind.OFFICIAL.value: "helper-official",
        HelperKind.PROXY.value: "helper-proxy",
        HelperKind.MEDIA.value: "helper-media",
        HelperKind.OBSERVER.value: "helper-observer",
    }
)
REQUEST_FIELDS: Final = ("surname", "name", "patronymic", "address")
"""What a request to the district says of a person, from the identity card."""
_STATES: Final = frozenset({"installed", "checked", "open", "suspended", "closed"})
_OPEN_FIELD: Final = frozenset({Screen.NEXT, Screen.SEVERAL, Screen.REFUSED})
_TYPED: Final = _OPEN_FIELD | {Screen.ASK, Screen.HELPER}
_BY_ENTER: Final[Mapping[Screen, str]] = MappingProxyType(
    {
        Screen.SIGN_IN: "sign-in",
        Screen.HELPER: f"helper:{HelperKind.TRUSTED_PERSON.value}",
        Screen.ASK: "send-request",
    }
)
"""What Enter does in a field that is typed in by hand."""
_ROWS: Final = ("surname", "name", "patronymic", "birth-date", "iin")


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed: the form's value, its words, and whether it is the one that goes on."""

    do: str
    text: str
    go: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line to compare or to know."""

    label: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Input:
    """A field to be typed in."""

    name: str
    label: str
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the screen. `tone` is how the message in the middle stands out: warn, stop, info or ok; `by_enter`
    is what the Enter key asks for."""

    language: str
    screen: str
    precinct: str
    who: str
    state: str
    is_open: bool
    clock: str
    training: str
    languages: tuple[Button, ...]
    field_open: bool
    field_text: str = field(repr=False)
    letters: tuple[str, ...]
    heading: str
    lead: str
    tone: str
    picture: str
    facts: tuple[Fact, ...] = field(repr=False)
    beside_name: str
    beside: tuple[Fact, ...] = field(repr=False)
    notes: tuple[str, ...]
    notice: str
    keys: tuple[Button, ...]
    inputs: tuple[Input, ...]
    choices: tuple[Button, ...] = field(repr=False)
    buttons: tuple[Button, ...]
    figures: tuple[Fact, ...]
    hint: str
    find: str
    letters_name: str
    pin: str
    sign_out: str
    scan_here: str
    by_enter: str


def page_of(view: DeskView, device: str, keys: Sequence[KeyOffered] = ()) -> Page:
    """What the desk shows now."""
    return _Making(view, device, keys).page()


class _Making:
    def __init__(self, view: DeskView, device: str, keys: Sequence[KeyOffered]) -> None:
        self._view, self._device, self._keys = view, device, keys
        self._language: Language = view.language if view.language in LANGUAGES else "kk"

    def page(self) -> Page:
        view, summary = self._view, self._view.summary
        body: dict[str, Any] = {
            "heading": "",
            "lead": "",
            "tone": "",
            "picture": "",
            "facts": (),
            "beside": (),
            "notes": (),
            "keys": (),
            "inputs": (),
            "choices": (),
            "buttons": (),
            "hint": "",
        }
        body |= self._body()
        state = str(summary.get("state", ""))
        return Page(
            language=self._language,
            screen=view.screen,
            precinct=self._say("precinct", number=summary["precinct"]) if summary else "",
            who=" · ".join(filter(None, (self._desk(), view.member.name if view.member else ""))),
            state=self._say(f"state-{state}" if state in _STATES else "state-after") if state else "",
            is_open=state == "open",
            clock=str(summary.get("now", "")),
            beside_name=self._say("only-on-list"),
            training=self._say("training") if summary.get("training") else "",
            languages=tuple(Button(f"speak:{one}", desk_words().say("language-name", one)) for one in LANGUAGES),
            field_open=view.screen in _OPEN_FIELD,
            field_text=self._field(),
            letters=tuple(LETTERS) if view.screen in _TYPED else (),
            notice=self._in(view.notice.text) if view.notice else "",
            figures=self._figures(),
            find=self._say("find"),
            letters_name=self._say("letters"),
            pin=self._say("pin"),
            sign_out=self._say("sign-out"),
            scan_here=self._say("scan-here"),
            by_enter="find" if view.screen in _OPEN_FIELD else _BY_ENTER.get(view.screen, ""),
            **body,
        )

    def _body(self) -> dict[str, Any]:
        bodies = {
            Screen.SIGN_IN: self._sign_in,
            Screen.NEXT: self._next,
            Screen.SEVERAL: self._several,
            Screen.FOUND: self._found,
            Screen.HELPER: self._helper,
            Screen.PUT_CARD: self._put_card,
            Screen.READY: self._ready,
            Screen.REFUSED: self._refused,
            Screen.ASK: self._ask,
            Screen.ASKED: self._asked,
            Screen.PAPER_GIVEN: self._paper_given,
            Screen.LEFT_OPEN: self._left_open,
            Screen.STILL: self._still,
        }
        return bodies[self._view.screen]()

    def _sign_in(self) -> dict[str, Any]:
        offered = tuple(Button(key.id, key_said(key.name, self._language)) for key in self._keys)
        return {
            "heading": self._say("sign-in"),
            "lead": self._say("sign-in-why"),
            "picture": "key",
            "keys": offered,
            "notes": (self._say("whose-key"),) if offered else (self._say("no-keys"),),
            "buttons": (Button("sign-in", self._say("enter"), go=True),) if offered else (),
        }

    def _next(self) -> dict[str, Any]:
        return {
            "heading": self._say("next-voter"),
            "lead": self._say("next-voter-how"),
            "picture": "document",
            "notes": (*self._hour(), *self._queue(), self._say("reader-ready")),
            "buttons": self._cards_without_a_voter(),
        }

    def _hour(self) -> tuple[str, ...]:
        """From the closing hour on, that only those who came before it are admitted (L 38(1), 43(1))."""
        over = self._view.summary.get("hours_over") and self._view.summary.get("state") == "open"
        return (self._say("hours-over"),) if over else ()

    def _queue(self) -> tuple[str, ...]:
        """Who waits, as far as the cards tell: voters with a card and no terminal, or no card at all (C8, C9)."""
        summary = self._view.summary
        if not summary:
            return ()
        waiting = max(0, summary["cards_out"] - summary["terminals"])
        queue = (self._say("queue", count=waiting),) if waiting else ()
        if not summary["cards_ready"]:
            return (*queue, self._say("no-cards"))
        return (*queue, self._say("tray-short")) if summary.get("tray_short") else queue

    def _cards_without_a_voter(self) -> tuple[Button, ...]:
        due = self._view.summary.get("replacements_due", 0)
        replace = (Button("card:replacement", self._say("replace-card")),) if due else ()
        chair = self._view.member is not None and self._view.member.role in HEADS
        leave = chair and self._view.summary.get("tray_short") and self._view.summary.get("cards_ready")
        allowed = (Button("tray-leave", self._say("tray-leave")),) if leave else ()
        return (*replace, *allowed, Button("card:test", self._say("test-card")))

    def _several(self) -> dict[str, Any]:
        return {
            "heading": self._say("several"),
            "lead": self._say("several-how"),
            "choices": tuple(
                Button(f"pick:{voter['number']}", f"{_full_name(voter)} · {_day(voter['birth_date'])}")
                for voter in self._view.several
            ),
            "buttons": (Button("next", self._say("next-voter")),),
        }

    def _found(self) -> dict[str, Any]:
        voter = self._view.voter or {}
        return {"facts": self._facts(voter), "beside": self._beside(voter)} | {
            "admitted": self._found_admitted,
            "applied-for-home": self._found_at_home,
            "given-paper": self._found_with_paper,
        }.get(str(voter.get("standing")), self._found_to_compare)()

    def _found_to_compare(self) -> dict[str, Any]:
        helper = HELPERS.get(self._view.helper)
        named = filter(None, (self._say(helper) if helper else "", self._view.helper_name))
        who = (self._say("with-helper", who=", ".join(named)),) if helper else ()
        mixed = bool(self._view.summary.get("mixed"))
        paper = (Button("give-paper", self._say("matches-paper")),) if mixed else ()
        return {
            "heading": self._say("compare"),
            "picture": "person",
            "lead": self._say("on-the-card"),
            "notes": who,
            "hint": "" if mixed else self._say("voter-signs"),
            "buttons": (
                Button("compare:no", self._say("differs"), icon="cross"),
                Button("ask-helper", self._say("helper")),
                *paper,
                Button("compare:yes", self._say("matches-card" if mixed else "matches"), go=True, icon="onward"),
            ),
        }

    def _found_with_paper(self) -> dict[str, Any]:
        return {
            "heading": self._say("paper-already"),
            "tone": "warn",
            "lead": self._say("paper-already-why"),
            "buttons": (Button("take-paper-back", self._say("take-paper-back")), self._next_voter()),
        }

    def _found_admitted(self) -> dict[str, Any]:
        return {
            "heading": self._say("admitted-already"),
            "tone": "warn",
            "lead": self._say("admitted-already-why"),
            "buttons": (Button("undo", self._say("undo")), self._next_voter()),
        }

    def _found_at_home(self) -> dict[str, Any]:
        return {
            "heading": self._say("home-voter"),
            "tone": "warn",
            "lead": self._say("home-voter-why"),
            "buttons": (self._next_voter(),),
        }

    def _helper(self) -> dict[str, Any]:
        return {
            "heading": self._say("who-helps"),
            "lead": self._say("who-helps-why"),
            "inputs": (Input("helper-name", self._say("helper-name"), self._view.helper_name),),
            "choices": tuple(Button(f"helper:{kind}", self._say(word)) for kind, word in HELPERS.items()),
            "buttons": (Button("helper:", self._say("nobody-helps")),),
        }

    def _put_card(self) -> dict[str, Any]:
        return {
            "heading": self._say("put-card"),
            "lead": self._say("put-card-why"),
            "picture": "card-in",
            "notes": (self._say("document-matches"),) if self._view.voter else (),
            "tone": "ok" if self._view.voter else "",
            "buttons": (Button("next", self._say("give-up")),),
        }

    def _ready(self) -> dict[str, Any]:
        return {
            "heading": self._say("card-ready"),
            "lead": self._say("give-card"),
            "notes": (self._say("tell-voter"),),
            "picture": "card-out",
            "tone": "ok",
            "hint": self._say("then-next"),
        }

    def _refused(self) -> dict[str, Any]:
        refusal = self._view.refusal
        voter = self._view.voter
        return {
            "heading": self._say("not-now"),
            "tone": "warn",
            "lead": f"{self._in(refusal.text)} ({refusal.article})" if refusal else "",
            "facts": self._facts(voter) if voter else (),
            "buttons": (
                *((Button("ask-district", self._say("ask-district")),) if self._view.unlisted else ()),
                self._next_voter(),
            ),
        }

    def _ask(self) -> dict[str, Any]:
        iin, typed = self._view.unlisted, self._view.typed
        return {
            "heading": self._say("ask-district-how"),
            "lead": self._say("ask-about", iin=f"{iin[:6]} {iin[6:]}"),
            "inputs": tuple(Input(name, self._say(name), typed.get(name, "")) for name in REQUEST_FIELDS),
            "buttons": (
                Button("next", self._say("give-up")),
                Button("send-request", self._say("send-request"), go=True, icon="onward"),
            ),
        }

    def _asked(self) -> dict[str, Any]:
        return {
            "heading": self._say("request-entered", number=self._view.request),
            "lead": self._say("request-next"),
            "picture": "document",
            "tone": "ok",
            "buttons": (self._next_voter(),),
        }

    def _paper_given(self) -> dict[str, Any]:
        return {
            "heading": self._say("paper-ready"),
            "lead": self._say("give-paper"),
            "notes": (self._say("paper-signed"),),
            "picture": "paper",
            "tone": "ok",
            "buttons": (self._next_voter(),),
        }

    def _left_open(self) -> dict[str, Any]:
        return {
            "heading": self._say("left-open"),
            "tone": "warn",
            "lead": self._say("left-open-how"),
            "notes": (self._say("card-gone"),),
            "picture": "card-in",
        }

    def _still(self) -> dict[str, Any]:
        refusal = self._view.refusal
        return {
            "heading": self._say("stands-still"),
            "tone": "warn",
            "lead": f"{self._in(refusal.text)} ({refusal.article})" if refusal else "",
        }

    def _facts(self, voter: Mapping[str, Any]) -> tuple[Fact, ...]:
        values = {
            **voter,
            "birth-date": _day(voter["birth_date"]),
            "iin": f"{voter['iin'][:6]} {voter['iin'][6:]}",
        }
        return tuple(Fact(self._say(row), str(values[row])) for row in _ROWS if values[row])

    def _beside(self, voter: Mapping[str, Any]) -> tuple[Fact, ...]:
        address = Fact(self._say("address"), str(voter["address"]))
        return (address, Fact(self._say("list-number"), grouped(int(voter["number"]))))

    def _figures(self) -> tuple[Fact, ...]:
        summary = self._view.summary
        if not summary:
            return ()
        free = max(0, summary["terminals"] - summary["cards_out"])
        return (
            Fact(self._say("admitted-today"), grouped(summary["admitted"])),
            Fact(self._say("terminals-free"), self._say("of", count=free, most=summary["terminals"])),
            Fact(self._say("cards-out"), grouped(summary["cards_out"])),
            Fact(self._say("cards-ready"), grouped(summary["cards_ready"])),
        )

    def _field(self) -> str:
        voter = self._view.voter
        if voter is not None and self._view.screen in (Screen.FOUND, Screen.HELPER):
            return f"{voter['iin'][:6]} {voter['iin'][6:]}"
        if self._view.screen in (Screen.ASK, Screen.ASKED, Screen.PAPER_GIVEN):
            return self._say("left-off-voter")
        busy = self._view.screen in (Screen.PUT_CARD, Screen.READY, Screen.LEFT_OPEN, Screen.STILL)
        return self._say("left-off") if busy else ""

    def _desk(self) -> str:
        return self._say("desk", number=self._device.rpartition("-")[2])

    def _next_voter(self) -> Button:
        return Button("next", self._say("next-voter"), go=True, icon="onward")

    def _say(self, word: str, **filled: object) -> str:
        return desk_words().say(word, self._language, **filled)

    def _in(self, text: Text) -> str:
        return {"kk": text.kk, "ru": text.ru, "en": text.en}[self._language]


def _full_name(voter: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (voter["surname"], voter["name"], voter["patronymic"])))


def _day(written: str) -> str:
    return f"{date.fromisoformat(written):%d.%m.%Y}"
