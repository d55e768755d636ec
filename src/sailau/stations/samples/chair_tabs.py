"""The chair's tabs of those present and of paper: their lists and forms, with invented people and figures."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from sailau.law.paper_form import PAPER_FIGURES
from sailau.law.paper_relations import PAPER_RELATIONS
from sailau.precinct.present import Kind
from sailau.service.chair_station import ChairView
from sailau.stations.chair.page import page_of
from sailau.stations.chair.rendering import render
from sailau.stations.samples import chair_day as day
from sailau.stations.samples.chair import ALL, view
from sailau.stations.samples.sample import Sample
from sailau.words.numbers import Language

PLACES: Final = tuple(
    {"id": figure.id, "line": figure.line, "text": asdict(figure.text), "contest": None} for figure in PAPER_FIGURES
)
_TITLE: Final = {
    "kk": "Бір мандатты округ",
    "ru": "Одномандатный округ",
    "en": "Single-seat district",
}
_NOT_YET: Final[Mapping[str, Any]] = {
    "mixed": True,
    "destroyed": None,
    "decisions": 0,
    "places": PLACES,
    "contests": ({"id": "seat", **_TITLE},),
    "entered_by": (),
    "differing": (),
    "agreed": False,
    "figures": {},
    "differences": (),
    "copies": (),
    "posted": (),
}
_DESTROYED: Final = {**_NOT_YET, "destroyed": 31, "decisions": 1}
_DIFFER: Final = {
    **_DESTROYED,
    "entered_by": ("member-4", "member-5"),
    "differing": ({"place": PLACES[1], "entered": (218, 219)},),
}
_RELATION: Final = PAPER_RELATIONS[1]
_AGREED: Final = {
    **_DESTROYED,
    "entered_by": ("member-4", "member-5"),
    "agreed": True,
    "differences": (
        {
            "code": _RELATION.id,
            "contest": "",
            "article": _RELATION.article,
            "text": asdict(_RELATION.text),
            "left": 219,
            "right": 218,
            "most": True,
            "explained": False,
        },
    ),
}
_ENDED: Final = {
    **_AGREED,
    "differences": (),
    "copies": ({"number": 1, "to": "Әділов Асқар Қанатұлы", "act": "ACT-012"},),
}


def _present(form: str) -> ChairView:
    return view(day.OPEN, ALL, form=f"present:{form}" if form else "present")


def _paper(form: str, paper: Mapping[str, Any], *, signed: bool = False) -> ChairView:
    outline = replace(day.SIGNED if signed else day.ALL_IN, paper=paper)
    return view(outline, ALL, form=f"paper:{form}" if form else "paper")


VIEWS: Final[Mapping[str, ChairView]] = {
    "present": _present(""),
    **{f"present-register-{kind.value}": _present(f"register:{kind.value}") for kind in Kind},
    "present-remark": _present("remark:1"),
    "present-remove": _present("remove:2"),
    "present-suspend": _present("suspend"),
    "present-sitting": _present("sitting"),
    "present-alone": replace(_present("sitting"), members=ALL[3:4]),
    "paper-early": view(day.OPEN, ALL, form="paper"),
    "paper": _paper("", _NOT_YET),
    "paper-destroy": _paper("destroy", _NOT_YET),
    "paper-doubtful": _paper("doubtful", _DESTROYED),
    "paper-enter": _paper("enter", _DESTROYED),
    "paper-differ": _paper("", _DIFFER),
    "paper-again": _paper("again", _DIFFER),
    "paper-relations": _paper("", _AGREED),
    "paper-explain": _paper("explain", _AGREED),
    "paper-ended": _paper("", _ENDED, signed=True),
    "paper-copy": _paper("copy", _ENDED, signed=True),
    "paper-post": _paper("post", _ENDED, signed=True),
    "paper-electronic": _paper("", {**_NOT_YET, "mixed": False, "places": (), "contests": ()}),
}


def _sample(name: str, shown: ChairView) -> Sample:
    def make(language: Language) -> str:
        return render(page_of(replace(shown, language=language)), scripts=("/static/none.js",))

    return Sample(f"chair-{name}", make)


SAMPLES: Final = tuple(_sample(name, shown) for name, shown in VIEWS.items())
