"""data/mandates.json: who holds each mandate now, since when, and who held it before (L 44(5), 97-1(5); M56, M66, M68).

It lies in a publication as soon as a notice of the results names who is elected. Everything in it follows from the
notices and the decisions; it saves the reader from going through them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sailau.formats.codec import INTEGER, Field, Many, Object
from sailau.formats.v1.notice import ELECTED, Elected
from sailau.formats.v1.publication import names
from sailau.formats.v1.publication.fields import ID, INSTANT, POSITIVE, TEXT, Ascending, LargeDocument, large_document
from sailau.formats.v1.record.canonical import ELECTION_ID, Nullable
from sailau.formats.v1.record.protocol import DATE
from sailau.refusal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateHolder:
    """Who holds a mandate; `decision` is the number of the decision that gave it, None: the notice of the results."""

    person: Elected
    decision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerHolder:
    """Who held a mandate until the day `since`, by the decision of that number."""

    name: Text
    since: date
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMandates:
    """The mandates of a party, or the seat of a candidate, in a contest: holders in the order of their mandates.

    `notice` is the number of the notice that gave them first, `vacant` how many nobody holds.
    """

    contest: str
    answer: str
    notice: int
    holders: tuple[MandateHolder, ...]
    vacant: int
    left: tuple[FormerHolder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatesNow:
    """The whole file; `mandates` ascending by contest and answer."""

    election: str
    as_of: datetime
    mandates: tuple[AnswerMandates, ...]


_HOLDER: Final = Object(MandateHolder, Field("person", ELECTED), Field("decision", Nullable(POSITIVE)))
_LEFT: Final = Object(FormerHolder, Field("name", TEXT), Field("since", DATE), Field("decision", POSITIVE))
_ANSWER: Final = Object(
    AnswerMandates,
    Field("contest", ID),
    Field("answer", ID),
    Field("notice", POSITIVE),
    Field("holders", Many(_HOLDER)),
    Field("vacant", INTEGER),
    Field("left", Many(_LEFT)),
)
MANDATES_FILE: LargeDocument[MandatesNow] = large_document(
    "sailau-mandates/1",
    names.MANDATES,
    MandatesNow,
    Field("election", ELECTION_ID),
    Field("as_of", INSTANT),
    Field("mandates", Ascending(_ANSWER, lambda one: (one.contest, one.answer))),
)
