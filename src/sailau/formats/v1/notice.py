"""The data of a notice: what a higher commission makes known, by kind (L 43(8-1), (8-2), 44, 50-7(1); M50-M57).

One form for everything that a commission says about figures: the totals that the central commission fixes and
notifies (E46), the protocol of a district sitting (M50), the preliminary and the official summary table (M51, M55), and
the notice of the results with the fields of L 44(5). It is `data` of a `publication.papers.NoticePaper`. `rows` are
the units that the law names for the issuer: districts or oblasts for the central and territorial commissions,
precincts for the district commission.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sailau.formats.codec import INTEGER, STRING, Field, Leaf, Many, Object
from sailau.formats.v1.publication.fields import INSTANT, POSITIVE, TEXT, UNIT, Unit
from sailau.formats.v1.record.canonical import (
    ELECTION_ID,
    HEX_HASH,
    NAME,
    Nullable,
    one_of,
)
from sailau.formats.v1.record.protocol import DATE
from sailau.refusal import Text

FIXED_TOTALS: Final = "fixed_totals"
DISTRICT_RESULT: Final = "district_result"
PRELIMINARY_TABLE: Final = "preliminary_table"
SUMMARY_TABLE: Final = "summary_table"
RESULTS: Final = "results"
KINDS: Final = (FIXED_TOTALS, DISTRICT_RESULT, PRELIMINARY_TABLE, SUMMARY_TABLE, RESULTS)
BORN_FROM, BORN_UNTIL = 1900, 2100
"""A year of birth outside of these was mistyped."""
_ANNEX_NAME: Final = re.compile(r"[0-9]{3,}-[a-z_]+-annex-[0-9]{2,3}\.pdf", re.ASCII)
ISSUERS: Final = ("central_commission", "territorial_commission", "district_commission")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The commission that speaks: its role, its id as in its certificates, and its name."""

    role: str
    commission: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSigner:
    """Who signs the notice: the signature field on paper ("member-1"), name and office."""

    field: str
    name: str
    office: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUnit:
    """A unit whose figures are given (`publication.Unit`), with its name."""

    unit: Unit
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that belongs to an answer: votes for it, or mandates of a list."""

    answer: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestVotes:
    """One contest in one unit: votes in the order of the definition; `blank` votes are among the valid ballots."""

    contest: str
    votes: tuple[Count, ...]
    blank: int
    valid: int
    invalid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is counted in a unit: citizens on the lists, given ballots, taken part, voted outside the premises.

    What the protocols of one kind do not tell is null: paper ones say nothing of those outside the premises.
    """

    listed: int | None
    received: int
    voted: int
    out_of_premises: int | None
    contests: tuple[ContestVotes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit: of `precincts`, `counted` are in the figures. `electronic` and `paper` stand beside the total where
    paper ballots were given too, else they are null.
    """

    unit: NamedUnit
    precincts: int
    counted: int
    total: Figures
    electronic: Figures | None
    paper: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A candidate or a party by its id in the definition."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedContest:
    """A contest of the notice and who stands in it: candidates, or parties with their lists."""

    id: str
    kind: str
    title: Text
    district: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elected:
    """A person who is elected, with what L 44(5) asks for; party and nationality at the person's wish.

    `answer` is the candidate, or the party on whose list the person stands.
    """

    answer: str
    name: Text
    birth_year: int
    post: Text
    residence: Text
    party: Text | None
    nationality: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the worked explanation: its article and what it says."""

    article: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one contest; `state` is that of outcome.json. `mandates`: seats by answer, a candidate has one.

    `elected` says more of the persons, in a notice of the results.
    """

    contest: str
    state: str
    elected: tuple[Elected, ...]
    mandates: tuple[Count, ...]
    repeat_vote: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The numbers of L 44(5): districts, candidates, parties, districts with a repeat vote or election."""

    districts: int
    candidates: int
    parties: int
    repeat_districts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """A precinct whose figures are not in the sums, where it stands, and since when (null: not known)."""

    precinct: int
    standing: str
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Where a district commission sat: in the premises of a precinct, made known on `announced` (L 43(8-1))."""

    precinct: int
    announced: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A part of a notice's tables on paper of its own: rows `first` to `last` of `rows`, counted from 1.

    `file` lies beside the notice's PDF. `sha256` is the hash of its first `size` bytes, which were printed; what
    follows them are the signatures of those who sign the notice.
    """

    file: str
    first: int
    last: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeData:
    """The data of a notice. `due` is the last moment at which it may be made public; `definition_sha256` binds it.

    `fixed` is the number of the notice by which the central commission fixed these totals, where it did. `annexes` is
    None where all rows stand in the notice's own PDF.
    """

    date: date
    definition_sha256: str
    issuer: Issuer
    due: datetime | None
    counts: Counts
    contests: tuple[NamedContest, ...]
    total: Row
    rows: tuple[Row, ...]
    outcomes: tuple[Outcome, ...]
    not_counted: tuple[NotCounted, ...]
    decisions: tuple[int, ...]
    fixed: int | None
    sitting: Sitting | None
    signers: tuple[NamedSigner, ...]
    annexes: tuple[Annex, ...] | None = None


def _annex_name(value: object) -> str:
    if not isinstance(value, str) or _ANNEX_NAME.fullmatch(value) is None:
        raise ValueError("not the name of an annex, as 004-fixed_totals-annex-01.pdf")
    return value


def _birth_year(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not BORN_FROM <= value <= BORN_UNTIL:
        raise ValueError("not a year of birth, as 1958")
    return value


NAMED_UNIT = Object(NamedUnit, Field("unit", UNIT), Field("name", TEXT))
ISSUER = Object(Issuer, Field("role", one_of(*ISSUERS)), Field("commission", ELECTION_ID), Field("name", TEXT))
NAMED_SIGNER = Object(NamedSigner, Field("field", NAME), Field("name", STRING), Field("office", TEXT))
_COUNT = Object(Count, Field("answer", STRING), Field("number", INTEGER))
_CONTEST_VOTES = Object(
    ContestVotes,
    Field("contest", STRING),
    Field("votes", Many(_COUNT)),
    Field("blank", INTEGER),
    Field("valid", INTEGER),
    Field("invalid", INTEGER),
)
_FIGURES = Object(
    Figures,
    Field("listed", Nullable(INTEGER)),
    Field("received", INTEGER),
    Field("voted", INTEGER),
    Field("out_of_premises", Nullable(INTEGER)),
    Field("contests", Many(_CONTEST_VOTES)),
)
_ROW = Object(
    Row,
    Field("unit", NAMED_UNIT),
    Field("precincts", INTEGER),
    Field("counted", INTEGER),
    Field("total", _FIGURES),
    Field("electronic", Nullable(_FIGURES)),
    Field("paper", Nullable(_FIGURES)),
)
_ANSWER = Object(Answer, Field("id", STRING), Field("name", TEXT))
_CONTEST = Object(
    NamedContest,
    Field("id", STRING),
    Field("kind", one_of("candidates", "parties")),
    Field("title", TEXT),
    Field("district", STRING),
    Field("answers", Many(_ANSWER)),
)
ELECTED = Object(
    Elected,
    Field("answer", STRING),
    Field("name", TEXT),
    Field("birth_year", Leaf(_birth_year, int)),
    Field("post", TEXT),
    Field("residence", TEXT),
    Field("party", Nullable(TEXT)),
    Field("nationality", Nullable(TEXT)),
)
_STEP = Object(Step, Field("article", STRING), Field("text", TEXT))
_OUTCOME = Object(
    Outcome,
    Field("contest", STRING),
    Field("state", NAME),
    Field("elected", Many(ELECTED)),
    Field("mandates", Many(_COUNT)),
    Field("repeat_vote", Many(STRING)),
    Field("steps", Many(_STEP)),
)
_COUNTS = Object(
    Counts,
    Field("districts", INTEGER),
    Field("candidates", INTEGER),
    Field("parties", INTEGER),
    Field("repeat_districts", INTEGER),
)
_NOT_COUNTED = Object(
    NotCounted, Field("precinct", INTEGER), Field("standing", NAME), Field("since", Nullable(INSTANT))
)

_ANNEX = Object(
    Annex,
    Field("file", Leaf(_annex_name, str)),
    Field("first", POSITIVE),
    Field("last", POSITIVE),
    Field("size", POSITIVE),
    Field("sha256", HEX_HASH),
)
_SITTING = Object(Sitting, Field("precinct", INTEGER), Field("announced", DATE))
NOTICE_DATA = Object(
    NoticeData,
    Field("date", DATE),
    Field("definition_sha256", HEX_HASH),
    Field("issuer", ISSUER),
    Field("due", Nullable(INSTANT)),
    Field("counts", _COUNTS),
    Field("contests", Many(_CONTEST)),
    Field("total", _ROW),
    Field("rows", Many(_ROW)),
    Field("outcomes", Many(_OUTCOME)),
    Field("not_counted", Many(_NOT_COUNTED)),
    Field("decisions", Many(INTEGER)),
    Field("fixed", Nullable(INTEGER)),
    Field("sitting", Nullable(_SITTING)),
    Field("signers", Many(NAMED_SIGNER)),
    Field("annexes", Many(_ANNEX), optional=True),
)
