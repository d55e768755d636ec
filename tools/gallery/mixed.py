"""The papers of a mixed precinct: three protocols and a copy that chair and secretary signed, from a day that is held.

The day is the tests' own: two vote by card, six by paper; two members enter the paper results, in which a ballot is
missing, and an act explains it. So every kind of line that these papers may have stands on them.
"""

from pathlib import Path
from typing import Final

from sailau.formats.v1.record import names
from sailau.service.copies import Copy, give_copy
from sailau.service.paper_results import explain_paper
from sailau.service.papers import sign_paper
from sailau.service.record import write_record
from tests.service.test_paper_results import ILL, WHY, counted, destroyed, entered, finished, paper_day

OBSERVER: Final = "Серікбаева Айгүл Маратқызы, байқаушы"
PRINTED: Final = (names.PROTOCOL_PDF, names.PAPER_PROTOCOL_PDF, names.SUMMARY_PROTOCOL_PDF)


def mixed_papers(place: Path) -> dict[str, bytes]:
    """Each paper by a name; the day is held in `place`, an empty folder."""
    record = place / "record"
    with paper_day(place) as day:
        destroyed(day, 12)
        entered(day, counted(paper_spoilt=2))
        finished(day)
        explain_paper(day.precinct, WHY, day.signers())
        refused = write_record(day.precinct, record, day.signers(), unsigned=ILL)
        if refused is not None:
            raise SystemExit(f"gallery: the mixed precinct's record was refused: {refused.text.en}")
        signers = day.signers(1, 3)
        copy = give_copy(day.precinct, record, OBSERVER, signers)
        if not isinstance(copy, Copy):
            raise SystemExit(f"gallery: the copy was refused: {copy.text.en}")
        found = {Path(name).stem: (record / name).read_bytes() for name in PRINTED}
        for name, printed in copy.papers.items():
            paper = printed.paper
            for signer in signers:
                paper = sign_paper(paper, signer, day.precinct.now())
            found[f"copy-{Path(name).stem}"] = paper
    return found
