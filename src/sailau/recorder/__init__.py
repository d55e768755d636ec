"""The recorder: every input as it is entered, what was done, and the exact time (E18, L 50-2(4)); evidence (E49).

Append-only and hash-chained. It is sealed and never public, since it knows times; and even it holds nothing that
names a voter, an IIN, a card, a credential, a tracker or a choice: the catalogue of events, which is data
(`events.toml`), has no field that could.
"""

from sailau.recorder.catalogue import CATALOGUE, EventKind
from sailau.recorder.chain import (
    HEAD_TAG,
    Entry,
    Head,
    HeadSigner,
    SignedHead,
    begin,
    encode_signed_head,
    extends,
    head_message,
    line_of,
    next_entry,
    parse_line,
    sign_head,
    verify_chain,
)
from sailau.recorder.values import FieldValue

__all__ = [
    "CATALOGUE",
    "HEAD_TAG",
    "Entry",
    "EventKind",
    "FieldValue",
    "Head",
    "HeadSigner",
    "SignedHead",
    "begin",
    "encode_signed_head",
    "extends",
    "head_message",
    "line_of",
    "next_entry",
    "parse_line",
    "sign_head",
    "verify_chain",
]
