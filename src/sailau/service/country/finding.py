"""What is found above the records: step, stable code, place, text, article (L 20(9), 43(8-1), 44)."""

from dataclasses import dataclass, field
from typing import Final

from sailau.verifier.finding import Finding, Weight

PUBLICATION: Final = 1
DEFINITION: Final = 2
RECORDS: Final = 3
STANDINGS: Final = 4
SUMS: Final = 5
PAPERS: Final = 6

ARTICLES: Final = {
    PUBLICATION: "L 20(9), 43(8-1)",
    DEFINITION: "L 37(1)",
    RECORDS: "L 43(8), 50-7(1)",
    STANDINGS: "L 43(8), (9), 50-7",
    SUMS: "L 44, 50-7(1)",
    PAPERS: "L 20(5), 44(5)",
}
"""The article behind each step."""


@dataclass(slots=True)
class CountryFindings:
    """Collects findings; the verification goes on after each."""

    items: list[Finding] = field(default_factory=list)

    def defect(self, step: int, code: str, place: str, text: str) -> None:
        """Note something for which the publication is not accepted."""
        self.items.append(Finding(step, code, _plain(place), _plain(text), ARTICLES[step]))

    def remark(self, step: int, code: str, place: str, text: str) -> None:
        """Note something that a reader should know: what is open, or could not be judged."""
        self.items.append(Finding(step, code, _plain(place), _plain(text), ARTICLES[step], Weight.REMARK))

    def defective(self, step: int) -> bool:
        """Whether a step has a defect."""
        return any(item.step == step and item.weight is Weight.DEFECT for item in self.items)


def _plain(text: str) -> str:
    """Foreign text made printable: nobody's terminal obeys a publication."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
