"""Which findings a signed act may explain (L 43(4), (4-1), (8); ballot protocol, profile 10 and closing).

Only what happens among people and machines in spite of a sound count: a dead terminal, a card that nobody can account
for, a code that came twice. Never the cryptography, the signatures, the definition, or a challenge (steps 1 to 11, 13),
and never that the papers say something else than the data (15).
"""

from dataclasses import replace

from sailau.verifier.finding import Finding, Findings, Weight
from sailau.verifier.record.reading import Record

EXPLAINABLE = frozenset(
    {
        "member-unsigned",
        "control-canonical",
        "control-code",
        "control-code-twice",
        "code-totals",
        "closing-missing",
        "closing-count",
        "closing-sum",
        "closing-challenged",
        "admitted-by-hour",
    }
)
EXPLAINABLE_PREFIX = "relation-"


def may_be_explained(code: str) -> bool:
    """Whether an act may account for findings of this code."""
    return code in EXPLAINABLE or code.startswith(EXPLAINABLE_PREFIX)


def explain(record: Record, findings: Findings) -> None:
    """Weigh as explained what a soundly signed act of this record names and the law lets be explained."""
    by_code = {code: file.path for file in reversed(record.acts) if file.sound for code in file.act.explains}
    findings.items = [_weighed(finding, by_code) for finding in findings.items]


def _weighed(finding: Finding, by_code: dict[str, str]) -> Finding:
    if finding.weight is not Weight.DEFECT or not may_be_explained(finding.code) or finding.code not in by_code:
        return finding
    text = f"{finding.text} — explained by {by_code[finding.code]}"
    return replace(finding, text=text, weight=Weight.EXPLAINED)
