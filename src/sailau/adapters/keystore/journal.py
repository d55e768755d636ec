"""The rule of the member's tool: an archive whose shuffles have ended, once; a second only on a recount decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sailau.refusal import Refusal, Text

ARCHIVES_MAX: Final = 2
"""The count and one recount (M48: a recount is held once only)."""


@dataclass(frozen=True, slots=True)
class Decryption:
    """An archive decrypted with this key: SHA-256 of its last shuffle event, and the recount decision or None."""

    archive: bytes
    recount_decision: str | None


def may_decrypt(
    journal: Sequence[Decryption], archive: bytes, *, shuffles_ended: bool, recount_decision: str | None
) -> Refusal | None:
    """None when the member's tool may decrypt `archive`, else why not.

    An archive that stands in the journal may be done again: a crash between journal and answer must not cost the
    member's share, and the same ciphertexts give the same answer.
    """
    if not shuffles_ended:
        return NOT_SHUFFLED
    if any(entry.archive == archive for entry in journal):
        return None
    if not journal:
        return None
    if recount_decision is None:
        return DECRYPTED_ALREADY
    if len(journal) >= ARCHIVES_MAX:
        return RECOUNTED_ALREADY
    return None


NOT_SHUFFLED: Final = Refusal(
    "archive-not-shuffled",
    "L 50-6(1)",
    Text(
        "Бақылау кодтары әлі араластырылып біткен жоқ. Кілт тек араластырылған мұрағатты ашады.",
        "Перемешивание контрольных кодов ещё не окончено. Ключ открывает только перемешанный архив.",
        "The control codes are not fully mixed yet. The key opens only an archive whose mixes have ended.",
    ),
)
DECRYPTED_ALREADY: Final = Refusal(
    "archive-decrypted-already",
    "L 43(7-1)",
    Text(
        "Бұл кілтпен басқа мұрағат ашылған. Екінші рет тек қайта санау туралы шешім бойынша ашылады.",
        "Этим ключом уже открыт другой архив. Второй раз — только по решению о пересчёте.",
        "This key has decrypted another archive. A second one needs a decision on a recount.",
    ),
)
RECOUNTED_ALREADY: Final = Refusal(
    "archive-recounted-already",
    "L 43(7-1)",
    Text(
        "Қайта санау бір рет қана жүргізіледі, ол өткізілді.",
        "Пересчёт проводится только один раз, и он уже проведён.",
        "A recount is held once only, and it has been held.",
    ),
)
