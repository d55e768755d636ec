"""An archive up to the end of its mixes, judged before anybody decrypts it (steps 3 to 9; R 16, 18; L 50-6(1)).

Whoever holds a share of the key opens what was mixed, and must not be made to open anything else: one voter's ballot
passed off as the sum of all. So the holder's own program recomputes the sum from the ballots and checks each mix.
"""

from pathlib import Path
from typing import Final

from sailau.verifier.archive import judge_setup, sharing
from sailau.verifier.box import judge_box
from sailau.verifier.chain import read_chain
from sailau.verifier.counted import judge_mixes
from sailau.verifier.finding import Findings
from sailau.verifier.judged import Archive, Progress
from sailau.verifier.workers import Workers

INCOMPLETE: Final = "archive-incomplete"


def judge_mixed(path: Path, findings: Findings, workers: Workers, progress: Progress = lambda *_: None) -> Archive:
    """Judge the archive at `path`, which ends with its mixes. Raises OSError when it cannot be read.

    Nothing may be decrypted of it unless `findings` has no defect and `mixed` is there.
    """
    found = Findings()
    archive = Archive(read_chain(path, found))
    last = archive.chain.messages[-1].event.type if archive.chain.messages else ""
    findings.items += [one for one in found.items if one.code != INCOMPLETE]
    if last != "EndShuffles":
        findings.defect(9, "not-mixed", path.name, f"ends after {last or 'the header'}, not with its mixes")
        return archive
    chosen = sharing(archive, workers)
    if judge_setup(archive, findings):
        judge_mixes(archive, judge_box(archive, chosen, findings, progress), chosen, findings, progress)
    return archive
