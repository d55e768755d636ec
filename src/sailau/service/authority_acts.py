"""Acts of an authority: which certificates it issued, which it took back, on what grounds (L 50-2(2); E14).

    acts/001-certificates_issued.json .p7s .pdf
    acts/002-certificates_revoked.json .p7s .pdf

One act covers all that no earlier act covers, so a commission that certifies seven members and nine devices draws up
one act and not sixteen. The authority's key signs certificates only; the act is signed by persons of the commission.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import rfc8785

from sailau.adapters.files import read_file, write_atomically
from sailau.election.nouns import Definition
from sailau.errors import SignatureError, StoreError
from sailau.formats import strict_json
from sailau.protocol.document import Bilingual, Fact
from sailau.service.act_paper import CommissionAct, act_pdf, signatories_of
from sailau.service.authorities import LIST_FILE, Issued, authority_chain, issued
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together, verify_detached
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import OFFICES, DocumentKind, Role
from sailau.signing.trust import Trust, fingerprint

ACTS: Final = "acts"
FORMAT: Final = "sailau-authority-act/1"
ISSUED_KIND, REVOKED_KIND = "certificates_issued", "certificates_revoked"
ARTICLE: Final = "L 50-2(2)"
SHOWN: Final = 16
"""Digits of a fingerprint on paper; the data file has all."""

_TEXTS: Final = {
    ISSUED_KIND: Bilingual(
        "Төмендегі тұлғалар мен құрылғыларға электрондық цифрлық қолтаңба сертификаттары берілді.",
        "Нижеперечисленным лицам и устройствам выданы сертификаты электронной цифровой подписи.",
    ),
    REVOKED_KIND: Bilingual(
        "Төмендегі сертификаттар көрсетілген уақыттан бастап қайтарып алынды; олармен қойылған қолтаңба саналмайды.",
        "Нижеперечисленные сертификаты отозваны с указанного времени; подписи по ним не учитываются.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAct:
    """An act of the authority with its files' common name, and how many certificates it covers."""

    name: str
    certificates: int
    data: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    pdf: bytes = field(repr=False)


def draw_up(folder: Path, definition: Definition, signers: Sequence[Signer], at: datetime) -> tuple[AuthorityAct, ...]:
    """Draw up the acts that are due: none, one of what was issued, one of what was taken back, or both.

    `signers` are persons of this authority's commission, with certificates that are good now. Raises SignatureError
    when one of them may not sign, StoreError when the disk refuses.
    """
    covered = _covered(folder)
    every = issued(folder)
    due = {
        ISSUED_KIND: [one for one in every if (ISSUED_KIND, one.serial) not in covered],
        REVOKED_KIND: [one for one in every if one.taken_back and (REVOKED_KIND, one.serial) not in covered],
    }
    made = []
    for kind, certificates in due.items():
        if certificates:
            number = len(list((folder / ACTS).glob("*.json"))) + 1
            made.append(_draw_up(folder, number, kind, certificates, definition, signers, at))
    return tuple(made)


def _draw_up(
    folder: Path,
    number: int,
    kind: str,
    certificates: Sequence[Issued],
    definition: Definition,
    signers: Sequence[Signer],
    at: datetime,
) -> AuthorityAct:
    own = holder_of(authority_chain(folder)[0])
    name = f"{number:03d}-{kind}"
    data = rfc8785.dumps(_data(kind, number, own, certificates, definition, at))
    signature = sign_together(data, signers, at)
    identities = verify_detached(data, signature, _trust(folder, definition, at), DocumentKind.HIGHER_ACT)
    stranger = next((one.holder.name for one in identities if one.holder.commission != own.commission), None)
    if stranger is not None:
        raise SignatureError(f"{stranger}: not of {own.commission}, whose authority this is")
    act = CommissionAct(
        number=f"{number:03d}",
        kind=kind,
        commission=_commission(own),
        place=Bilingual(own.commission, own.commission),
        at=at,
        article=ARTICLE,
        text=_TEXTS[kind],
        data={"certificates": len(certificates)},
    )
    pdf = act_pdf(
        act,
        definition=definition,
        data=data,
        facts=[_fact(one, kind) for one in certificates],
        signatories=signatories_of(identities),
    )
    made = AuthorityAct(name=name, certificates=len(certificates), data=data, signature=signature, pdf=pdf)
    _write(folder, made)
    return made


def _data(
    kind: str, number: int, own: Holder, certificates: Iterable[Issued], definition: Definition, at: datetime
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": kind,
        "number": number,
        "authority": own.commission,
        "election": str(definition.id),
        "at": at.replace(microsecond=0).isoformat(),
        "article": ARTICLE,
        "text": {"kk": _TEXTS[kind].kk, "ru": _TEXTS[kind].ru},
        "certificates": [_row(one, kind) for one in certificates],
    }


def _row(one: Issued, kind: str) -> dict[str, Any]:
    row = {**one.row(), "sha256": fingerprint(one.certificate)}
    if kind == REVOKED_KIND and one.taken_back is not None:
        row |= {"revoked": one.taken_back.since.isoformat(), "reason": one.taken_back.reason}
    return row


def _fact(one: Issued, kind: str) -> Fact:
    office, holder = OFFICES[one.holder.role], one.holder
    place = f"member-{holder.member}" if holder.member is not None else holder.device
    said = [
        holder.name,
        *([place] if place else []),
        holder.commission,
        f"SHA-256 {fingerprint(one.certificate)[:SHOWN]}",
    ]
    if kind == REVOKED_KIND and one.taken_back is not None:
        said += [f"✗ {one.taken_back.since:%Y-%m-%d %H:%M %Z}", one.taken_back.reason]
    else:
        said.append(f"{one.certificate.not_valid_before_utc:%Y-%m-%d} – {one.certificate.not_valid_after_utc:%Y-%m-%d}")
    return Fact(label=Bilingual(office.kk, office.ru), value=" · ".join(said))


def _commission(own: Holder) -> Bilingual:
    office = OFFICES[own.role]
    if own.role is Role.CENTRAL_COMMISSION:
        return Bilingual(office.kk, office.ru)
    return Bilingual(f"{own.name} ({office.kk})", f"{own.name} ({office.ru})")


def _trust(folder: Path, definition: Definition, at: datetime) -> Trust:
    chain = authority_chain(folder)
    own = holder_of(chain[0])
    return Trust(
        root=chain[-1],
        at=at,
        training=own.training,
        election=str(definition.id),
        territory=own.commission if own.role is Role.TERRITORIAL_COMMISSION else None,
        revocation_lists=(read_file(folder / LIST_FILE),),
    )


def _covered(folder: Path) -> set[tuple[str, str]]:
    """What earlier acts are about: kind and serial number."""
    covered = set()
    for path in sorted((folder / ACTS).glob("*.json")):
        act = strict_json.read(read_file(path), path.name)
        covered |= {(act["kind"], row["serial"]) for row in act["certificates"]}
    return covered


def _write(folder: Path, act: AuthorityAct) -> None:
    """The data last: an act that was cut short is drawn up again under the same number."""
    try:
        (folder / ACTS).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make {folder / ACTS}: {error.strerror}") from error
    for ending, content in ((".pdf", act.pdf), (".json.p7s", act.signature), (".json", act.data)):
        write_atomically(folder / ACTS / f"{act.name}{ending}", content)
