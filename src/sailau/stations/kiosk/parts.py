"""What a kiosk's page is made of: values with all texts resolved, for the templates and for nothing else (C14-C20).

A text is `Said`: one line in the voter's language, or, before a language is chosen, a line in each language of the
election. Every button knows its place among the targets of `terminal.kiosk.targets`, so that keyboard, switches, sound
and screen speak of the same thing. Choices, codes and seal numbers are in it: no text made of a page shows them.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from sailau.election.nouns import Language


@dataclass(frozen=True, slots=True)
class Line:
    """A text in a language. `strong` is its end that must not be overlooked."""

    language: Language
    text: str = field(repr=False)
    strong: str = field(default="", repr=False)


Said = tuple[Line, ...]


class Tone(StrEnum):
    """How a message stands out: by shape and lightness first, then by colour."""

    INK = "ink"
    OK = "ok"
    WARN = "warn"
    STOP = "stop"


class Kind(StrEnum):
    """How a button looks. At most one on a page is `GO`; what wipes or voids never is."""

    GO = "go"
    PLAIN = "plain"
    QUIET = "quiet"
    """Goes on, but not yet: dashed, and it answers."""
    LINK = "link"
    DIGIT = "digit"
    SETTING = "setting"
    ROW = "row"


class Picture(StrEnum):
    """What is drawn of card and slot."""

    CARD_IN = "card-in"
    CARD_OUT = "card-out"
    CARD_STAYS = "card-stays"
    OUT_OF_SERVICE = "out-of-service"
    DEVICE = "device"


class Progress(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A target. `target` is its place among the screen's targets; None for a setting where nothing else is offered."""

    value: str
    said: Said
    kind: Kind
    target: int | None
    focused: bool = field(default=False, repr=False)
    icon: str = ""
    icon_behind: bool = False
    pressed: bool | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A message beside the heading, with its icon; also the hint between Back and Next."""

    icon: str
    tone: Tone
    said: Said
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps at the top, or of the sealing."""

    number: int
    said: Said
    progress: Progress


@dataclass(frozen=True, slots=True)
class Name:
    """An answer's name as the ballot has it: a surname and the rest, or all of it in `first`."""

    language: Language
    first: str = field(repr=False)
    rest: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a list: the whole of it is the target."""

    button: Button
    name: Name
    chosen: bool = field(repr=False)
    word: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The seal number in groups of four, and the whole tracker as a picture (data: address; "" = no picture)."""

    said: Said
    groups: tuple[str, ...] = field(repr=False)
    picture: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Insert your card; on a portable device: ready, and the member's button. `told`: what a member must know."""

    template: ClassVar[str] = "bodies/waiting.html"
    heading: Said
    secret: Said
    by_ear: Said
    network: Said
    picture: Picture
    told: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRow:
    """A language, in that language."""

    button: Button
    prompt: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The invitation and the languages of voting."""

    template: ClassVar[str] = "bodies/languages.html"
    heading: Said
    rows: tuple[LanguageRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestPage:
    """A page of a contest. `size` and `heading_size` make room for long names: the same for all rows alike."""

    template: ClassVar[str] = "bodies/contest.html"
    heading: Said
    heading_size: str
    lead: Said
    page: Said
    dots: tuple[bool, ...]
    rows: tuple[Row, ...]
    rows_a_page: int
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A contest with what is chosen in it. `nothing` stands where nothing is."""

    title: Said
    names: tuple[Name, ...] = field(repr=False)
    nothing: Said
    change: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All contests with their choices."""

    template: ClassVar[str] = "bodies/review.html"
    heading: Said
    lead: tuple[Said, ...]
    contests: tuple[Reviewed, ...]
    size: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The device is busy: what it does, and what must not be done meanwhile. `percent` only from a real figure."""

    template: ClassVar[str] = "bodies/work.html"
    heading: Said
    steps: tuple[Step, ...]
    warning: Said
    percent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """The last screen: accepted, thank you, take the card out; if you wish, the two buttons."""

    template: ClassVar[str] = "bodies/thanks.html"
    accepted: Said
    heading: Said
    now: Said
    take: Said
    picture: Picture
    wish: Said
    press: Said
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A control code in its digits; `title` names its contest, or is empty when it is the whole ballot's."""

    title: Said
    digits: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The control code, never beside the choice."""

    template: ClassVar[str] = "bodies/codes.html"
    heading: Said
    lead: Said
    codes: tuple[Code, ...]
    hides: Said
    notes: tuple[Note, ...]
    take: Said
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Checking the machine, offered or begun."""

    template: ClassVar[str] = "bodies/check.html"
    heading: Said
    warning: tuple[Said, ...]
    steps: tuple[Step, ...]
    seal: Seal | None
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StillThere:
    """The time is nearly out. `percent` of it is left."""

    template: ClassVar[str] = "bodies/still_there.html"
    heading: Said
    lead: Said
    note: Note
    seconds: int
    seconds_word: Said
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What a voter may want to know."""

    template: ClassVar[str] = "bodies/help.html"
    heading: Said
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A state that fills the screen: whether the vote is counted, what happened, the one thing to do."""

    template: ClassVar[str] = "bodies/message.html"
    status: Note | None
    heading: Said
    leads: tuple[Said, ...]
    note: Note | None
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """The controls of the sound, over whatever screen was there: nothing of the ballot is seen meanwhile."""

    template: ClassVar[str] = "bodies/tuning.html"
    heading: Said
    lead: Said
    volume: Said
    speed: Said
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key that works while the screen is off."""

    icon: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenOff:
    """The screen is off, the voter votes by sound: nothing of the ballot is seen."""

    template: ClassVar[str] = "bodies/screen_off.html"
    heading: Said
    keys: tuple[Key, ...]
    hint: Said


Body = (
    Waiting
    | Languages
    | ContestPage
    | Review
    | Work
    | Thanks
    | Codes
    | Check
    | StillThere
    | Help
    | Message
    | Tuning
    | ScreenOff
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """Back bottom left, Next bottom right, a hint or the seal number between; an unneeded place stays empty.

    In the page the buttons stand in the order of the targets, wherever they are seen.
    """

    back: Button | None = None
    hint: Note | None = None
    seal: Seal | None = None
    onward: Button | None = None

    @property
    def onward_first(self) -> bool:
        """Whether the right button comes before the left one among the targets."""
        if self.back is None or self.onward is None:
            return False
        return (self.onward.target or 0) < (self.back.target or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole screen. `whose`: precinct and, as `strong`, device.

    `refresh` is after how many seconds a browser without scripts must ask again.
    """

    screen: str
    language: Language
    title: str
    large: bool
    contrast: bool
    slot: str
    several_languages: bool
    training: Said
    steps_name: Said
    steps: tuple[Step, ...]
    step_short: Said
    settings_name: Said
    settings: tuple[Button, ...]
    whose: Said
    fingerprint: Said
    body: Body
    foot: Foot
    has_help: bool
    tuning: bool
    refresh: int
