"""The pages of the site as plain values, in one language each (L 44; M54-M57), for `rendering`."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sailau.commission.units import Unit, UnitKind
from sailau.election.nouns import Language as BallotLanguage
from sailau.formats.v1.publication import FINAL, ProtocolTotals, UnitTotals
from sailau.law.protocol_figures import FIGURES
from sailau.stations.results.figures import hours_of, share_text, short_share
from sailau.stations.results.parts import (
    ContestPart,
    contest_part,
    day,
    decision_link,
    in_language,
    moment,
    say,
    standing_mark,
    tiles,
    unit_href,
    unit_row,
    version_part,
)
from sailau.stations.results.seen import Seen, published_unit
from sailau.words import grouped
from sailau.words.numbers import Language
from sailau.words.screens import results_words

LINES_ABOVE: Final = ("voters_on_list", "voters_received_ballots", "participants", "home_ballots", "valid", "invalid")
"""Lines of the protocol that are shown of oblasts, districts and the country; a precinct's page has all."""
KINDS: Final = ("electronic", "paper", "summary")
WHAT: Final = {
    "data/manifest.json": "file-manifest",
    "data/election.json": "file-election",
    "data/returns.json": "file-returns",
    "data/totals.json": "file-totals",
    "data/turnout.json": "file-turnout",
    "data/outcome.json": "file-outcome",
    "data/mandates.json": "file-mandates",
    "data/root.pem": "file-root",
}
WHAT_IN: Final = {
    "decisions": "decision",
    "notices": "notice",
    "revised": "revised",
    "schema": "schema",
    "nist": "nist",
}


@cache
def words_of(language: Language) -> dict[str, str]:
    """All words of the site that have no places, by id with `_` for `-`, as templates name them."""
    entries = results_words().entries
    return {
        word.replace("-", "_"): str(texts[language])
        for word, texts in entries.items()
        if isinstance(texts[language], str) and "{" not in str(texts[language])
    }


def frame(seen: Seen, language: Language, href: str, title: str) -> dict[str, Any]:
    """What every page has around its content; `href` is its own name, which it has in each language."""
    stage = "final" if seen.manifest.stage == FINAL else "preliminary"
    return {
        "language": language,
        "href": href,
        "title": title,
        "w": words_of(language),
        "election": seen.definition.title.in_language(BallotLanguage(language)),
        "date": day(seen.definition.date, language),
        "stage": say(stage, language),
        "as_of": say(
            "as-of", language, moment=moment(seen.returns.as_of, language), number=grouped(seen.manifest.number)
        ),
        "training": seen.manifest.training,
    }


def unit_page(seen: Seen, unit: Unit, language: Language) -> dict[str, Any]:
    """The country, an oblast or a district."""
    totals = seen.totals[published_unit(unit)]
    title = unit.title.in_language(BallotLanguage(language))
    country = unit.kind is UnitKind.COUNTRY
    if country:
        title = seen.definition.title.in_language(BallotLanguage(language))
    return {
        **frame(seen, language, unit_href(seen, unit), title),
        "country": country,
        "path": () if country else _path(seen, language),
        "here": title,
        "tiles4": _summary(seen, unit, totals, language),
        "by_votes": True,
        "contests": tuple(map(_by_votes, contests_of(seen, unit, totals, language))),
        "lines": _lines(totals, language, LINES_ABOVE),
        "tiles": tiles(seen, language) if country else (),
        "hours": _hours(seen, unit),
        "lists": _lists(seen, unit, language),
        "precinct_title": say("precinct", language, number="{}"),
        "records": say("trust-records", language, number=grouped(len(seen.manifest.records))),
    }


def precinct_page(seen: Seen, unit: Unit, language: Language) -> dict[str, Any]:
    """One precinct: standing, votes, the protocol's lines, every version of its record."""
    entry, precinct = seen.entries[int(unit.id)], seen.precincts[int(unit.id)]
    totals, spoken = seen.totals[published_unit(unit)], BallotLanguage(language)
    title = say("precinct", language, number=unit.id)
    counted = next((one for one in entry.versions if one.bundle_sha256 == entry.counted), None)
    latest = counted or (entry.versions[-1] if entry.versions else None)
    return {
        **frame(seen, language, unit_href(seen, unit), title),
        "path": (*_path(seen, language), *_above(seen, unit, language)),
        "here": title,
        "number": unit.id,
        "name": precinct.name.in_language(spoken),
        "address": precinct.address.in_language(spoken),
        "standing": say(f"standing-{entry.standing}", language),
        "mark": standing_mark(entry),
        "since": say("since", language, moment=moment(entry.since, language)) if entry.since else "",
        "decision": _decision(entry.decision, language),
        "reasons": tuple((one.article, in_language(one.text, language)) for one in entry.reasons),
        "shown": version_part(seen, entry, latest, language) if latest else None,
        "judged": say("verdict-text", language, moment=moment(counted.judged, language))
        if counted and counted.judged
        else "",
        "contests": contests_of(seen, unit, totals, language),
        "lines": _lines(totals, language, tuple(figure.id for figure in FIGURES)),
        "hours": _hours(seen, unit),
        "turned": published_unit(unit) in seen.turnout,
        "versions": tuple(version_part(seen, entry, one, language) for one in entry.versions),
    }


def plain_page(seen: Seen, language: Language, name: str) -> dict[str, Any]:
    """Data, checking, finder, comparison: pages without figures of a unit."""
    return {
        **frame(seen, language, f"{name}.html", say(f"{name}-heading", language)),
        "path": _path(seen, language),
        "here": say(f"{name}-heading", language),
        "files": _files(seen, language) if name == "data" else (),
        "own": seen.definition.id,
        "search": {
            word.replace("_", "-"): text
            for word, text in words_of(language).items()
            if word.startswith(("find_", "compare_", "kind_"))
        },
    }


def contests_of(seen: Seen, unit: Unit, totals: UnitTotals, language: Language) -> tuple[ContestPart, ...]:
    """The contests in which the unit's precincts vote, in the definition's order."""
    result = totals.result
    if result is None:
        return ()
    return tuple(
        contest_part(
            seen, contest, result.contests[str(contest.id)], language, whole=_decides(seen, unit, contest.district)
        )
        for contest in seen.definition.contests
        if str(contest.id) in result.contests
    )


def _by_votes(part: ContestPart) -> ContestPart:
    return replace(part, bars=tuple(sorted(part.bars, key=lambda bar: -bar.votes)))


def _decides(seen: Seen, unit: Unit, district: str) -> bool:
    """Whether the unit is the contest's district, or the country where that is as large."""
    if unit.kind is UnitKind.DISTRICT:
        return unit.id == district
    return unit.kind is UnitKind.COUNTRY


def _summary(seen: Seen, unit: Unit, totals: UnitTotals, language: Language) -> tuple[tuple[str, str, str], ...]:
    """The four large figures of a unit: name, figure, what it is of."""
    lines = totals.result.lines if totals.result else {}
    listed = lines.get("voters_on_list", 0)
    took = sum(seen.took_part.get(int(number), 0) for number in unit.precincts)
    entries = [seen.entries[int(number)] for number in unit.precincts]
    verified = sum(1 for entry in entries if entry.counted is not None)
    still = totals.precincts - verified
    of_list = say("tile-of-list", language, share=share_text(took, listed, language), number=grouped(listed))
    of_precincts = say(
        "tile-of-precincts",
        language,
        number=grouped(totals.precincts),
        share=short_share(totals.counted, totals.precincts),
    )
    open_ = say("tile-open", language, number=grouped(still)) if still else say("tile-none-open", language)
    return (
        (say("tile-participants", language), grouped(took), of_list),
        _valid(totals, language),
        (say("tile-protocols", language), grouped(totals.counted), of_precincts),
        (say("tile-verified", language), grouped(verified), open_),
    )


def _valid(totals: UnitTotals, language: Language) -> tuple[str, str, str]:
    """Valid votes of the one contest; of several, the box's ballots cannot be one figure of votes."""
    contests = list(totals.result.contests.values()) if totals.result else []
    if len(contests) > 1:
        return (
            say("tile-valid", language),
            " · ".join(grouped(one.valid) for one in contests[:3]),
            say("tile-several", language),
        )
    valid, invalid = (contests[0].valid, contests[0].invalid) if contests else (0, 0)
    return (say("tile-valid", language), grouped(valid), say("tile-invalid", language, number=grouped(invalid)))


def _lines(totals: UnitTotals, language: Language, wanted: Iterable[str]) -> dict[str, Any]:
    """The protocol's lines: a column for each kind of protocol that there is."""
    kinds: list[tuple[str, ProtocolTotals]] = [
        (kind, found) for kind in KINDS if (found := getattr(totals, kind)) is not None
    ]
    form = {figure.id: figure for figure in FIGURES}
    rows = []
    for name in wanted:
        values = [found.lines.get(name) for _, found in kinds]
        if any(value is not None for value in values):
            cells = tuple("—" if value is None else grouped(value) for value in values)
            rows.append((form[name].line, in_language(form[name].text, language), cells))
    return {"kinds": tuple(say(f"kind-{kind}", language) for kind, _ in kinds), "rows": tuple(rows)}


def _hours(seen: Seen, unit: Unit) -> Any:
    turned = seen.turnout.get(published_unit(unit))
    return hours_of(turned.admitted_by_hour, precinct=len(unit.precincts) == 1) if turned else ()


def _path(seen: Seen, language: Language) -> tuple[tuple[str, str], ...]:
    return ((say("republic", language), "index.html"),)


def _above(seen: Seen, unit: Unit, language: Language) -> tuple[tuple[str, str], ...]:
    """The oblast of a precinct."""
    spoken = BallotLanguage(language)
    oblast = seen.precincts[int(unit.id)].oblast.kk
    return tuple(
        (one.title.in_language(spoken), unit_href(seen, one))
        for one in seen.of_kind(UnitKind.OBLAST)
        if one.id == oblast
    )


def _lists(seen: Seen, unit: Unit, language: Language) -> tuple[tuple[str, Any], ...]:
    """The units that a unit consists of: of the country its oblasts and districts, of others the precincts."""
    if unit.kind is UnitKind.COUNTRY:
        parts = [(UnitKind.OBLAST, "unit-regions")]
        if len(seen.definition.districts) > 1:
            parts.append((UnitKind.DISTRICT, "unit-districts"))
        return tuple(
            (say(word, language), tuple(unit_row(seen, one, language) for one in seen.of_kind(kind)))
            for kind, word in parts
        )
    within = {str(int(number)) for number in unit.precincts}
    rows = tuple(unit_row(seen, one, language) for one in seen.of_kind(UnitKind.PRECINCT) if one.id in within)
    return ((say("unit-precincts", language), rows),)


def _decision(number: int | None, language: Language) -> tuple[str, str] | None:
    return None if number is None else decision_link(number, language)


def _files(seen: Seen, language: Language) -> tuple[tuple[str, str, str, str], ...]:
    """The files of `data/`: address, name, what it is, address of the signature."""
    listed = {"data/manifest.json", *seen.manifest.files}
    found = []
    for path in sorted(listed, key=lambda one: (one.count("/"), one)):
        if path.endswith(".p7s"):
            continue
        signed = f"{path}.p7s"
        known = signed in listed or path == "data/manifest.json"
        found.append((f"../{path}", path, say(_what(path), language), f"../{signed}" if known else ""))
    return tuple(found)


def _what(path: str) -> str:
    if path in WHAT:
        return WHAT[path]
    folder = path.split("/")[1]
    if folder in WHAT_IN:
        return f"file-{WHAT_IN[folder]}"
    return "file-csv" if path.endswith(".csv") else "file-other"
