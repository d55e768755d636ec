"""Findings: what the verifier says of a record, each with step, code, place and the law's article."""

from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """How a finding counts: a defect, one that a signed act explains, or what cannot be judged."""

    DEFECT = "defect"
    EXPLAINED = "explained"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `step` is the plan's number, `code` is stable, `place` names file and element."""

    step: int
    code: str
    place: str
    text: str
    article: str = ""
    weight: Weight = Weight.DEFECT

    def as_json(self) -> dict[str, object]:
        """Return the form that `--json` prints."""
        return {
            "step": self.step,
            "code": self.code,
            "place": self.place,
            "text": self.text,
            "article": self.article,
            "weight": str(self.weight),
        }


ARTICLES = {
    1: "L 43(8)",
    2: "L 50-6(2)",
    3: "L 37(1), 50-4",
    4: "L 50-2(2)",
    5: "L 37(2)",
    6: "L 50-2(4)",
    7: "L 41, 50-5(5)",
    8: "L 50-6(1)",
    9: "R 11",
    10: "L 50-6(1)",
    11: "L 50-6(1)",
    12: "R 11, 19",
    13: "L 50-5(1)",
    14: "L 43(4), 43(4-1)",
    15: "L 50-6(2)",
}
"""The article behind each step, for findings that name no closer one."""


@dataclass(slots=True)
class Findings:
    """Collects findings; the verifier goes on after each."""

    items: list[Finding] = field(default_factory=list)

    def defect(self, step: int, code: str, place: str, text: str, article: str = "") -> None:
        """Note a defect."""
        self.items.append(Finding(step, code, place, text, article or ARTICLES[step]))

    def remark(self, step: int, code: str, place: str, text: str) -> None:
        """Note what cannot be judged from what is given."""
        self.items.append(Finding(step, code, place, text, ARTICLES[step], Weight.REMARK))

    @property
    def defects(self) -> list[Finding]:
        """The findings that make a record refused."""
        return [item for item in self.items if item.weight is Weight.DEFECT]
