"""A whole precinct's election, told from the definition to the verified record."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.independent_judge import find_judge, judge_archive, judge_ballots
from sailau.errors import StoreError
from sailau.formats.v1.tally import Result
from sailau.service.rehearsal.before import set_the_stage
from sailau.service.rehearsal.day import hold_the_day
from sailau.service.rehearsal.evening import close_the_day
from sailau.service.rehearsal.morning import open_the_precinct
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.stage import Plan, strike

PAPERS = "-papers"
"""What the name of the papers' folder has beyond the record's."""
SAMPLE_FOR_THE_JUDGE = 20
"""Ballots that the independent judge is asked about one by one; it starts anew for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a rehearsal leaves: the record's folder, the papers beside it, the archive's name, the result; and what a
    verifier should know beforehand, the Setup hash of the zero report and the root certificate (DER)."""

    record: Path
    papers: Path
    uuid: str
    result: Result
    setup: str
    root: bytes


def tell(plan: Plan, record: Path, narrator: Narrator) -> Told:
    """Hold the election of `plan`; its public record is written to `record`, the papers to a folder beside it, both of
    which must be absent or empty.

    Keys, stores and everything else secret live in a folder beside it and are erased at the end, whatever happens.
    Raises StoreError when a folder is not empty, RehearsalError when the story goes otherwise than written.
    """
    record = record.resolve()
    papers = record.with_name(record.name + PAPERS)
    for folder in (record, papers):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StoreError(f"{folder.name} is not an empty folder: record and papers need folders of their own")
    with _workplace(record) as folder:
        stage = set_the_stage(plan, folder, papers, narrator)
        uuid = stage.precinct.installed.uuid
        try:
            open_the_precinct(stage)
            hold_the_day(stage)
            result = close_the_day(stage, record)
        finally:
            stage.close()
    return Told(
        record=record,
        papers=papers,
        uuid=uuid,
        result=result,
        setup=stage.setup.hash.hex(),
        root=stage.pki.root.certificate.public_bytes(Encoding.DER),
    )


@contextmanager
def _workplace(record: Path) -> Iterator[Path]:
    record.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{record.name}-", dir=record.parent))
    try:
        yield folder
    finally:
        strike(folder)


def ask_the_independent_judge(told: Told) -> list[str] | None:
    """What a program that we did not write says against the archive; None when it is not on this machine."""
    judge = find_judge()
    if judge is None:
        return None
    archive = told.record / f"{told.uuid}.bel"
    return judge_archive(judge, archive) + judge_ballots(judge, archive, sample=SAMPLE_FOR_THE_JUDGE)
