"""How far the paper results of a mixed precinct are, for who signed in at a station (L 43; M42-M47, E45).

Part of the day's outline from closing time on (`service.day_outline`). It tells where two entries differ, and never one
entry before the other is there. It travels as a CBOR map, so every member is text, an integer, a boolean, nothing, or a
list or map of such.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sailau.law.paper_form import PaperDifference
from sailau.service.acts import acts
from sailau.service.closing import relation_code
from sailau.service.copies import COPY_KIND, POSTED_KIND
from sailau.service.paper_ballots import is_mixed
from sailau.service.paper_results import PaperStanding, Place, paper_standing, places
from sailau.service.precinct import Precinct


def paper_outline(precinct: Precinct) -> Mapping[str, Any]:
    """The standing of the paper results, copies and posting, as it travels over a link."""
    return outline_of(precinct, paper_standing(precinct))


def outline_of(precinct: Precinct, standing: PaperStanding) -> Mapping[str, Any]:
    """The same of a standing that is at hand."""
    results, signed, mixed = standing.results, acts(precinct), is_mixed(precinct)
    return {
        "mixed": mixed,
        "destroyed": standing.destroyed,
        "decisions": standing.decisions,
        "places": [_place(place) for place in places(precinct)] if mixed else [],
        "contests": [
            {"id": str(asked.contest.id), "kk": title.kk, "ru": title.ru, "en": title.en or title.ru}
            for asked in precinct.style.contests
            for title in (asked.contest.title,)
            if mixed
        ],
        "entered_by": list(standing.entered_by),
        "differing": [{"place": _place(item.place), "entered": list(item.entered)} for item in standing.differing],
        "agreed": results is not None,
        "figures": {} if results is None else dict(results.figures),
        "differences": [_difference(item, item in standing.unexplained) for item in standing.differences],
        "copies": [
            {"number": one.act.data["copy"], "to": one.act.data["to"], "act": one.label}
            for one in signed
            if one.act.kind == COPY_KIND
        ],
        "posted": [
            {"place": one.act.data["place"], "until": one.act.data["until"], "act": one.label}
            for one in signed
            if one.act.kind == POSTED_KIND
        ],
    }


def _place(place: Place) -> Mapping[str, Any]:
    contest = None if place.contest is None else asdict(place.contest)
    return {"id": place.id, "line": place.line, "text": asdict(place.text), "contest": contest}


def _difference(item: PaperDifference, unexplained: bool) -> Mapping[str, Any]:
    relation = item.difference.relation
    return {
        "code": relation_code(item.difference),
        "contest": item.contest,
        "article": relation.article,
        "text": asdict(relation.text),
        "left": item.difference.left,
        "right": item.difference.right,
        "most": relation.kind.startswith("at_most"),
        "explained": not unexplained,
    }
