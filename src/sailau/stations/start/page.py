"""The start pages as view models with all texts resolved (E22): start, cards, people, walk, a device opened elsewhere.

Pages are told what there is by `Start`, and touch nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sailau.refusal import Text
from sailau.service.training.cards import SLOTS
from sailau.service.training.place import MEMBERS_PIN, IdentityCard
from sailau.service.training.running import Seen
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES, start_words

TILES: Final = ("desk", "cards", "booth", "table", "public", "board", "chair", "technician", "people")
PAGES: Final = frozenset({"cards", "people"})
"""Tiles that lead to pages of this site."""
SLOT_WORDS: Final = {"desk": "desk-slot", "booth": "booth-slot", "table": "table-slot"}
PEOPLE_SHOWN: Final = 12
CARDS, PEOPLE = "cards", "people"
WALK: Final = (
    ("as-member", ("desk",)),
    ("as-member", ("desk", PEOPLE)),
    ("as-voter", (CARDS, "desk")),
    ("as-voter", (CARDS, "booth")),
    ("as-member", (CARDS, "table")),
    ("as-observer", ("board", "public")),
    ("as-voter", ("desk", CARDS, "booth", "table", "public")),
    ("as-chair", ("chair",)),
)
"""Who one is in each step, and where it leads."""
WITH_A_VOTER: Final = 2
"""The step that shows an identity card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What there is: steps of the preparation so far, whether all is ready, the stations, what has stopped."""

    steps: tuple[Text, ...] = ()
    ready: bool = False
    stations: tuple[Seen, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    people: tuple[IdentityCard, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where one may go: the path, its words; a path that is empty leads nowhere yet, and `why` says so."""

    path: str
    name: str
    what: str = ""
    why: str = ""
    own_tab: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A place of the cards page: what lies there, and whether the card in the hand may be put there."""

    name: str
    title: str
    is_slot: bool
    cards: tuple[int, ...]
    may_put: bool
    station: Link | None


class Pages:
    """Makes the pages in one language."""

    def __init__(self, start: Start, language: Language) -> None:
        self._start, self._language = start, language

    def start(self) -> Mapping[str, object]:
        """The first page."""
        if self._start.lost:
            heading, lead = self._say("lost-heading"), self._say("lost-lead")
        elif self._start.ready:
            heading, lead = self._say("heading"), self._say("lead")
        else:
            heading, lead = self._say("prepare-heading"), self._say("prepare-lead")
        *done, now = self._start.steps or (None,)
        return {
            **self._frame("start", ""),
            "heading": heading,
            "lead": lead,
            "ready": self._start.ready,
            "lost": [f"{name}: {why}" if why else name for name, why in self._start.lost],
            "done": [self._in(step) for step in done if step is not None],
            "now": self._in(now) if now is not None else "",
            "tiles": self._tiles() if self._start.ready else (),
            "walk": Link(path=self._path("walk/1"), name=self._say("walk"), what=self._say("walk-why")),
            "pin_name": self._say("pin"),
            "pin": MEMBERS_PIN,
        }

    def cards(self, lying: Mapping[str, Sequence[int]], taken: int | None, *, failed: bool) -> Mapping[str, object]:
        """The cards, and the one in the hand."""
        held = taken if any(taken in cards for cards in lying.values()) else None
        return {
            **self._frame(CARDS, "cards"),
            "heading": self._say("cards-heading") if held is None else self._say("card-taken", number=held),
            "lead": self._say("cards-lead"),
            "notice": self._say("not-carried") if failed else "",
            "taken": held,
            "columns": [self._column(name, tuple(cards), held) for name, cards in lying.items()],
            "put_here": self._say("put-here"),
            "empty": self._say("empty"),
            "card_word": self._say("card", number="{}").replace("{}", "").strip(),
        }

    def people(self) -> Mapping[str, object]:
        """Identity cards."""
        return {
            **self._frame(PEOPLE, "people"),
            "heading": self._say("people-heading"),
            "lead": self._say("people-lead"),
            "people": self._start.people[:PEOPLE_SHOWN],
            **self._card_words(),
        }

    def walk(self, step: int) -> Mapping[str, object]:
        """A step of the first walk."""
        who, leads = WALK[step - 1]
        has_chair = any(seen.name == "chair" for seen in self._start.stations)
        how = f"walk-{step}-chair" if has_chair and step == len(WALK) else f"walk-{step}-how"
        wanted = [name for name in leads if name != "chair" or has_chair]
        return {
            **self._frame("walk", f"walk/{step}"),
            "step": self._say("step", number=step, count=len(WALK)),
            "who": self._say(who),
            "heading": self._say(f"walk-{step}"),
            "lead": self._say(how, pin=MEMBERS_PIN) if step == 1 else self._say(how),
            "people": self._start.people[:1] if step == WITH_A_VOTER else (),
            "links": [self._link(name) for name in wanted],
            "before": Link(
                path=self._path(f"walk/{step - 1}") if step > 1 else self._path(""), name=self._say("before")
            ),
            "next": Link(path=self._path(f"walk/{step + 1}"), name=self._say("next")) if step < len(WALK) else None,
            **self._card_words(),
        }

    def elsewhere(self, station: str, *, starting: bool) -> Mapping[str, object]:
        """A device that another browser has; or one that is being started."""
        word = "starting" if starting else "elsewhere"
        return {
            **self._frame("elsewhere", f"go/{station}"),
            "heading": self._say(word),
            "lead": self._say(f"{word}-lead"),
            "starting": starting,
            "station": station,
            "open_here": self._say("open-here"),
        }

    def _frame(self, name: str, path: str) -> dict[str, object]:
        """What stands around every page."""
        state = "ended" if self._start.lost else "ready" if self._start.ready else "preparing"
        return {
            "page": name,
            "body": f"body-{name}.html",
            "language": self._language,
            "title": self._say("title"),
            "training": self._say("training"),
            "state": self._say(state),
            "is_open": state == "ready",
            "tongues": [
                (one, start_words().say("language-name", one), f"/{one}/{path}", one == self._language)
                for one in LANGUAGES
            ],
            "home": Link(path=self._path(""), name=self._say("back")),
            "stop": self._say("stop"),
            "prefix": f"/{self._language}",
        }

    def _tiles(self) -> list[Link]:
        there = {seen.name for seen in self._start.stations} | PAGES
        return [self._link(name) for name in TILES if name in there]

    def _link(self, name: str) -> Link:
        title, what = self._say(name), self._say(f"{name}-what")
        if name in PAGES:
            return Link(path=self._path(name), name=title, what=what)
        seen = next((one for one in self._start.stations if one.name == name), None)
        if self._start.ready and (seen is None or seen.lost):
            return Link(path="", name=title, what=what, why=self._say("gone"))
        if seen is None or not seen.address:
            return Link(path="", name=title, what=what, why=self._say("not-yet"))
        return Link(path=self._path(f"go/{name}"), name=title, what=what, own_tab=True)

    def _column(self, name: str, cards: tuple[int, ...], taken: int | None) -> Column:
        may_put = taken is not None and taken not in cards and not (name in SLOTS and cards)
        title = self._say(SLOT_WORDS.get(name, name))
        station = self._link(name) if name in SLOTS else None
        return Column(name=name, title=title, is_slot=name in SLOTS, cards=cards, may_put=may_put, station=station)

    def _card_words(self) -> dict[str, object]:
        return {"iin": self._say("iin"), "born": self._say("born"), "specimen": self._say("identity-card")}

    def _path(self, rest: str) -> str:
        return f"/{self._language}/{rest}"

    def _say(self, word: str, **filled: object) -> str:
        return start_words().say(word, self._language, **filled)

    def _in(self, text: Text) -> str:
        return {"kk": text.kk, "ru": text.ru, "en": text.en}[self._language]
