"""Voter data for the territorial commission, on electronic medium and on paper, by 1 July and 1 January (M11; L 24(5)).

`deliver` writes a folder that whoever receives it can read with any spreadsheet, and check with `sailau list check`:

    voters.csv                      all lists of the book: UTF-8 with its mark, semicolons, a heading in Kazakh
    voters.json                     the same as an array of records
    paper/precinct-00007-1.pdf      each precinct's list for printing, in pieces of a thousand entries
    act.json, act.json.p7s          hashes of all these files, figures, the day it was due, who gives and who takes
    act.pdf                         the act for ink, in Kazakh and Russian

The executive signs the act's data, and with the hashes everything else.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import rfc8785
from babel.dates import format_date

from sailau.adapters.files import write_atomically
from sailau.adapters.pdf.voter_list import PrintedVoter, render_voter_list
from sailau.checkin.voters import VoterEntry, parse_list
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.nouns import Precinct
from sailau.errors import SignatureError, StoreError
from sailau.law import calendar
from sailau.protocol.document import Bilingual, PaperHead, Signatory
from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.events import EventKind, ListEvent, Order
from sailau.service.act_paper import DEFINITION_PRINT, CommissionAct, act_pdf, article_named
from sailau.service.list_act import ACT_FILE, PAPER_FILE, SIGNATURE_FILE, Parties
from sailau.service.list_book import ListBook, enter_event, lists
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together
from sailau.signing.holder import holder_of
from sailau.signing.roles import OFFICES, Role

CSV_FILE: Final = "voters.csv"
JSON_FILE: Final = "voters.json"
PAPER_FOLDER: Final = "paper"
KIND: Final = "list-delivered"
PIECE: Final = 1_000
"""Entries in one printed file: some thirty pages, laid out in little memory."""

_ARTICLE: Final = "L 24(5)"
_HEADING: Final = ("Р/с №", "ЖСН", "Тегі", "Аты", "Әкесінің аты", "Туған күні", "Мекенжайы", "Учаске")
_FIELDS: Final = ("number", "iin", "surname", "name", "patronymic", "birth_date", "address", "precinct")
_HANGS: Final = Bilingual("екі данада", "в двух экземплярах")

OnPrinted = Callable[[int, int], None]
"""Told how many entries are on paper, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was written: the act, its paper, and the SHA-256 of every other file by its name in the folder."""

    act: bytes
    pdf: bytes = field(repr=False)
    files: Mapping[str, str]


def deliver(
    book: ListBook,
    parties: Parties,
    order: Order,
    folder: Path,
    signers: Sequence[Signer] = (),
    on_printed: OnPrinted | None = None,
) -> Delivered | Refusal:
    """Write all lists of the book with their act into an empty folder, and enter that they were handed over.

    Printing takes some ten milliseconds an entry. Raises StoreError when the folder is not empty or the disk refuses,
    SignatureError when a signer is not the executive's.
    """
    names = Order(who=parties.given_by, why=parties.taken_by, decision=order.decision)
    refusal = order.refuse_unless_complete() or names.refuse_unless_complete()
    if refusal is not None:
        return refusal
    for signer in signers:
        _demand_executive(signer, str(book.definition.id))
    _demand_empty(folder)
    with book.transaction() as tx:
        present = {precinct: list(parse_list(data)) for precinct, data in sorted(lists(tx).items())}
    if not present:
        return refusals.NO_LIST
    files = _write_data(folder, present) | _write_papers(book, folder, present, on_printed)
    voters = sum(map(len, present.values()))
    with book.transaction() as tx:
        facts: dict[str, str | int] = {"file": files[CSV_FILE], "voters": voters}
        event = enter_event(tx, book.now(), EventKind.DELIVERED, order, tuple(present), facts)
    done = _act(book, event, parties, files, voters=voters, precincts=len(present))
    write_atomically(folder / PAPER_FILE, done.pdf)
    if signers:
        write_atomically(folder / SIGNATURE_FILE, sign_together(done.act, signers, book.now()))
    write_atomically(folder / ACT_FILE, done.act)
    book.recorder.record("list-delivered", file=files[CSV_FILE], precincts=len(present))
    return done


def _write_data(folder: Path, present: Mapping[int, Sequence[VoterEntry]]) -> dict[str, str]:
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADING)
    writer.writerows(_cells(precinct, entry) for precinct, entry in _everybody(present))
    records = [dict(zip(_FIELDS, _cells(precinct, entry), strict=True)) for precinct, entry in _everybody(present)]
    data = {
        CSV_FILE: b"\xef\xbb\xbf" + table.getvalue().encode(),
        JSON_FILE: json.dumps({"voters": records}, ensure_ascii=False, indent=0).encode() + b"\n",
    }
    for name, content in data.items():
        write_atomically(folder / name, content)
    return {name: hashlib.sha256(content).hexdigest() for name, content in data.items()}


def _write_papers(
    book: ListBook, folder: Path, present: Mapping[int, Sequence[VoterEntry]], on_printed: OnPrinted | None
) -> dict[str, str]:
    (folder / PAPER_FOLDER).mkdir(mode=0o700)
    found: dict[str, str] = {}
    printed, total = 0, sum(map(len, present.values()))
    for precinct, entries in present.items():
        head = _head(book, book.definition.precinct(precinct))
        for piece, start in enumerate(range(0, len(entries), PIECE), start=1):
            part = entries[start : start + PIECE]
            name = f"{PAPER_FOLDER}/precinct-{precinct:05d}-{piece}.pdf"
            pdf = render_voter_list(head, [_printed(entry) for entry in part], _about(part), *_foot())
            write_atomically(folder / name, pdf)
            found[name] = hashlib.sha256(pdf).hexdigest()
            printed += len(part)
            if on_printed is not None:
                on_printed(printed, total)
    return found


def _act(
    book: ListBook, event: ListEvent, parties: Parties, files: Mapping[str, str], *, voters: int, precincts: int
) -> Delivered:
    due = calendar.voter_data_due(event.at.date())
    fields: dict[str, Any] = {
        "article": _ARTICLE,
        "at": event.at.isoformat(),
        "decision": event.order.decision,
        "due": due.isoformat(),
        "election": str(book.definition.id),
        "event": event.number,
        "files": dict(files),
        "given_by": parties.given_by,
        "kind": KIND,
        "precincts": precincts,
        "taken_by": parties.taken_by,
        "version": 1,
        "voters": voters,
    }
    act: bytes = rfc8785.dumps(fields)
    first = book.definition.precincts[0]
    shown = {"voters": voters, "precincts": precincts, "due": due.isoformat(), "decision": event.order.decision}
    paper = CommissionAct(
        number=str(event.number),
        kind=KIND,
        commission=Bilingual("Аумақтық сайлау комиссиясы", "Территориальная избирательная комиссия"),
        place=Bilingual(first.oblast.kk, first.oblast.ru),
        at=event.at,
        article=_ARTICLE,
        text=Bilingual(
            "Сайлаушылар туралы деректер электрондық жеткізгіште және қағазда тапсырылды.",
            "Сведения об избирателях переданы на электронном носителе и на бумаге.",
        ),
        data=shown | {"papers": len(files) - 2, "voters_csv": files[CSV_FILE], "voters_json": files[JSON_FILE]},
    )
    akim, commission = OFFICES[Role.LOCAL_EXECUTIVE], OFFICES[Role.TERRITORIAL_COMMISSION]
    signatories = (
        Signatory(name=parties.given_by, office=Bilingual(f"тапсырды: {akim.kk}", f"передал: {akim.ru}")),
        Signatory(name=parties.taken_by, office=Bilingual(f"қабылдады: {commission.kk}", f"приняла: {commission.ru}")),
    )
    pdf = act_pdf(paper, definition=book.definition, data=act, signatories=signatories)
    return Delivered(act=act, pdf=pdf, files=files)


def _everybody(present: Mapping[int, Sequence[VoterEntry]]) -> Iterator[tuple[int, VoterEntry]]:
    return ((precinct, entry) for precinct, entries in present.items() for entry in entries)


def _cells(precinct: int, entry: VoterEntry) -> tuple[str, ...]:
    born = entry.birth_date.isoformat()
    names = (entry.surname, entry.name, entry.patronymic)
    return (str(entry.number), entry.iin.digits, *names, born, entry.address, str(precinct))


def _printed(entry: VoterEntry) -> PrintedVoter:
    name = " ".join(part for part in (entry.surname, entry.name, entry.patronymic) if part)
    born = f"{entry.birth_date:%d.%m.%Y}"
    return PrintedVoter(str(entry.number), entry.iin.digits, name, born, entry.address)


def _about(part: Sequence[VoterEntry]) -> Bilingual:
    first, last = part[0].number, part[-1].number
    return Bilingual(f"№ {first} – {last}, барлығы {len(part)}", f"№ {first} – {last}, всего {len(part)}")


def _foot() -> tuple[Bilingual, Bilingual]:
    return article_named(_ARTICLE), _HANGS


def _head(book: ListBook, place: Precinct) -> PaperHead:
    now: datetime = book.now()
    definition = book.definition
    return PaperHead(
        election=Bilingual(definition.title.kk, definition.title.ru),
        precinct=Bilingual(place.name.kk, place.name.ru),
        place=Bilingual(place.address.kk, place.address.ru),
        when=Bilingual(format_date(now.date(), "long", locale="kk"), format_date(now.date(), "long", locale="ru")),
        copy="1",
        duplicate=False,
        fingerprint=short_fingerprint(fingerprint(canonical(definition))),
        fingerprint_label=DEFINITION_PRINT,
        training=definition.fictitious,
        day=now.date(),
    )


def _demand_executive(signer: Signer, election: str) -> None:
    holder = holder_of(signer.certificate)
    if holder.role is not Role.LOCAL_EXECUTIVE or holder.election != election:
        raise SignatureError(f"{holder.name}: voter data of {election} are signed by its local executive alone")


def _demand_empty(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise StoreError(f"{folder.name} is not empty; give a new folder")
    except OSError as error:
        raise StoreError(f"cannot use {folder.name} as a folder: {error.strerror}") from error
