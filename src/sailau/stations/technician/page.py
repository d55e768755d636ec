"""The technician's page: a view model with all texts resolved (E20; L 50-5(6); R 14).

Health is looked at and not acted upon; the one thing that can be done is the restart, and that by the commission's
signed decision and together with the chair. Everything said comes from `words/technician.toml`, or is a refusal's text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sailau.refusal import Text
from sailau.service.people_at_station import KeyOffered
from sailau.service.technician_station import SUSPENDED, Screen, TechnicianView
from sailau.signing.roles import Role
from sailau.stations.keys import key_said
from sailau.stations.technician.tiles import GOOD, Tile, Tiles
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES, technician_words

MANY: Final = 9
"""With more tiles than this four stand beside each other."""
_STATES: Final = frozenset({"installed", "checked", "open", "suspended", "closed"})
_CHAIR: Final = (Role.CHAIR, Role.DEPUTY)
DONE, NEXT, AHEAD = "done", "now", "ahead"


@dataclass(frozen=True, slots=True)
class Button:
    """What can be pressed: the form's value, its words, and whether it is the one that goes on."""

    do: str
    text: str
    go: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the restart: done, now or ahead."""

    standing: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the screen."""

    language: str
    screen: str
    precinct: str
    who: str
    state: str
    is_open: bool
    clock: str
    training: str
    languages: tuple[Button, ...]
    heading: str
    lead: str
    bounds: str
    notice: str
    many: bool
    tiles: tuple[Tile, ...]
    article: str
    decision: str
    decision_lang: str
    steps: tuple[Step, ...]
    keys: tuple[Button, ...]
    pin: str
    enter: str
    buttons: tuple[Button, ...]
    sign_out: str


def page_of(view: TechnicianView, keys: Sequence[KeyOffered] = ()) -> Page:
    """What the station shows now; `keys` are those with which somebody may still sign in."""
    return _Making(view, keys).page()


class _Making:
    def __init__(self, view: TechnicianView, keys: Sequence[KeyOffered]) -> None:
        self._view, self._keys = view, keys
        self._language: Language = next((one for one in LANGUAGES if one == view.language), "kk")
        self._tiles = Tiles(self._language)

    def page(self) -> Page:
        view, service = self._view, self._view.service
        state = str(service.get("state", ""))
        empty: dict[str, Any] = dict.fromkeys(("heading", "lead", "bounds", "article", "decision", "decision_lang"), "")
        empty |= dict.fromkeys(("tiles", "steps", "keys", "buttons"), ())
        body = empty | self._body()
        return Page(
            language=self._language,
            screen=view.screen,
            precinct=self._say("precinct", number=service["precinct"]) if service else "",
            who=" · ".join([self._say("technician"), *(one.name for one in view.people)]),
            state=self._say(f"state-{state}" if state in _STATES else "state-after") if state else "",
            is_open=state == "open",
            clock=str(service.get("now", "")),
            training=self._say("training") if service.get("training") else "",
            languages=tuple(Button(f"speak:{one}", technician_words().say("language-name", one)) for one in LANGUAGES),
            notice=self._notice(),
            many=len(body["tiles"]) > MANY,
            pin=self._say("pin"),
            enter=self._say("enter"),
            sign_out=self._say("sign-out") if view.people else "",
            **body,
        )

    def _body(self) -> dict[str, Any]:
        bodies = {
            Screen.SIGN_IN: self._sign_in,
            Screen.HEALTH: self._health,
            Screen.RESTART: self._restart,
            Screen.STILL: self._still,
        }
        return bodies[self._view.screen]()

    def _notice(self) -> str:
        view = self._view
        if view.notice is not None:
            return f"{self._in(view.notice.text)} ({view.notice.article})"
        return "" if view.reached or view.screen is not Screen.HEALTH else self._say("not-reached")

    def _sign_in(self) -> dict[str, Any]:
        keys = self._offered()
        return {
            "heading": self._say("sign-in"),
            "lead": self._say("sign-in-why" if keys else "no-keys"),
            "keys": keys,
            "buttons": (Button("sign-in", self._say("enter"), go=True),) if keys else (),
        }

    def _health(self) -> dict[str, Any]:
        view, service = self._view, self._view.service
        tiles = self._tiles.of_table(service, view.printer, view.page) if service else ()
        good = sum(one.standing == GOOD for one in tiles)
        told = {"good": good, "count": len(tiles), "now": service.get("now", "")}
        decided = bool(view.decision)
        return {
            "heading": self._say("health"),
            "lead": self._say("health-sum", **told) if tiles else self._say("health-first"),
            "bounds": self._say("bounds"),
            "tiles": tiles,
            "buttons": (
                Button("print", self._say("print-page")),
                Button("open:restart", self._say("restart"), go=decided),
            ),
        }

    def _restart(self) -> dict[str, Any]:
        view = self._view
        act = view.decision
        state = str(view.service.get("state", ""))
        body: dict[str, Any] = {
            "heading": self._say("restart-heading"),
            "article": self._say("restart-article"),
            "lead": "",
            "buttons": (Button("open:health", self._say("back")),),
        }
        if not act:
            return body | {"lead": self._say("resumed" if state == "open" else "no-decision")}
        waiting = not view.reached
        decided_in = "kk" if self._language == "kk" else "ru"
        return body | {
            "lead": self._say("restart-waits") if waiting else "",
            "decision": str(act["text"][decided_in]),
            "decision_lang": "" if decided_in == self._language else decided_in,
            "steps": self._steps(),
            "keys": () if self._all_here() else self._offered(),
            "buttons": (*body["buttons"], *(() if waiting or not self._all_here() else self._commands())),
        }

    def _steps(self) -> tuple[Step, ...]:
        view, act = self._view, self._view.decision
        at = str(act["at"])[11:16]
        technician, chair = view.has(Role.TECHNICIAN), view.has(*_CHAIR)
        here = technician and chair
        return (
            Step(DONE, self._say("decided", act=act["label"], at=at)),
            Step(DONE if technician else NEXT, self._say("technician-here" if technician else "technician-awaited")),
            Step(DONE if chair else NEXT, self._say("chair-here" if chair else "chair-awaited")),
            Step(
                DONE if view.restarted else NEXT if here else AHEAD,
                self._say("restart-asked" if view.restarted else "restart-next"),
            ),
            Step(NEXT if view.restarted and here else AHEAD, self._say("resume-next")),
        )

    def _commands(self) -> tuple[Button, ...]:
        """Both may be pressed by those who are here; the computer says what is not its time. One goes on."""
        if self._view.service.get("state") != SUSPENDED:
            return ()
        done = self._view.restarted
        return (
            Button("restart", self._say("do-restart"), go=not done),
            Button("resume", self._say("do-resume"), go=done),
        )

    def _all_here(self) -> bool:
        return self._view.has(Role.TECHNICIAN) and self._view.has(*_CHAIR)

    def _still(self) -> dict[str, Any]:
        return {"heading": self._say("stands-still")}

    def _offered(self) -> tuple[Button, ...]:
        return tuple(Button(key.id, key_said(key.name, self._language)) for key in self._keys)

    def _say(self, word: str, **filled: object) -> str:
        return technician_words().say(word, self._language, **filled)

    def _in(self, text: Text) -> str:
        return {"kk": text.kk, "ru": text.ru, "en": text.en}[self._language]
