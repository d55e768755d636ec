"""Decisions and notices of a commission, as they are published: one file each, with signatures and PDF beside it.

What a kind asks for stands in `data`; the kinds, their fields and their articles are `sailau.commission.decisions` and
`sailau.service.centre.notices` (L 20(9), 43(8-1), 44, 80; M50-M57).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.formats.codec import STRING, Codec, Field, Many, Object
from sailau.formats.v1.publication.fields import INSTANT, POSITIVE, TEXT, UNIT, Unit
from sailau.formats.v1.record.canonical import DATA, ELECTION_ID, NAME, CanonicalDocument, document, one_of
from sailau.refusal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPaper:
    """A decision: its number in this election, its kind, who took it and when, by what article, why.

    `body` is central, territorial, district or court, `commission` its name. `data` holds what the kind orders.
    """

    election: str
    number: int
    kind: str
    body: str
    commission: Text
    at: datetime
    article: str
    reason: Text
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One field of a notice: what it is, and its value as text."""

    name: Text
    value: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePaper:
    """A notice for publication (хабарлама, извещение): the fields that the law asks for, as rows and as data."""

    election: str
    number: int
    kind: str
    commission: str
    at: datetime
    article: str
    unit: Unit
    title: Text
    rows: tuple[NoticeRow, ...]
    data: Mapping[str, Any]


BODIES: Final = ("central", "territorial", "district", "court")
_NOTICE_ROW: Codec[NoticeRow] = Object(NoticeRow, Field("name", TEXT), Field("value", TEXT))
DECISION_FILE: CanonicalDocument[DecisionPaper] = document(
    "sailau-decision/1",
    "decision",
    DecisionPaper,
    Field("election", ELECTION_ID),
    Field("number", POSITIVE),
    Field("kind", NAME),
    Field("body", one_of(*BODIES)),
    Field("commission", TEXT),
    Field("at", INSTANT),
    Field("article", STRING),
    Field("reason", TEXT),
    Field("data", DATA),
)
NOTICE_FILE: CanonicalDocument[NoticePaper] = document(
    "sailau-notice/1",
    "notice",
    NoticePaper,
    Field("election", ELECTION_ID),
    Field("number", POSITIVE),
    Field("kind", NAME),
    Field("commission", ELECTION_ID),
    Field("at", INSTANT),
    Field("article", STRING),
    Field("unit", UNIT),
    Field("title", TEXT),
    Field("rows", Many(_NOTICE_ROW)),
    Field("data", DATA),
)
