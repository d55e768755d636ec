"""Step 5: totals, turnout and outcome, made again from the records that were verified here (L 44, 50-7(1); M58-M67)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sailau.commission.decisions import CommissionDecision
from sailau.commission.outcome import outcomes
from sailau.commission.published import published_outcome, published_totals, published_turnout
from sailau.commission.standing import Standing, counting
from sailau.commission.totals import totals
from sailau.election.nouns import AnswerId, PrecinctNumber
from sailau.formats import strict_json
from sailau.formats.v1.publication import OUTCOME_FILE, TOTALS_FILE, TURNOUT_FILE, Outcome, names
from sailau.formats.v1.publication.tables import tables
from sailau.service.country.finding import SUMS, CountryFindings
from sailau.service.country.publication import Publication

DIFFERENCES_SHOWN: Final = 50
"""Differences of one file that are named one by one: one wrong precinct shows in every unit above it."""
SHOWN_MAX: Final = 160
_TABLES: Final = (names.RESULTS_CSV, names.LINES_CSV, names.PRECINCTS_CSV, names.TURNOUT_CSV)
_NOTHING: Final = object()


def check_sums(publication: Publication, found: Mapping[PrecinctNumber, Standing], findings: CountryFindings) -> None:
    """Add up again, unit by unit, and compare line by line and vote by vote."""
    summed = totals(publication.definition, counting(found))
    if publication.totals is not None:
        due = published_totals(publication.definition, publication.totals.as_of, summed)
        compare(
            SUMS, names.TOTALS, TOTALS_FILE.codec.encode(due), TOTALS_FILE.codec.encode(publication.totals), findings
        )
    if publication.turnout is not None:
        hours = published_turnout(publication.definition, publication.turnout.as_of, summed)
        said = TURNOUT_FILE.codec.encode(publication.turnout)
        compare(SUMS, names.TURNOUT, TURNOUT_FILE.codec.encode(hours), said, findings)


def check_tables(publication: Publication, findings: CountryFindings) -> None:
    """The tables that are there say what the JSON files say."""
    returns, figures, turnout = publication.returns, publication.totals, publication.turnout
    there = [path for path in _TABLES if path in publication.manifest.files]
    if returns is None or figures is None or turnout is None or not there:
        return
    if any(entry.number not in {one.number for one in publication.definition.precincts} for entry in returns.precincts):
        return  # findings of step 4
    due = tables(publication.definition, returns, figures, turnout)
    for path in there:
        data = publication.read(path)
        if data is not None and data != due[path]:
            findings.defect(SUMS, "table-differs", path, "it is not what the JSON files make")


def check_outcome(
    publication: Publication,
    found: Mapping[PrecinctNumber, Standing],
    decisions: Iterable[CommissionDecision],
    findings: CountryFindings,
) -> Outcome | None:
    """Who is elected, judged again; what comes out, None where none was published."""
    published = publication.outcome
    if published is None:
        return None
    places = {AnswerId(answer): place for answer, place in published.registrations.items()}
    due = published_outcome(
        publication.definition,
        published.as_of,
        outcomes(publication.definition, found, decisions, places),
        preliminary=published.preliminary,
        registrations=places,
    )
    compare(SUMS, names.OUTCOME, OUTCOME_FILE.codec.encode(due), OUTCOME_FILE.codec.encode(published), findings)
    for one in due.contests:
        if one.state in ("held_back", "incomplete"):
            text = f"{one.state}: it waits for precincts {', '.join(map(str, one.waiting))}"
            findings.remark(SUMS, "contest-open", one.contest, text)
    return due


def compare(step: int, path: str, due: Any, said: Any, findings: CountryFindings) -> None:
    """Name what differs between the file as it must be and as it was published, each element by who it is of."""
    differences = list(_differences("", _named(due), _named(said)))
    for place, must, was in differences[:DIFFERENCES_SHOWN]:
        findings.defect(step, "sums-differ", f"{path}:{place}", f"published {was}; the verified records give {must}")
    if len(differences) > DIFFERENCES_SHOWN:
        findings.defect(step, "sums-differ", path, f"{len(differences) - DIFFERENCES_SHOWN} more differences")


def _named(value: Any) -> Any:
    """Lists of units and contests as objects by name, so that one missing element is one difference."""
    if isinstance(value, dict):
        return {key: _named(item) for key, item in value.items()}
    if isinstance(value, list) and value and all(isinstance(item, dict) and _name(item) for item in value):
        return {_name(item): _named(item) for item in value}
    return value


def _name(item: dict[str, Any]) -> str:
    match item:
        case {"unit": {"kind": str(kind), "id": str(id_)}}:
            return f"{kind} {id_}"
        case {"contest": str(contest), "answer": str(answer)}:
            return f"{contest} {answer}"
        case {"contest": str(contest)}:
            return contest
        case _:
            return ""


def _differences(place: str, due: Any, said: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(due, dict) and isinstance(said, dict):
        for key in sorted(due.keys() | said.keys()):
            yield from _differences(f"{place} {key}", due.get(key, _NOTHING), said.get(key, _NOTHING))
    elif due != said:
        yield place, _short(due), _short(said)


def _short(value: Any) -> str:
    if value is _NOTHING:
        return "nothing"
    text = strict_json.write(value).decode()
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"
