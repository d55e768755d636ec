"""The act of a test deck as data for the printer: what was expected of every answer, and what was counted."""

from dataclasses import dataclass

from sailau.protocol.document import Attachment, Bilingual, Fact, Fingerprint, PaperHead, Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckRow:
    """One answer: its name, the expected votes by language in the order of `DeckTable.languages`, the counted ones.

    The figures are of all boxes together; `agrees` says whether every single box agreed.
    """

    number: str
    name: Bilingual
    expected: tuple[int, ...]
    counted: int
    agrees: bool

    @property
    def total(self) -> int:
        """The expected votes of all languages."""
        return sum(self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckTable:
    """One contest of one ballot style."""

    heading: Bilingual
    languages: tuple[str, ...]
    rows: tuple[DeckRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckPaper:
    """The whole act. `differences` is empty when every box came out as expected."""

    head: PaperHead
    statements: tuple[Bilingual, ...]
    facts: tuple[Fact, ...]
    tables: tuple[DeckTable, ...]
    differences: tuple[Bilingual, ...]
    verdict: Bilingual
    fingerprints: tuple[Fingerprint, ...]
    signatories: tuple[Signatory, ...]
    articles: Bilingual
    hangs: Bilingual
    attachments: tuple[Attachment, ...]
