"""What a member's own program judges before the member's key is used: an archive, a protocol (L 50-6; R 16-20; E43).

It runs at the station where the keys are. Everything that it judges came from the precinct computer, which may lie.
"""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.record import MixedProtocol, Protocol, SummaryProtocol, names
from sailau.refusal import Refusal, Text
from sailau.service.count import FIRST, MIXES_MIN
from sailau.service.mixed_papers import FILES, PAPER, SUMMARY
from sailau.service.paper_rows import read_protocol
from sailau.signing.pdf import demand_extends
from sailau.signing.pdf_text import read_pdf
from sailau.verifier.finding import Findings
from sailau.verifier.judged import Archive
from sailau.verifier.mixed import judge_mixed
from sailau.verifier.record.paper import paper_says
from sailau.verifier.workers import Workers

NOT_TO_BE_OPENED: Final = Refusal(
    "archive-not-good",
    "L 50-6(1), R 16",
    Text(
        "Учаске компьютері ашуға берген мұрағат дұрыс емес: кілт оны ашпайды. Санауды тоқтатып, акт жасаңыз.",
        "Архив, данный компьютером участка для расшифрования, не верен: ключ его не открывает. Остановите подсчёт, "
        "составьте акт.",
        "The archive that the precinct computer gave to be decrypted is not sound: the key does not open it. Stop the "
        "count and draw up an act.",
    ),
)
NOT_WHAT_WAS_SHOWN: Final = Refusal(
    "protocol-not-what-was-shown",
    "L 50-6(2), R 20",
    Text(
        "Учаске компьютері енді басқа хаттама береді: қол қойылмады. Тоқтатып, акт жасаңыз.",
        "Компьютер участка даёт уже другой протокол: он не подписан. Остановитесь и составьте акт.",
        "The precinct computer now gives another protocol: it was not signed. Stop and draw up an act.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a member is about to open: the count, how many ballots, who mixed (numbers), the Setup hash, hex."""

    count: str
    ballots: int
    mixers: tuple[int, ...]
    setup: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProtocol:
    """A protocol as it came, judged: the paper says what the data say. `paper` is as it was printed, unsigned."""

    count: str
    protocol: Protocol | MixedProtocol
    data: bytes = field(repr=False)
    paper: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the data, hex."""
        return hashlib.sha256(self.data).hexdigest()


def judge_archive(data: bytes, setup: str, workers: Workers) -> Archive | None:
    """The archive up to its mixes, when every ballot, the sum and each mix hold under that Setup hash; else None."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mixed.bel"
        path.write_bytes(data)
        archive = judge_mixed(path, findings, workers)
    setup_event = archive.chain.setup_event
    sound = not findings.defects and setup_event is not None and setup_event.hex() == setup
    return archive if sound and len(set(archive.mixers)) >= MIXES_MIN else None


def judge_protocol(given: Mapping[str, Any], setup: str) -> ShownProtocol | None:
    """A protocol as it came, when data and paper say the same, of that Setup, and only signatures were added since."""
    match given:
        case {"count": str(count), "data": bytes(data), "printed": bytes(printed), "paper": bytes(paper)}:
            pass
        case _:
            return None
    try:
        protocol, content = read_protocol(count, data), read_pdf(printed)
        demand_extends(printed, paper)
        attached = content.attachments.get(FILES.get(count, names.PROTOCOL))
        sound = attached == data and paper_says(content, protocol) and protocol.setup == setup
    except (FormatError, SignatureError):
        return None
    return ShownProtocol(count=count, protocol=protocol, data=data, paper=printed) if sound else None


def go_together(shown: Sequence[ShownProtocol]) -> bool:
    """Whether the summary of a mixed precinct adds the very protocols that are shown with it."""
    by_count = {one.count: one for one in shown}
    if not FILES.keys() & by_count.keys():
        return True
    summary = by_count[SUMMARY].protocol if SUMMARY in by_count else None
    return (
        isinstance(summary, SummaryProtocol)
        and {FIRST, PAPER} <= by_count.keys()
        and summary.electronic_sha256 == by_count[FIRST].sha256
        and summary.paper_sha256 == by_count[PAPER].sha256
    )


def still_shown(shown: ShownProtocol, known: bytes, now: Sequence[Mapping[str, Any]]) -> bytes | None:
    """The paper as others have signed it meanwhile, when it is still what was shown; else None.

    `known` is the paper as it was judged last: what was added to it since is judged, and nothing twice.
    """
    given = next((one for one in now if one.get("count") == shown.count), None)
    if given is None or given.get("data") != shown.data or given.get("printed") != shown.paper:
        return None
    paper = given.get("paper")
    if not isinstance(paper, bytes):
        return None
    try:
        demand_extends(known, paper)
    except SignatureError:
        return None
    return paper
