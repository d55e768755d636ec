"""Handing a precinct's list to its commission by act, twenty days before the voting day (M10; L 24(5)).

A folder is written: `voters.jsonl` (the list), `act.json` (canonical, with the list's hash), `act.pdf` (Kazakh and
Russian, for the akim's and the commission's signatures), and `act.json.p7s` where digital signatures were given. The
same act is printed again at every later call; changes since are in the events.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import cbor2
import rfc8785
from babel.dates import format_date

from sailau.adapters.files import write_atomically
from sailau.adapters.pdf import render_paper
from sailau.election.canonical import fingerprint
from sailau.election.definition import canonical
from sailau.election.nouns import Precinct
from sailau.errors import StoreError
from sailau.formats import strict_json
from sailau.law import calendar
from sailau.ports import Transaction
from sailau.protocol.document import (
    Attachment,
    Bilingual,
    Fingerprint,
    Line,
    PaperDocument,
    PaperHead,
    PaperKind,
    Section,
)
from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.events import EventKind, Order
from sailau.service.heads import grouped
from sailau.service.list_book import ListBook, enter_event, events, list_bytes, precinct_key
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together
from sailau.words.numbers import in_words

LIST_FILE: Final = "voters.jsonl"
ACT_FILE: Final = "act.json"
SIGNATURE_FILE: Final = "act.json.p7s"
PAPER_FILE: Final = "act.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who gives the list (the akim) and who takes it (the commission's chair), by name and office."""

    given_by: str
    taken_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The act, the list as it was handed over, and whether that was in time (twenty days before)."""

    act: bytes
    voters: bytes = field(repr=False)
    in_time: bool
    pdf: bytes = field(repr=False)


def hand_over(
    book: ListBook, precinct: int, parties: Parties, order: Order, folder: Path, signers: Sequence[Signer] = ()
) -> HandedOver | Refusal:
    """Enter the act and write the folder; a call after a crash, or for another copy, gives the same act.

    Raises StoreError when the disk refuses or the folder holds other files.
    """
    refusal = (
        order.refuse_unless_complete()
        or Order(who=parties.given_by, why=parties.taken_by, decision=order.decision).refuse_unless_complete()
    )
    if refusal is not None:
        return refusal
    _demand_own_folder(folder)
    with book.transaction() as tx:
        kept = tx.get("handed", precinct_key(precinct))
        if kept is None:
            voters = list_bytes(tx, precinct)
            if voters is None:
                return refusals.NO_LIST
            kept = _enter(tx, book, precinct, parties, order, voters)
    act, voters = cbor2.loads(kept)
    handed = _handed(book, precinct, act, voters)
    _write(folder, handed, signers, book.now())
    book.recorder.record("list-handed-over", list=hashlib.sha256(voters).hexdigest())
    return handed


def changes_since(book: ListBook, precinct: int) -> int:
    """How many changes of the precinct's list were entered after it was handed over."""
    kinds = [event.kind for event in events(book, precinct)]
    return 0 if EventKind.HANDED_OVER not in kinds else len(kinds) - 1 - kinds.index(EventKind.HANDED_OVER)


def _enter(tx: Transaction, book: ListBook, precinct: int, parties: Parties, order: Order, voters: bytes) -> bytes:
    digest, number = hashlib.sha256(voters).hexdigest(), voters.count(b"\n")
    facts: dict[str, str | int] = {"list": digest, "voters": number}
    event = enter_event(tx, book.now(), EventKind.HANDED_OVER, order, (precinct,), facts)
    act: dict[str, Any] = {
        "article": "L 24(5)",
        "at": event.at.isoformat(),
        "decision": order.decision,
        "election": str(book.definition.id),
        "event": event.number,
        "given_by": parties.given_by,
        "kind": "list-handed-over",
        "list_sha256": digest,
        "precinct": precinct,
        "taken_by": parties.taken_by,
        "version": 1,
        "voters": number,
    }
    kept: bytes = cbor2.dumps([rfc8785.dumps(act), voters])
    tx.put("handed", precinct_key(precinct), kept)
    return kept


def _handed(book: ListBook, precinct: int, act: bytes, voters: bytes) -> HandedOver:
    fields = strict_json.read(act, ACT_FILE)
    at = datetime.fromisoformat(fields["at"])
    in_time = at.replace(tzinfo=None) <= calendar.deadline("list_handed_over", book.voting_day)
    pdf = render_paper(_paper(book, book.definition.precinct(precinct), fields, act, in_time=in_time))
    return HandedOver(act=act, voters=voters, in_time=in_time, pdf=pdf)


def _paper(book: ListBook, place: Precinct, fields: dict[str, Any], act: bytes, *, in_time: bool) -> PaperDocument:
    at = datetime.fromisoformat(fields["at"])
    decided = fields["decision"]
    late = Bilingual("Заңда белгіленген мерзімнен кеш тапсырылды.", "Передан позже срока, установленного законом.")
    statements = (
        Bilingual(f"Тапсырды: {fields['given_by']} ____________", f"Передал: {fields['given_by']} ____________"),
        Bilingual(f"Қабылдады: {fields['taken_by']} ____________", f"Принял: {fields['taken_by']} ____________"),
        Bilingual(f"Негізі: {decided}", f"Основание: {decided}"),
        *(() if in_time else (late,)),
    )
    voters = fields["voters"]
    line = Line(
        number="1",
        label=Bilingual("Тізімдегі сайлаушылар саны", "Число избирателей в списке"),
        value=voters,
        words=Bilingual(in_words(voters, "kk"), in_words(voters, "ru")),
    )
    return PaperDocument(
        kind=PaperKind.ACT,
        head=_head(book, place, at),
        title=Bilingual("АКТ", "АКТ"),
        number=str(fields["event"]),
        about=Bilingual(
            "сайлаушылар тізімін учаскелік сайлау комиссиясына тапсыру туралы",
            "о передаче списка избирателей участковой избирательной комиссии",
        ),
        statements=statements,
        sections=(Section(heading=Bilingual("Тізім", "Список"), lines=(line,)),),
        decision=(),
        acts=(),
        signatures=(),
        fingerprints=(
            Fingerprint(label=Bilingual("Тізім (voters.jsonl)", "Список (voters.jsonl)"), value=fields["list_sha256"]),
        ),
        articles=Bilingual(
            "Сайлау туралы Конституциялық заң, 24-бап, 5-тармақ", "Конституционный закон о выборах, ст. 24, п. 5"
        ),
        hangs=Bilingual("екі данада", "в двух экземплярах"),
        attachments=(Attachment(name=ACT_FILE, data=act),),
    )


def _head(book: ListBook, place: Precinct, at: datetime) -> PaperHead:
    definition = book.definition
    return PaperHead(
        election=Bilingual(definition.title.kk, definition.title.ru),
        precinct=Bilingual(place.name.kk, place.name.ru),
        place=Bilingual(place.address.kk, place.address.ru),
        when=Bilingual(
            f"{format_date(at.date(), 'long', locale='kk')} {at:%H:%M}",
            f"{format_date(at.date(), 'long', locale='ru')} {at:%H:%M}",
        ),
        copy="1",
        duplicate=False,
        fingerprint=grouped(fingerprint(canonical(definition))),
        fingerprint_label=Bilingual("Сайлау таңбасы", "Отпечаток выборов"),
        training=definition.fictitious,
        day=at.date(),
    )


def _demand_own_folder(folder: Path) -> None:
    known = {LIST_FILE, ACT_FILE, SIGNATURE_FILE, PAPER_FILE}
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        strangers = {path.name for path in folder.iterdir()} - known - {f"{name}.new" for name in known}
    except OSError as error:
        raise StoreError(f"cannot use {folder.name} as a folder: {error.strerror}") from error
    if strangers:
        raise StoreError(f"{folder.name} holds other files; give a folder of its own")


def _write(folder: Path, handed: HandedOver, signers: Sequence[Signer], at: datetime) -> None:
    """The act last: a folder without it was not finished."""
    write_atomically(folder / LIST_FILE, handed.voters)
    write_atomically(folder / PAPER_FILE, handed.pdf)
    if signers:
        write_atomically(folder / SIGNATURE_FILE, sign_together(handed.act, signers, at))
    write_atomically(folder / ACT_FILE, handed.act)
