"""Step 14, the figures: each against what the record shows, and the control relations between them (L 43(4), (4-1)).

A figure that the archive or another file of the record can show is compared with it; the others have only the
relations, and the acts, to be held against.
"""

from collections import Counter
from fractions import Fraction

from sailau.formats.v1.record import Figures, names
from sailau.law.protocol_form import Difference, check, check_members
from sailau.verifier.archive import Archive
from sailau.verifier.finding import Findings
from sailau.verifier.record.closing import arrived
from sailau.verifier.record.reading import Record


def check_figures(record: Record, archive: Archive, findings: Findings) -> None:
    """Compare figures.json with the record, and its figures with one another."""
    figures = record.figures
    if figures is None:
        return
    for name, due in _shown(record, figures, archive).items():
        if figures.figures[name] != due:
            text = f"{name} is {figures.figures[name]}; the record shows {due}"
            findings.defect(14, "figure", f"{names.FIGURES}: {name}", text)
    _check_parts(record, figures, findings)
    _check_tours(record, figures, findings)
    reserve = Fraction(record.definition.rules.ballot_reserve_per_mille, 1000) if record.definition else None
    differences = check(figures.figures) if reserve is None else check(figures.figures, reserve=reserve)
    for difference in (*differences, *check_members(figures.issued_by_member, figures.figures)):
        report(difference, names.FIGURES, findings)


def report(difference: Difference, place: str, findings: Findings) -> None:
    """Report a relation that does not hold, under a code of its own."""
    relation = difference.relation
    text = f"{relation.text.en}: {difference.left} and {difference.right}"
    findings.defect(14, relation_code(relation.id), place, text, relation.article)


def relation_code(relation: str) -> str:
    """The finding's code of a relation: `relation-cards-issued`."""
    return f"relation-{relation.replace('_', '-')}"


def _shown(record: Record, figures: Figures, archive: Archive) -> dict[str, int]:
    """What the record shows of a figure by itself."""
    valid = [tour for tour in figures.tours if tour.valid]
    found = {
        "credentials_made": figures.credentials.made,
        "credentials_cancelled": figures.credentials.cancelled,
        "destroyed_unused": figures.credentials.destroyed_unused,
        "home_ballots": sum(tour.ballots for tour in valid),
        "closing_sealed": sum(card.sealed for card in record.closing.values()) + len(arrived(record, archive)),
        "closing_left_out": sum(card.left_out for card in record.closing.values()),
    }
    if archive.chain.whole:
        found["box_ballots"] = len(archive.chain.of_type("Ballot"))
    if record.challenged is not None:
        found["challenged"] = len(record.challenged)
    if record.voided is not None:
        found["voided"] = len(record.voided)
    return found


def _check_parts(record: Record, figures: Figures, findings: Findings) -> None:
    by_hour = sum(figures.admitted_by_hour.values())
    received = figures.figures["voters_received_ballots"]
    if by_hour != received:
        text = f"admitted by hour add up to {by_hour}, voters who received ballots are {received}"
        findings.defect(14, "admitted-by-hour", names.FIGURES, text)
    if record.cancelled is not None and figures.credentials.cancelled != len(record.cancelled.credentials):
        text = f"{figures.credentials.cancelled} credentials cancelled, {len(record.cancelled.credentials)} listed"
        findings.defect(14, "credentials-cancelled", names.FIGURES, text)


def _check_tours(record: Record, figures: Figures, findings: Findings) -> None:
    if [tour.tour for tour in figures.tours] != list(range(1, len(figures.tours) + 1)):
        findings.defect(14, "tours", names.FIGURES, "the tours are not numbered from 1")
    applications = sum(tour.applications for tour in figures.tours)
    if applications > figures.figures["home_applications"]:
        findings.defect(14, "tours", names.FIGURES, "more applications on tours than were received", "L 43(3-1)")
    lines = Counter(line.tour for line in record.voided or ())
    for tour in figures.tours:
        due = 0 if tour.valid else tour.ballots
        if record.voided is not None and lines[tour.tour] != due:
            text = f"tour {tour.tour}: {lines[tour.tour]} void ballots where {due} are due"
            findings.defect(14, "tours", names.VOIDED, text, "L 43(3-1)")
