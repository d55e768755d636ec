"""Parts of pages: contests with their outcome, tiles, rows of units, versions of a record (L 44, 50-7; M56, M57)."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Final

from babel.dates import format_date

from sailau.commission.units import Unit, UnitKind
from sailau.election.nouns import Contest, ContestKind
from sailau.election.nouns import Language as BallotLanguage
from sailau.formats.v1.publication import ContestOutcome, ContestTotals, PrecinctEntry, UnitTotals, VersionEntry
from sailau.formats.v1.publication.names import bundle_file, record_folder
from sailau.formats.v1.record import names as record_names
from sailau.refusal import Text
from sailau.stations.results.figures import Bar, bars_of, base_of, short_share, threshold_of
from sailau.stations.results.seen import Seen, published_unit
from sailau.words import grouped
from sailau.words.numbers import Language
from sailau.words.screens import results_words

DONE: Final = frozenset({"accepted", "replaced"})
COLUMNS: Final = 7
NUMBERS_SHOWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The mandates of a party or a candidate: each holder, and who left, with the decision (its words, its address)."""

    name: str
    holders: tuple[tuple[str, str, str], ...]
    vacant: str
    left: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestPart:
    """A contest of a unit. `state`, `explanation`: of the whole contest, where its district is the unit."""

    title: str
    bars: tuple[Bar, ...]
    base_says: str
    threshold: str
    threshold_at: int
    blank: str
    invalid: str
    state: str
    settled: bool
    left_out: str
    explanation: tuple[tuple[str, str], ...]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """An oblast on the map of tiles."""

    name: str
    share: str
    href: str
    column: int
    row: int
    complete: bool
    counted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit in a list: how many of its precincts are counted, or how the precinct stands."""

    name: str
    href: str
    note: str
    mark: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPart:
    """One version of a precinct's record."""

    title: str
    counted: bool
    received: str
    verdict: str
    mark: str
    fingerprint: tuple[str, ...]
    replaces: bool
    links: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]


def say(word: str, language: Language, **filled: object) -> str:
    """A word of the site."""
    return results_words().say(word, language, **filled)


def in_language(text: Text, language: Language) -> str:
    """A text of a file in the page's language."""
    return {"kk": text.kk, "ru": text.ru, "en": text.en}[language]


def contest_part(
    seen: Seen, contest: Contest, figures: ContestTotals, language: Language, *, whole: bool
) -> ContestPart:
    """A contest; `whole`: the unit is all that the contest is decided by, so its outcome stands here."""
    outcome = seen.outcomes.get(str(contest.id)) if whole else None
    elected = {one.answer: one.seats for one in outcome.elected} if outcome else {}
    threshold = threshold_of(contest)
    word = "threshold-list" if contest.kind.value == "parties" else "threshold-majority"
    return ContestPart(
        title=contest.title.in_language(BallotLanguage(language)),
        bars=bars_of(contest, figures, language, elected),
        base_says=say("chart-says", language, base=grouped(base_of(contest, figures))),
        threshold=say(word, language, share=f"{threshold}\u00a0%") if threshold else "",
        threshold_at=threshold,
        blank=grouped(figures.blank) if contest.choices.blank else "",
        invalid=grouped(figures.invalid),
        state=_state(contest, outcome, language) if outcome else "",
        settled=outcome is not None and outcome.state == "decided",
        left_out=say("left-out", language, names=_numbers(outcome.left_out)) if outcome and outcome.left_out else "",
        explanation=tuple((step.article, in_language(step.text, language)) for step in outcome.explanation)
        if outcome
        else (),
        held=_held(seen, contest, language) if outcome else (),
    )


def _held(seen: Seen, contest: Contest, language: Language) -> tuple[Held, ...]:
    """Who holds the contest's mandates now, answers in the definition's order; an elected candidate stands above."""
    spoken = BallotLanguage(language)
    name = {str(answer.id): answer.text(spoken) for answer in contest.answers}
    place = {answer: number for number, answer in enumerate(name)}
    return tuple(
        Held(
            name=name[one.answer],
            holders=tuple(
                (in_language(holder.person.name, language), *decision_link(holder.decision, language))
                for holder in one.holders
            ),
            vacant=say("held-vacant", language, number=grouped(one.vacant)) if one.vacant else "",
            left=tuple(
                (
                    say("held-left", language, name=in_language(left.name, language), day=day(left.since, language)),
                    *decision_link(left.decision, language),
                )
                for left in one.left
            ),
        )
        for one in sorted(seen.mandates.get(str(contest.id), ()), key=lambda one: place[one.answer])
        if one.left or contest.kind is ContestKind.PARTIES
    )


def decision_link(number: int | None, language: Language) -> tuple[str, str]:
    """A decision as its words and its address from the folder of a language; both empty without one."""
    if number is None:
        return "", ""
    return say("decision", language, number=number), f"../data/decisions/{number:03d}.pdf"


def _state(contest: Contest, outcome: ContestOutcome, language: Language) -> str:
    """One sentence: who is elected, or what is open."""
    spoken = BallotLanguage(language)
    name = {str(answer.id): answer.text(spoken) for answer in contest.answers}
    match outcome.state:
        case "decided" if outcome.elected and contest.kind.value == "parties":
            told = [say("seats", language, name=name[one.answer], count=one.seats) for one in outcome.elected]
            return say("elected", language, names="; ".join(told))
        case "decided" if outcome.elected:
            return say("elected", language, names=", ".join(name[one.answer] for one in outcome.elected))
        case "decided" | "repeat_election" | "put_off":
            return say(f"state-{outcome.state}", language)
        case "tied":
            return say("state-tied", language, names=", ".join(name[one] for one in outcome.tied))
        case "repeat_vote":
            return say("state-repeat_vote", language, names=", ".join(name[one] for one in outcome.repeat_vote))
        case _:
            return say(f"state-{outcome.state}", language, names=_numbers(outcome.waiting))


def _numbers(precincts: tuple[int, ...]) -> str:
    """Numbers of precincts; of very many the first ones."""
    shown = ", ".join(f"№\u00a0{number}" for number in precincts[:NUMBERS_SHOWN])
    return shown if len(precincts) <= NUMBERS_SHOWN else f"{shown}, … ({grouped(len(precincts))})"


def standing_mark(entry: PrecinctEntry) -> str:
    """The icon of a standing: tick, clock or warning."""
    if entry.standing in DONE:
        return "check"
    return "clock" if entry.standing in {"missing", "received", "postponed", "recounting"} else "warn"


def unit_href(seen: Seen, unit: Unit) -> str:
    """The page of a unit, from the folder of a language."""
    match unit.kind:
        case UnitKind.COUNTRY:
            return "index.html"
        case UnitKind.OBLAST:
            return f"oblast-{1 + seen.of_kind(UnitKind.OBLAST).index(unit)}.html"
        case UnitKind.DISTRICT:
            return f"district-{unit.id}.html"
        case UnitKind.PRECINCT:
            return f"precinct-{unit.id}.html"


def unit_row(seen: Seen, unit: Unit, language: Language) -> UnitRow:
    """A unit in a list of another's parts."""
    name = unit.title.in_language(BallotLanguage(language))
    if unit.kind is UnitKind.PRECINCT:
        entry = seen.entries[int(unit.id)]
        return UnitRow(
            name=say("precinct", language, number=unit.id),
            href=unit_href(seen, unit),
            note=say(f"standing-{entry.standing}", language),
            mark=standing_mark(entry),
            address=seen.precincts[int(unit.id)].address.in_language(BallotLanguage(language)),
        )
    totals = seen.totals[published_unit(unit)]
    note = say("counted-of", language, counted=grouped(totals.counted), precincts=grouped(totals.precincts))
    return UnitRow(name=name, href=unit_href(seen, unit), note=note, mark="check" if _complete(totals) else "clock")


def _complete(totals: UnitTotals) -> bool:
    return totals.counted == totals.precincts


def tiles(seen: Seen, language: Language) -> tuple[Tile, ...]:
    """The map of tiles: oblasts where the table puts them, others in rows of their own below."""
    found, further = [], 0
    below = 1 + max(row for _, row in _places().values())
    for unit in seen.of_kind(UnitKind.OBLAST):
        totals = seen.totals[published_unit(unit)]
        place = _place(unit.id)
        if place is None:
            place, further = (1 + further % COLUMNS, below + further // COLUMNS), further + 1
        found.append(
            Tile(
                name=_short(unit.title.in_language(BallotLanguage(language))),
                share=short_share(totals.counted, totals.precincts),
                href=unit_href(seen, unit),
                column=place[0],
                row=place[1],
                complete=_complete(totals),
                counted=say(
                    "counted-of", language, counted=grouped(totals.counted), precincts=grouped(totals.precincts)
                ),
            )
        )
    return tuple(_drawn_together(found))


def _drawn_together(found: list[Tile]) -> list[Tile]:
    """In the order of reading, without rows in which nothing stands; a few tiles stand in one row."""
    rows = {row: place for place, row in enumerate(sorted({tile.row for tile in found}), 1)}
    placed = sorted((replace(tile, row=rows[tile.row]) for tile in found), key=lambda tile: (tile.row, tile.column))
    if len(placed) > COLUMNS:
        return placed
    return [replace(tile, column=at, row=1) for at, tile in enumerate(placed, 1)]


def _place(oblast: str) -> tuple[int, int] | None:
    """The place of the longest name of the table that the oblast's begins with."""
    fitting = [name for name in _places() if oblast.startswith(name)]
    return _places()[max(fitting, key=len)] if fitting else None


@cache
def _places() -> dict[str, tuple[int, int]]:
    text = files("sailau.data").joinpath("oblast_tiles.toml").read_text(encoding="utf-8")
    return {name: (column, row) for name, (column, row) in tomllib.loads(text)["tiles"].items()}


def _short(name: str) -> str:
    """A name without the word for oblast, which every tile has."""
    for word in (" облысы", " область", " oblast"):
        name = name.removesuffix(word)
    return name.removeprefix("область ")


def version_part(seen: Seen, entry: PrecinctEntry, version: VersionEntry, language: Language) -> VersionPart:
    """One version with its downloads; addresses from the folder of a language."""
    return VersionPart(
        title=say("version", language, number=version.version),
        counted=version.bundle_sha256 == entry.counted,
        received=say("received-at", language, moment=moment(version.received, language)),
        verdict=say(f"verdict-{version.verdict}", language),
        mark={"sound": "check", "explained": "check", "refused": "stop", "unjudged": "clock"}[version.verdict],
        fingerprint=tuple(version.manifest_sha256[at : at + 4] for at in range(0, 16, 4)),
        replaces=version.replaces is not None,
        links=tuple(_links(seen, version, language)),
        reasons=tuple((one.article, in_language(one.text, language)) for one in version.reasons),
    )


def _links(seen: Seen, version: VersionEntry, language: Language) -> list[tuple[str, str]]:
    if version.record is None:
        return []
    found = [(say("get-bundle", language), f"../{bundle_file(version.record)}")]
    folder = record_folder(version.record)
    recount = seen.folder / folder / record_names.RECOUNT
    inner = f"{folder}/{record_names.RECOUNT}" if recount.is_dir() else folder
    for word, place, name in (
        ("get-protocol", inner, record_names.PROTOCOL_PDF),
        ("get-paper", folder, record_names.PAPER_PROTOCOL_PDF),
        ("get-summary", folder, record_names.SUMMARY_PROTOCOL_PDF),
        ("get-codes", inner, record_names.CODES_PDF),
    ):
        if (seen.folder / place / name).is_file():
            found.append((say(word, language), f"../{place}/{name}"))
    return found


def moment(at: datetime, language: Language) -> str:
    """A moment as people read it: 5 December 2005, 00:00."""
    return f"{day(at.date(), language)}, {at:%H:%M}"


@cache
def day(date: date, language: Language) -> str:
    """A day as people read it."""
    form = {"kk": "y 'ж'. d MMMM", "ru": "d MMMM y 'г'.", "en": "d MMMM y"}[language]
    return format_date(date, form, locale=language).replace(" ", "\u00a0")
