"""Copies of the protocol for those present who ask, and its posting, each by act (L 43(8), 50-6(2), (3); R 19, 21).

A copy is printed from the record that was signed: numbered, marked as a duplicate, with places for the chair (or who
lawfully replaces the chair) and the secretary. They sign in its fields where their keys are (`service.copy_signing`),
and on paper with ink and seal. The paper that hangs is number 1. Whoever asks twice is given the same number. The code
list hangs beside the protocol.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file
from sailau.adapters.pdf import render_protocol
from sailau.errors import SignatureError
from sailau.formats.v1.record import FIGURES_FILE, MANIFEST_FILE, Bilingual, Figures, MixedProtocol, names
from sailau.protocol import document as paper
from sailau.refusal import Refusal, Text
from sailau.service.acts import Matter, SignedAct, acts, enter_act, member_id, member_number
from sailau.service.count import FIRST, RECOUNT
from sailau.service.mixed_papers import FILES, mixed_document
from sailau.service.paper_rows import read_protocol
from sailau.service.papers import protocol_document
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.protocol_signing import SIGNATURE_NOT_GOOD
from sailau.service.trust import trust_of
from sailau.signing.authority import Signer
from sailau.signing.pdf import field_name, verify_added

COPY_KIND: Final = "protocol_copy"
POSTED_KIND: Final = "protocol_posted"
HANGS_DAYS: Final = 2
"""L 43(8), 50-6(2): the copy hangs for two days."""
FIRST_COPY: Final = 2
COUNTS: Final[Mapping[str, str]] = {
    names.PROTOCOL: FIRST,
    names.recount_name(names.PROTOCOL): RECOUNT,
    **{file: count for count, file in FILES.items()},
}
"""Every protocol that a record may have, and what it is of."""

NOT_NAMED: Final = Refusal(
    "copy-not-named",
    "L 43(8), 50-6(3)",
    Text(
        "Көшірме кімге берілетінін жазыңыз: тегі, аты және кім екені.",
        "Укажите, кому выдаётся копия: фамилию, имя и кто это.",
        "Say who is given the copy: surname, name and who it is.",
    ),
)
NO_PLACE: Final = Refusal(
    "posting-without-place",
    "L 43(8)",
    Text(
        "Хаттаманың қай жерге ілінгенін жазыңыз.",
        "Укажите, где вывешен протокол.",
        "Say where the protocol hangs.",
    ),
)
NO_RECORD: Final = Refusal(
    "copy-without-record",
    "L 43(8)",
    Text(
        "Осы учаскенің қол қойылған жазбасы бұл қалтада жоқ: алдымен оны жазыңыз.",
        "В этой папке нет подписанной записи этого участка: сначала запишите её.",
        "The signed record of this precinct is not in this folder: write it first.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPaper:
    """A protocol's paper in a copy, not signed yet. `count` says what it is of (`first`, `recount`, `paper`,
    `summary`); `data` and `signature` are the record's own, that the paper must say the same as."""

    count: str
    data: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    paper: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A numbered copy: the act that it was given by, and each protocol's paper by its file name."""

    number: int
    act: SignedAct
    papers: Mapping[str, CopyPaper]


@records_refusal("count")
def give_copy(precinct: Precinct, record: Path, to: str, signers: Sequence[Signer]) -> Copy | Refusal:
    """Give a copy of every protocol of the record in `record` to somebody present; `signers` are chair and secretary.

    Raises StoreError when the record cannot be read, FormatError when it is none.
    """
    named = " ".join(to.split())
    if not named:
        return NOT_NAMED
    data = _protocols(precinct, record)
    if isinstance(data, Refusal):
        return data
    given = [signed for signed in acts(precinct) if signed.act.kind == COPY_KIND]
    number = next((s.act.data["copy"] for s in given if s.act.data["to"] == named), len(given) + FIRST_COPY)
    text = Bilingual(
        f"Хаттаманың № {number} көшірмесі берілді: {named}.", f"Выдана копия протокола № {number}: {named}."
    )
    matter = Matter(key=f"copy:{named}", kind=COPY_KIND, article="L 50-6(3)", text=text)
    act = enter_act(precinct, matter, signers, {"copy": number, "to": named, **_named(data)})
    members = {member_number(member_id(signer)) for signer in signers}
    figures = FIGURES_FILE.read(read_file(record / names.FIGURES))
    papers = {}
    for name, found in data.items():
        document = _document(precinct, name, found, figures)
        head = replace(document.head, copy=str(number), duplicate=True)
        places = tuple(place for place in document.signatures if place.member in members)
        papers[name.replace("/", "-").removesuffix(".json") + ".pdf"] = CopyPaper(
            count=COUNTS[name],
            data=found,
            signature=read_file(record / names.signature_name(name)),
            paper=render_protocol(replace(document, head=head, signatures=places)),
        )
    return Copy(number=number, act=act, papers=papers)


def judge_signed(precinct: Precinct, before: bytes, after: bytes, members: Sequence[str]) -> Refusal | None:
    """Refuse a copy's paper that is not the one which was given with one signature more, of one of `members`."""
    try:
        added = verify_added(before, after, trust_of(precinct))
    except SignatureError:
        return SIGNATURE_NOT_GOOD
    own = {field_name(member_number(member)) for member in members}
    return None if added.field in own else SIGNATURE_NOT_GOOD


@records_refusal("count")
def post_protocol(precinct: Precinct, record: Path, place: Bilingual, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Say by act where the protocols of the record hang, with the code list, and until when (two days)."""
    if not place.kk.strip() or not place.ru.strip():
        return NO_PLACE
    data = _protocols(precinct, record)
    if isinstance(data, Refusal):
        return data
    until = precinct.minute() + timedelta(days=HANGS_DAYS)
    text = Bilingual(
        f"Хаттаманың көшірмесі тексеру кодтарының тізімімен бірге ілінді: {place.kk}. "
        f"{until:%d.%m.%Y %H:%M} дейін ілініп тұрады.",
        f"Копия протокола вывешена вместе со списком контрольных кодов: {place.ru}. Висит до {until:%d.%m.%Y %H:%M}.",
    )
    matter = Matter(key="posted", kind=POSTED_KIND, article="L 43(8)", text=text)
    told = {"place": f"{place.kk} / {place.ru}", "until": until.isoformat(timespec="minutes"), **_named(data)}
    return enter_act(precinct, matter, signers, told)


def _protocols(precinct: Precinct, record: Path) -> dict[str, bytes] | Refusal:
    """The data of every protocol of the record, by its path; refused when the record is not this precinct's."""
    if not (record / names.MANIFEST).exists():
        return NO_RECORD
    manifest = MANIFEST_FILE.read(read_file(record / names.MANIFEST))
    if (manifest.uuid, manifest.setup) != (precinct.installed.uuid, precinct.installed.setup_hash.hex()):
        return NO_RECORD
    found = {name: read_file(record / name) for name in COUNTS if name in manifest.files}
    if any(hashlib.sha256(data).hexdigest() != manifest.files[name] for name, data in found.items()):
        return NO_RECORD
    return found


def _named(data: Mapping[str, bytes]) -> dict[str, object]:
    return {"papers": sorted(data), "sha256": hashlib.sha256(data[names.PROTOCOL]).hexdigest()}


def _document(precinct: Precinct, name: str, data: bytes, figures: Figures) -> paper.ProtocolDocument:
    protocol = read_protocol(COUNTS[name], data)
    if isinstance(protocol, MixedProtocol):
        return mixed_document(precinct, protocol, data)
    return protocol_document(precinct, protocol, figures, data)
