"""Step 4: what was published of each precinct follows from its records and from what was decided (L 43(8), (9)).

The verdict on each version, its bundle's head and the standing of every precinct are made again and compared. A version
whose record is not published can be refused by nobody's word but the commission's: that is a remark, and a defect where
its figures are counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sailau.commission.decisions import CommissionDecision, Postponement, refusal_of
from sailau.commission.effect import accepted_bundles
from sailau.commission.published import received_bundle
from sailau.commission.refusals import number_out_of_order
from sailau.commission.revised import refuse_day
from sailau.commission.standing import Accepted, ReceivedBundle, Standing, StandingKind, standings
from sailau.election.nouns import PrecinctNumber
from sailau.formats.v1.publication import PrecinctEntry, Returns, VersionEntry, names
from sailau.service.country.finding import PAPERS, RECORDS, STANDINGS, CountryFindings
from sailau.service.country.publication import Publication
from sailau.service.country.tasks import RecordVerdict

Verdicts = Mapping[str, RecordVerdict]
"""The verdicts on the published records, by name."""


def check_records(publication: Publication, returns: Returns, verdicts: Verdicts, findings: CountryFindings) -> None:
    """Each version against its record: who it is of, hashes, definition, verdict, bundle."""
    for entry in returns.precincts:
        for version in entry.versions:
            if version.record is None:
                _unpublished(entry, version, findings)
            elif version.record in verdicts:
                _compare(publication, entry, version, verdicts[version.record], findings)


def _unpublished(entry: PrecinctEntry, version: VersionEntry, findings: CountryFindings) -> None:
    place = f"precinct {entry.number}, version {version.version}"
    if version.bundle_sha256 == entry.counted:
        findings.defect(RECORDS, "counted-unpublished", place, "its figures are counted, its record is not published")
    else:
        text = f"not published; that it is {version.verdict} is the commission's word"
        findings.remark(RECORDS, "record-unpublished", place, text)


def _compare(
    publication: Publication,
    entry: PrecinctEntry,
    version: VersionEntry,
    found: RecordVerdict,
    findings: CountryFindings,
) -> None:
    place = found.name
    identity = (found.election, found.precinct, found.uuid, found.manifest_sha256)
    if identity != (publication.manifest.election, entry.number, version.uuid, version.manifest_sha256):
        findings.defect(RECORDS, "other-record", place, "of another election, precinct or archive than was published")
    if found.definition_sha256 != publication.definition_of(entry.number):
        findings.defect(RECORDS, "other-definition", place, "it holds another definition than the publication")
    if found.verdict != version.verdict:
        _verdict_differs(version, found, findings)
    elif found.verdict == "refused":
        findings.remark(RECORDS, "record-refused", place, f"refused by the commission too: {_first(found)}")
    if found.bundle:
        findings.defect(RECORDS, "bundle", f"{place}.bundle.zip", found.bundle)
    elif found.head is None:
        findings.remark(RECORDS, "bundle-missing", f"{place}.bundle.zip", "not here: what it replaces was not judged")
    elif (found.head.version, found.head.replaces, found.head.act) != (version.version, version.replaces, version.act):
        text = "the head that the precinct signed says another version, replaced bundle or act than was published"
        findings.defect(RECORDS, "bundle-head", f"{place}.bundle.zip", text)


def _verdict_differs(version: VersionEntry, found: RecordVerdict, findings: CountryFindings) -> None:
    text = f"published as {version.verdict}, found {found.verdict}"
    if found.verdict == "refused":
        findings.defect(RECORDS, "record-defective", found.name, f"{text}: {_first(found)}")
    elif version.verdict == "unjudged":
        findings.remark(RECORDS, "not-judged-yet", found.name, text)
    else:
        findings.defect(RECORDS, "verdict-differs", found.name, text)


def _first(found: RecordVerdict) -> str:
    """The first finding, and how many there are."""
    if not found.findings:
        return f"{found.defects} defects"
    first = found.findings[0]
    return f"{found.defects} defects; step {first.step}, {first.code}, {first.place}: {first.text}"


def found_standings(
    publication: Publication, returns: Returns, verdicts: Verdicts, decisions: Iterable[CommissionDecision]
) -> dict[PrecinctNumber, Standing]:
    """Where each precinct stands by the records that were verified here and the decisions that were published."""
    bundles = _bundles(returns, verdicts)
    return standings(publication.definition, bundles, [_to_the_second(decision) for decision in decisions])


def check_decisions(
    publication: Publication,
    returns: Returns,
    verdicts: Verdicts,
    decisions: Iterable[CommissionDecision],
    findings: CountryFindings,
) -> None:
    """Each decision might be taken when it was: by that body, in that order, of protocols accepted by then."""
    bundles, earlier = _bundles(returns, verdicts), list[CommissionDecision]()
    for decision in decisions:
        known = accepted_bundles(one for one in bundles if _judged_before(one, decision))
        refused = refusal_of(decision, publication.definition, earlier, known)
        if refused is not None and refused.code != number_out_of_order(0).code:  # a gap is a finding of its own
            findings.defect(PAPERS, "decision-unlawful", names.decision_file(decision.number), refused.text.en)
        earlier.append(decision)


def _bundles(returns: Returns, verdicts: Verdicts) -> list[ReceivedBundle]:
    found = []
    for entry in returns.precincts:
        for version in entry.versions:
            verdict = None if version.record is None else verdicts.get(version.record)
            found.append(received_bundle(entry, version, None if verdict is None else verdict.figures))
    return found


def _judged_before(bundle: ReceivedBundle, decision: CommissionDecision) -> bool:
    """Whether the bundle was accepted when the decision was taken; within one minute, in the decision's favour."""
    if not isinstance(bundle.judgement, Accepted):
        return False
    judged, taken = (one.replace(second=0, microsecond=0) for one in (bundle.judgement.at, decision.taken))
    return judged < taken or (judged == taken and not isinstance(decision.matter, Postponement))


def check_revisions(
    publication: Publication, decisions: Iterable[CommissionDecision], findings: CountryFindings
) -> None:
    """Whoever votes under a revised definition was postponed to that day by a decision."""
    taken = tuple(decisions)
    for one in publication.revisions:
        refused = refuse_day(one.definition, taken)
        if refused is not None:
            findings.defect(STANDINGS, refused.code, names.revised_file(one.definition.revision), refused.text.en)


def _to_the_second(decision: CommissionDecision) -> CommissionDecision:
    return replace(decision, taken=decision.taken.replace(microsecond=0))


def check_standings(returns: Returns, found: Mapping[PrecinctNumber, Standing], findings: CountryFindings) -> None:
    """Every precinct of the definition stands once, and as it must."""
    published = returns.by_number
    for number in sorted(found.keys() - published.keys()):
        findings.defect(STANDINGS, "precinct-missing", f"precinct {number}", "of the definition; not in returns.json")
    for unknown in sorted(published.keys() - found.keys()):
        findings.defect(STANDINGS, "precinct-unknown", f"precinct {unknown}", "the definition has no such precinct")
    for number, standing in found.items():
        if number in published:
            _check_one(published[number], standing, findings)


def _check_one(entry: PrecinctEntry, standing: Standing, findings: CountryFindings) -> None:
    place = f"precinct {entry.number}"
    if entry.standing == "refused" and standing.kind is StandingKind.MISSING:
        findings.remark(STANDINGS, "refused-at-the-door", place, "what came was no bundle, by the commission's word")
        return
    if entry.standing != standing.kind.value:
        text = f"published as {entry.standing}; by its records and the decisions it is {standing.kind.value}"
        findings.defect(STANDINGS, "standing", place, text)
        return
    counted = None if standing.figures is None else standing.figures.bundle_sha256
    if entry.counted != counted:
        findings.defect(STANDINGS, "counted", place, f"counted is {entry.counted}; it must be {counted}")
    if (_second(entry.since), entry.decision) != (_second(standing.since), standing.decision):
        text = f"since {entry.since}, decision {entry.decision}; it must be {standing.since}, {standing.decision}"
        findings.defect(STANDINGS, "standing-since", place, text)
    if not standing.settled:
        findings.remark(STANDINGS, "precinct-open", place, f"{entry.standing}: results wait for it")


def _second(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(microsecond=0)
