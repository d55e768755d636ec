"""ended.json: on which day the election ended, by the central commission; from it recorders are kept a year (E52)."""

from dataclasses import dataclass
from datetime import date, datetime

from sailau.formats.codec import Field
from sailau.formats.v1.evidence.custody import DAY, DECIDED, Decided
from sailau.formats.v1.record.canonical import ELECTION_ID, MOMENT, CanonicalDocument, document


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionEnded:
    """The day on which the election ended, and the decision of the central commission that says so."""

    election: str
    ended: date
    decision: Decided
    at: datetime


ENDED: CanonicalDocument[ElectionEnded] = document(
    "sailau-election-ended/1",
    "ended.json",
    ElectionEnded,
    Field("election", ELECTION_ID),
    Field("ended", DAY),
    Field("decision", DECIDED),
    Field("at", MOMENT),
)
