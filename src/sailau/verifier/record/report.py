"""The verifier's report on a record: findings in the order of the steps, what each step came to, the result."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sailau.election.nouns import Language
from sailau.verifier.archive import Archive
from sailau.verifier.finding import Finding, Weight
from sailau.verifier.record.reading import Record

STEPS = {
    1: "files and hashes",
    2: "signatures and roles",
    3: "definition, election, Setup",
    4: "trustees",
    5: "credentials",
    6: "archive",
    7: "ballots",
    8: "encrypted tally",
    9: "shuffles",
    10: "partial decryptions, strong proofs",
    11: "result",
    12: "control answers",
    13: "challenged and voided ballots",
    14: "protocol",
    15: "PDF",
}


class Outcome(StrEnum):
    """What a step came to."""

    SOUND = "sound"
    EXPLAINED = "explained"
    DEFECTS = "defects"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is said of one record."""

    findings: tuple[Finding, ...]
    steps: dict[int, Outcome] = field(default_factory=dict)
    election: str | None = None
    precinct: int | None = None
    uuid: str | None = None
    setup: str | None = None
    result: list[dict[str, Any]] | None = None

    @property
    def sound(self) -> bool:
        """Whether there is no defect: exit 0."""
        return not self.of_weight(Weight.DEFECT)

    def of_weight(self, weight: Weight) -> tuple[Finding, ...]:
        """The findings of one weight."""
        return tuple(finding for finding in self.findings if finding.weight is weight)

    def as_json(self) -> dict[str, Any]:
        """The form that `--json` prints."""
        return {
            "verdict": "sound" if self.sound else "refused",
            "election": self.election,
            "precinct": self.precinct,
            "uuid": self.uuid,
            "setup": self.setup,
            "findings": [finding.as_json() for finding in self.of_weight(Weight.DEFECT)],
            "explained": [finding.as_json() for finding in self.of_weight(Weight.EXPLAINED)],
            "remarks": [finding.as_json() for finding in self.of_weight(Weight.REMARK)],
            "steps": {str(step): str(outcome) for step, outcome in self.steps.items()},
            "result": self.result,
        }


def outcomes(findings: tuple[Finding, ...], judged: set[int]) -> dict[int, Outcome]:
    """What each step came to; a step without findings counts as sound only when it was judged."""
    found: dict[int, Outcome] = {}
    for step in STEPS:
        weights = {finding.weight for finding in findings if finding.step == step}
        if Weight.DEFECT in weights:
            found[step] = Outcome.DEFECTS
        elif step not in judged:
            found[step] = Outcome.NOT_JUDGED
        else:
            found[step] = Outcome.EXPLAINED if Weight.EXPLAINED in weights else Outcome.SOUND
    return found


def judged_steps(record: Record, signatures: bool) -> set[int]:
    """Which steps had what they need."""
    archive, definition = record.archive, record.definition
    needs = {
        1: record.manifest is not None,
        2: signatures,
        3: definition is not None and record.style is not None and archive is not None,
        14: record.first.protocol is not None and record.figures is not None and archive is not None,
        15: record.first.protocol is not None and signatures,
    }
    return {step for step, met in {**needs, **_archive_steps(record, archive)}.items() if met}


def _archive_steps(record: Record, archive: Archive | None) -> dict[int, bool]:
    if archive is None:
        return {}
    election, tally = archive.election is not None, archive.tally is not None
    return {
        4: archive.trustees is not None and record.definition is not None,
        5: election and bool(archive.credentials) and record.figures is not None,
        6: archive.chain.whole and record.definition is not None,
        7: election and record.cancelled is not None,
        8: tally,
        9: tally and archive.mixed is not None,
        10: archive.mixed is not None and archive.trustees is not None,
        11: archive.points is not None and archive.result is not None,
        12: archive.points is not None and archive.result is not None and record.first.codes is not None,
        13: election and record.challenged is not None and record.voided is not None,
    }


def result_of(record: Record) -> list[dict[str, Any]] | None:
    """Votes by contest as the archive's result has them; None when it could not be read."""
    archive, style = record.archive, record.style
    if archive is None or archive.result is None or style is None:
        return None
    rows = archive.result.result
    if len(rows) != len(style.questions):
        return None
    found = []
    for asked in style.contests:
        row = list(rows[asked.index])
        blank = row.pop(0) if asked.question.blank else None
        votes = [
            {"answer": number, "kk": answer.text(Language.KK), "ru": answer.text(Language.RU), "votes": votes}
            for number, (answer, votes) in enumerate(zip(asked.answers, row, strict=True), 1)
        ]
        found.append({"contest": asked.contest.id, "votes": votes, "blank": blank})
    return found
