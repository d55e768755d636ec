"""The publication: the folder that anyone hosts, mirrors and verifies after the count (L 20(9), 43(8-1), 44; M50-M57).

    manifest  every file and every record, signed by the commission      outcome  who is elected, and why
    returns   how each precinct stands, and what it sent                 papers   decisions and notices
    totals    figures by unit                                            tables   the same as CSV
    turnout   admitted voters by hour                                    schemas  JSON Schema of all of these
    mandates  who holds each mandate now (imported by itself: it takes persons from `formats.v1.notice`)
    names     where all of it lies                                       fields   spellings that they share

`docs/format/publication.md` has the same for somebody who writes another reader.
"""

from sailau.formats.v1.publication.fields import COUNTRY, UNIT_KINDS, Unit, precinct_unit, unit_order
from sailau.formats.v1.publication.manifest import (
    FINAL,
    PRELIMINARY,
    PUBLICATION_FILE,
    PublicationManifest,
    RecordEntry,
)
from sailau.formats.v1.publication.outcome import OUTCOME_FILE, STATES, ContestOutcome, Explained, Mandates, Outcome
from sailau.formats.v1.publication.papers import DECISION_FILE, NOTICE_FILE, DecisionPaper, NoticePaper, NoticeRow
from sailau.formats.v1.publication.returns import (
    RETURNS_FILE,
    STANDINGS,
    VERDICTS,
    PrecinctEntry,
    Reason,
    Returns,
    VersionEntry,
)
from sailau.formats.v1.publication.totals import TOTALS_FILE, ContestTotals, ProtocolTotals, Totals, UnitTotals
from sailau.formats.v1.publication.turnout import TURNOUT_FILE, Turnout, UnitTurnout

__all__ = [
    "COUNTRY",
    "DECISION_FILE",
    "FINAL",
    "NOTICE_FILE",
    "OUTCOME_FILE",
    "PRELIMINARY",
    "PUBLICATION_FILE",
    "RETURNS_FILE",
    "STANDINGS",
    "STATES",
    "TOTALS_FILE",
    "TURNOUT_FILE",
    "UNIT_KINDS",
    "VERDICTS",
    "ContestOutcome",
    "ContestTotals",
    "DecisionPaper",
    "Explained",
    "Mandates",
    "NoticePaper",
    "NoticeRow",
    "Outcome",
    "PrecinctEntry",
    "ProtocolTotals",
    "PublicationManifest",
    "Reason",
    "RecordEntry",
    "Returns",
    "Totals",
    "Turnout",
    "Unit",
    "UnitTotals",
    "UnitTurnout",
    "VersionEntry",
    "precinct_unit",
    "unit_order",
]
