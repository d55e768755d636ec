"""Findings: what the verifier says of a record, each with step, code, place and the law's article."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

LISTED_PER_CODE_MAX = 1000
"""Findings of one code beyond this are not listed: a broken archive may have a hundred thousand."""


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
    _listed: Counter[str] = field(default_factory=Counter)

    def defect(self, step: int, code: str, place: str, text: str, article: str = "") -> None:
        """Note a defect. What is quoted from a file is made printable: nobody's terminal obeys a record."""
        self._listed[code] += 1
        if self._listed[code] > LISTED_PER_CODE_MAX:
            return
        if self._listed[code] == LISTED_PER_CODE_MAX:
            place, text = "", f"{place}: {text} (and perhaps more of this kind, which are not listed)"
        self.items.append(Finding(step, code, _printable(place), _printable(text), article or ARTICLES[step]))

    def remark(self, step: int, code: str, place: str, text: str) -> None:
        """Note what cannot be judged from what is given."""
        self.items.append(Finding(step, code, _printable(place), _printable(text), ARTICLES[step], Weight.REMARK))

    @property
    def defects(self) -> list[Finding]:
        """The findings that make a record refused."""
        return [item for item in self.items if item.weight is Weight.DEFECT]


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
