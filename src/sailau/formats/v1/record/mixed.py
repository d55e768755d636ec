"""paper-protocol.json and summary-protocol.json: the two further protocols of a mixed precinct (L 43(4), (4-1), (8)).

The paper protocol says what two members counted and entered; the summary adds it to the electronic protocol, whose
file it names by its hash, as it names the paper one.
"""

from dataclasses import dataclass
from datetime import date

from sailau.formats.codec import INTEGER, STRING, Field, Many, Object
from sailau.formats.v1.record.acts import SORTED_MEMBERS
from sailau.formats.v1.record.canonical import (
    BILINGUAL,
    ELECTION_ID,
    HEX_HASH,
    MEMBER,
    UUID,
    Bilingual,
    CanonicalDocument,
    Nullable,
    document,
)
from sailau.formats.v1.record.protocol import (
    ACT_REFERENCE,
    BLANK,
    DATE,
    LINE,
    PLACE,
    ROW,
    UNSIGNED,
    ActReference,
    BlankVotes,
    Line,
    PrecinctPlace,
    Unsigned,
    VotesRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """How many sets of paper ballots one member gave out (L 43(4)(3))."""

    member: str
    name: str
    value: int
    kk: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedContest:
    """One contest: its lines in the order of the form, the votes in ballot order."""

    contest: str
    title: Bilingual
    lines: tuple[Line, ...]
    rows: tuple[VotesRow, ...]
    blank: BlankVotes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedProtocol:
    """What both protocols say. `setup` is the Setup hash; acts, signers and unsigned are as in protocol.json."""

    election: str
    title: Bilingual
    date: date
    precinct: PrecinctPlace
    uuid: str
    setup: str
    lines: tuple[Line, ...]
    contests: tuple[MixedContest, ...]
    acts: tuple[ActReference, ...]
    signers: tuple[str, ...]
    unsigned: tuple[Unsigned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperProtocol(MixedProtocol):
    """The paper protocol. `entered_by` are the two members who counted and entered, each alone."""

    issued: tuple[MemberLine, ...]
    entered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryProtocol(MixedProtocol):
    """The summary, and the SHA-256 of the two protocols that it adds."""

    electronic_sha256: str
    paper_sha256: str


_MEMBER_LINE = Object(
    MemberLine,
    Field("member", MEMBER),
    Field("name", STRING),
    Field("value", INTEGER),
    Field("kk", STRING),
    Field("ru", STRING),
)
_CONTEST = Object(
    MixedContest,
    Field("contest", STRING),
    Field("title", BILINGUAL),
    Field("lines", Many(LINE)),
    Field("rows", Many(ROW)),
    Field("blank", Nullable(BLANK)),
)
_COMMON = (
    Field("election", ELECTION_ID),
    Field("title", BILINGUAL),
    Field("date", DATE),
    Field("precinct", PLACE),
    Field("uuid", UUID),
    Field("setup", HEX_HASH),
    Field("lines", Many(LINE)),
    Field("contests", Many(_CONTEST)),
    Field("acts", Many(ACT_REFERENCE)),
    Field("signers", SORTED_MEMBERS),
    Field("unsigned", Many(UNSIGNED)),
)

PAPER_PROTOCOL_FILE: CanonicalDocument[PaperProtocol] = document(
    "sailau-paper-protocol/1",
    "paper-protocol.json",
    PaperProtocol,
    *_COMMON,
    Field("issued", Many(_MEMBER_LINE)),
    Field("entered_by", SORTED_MEMBERS),
)
SUMMARY_PROTOCOL_FILE: CanonicalDocument[SummaryProtocol] = document(
    "sailau-summary-protocol/1",
    "summary-protocol.json",
    SummaryProtocol,
    *_COMMON,
    Field("electronic_sha256", HEX_HASH),
    Field("paper_sha256", HEX_HASH),
)
