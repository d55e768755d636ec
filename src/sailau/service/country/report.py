"""What is said of a whole publication: findings by step, the records' verdicts, the country's figures (L 20(9), 44)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sailau.formats.v1.publication import COUNTRY, Outcome, ProtocolTotals, Totals
from sailau.service.country.journal import VERDICT
from sailau.service.country.tasks import RecordVerdict
from sailau.verifier.finding import Finding, Weight

STEPS: Final = (1, 2, 3, 4, 5, 6)


class StepOutcome(StrEnum):
    """What a step came to."""

    SOUND = "sound"
    DEFECTS = "defects"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryReport:
    """The whole report. `records` are the verdicts by name; `kept` says how many of them come from the journal.

    `open` are contests and precincts that results wait for: remarks, no defects.
    """

    election: str | None
    findings: tuple[Finding, ...]
    judged: frozenset[int]
    records: tuple[RecordVerdict, ...] = ()
    kept: int = 0
    precincts: int = 0
    counted: int = 0
    decisions: int = 0
    notices: int = 0
    totals: Totals | None = None
    outcome: Outcome | None = None

    @property
    def sound(self) -> bool:
        """Whether there is no defect: exit 0."""
        return not self.of_weight(Weight.DEFECT)

    def of_weight(self, weight: Weight) -> tuple[Finding, ...]:
        """The findings of one weight."""
        return tuple(finding for finding in self.findings if finding.weight is weight)

    def step(self, step: int) -> StepOutcome:
        """What a step came to."""
        if any(finding.step == step for finding in self.of_weight(Weight.DEFECT)):
            return StepOutcome.DEFECTS
        return StepOutcome.SOUND if step in self.judged else StepOutcome.NOT_JUDGED

    @property
    def country(self) -> ProtocolTotals | None:
        """The country's figures, as published and found right; None when they are not."""
        if self.totals is None or self.step(5) is not StepOutcome.SOUND:
            return None
        return next((one.result for one in self.totals.units if one.unit.kind == COUNTRY), None)

    def as_json(self) -> dict[str, Any]:
        """The form that `--json` prints and `--report` writes."""
        return {
            "verdict": "sound" if self.sound else "refused",
            "election": self.election,
            "steps": {str(step): str(self.step(step)) for step in STEPS},
            "precincts": self.precincts,
            "counted": self.counted,
            "decisions": self.decisions,
            "notices": self.notices,
            "findings": [finding.as_json() for finding in self.of_weight(Weight.DEFECT)],
            "remarks": [finding.as_json() for finding in self.of_weight(Weight.REMARK)],
            "records": {one.name: _record_json(one) for one in self.records},
        }


def _record_json(verdict: RecordVerdict) -> dict[str, Any]:
    found: dict[str, Any] = VERDICT.codec.encode(verdict)
    return {key: value for key, value in found.items() if key not in ("format", "name", "figures", "milliseconds")}
