"""Step 14, the recount: the same Setup and ballots, mixed by two others, with the same result (L 43(5), 50-6(1))."""

from collections import Counter

from sailau.election.questions import HomomorphicQuestion
from sailau.formats.v1.record import names
from sailau.formats.v1.record.acts import RECOUNT
from sailau.verifier.archive import Archive
from sailau.verifier.finding import Findings
from sailau.verifier.record.reading import Record


def check_recount(record: Record, findings: Findings) -> None:
    """Hold the second count against the first, and both against the decision."""
    decided = [file for file in record.acts if file.act.kind == RECOUNT]
    if record.again is None:
        if decided:
            findings.defect(14, "recount-missing", names.RECOUNT, "a recount was decided, the record has none")
        return
    if len(decided) != 1:
        findings.defect(14, "recount-act", names.ACTS, f"{len(decided)} decisions on a recount where one is due")
    first, again = record.first.archive, record.again.archive
    if first is None or again is None:
        return
    place = record.again.name(again.chain.path.name)
    if first.chain.setup_event != again.chain.setup_event:
        findings.defect(14, "recount-setup", place, "the recount has another Setup")
    if first.ballot_digests != again.ballot_digests:
        findings.defect(14, "recount-ballots", place, "the recount has other ballots")
    if both := set(first.mixers) & set(again.mixers):
        text = f"members {', '.join(map(str, sorted(both)))} mixed in both counts"
        findings.defect(14, "recount-mixers", place, text)
    if not _same_result(first, again):
        findings.defect(14, "recount-result", place, "the two counts have different results")


def _same_result(first: Archive, again: Archive) -> bool:
    """Equal totals, and the same control answers in whatever order."""
    if first.result is None or again.result is None or first.election is None:
        return True  # not there: a finding of step 6 or 11
    if len(first.result.result) != len(again.result.result):
        return False
    return all(
        left == right if isinstance(question, HomomorphicQuestion) else Counter(left) == Counter(right)
        for question, left, right in zip(
            first.election.questions, first.result.result, again.result.result, strict=True
        )
    )
