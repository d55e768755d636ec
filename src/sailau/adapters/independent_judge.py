"""The independent judge: `belenios-tool`, a program we did not write, asked about our archives.

Two questions, because its answer to the first does not contain the second (protocol specification, "The independent
judge"; it discards its own check of each ballot's proofs when it reads a whole archive):

- `judge_archive`: is the whole archive sound (`election verify`)?
- `judge_ballots`: is each ballot valid on its own (`election verify-ballot`)? To it a credential that has voted is a
  duplicate, so each ballot is judged against the archive as it stood before voting: cut after the Setup event.

The tool stands on the system, or in a Debian root of its own that is entered by `chroot` (root rights). It needs no
network. Nothing secret is given to it: an archive is public.
"""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.errors import FormatError, StoreError

TOOL: Final = "belenios-tool"
ADMINISTRATORS_PATH: Final = "/usr/local/sbin:/usr/sbin:/sbin"
JUDGE_ROOT: Final = Path("build", "trixie")
"""Where `make conformance` puts the Debian root, below the folder of the repository."""
BLOCK: Final = 512
SIZE_FIELD: Final = slice(124, 135)
SECONDS_MAX: Final = 3600
"""The judge is slow on large archives: about a minute for 3,000 ballots."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an archive: its name, its content, and where the next one begins."""

    name: str
    content: bytes
    end: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Where the tool is: `root` is None when it is a command of this system, else the Debian root that holds it."""

    root: Path | None

    def run(self, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the tool with `--dir` set to `folder`, which must lie inside `root` when there is one."""
        inside = folder if self.root is None else Path("/") / folder.relative_to(self.root)
        enter = [] if self.root is None else ["chroot", str(self.root)]
        path = os.pathsep.join([os.environ.get("PATH", os.defpath), ADMINISTRATORS_PATH])
        return subprocess.run(
            [*enter, TOOL, "election", *words, f"--dir={inside}"],
            text=True,
            capture_output=True,
            check=False,
            timeout=SECONDS_MAX,
            env={"PATH": path, "HOME": "/", "LANG": "C.UTF-8"},
        )

    def workplace(self) -> tempfile.TemporaryDirectory[str]:
        """A fresh folder that the tool can see."""
        return tempfile.TemporaryDirectory(dir=None if self.root is None else self.root / "tmp")


def find_judge(root: Path = JUDGE_ROOT) -> Judge | None:
    """The judge of this machine: a command of the system, else the one in the Debian root `root`, else None."""
    if shutil.which(TOOL) is not None:
        return Judge(root=None)
    if (root / "usr" / "bin" / TOOL).exists() and os.geteuid() == 0:
        return Judge(root=root.resolve())
    return None


def judge_archive(judge: Judge, archive: Path) -> list[str]:
    """What the judge says against the whole archive; an empty list is its acceptance."""
    with judge.workplace() as place:
        shutil.copy(archive, place)
        done = judge.run(Path(place), "verify")
    if done.returncode == 0 and "all checks passed" in done.stderr:
        return []
    return [complaint(done)]


def judge_ballots(judge: Judge, archive: Path, sample: int | None = None) -> list[str]:
    """What the judge says against single ballots, each complaint with the ballot's hash; empty: all are accepted.

    `sample` is the number of ballots drawn at random; None judges every one.
    """
    records = list(read_records(archive))
    chosen = ballots(records)
    if sample is not None and sample < len(chosen):
        chosen = random.SystemRandom().sample(chosen, sample)
    found = []
    with judge.workplace() as place:
        folder = Path(place)
        (folder / archive.name).write_bytes(archive.read_bytes()[: end_of_setup(records)])
        for ballot in chosen:
            (folder / "ballot.json").write_bytes(ballot.content)
            named = folder if judge.root is None else Path("/") / folder.relative_to(judge.root)
            done = judge.run(folder, "verify-ballot", f"--ballot={named}/ballot.json")
            if done.returncode != 0 or "ballot is valid" not in done.stderr:
                found.append(f"{ballot.name}: {complaint(done)}")
    return found


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The judge's own words, without the ballot that it repeats in full."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("I:")]
    return f"exit {done.returncode}: {' '.join(lines)[:300]}"


def read_records(archive: Path) -> Iterator[Record]:
    """The records of an archive in their order (a tar of 512-byte blocks without an end mark)."""
    whole = archive.read_bytes()
    position = 0
    while position < len(whole):
        header = whole[position : position + BLOCK]
        try:
            size = int(header[SIZE_FIELD], 8)
        except ValueError as error:
            raise FormatError(f"{archive.name}@{position}", "not a record of an archive") from error
        start = position + BLOCK
        position = start + (size + BLOCK - 1) // BLOCK * BLOCK
        yield Record(header[:100].rstrip(b"\0").decode("ascii"), whole[start : start + size], position)


def ballots(records: list[Record]) -> list[Record]:
    """The records that are ballots: the content of every Ballot event is named by the event's payload."""
    named = {record.name: record for record in records}
    found = []
    for record in records:
        if record.name.endswith(".event.json") and b'"type":"Ballot"' in record.content:
            payload = record.content.split(b'"payload":"', 1)[1][:64].decode("ascii")
            found.append(named[f"{payload}.data.json"])
    return found


def end_of_setup(records: list[Record]) -> int:
    """Where the archive stood before voting: after its first event, Setup."""
    for record in records:
        if record.name.endswith(".event.json"):
            return record.end
    raise StoreError("the archive has no event")
