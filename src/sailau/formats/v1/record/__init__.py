"""The files of a precinct's public record, besides the archive: values, reading, canonical writing.

    X_FILE.read(data)    strict: FormatError also when the bytes are not canonical
    X_FILE.write(value)  the one spelling; lists that have an order are put into it

One module a kind of file; `names` has the paths. The format in prose: `docs/format/v1.md`.
"""

from sailau.formats.v1.record.acts import ACT_FILE, Act
from sailau.formats.v1.record.aside import (
    CANCELLED_FILE,
    CHALLENGED_FILE,
    VOIDED_FILE,
    Cancelled,
    CancelledCredential,
    ChallengedBallot,
    VoidedBallot,
)
from sailau.formats.v1.record.canonical import Bilingual
from sailau.formats.v1.record.closing import CLOSING_FILE, ClosingCard, closing_sum
from sailau.formats.v1.record.codes import CODES_FILE, CodeList, CodeNumbers, CodesByChoice, ContestCodes, code_text
from sailau.formats.v1.record.figures import FIGURES_FILE, CredentialFigures, Figures, Tour
from sailau.formats.v1.record.manifest import MANIFEST_FILE, RECORDER_TAG, DeviceEntry, Manifest, RecorderHead
from sailau.formats.v1.record.mixed import (
    PAPER_PROTOCOL_FILE,
    SUMMARY_PROTOCOL_FILE,
    MemberLine,
    MixedContest,
    MixedProtocol,
    PaperProtocol,
    SummaryProtocol,
)
from sailau.formats.v1.record.proofs import StrongDecryption, strong_proofs_of
from sailau.formats.v1.record.protocol import (
    PROTOCOL_FILE,
    ActReference,
    BlankVotes,
    ContestResult,
    Line,
    PrecinctPlace,
    Protocol,
    Unsigned,
    VotesRow,
)

__all__ = [
    "ACT_FILE",
    "CANCELLED_FILE",
    "CHALLENGED_FILE",
    "CLOSING_FILE",
    "CODES_FILE",
    "FIGURES_FILE",
    "MANIFEST_FILE",
    "PAPER_PROTOCOL_FILE",
    "PROTOCOL_FILE",
    "RECORDER_TAG",
    "SUMMARY_PROTOCOL_FILE",
    "VOIDED_FILE",
    "Act",
    "ActReference",
    "Bilingual",
    "BlankVotes",
    "Cancelled",
    "CancelledCredential",
    "ChallengedBallot",
    "ClosingCard",
    "CodeList",
    "CodeNumbers",
    "CodesByChoice",
    "ContestCodes",
    "ContestResult",
    "CredentialFigures",
    "DeviceEntry",
    "Figures",
    "Line",
    "Manifest",
    "MemberLine",
    "MixedContest",
    "MixedProtocol",
    "PaperProtocol",
    "PrecinctPlace",
    "Protocol",
    "RecorderHead",
    "StrongDecryption",
    "SummaryProtocol",
    "Tour",
    "Unsigned",
    "VoidedBallot",
    "VotesRow",
    "closing_sum",
    "code_text",
    "strong_proofs_of",
]
