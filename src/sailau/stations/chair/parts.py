"""What a page of the chair's station is made of: values with all texts resolved, for one template."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What can be pressed: the form's value, its words. `go`: the one that goes on; `icon`: onward, warn, cross."""

    do: str
    text: str
    go: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the day's rail. `standing`: done, now or ahead."""

    number: int
    name: str
    when: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who must or may be there. `standing`: here, awaited, or out (suspended)."""

    name: str
    office: str
    standing: str
    out: Button | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a checklist. `standing`: done, now, ahead or wrong; `percent` draws a bar from a real count;
    `beside_lang` is the language of `beside` where it is not that of the page."""

    text: str
    beside: str = ""
    beside_lang: str = ""
    standing: str = "ahead"
    percent: int | None = None
    button: Button | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A line of an act or protocol that is read whole; without a value it is a title. A language is named where it is
    not that of the page: acts are in Kazakh and Russian."""

    label: str
    value: str = ""
    label_lang: str = ""
    value_lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A slice of a bar: its colour, the number that stands in it and beside its words, its width in percent, and its
    line beside the bar."""

    shade: str
    number: str
    percent: float
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a slice is drawn: from, over how much, and where its number stands, as shares of the bar."""

    shade: str
    number: str
    x: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One side of a relation as a bar."""

    label: str
    value: str
    slices: tuple[Slice, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The slices as they are drawn one behind another."""
        found, x = [], 0.0
        whole = sum(one.percent for one in self.slices) or 1
        for one in self.slices:
            width = 100 * one.percent / whole
            if width:
                at = {"x": _share(x), "width": _share(width), "middle": _share(x + width / 2)}
                found.append(Place(shade=one.shade, number=one.number, **at))
            x += width
        return tuple(found)


def _share(percent: float) -> str:
    return f"{percent:.2f}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field of a form. `kind`: text, area, pin, or with `options` (value, text) choice: one of them, or marks: each
    a field of its own, `name:value`."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What stands beside the rail. `tone`: "" or stop, warn, ok; `paper` is an act or protocol to be read whole."""

    article: str
    heading: str
    lead: str = ""
    tone: str = ""
    people_name: str = ""
    people_count: str = ""
    people: tuple[Person, ...] = ()
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    paper: tuple[PaperLine, ...] = ()
    inputs: tuple[Input, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the screen. `section` is the tab that is open, with its own template and page."""

    language: str
    screen: str
    title: str
    precinct: str
    who: str
    state: str
    is_open: bool
    clock: str
    training: str
    languages: tuple[Button, ...]
    tabs: tuple[tuple[Button, bool], ...]
    rail: tuple[Step, ...]
    notice: str
    done: str
    doing: str
    body: Body | None
    section_template: str = ""
    section: Any = field(default=None, repr=False)
