"""Handing a precinct's list to its commission by act, twenty days before the voting day (M10; L 24(5)).

    hand_over          enter the act in the book and write the folder; every later call writes the same act
    sign_handover      add a signature to the folder: the akim's over list and act, the chair's over the act
    verify_handover    read the folder and judge all of it: for whoever takes the list

The folder holds `voters.jsonl` (the list) with `voters.jsonl.p7s` (the akim's signature), `act.json` (canonical, with
the list's hash) with `act.json.p7s` (akim and chair), and `act.pdf` (Kazakh and Russian, for ink). Changes since the
act are in the book's events.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import cbor2
import rfc8785

from sailau.adapters.files import read_file, write_atomically
from sailau.checkin.voters import VoterList, parse_list
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats import strict_json
from sailau.law import calendar
from sailau.ports import Transaction
from sailau.protocol.document import Bilingual, Signatory
from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.events import EventKind, Order
from sailau.service.act_paper import CommissionAct, act_pdf
from sailau.service.list_book import ListBook, enter_event, events, list_bytes, precinct_key
from sailau.signing.authority import Signer
from sailau.signing.cms import certificates_in, join_signatures, sign_detached, verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import LEAD, OFFICES, SIGNING_RULES, DocumentKind, Role
from sailau.signing.trust import SignerIdentity, Trust

LIST_FILE: Final = "voters.jsonl"
LIST_SIGNATURE_FILE: Final = "voters.jsonl.p7s"
ACT_FILE: Final = "act.json"
SIGNATURE_FILE: Final = "act.json.p7s"
PAPER_FILE: Final = "act.pdf"
KIND: Final = "list-handed-over"
VERSION: Final = 1
_FILES: Final = (LIST_FILE, LIST_SIGNATURE_FILE, ACT_FILE, SIGNATURE_FILE, PAPER_FILE)
_FIELDS: Final = {
    "article": str,
    "at": str,
    "commission": str,
    "decision": str,
    "election": str,
    "event": int,
    "given_by": str,
    "in_time": bool,
    "kind": str,
    "list_sha256": str,
    "precinct": int,
    "taken_by": str,
    "version": int,
    "voters": int,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who gives the list (the akim) and who takes it (the commission's chair), by name."""

    given_by: str
    taken_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The act, the list as it was handed over, and whether that was in time (twenty days before)."""

    act: bytes
    voters: bytes = field(repr=False)
    in_time: bool
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """An act of handing over that was judged good, with its list. `signed_by` are akim, chair and whoever joined."""

    election: str
    precinct: int
    commission: str
    at: datetime
    in_time: bool
    list_sha256: str
    voters: VoterList
    signed_by: tuple[SignerIdentity, ...]


def hand_over(
    book: ListBook, precinct: int, parties: Parties, order: Order, folder: Path, signers: Sequence[Signer] = ()
) -> HandedOver | Refusal:
    """Enter the act and write the folder; a call after a crash, or for another copy, gives the same act.

    Raises StoreError when the disk refuses or the folder holds other files, SignatureError when a signer may not sign.
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
    _write(folder, handed)
    sign_handover(folder, signers, book.now())
    book.recorder.record("list-handed-over", list=hashlib.sha256(voters).hexdigest())
    return handed


def sign_handover(folder: Path, signers: Sequence[Signer], at: datetime) -> None:
    """Add signatures to the folder of a list: the akim's to list and act, a member's to the act.

    One who has signed already does not sign again. Raises FormatError or StoreError when the folder is not whole,
    SignatureError when a signer belongs to another election or commission, or may not sign.
    """
    if not signers:
        return
    act, voters = read_file(folder / ACT_FILE), read_file(folder / LIST_FILE)
    fields = read_act(act)
    _demand_list(fields, voters)
    for signer in signers:
        _demand_may_sign(signer, fields)
    _add_signatures(folder / SIGNATURE_FILE, act, signers, at)
    akims = [signer for signer in signers if holder_of(signer.certificate).role is Role.LOCAL_EXECUTIVE]
    _add_signatures(folder / LIST_SIGNATURE_FILE, voters, akims, at)


def verify_handover(folder: Path, trust: Trust) -> Handover:
    """Judge a folder that `hand_over` wrote. Raises StoreError, FormatError or SignatureError saying what is wrong."""
    act, act_signature, voters, list_signature, pdf = (
        read_file(folder / name) for name in (ACT_FILE, SIGNATURE_FILE, LIST_FILE, LIST_SIGNATURE_FILE, PAPER_FILE)
    )
    return judge_handover(act, act_signature, voters, list_signature, pdf, trust)


def judge_handover(
    act: bytes, act_signature: bytes, voters: bytes, list_signature: bytes, pdf: bytes, trust: Trust
) -> Handover:
    """Judge the files of an act of handing over: who signed them, that they belong together, that the list is one.

    Raises FormatError or SignatureError saying what is wrong.
    """
    fields = read_act(act)
    if fields["election"] != trust.election:
        raise SignatureError(f"{ACT_FILE}: the list is for election {fields['election']}, not {trust.election}")
    if trust.precinct not in (None, fields["commission"]):
        raise SignatureError(f"{ACT_FILE}: the list is {fields['commission']}'s, not {trust.precinct}'s")
    signed_by = verify_detached(act, act_signature, trust, DocumentKind.LIST_HANDOVER)
    if not any(identity.role in LEAD for identity in signed_by):
        raise SignatureError(f"{SIGNATURE_FILE}: the signature of the commission's chair is missing")
    for identity in signed_by:
        if identity.role is not Role.LOCAL_EXECUTIVE and identity.holder.commission != fields["commission"]:
            raise SignatureError(f"{identity.holder.name}: of {identity.holder.commission}, not {fields['commission']}")
    verify_detached(voters, list_signature, trust, DocumentKind.VOTER_LIST)
    _demand_list(fields, voters)
    if read_pdf(pdf).attachments.get(_attached_name(fields)) != act:
        raise FormatError(PAPER_FILE, f"it is not the paper of {ACT_FILE}")
    return Handover(
        election=fields["election"],
        precinct=fields["precinct"],
        commission=fields["commission"],
        at=datetime.fromisoformat(fields["at"]),
        in_time=fields["in_time"],
        list_sha256=fields["list_sha256"],
        voters=parse_list(voters),
        signed_by=signed_by,
    )


def read_act(act: bytes) -> dict[str, Any]:
    """The fields of `act.json`. Raises FormatError unless it is canonical and has these fields and no others."""
    fields = strict_json.read(act, ACT_FILE)
    if not isinstance(fields, dict) or {name: type(value) for name, value in fields.items()} != _FIELDS:
        raise FormatError(ACT_FILE, "not the fields of an act of handing over")
    if fields["kind"] != KIND or fields["version"] != VERSION or rfc8785.dumps(fields) != act:
        raise FormatError(ACT_FILE, f"no canonical act of kind {KIND}, version {VERSION}")
    try:
        datetime.fromisoformat(fields["at"])
    except ValueError as error:
        raise FormatError(ACT_FILE, "its time is none") from error
    return fields


def changes_since(book: ListBook, precinct: int) -> int:
    """How many events the precinct's list has after it was handed over."""
    kinds = [event.kind for event in events(book, precinct)]
    return 0 if EventKind.HANDED_OVER not in kinds else len(kinds) - 1 - kinds.index(EventKind.HANDED_OVER)


def _enter(tx: Transaction, book: ListBook, precinct: int, parties: Parties, order: Order, voters: bytes) -> bytes:
    digest, number = hashlib.sha256(voters).hexdigest(), voters.count(b"\n")
    facts: dict[str, str | int] = {"list": digest, "voters": number}
    event = enter_event(tx, book.now(), EventKind.HANDED_OVER, order, (precinct,), facts)
    due = calendar.deadline("list_handed_over", book.voting_day)
    act: dict[str, Any] = {
        "article": "L 24(5)",
        "at": event.at.isoformat(),
        "commission": str(book.definition.precinct(precinct).commission),
        "decision": order.decision,
        "election": str(book.definition.id),
        "event": event.number,
        "given_by": parties.given_by,
        "in_time": event.at.replace(tzinfo=None) <= due,
        "kind": KIND,
        "list_sha256": digest,
        "precinct": precinct,
        "taken_by": parties.taken_by,
        "version": VERSION,
        "voters": number,
    }
    kept: bytes = cbor2.dumps([rfc8785.dumps(act), voters])
    tx.put("handed", precinct_key(precinct), kept)
    return kept


def _handed(book: ListBook, precinct: int, act: bytes, voters: bytes) -> HandedOver:
    fields = read_act(act)
    place = book.definition.precinct(precinct)
    paper = CommissionAct(
        number=str(fields["event"]),
        kind=KIND,
        commission=Bilingual(place.name.kk, place.name.ru),
        place=Bilingual(place.address.kk, place.address.ru),
        at=datetime.fromisoformat(fields["at"]),
        article=fields["article"],
        text=Bilingual(
            "Сайлаушылар тізіміне әкім қол қойды, тізім учаскелік сайлау комиссиясына тапсырылды.",
            "Список избирателей подписан акимом и передан участковой избирательной комиссии.",
        ),
        data={name: fields[name] for name in ("voters", "decision", "list_sha256")},
    )
    akim, chair = OFFICES[Role.LOCAL_EXECUTIVE], OFFICES[Role.CHAIR]
    signatories = (
        Signatory(name=fields["given_by"], office=Bilingual(f"тапсырды: {akim.kk}", f"передал: {akim.ru}")),
        Signatory(name=fields["taken_by"], office=Bilingual(f"қабылдады: {chair.kk}", f"принял: {chair.ru}")),
    )
    late = Bilingual("Заңда белгіленген мерзімнен кеш тапсырылды.", "Передан позже срока, установленного законом.")
    statements = () if fields["in_time"] else (late,)
    pdf = act_pdf(paper, definition=book.definition, data=act, statements=statements, signatories=signatories)
    return HandedOver(act=act, voters=voters, in_time=fields["in_time"], pdf=pdf)


def _attached_name(fields: dict[str, Any]) -> str:
    return f"{fields['event']}-{KIND}.json"


def _demand_list(fields: dict[str, Any], voters: bytes) -> None:
    if hashlib.sha256(voters).hexdigest() != fields["list_sha256"] or voters.count(b"\n") != fields["voters"]:
        raise FormatError(LIST_FILE, "it is not the list that the act names")


def _demand_may_sign(signer: Signer, fields: dict[str, Any]) -> None:
    holder = holder_of(signer.certificate)
    if holder.role not in SIGNING_RULES[DocumentKind.LIST_HANDOVER].may:
        raise SignatureError(f"{holder.name}: a {holder.role.value} does not sign the handing over of a list")
    if holder.election != fields["election"]:
        raise SignatureError(f"{holder.name}: the certificate is for election {holder.election}, not this one")
    if holder.role is not Role.LOCAL_EXECUTIVE and holder.commission != fields["commission"]:
        raise SignatureError(f"{holder.name}: belongs to {holder.commission}, not to {fields['commission']}")


def _add_signatures(path: Path, data: bytes, signers: Sequence[Signer], at: datetime) -> None:
    former = [read_file(path)] if path.exists() else []
    there = {certificate for signature in former for certificate in certificates_in(signature)}
    fresh = [sign_detached(data, signer, at) for signer in signers if signer.certificate not in there]
    if fresh:
        write_atomically(path, join_signatures([*former, *fresh]))


def _demand_own_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        strangers = {path.name for path in folder.iterdir()} - {*_FILES, *(f"{name}.new" for name in _FILES)}
    except OSError as error:
        raise StoreError(f"cannot use {folder.name} as a folder: {error.strerror}") from error
    if strangers:
        raise StoreError(f"{folder.name} holds other files; give a folder of its own")


def _write(folder: Path, handed: HandedOver) -> None:
    """The act last: a folder without it was not finished."""
    for name, data in ((LIST_FILE, handed.voters), (ACT_FILE, handed.act)):
        if (folder / name).exists() and read_file(folder / name) != data:
            raise StoreError(f"{folder.name} holds another list's {name}; give a folder of its own")
    write_atomically(folder / LIST_FILE, handed.voters)
    write_atomically(folder / PAPER_FILE, handed.pdf)
    write_atomically(folder / ACT_FILE, handed.act)
