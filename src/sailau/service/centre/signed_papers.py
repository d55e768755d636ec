"""A commission's papers in a folder: data with detached signatures, and the same as PDF, signed too (L 20(9), 44; M2).

    003-results.json         canonical, what the commission says (a decision or a notice)
    003-results.json.p7s     CAdES, by everybody whose field the paper has
    003-results.pdf          Kazakh and Russian, PAdES by the same; the data are attached

Whoever signs adds to both; done again after a crash, only what is lacking is added. A paper is complete when everybody
has signed who has a field on it, and only a complete one is read as the commission's word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.pdf import render_signature
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.notice import NamedSigner
from sailau.refusal import Text
from sailau.signing.authority import Signer
from sailau.signing.cms import certificates_in, join_signatures, sign_detached, verify_detached, verify_each
from sailau.signing.holder import Holder, holder_of
from sailau.signing.pdf import empty_fields, field_of, filled_fields, sign_pdf, verify_pdf
from sailau.signing.pdf_text import read_attachments
from sailau.signing.roles import OFFICES, DocumentKind, Role
from sailau.signing.trust import SignerIdentity, Trust, fingerprint

PAPER: Final = ".pdf"
SIGNATURES: Final = ".p7s"
CHAIR, SECRETARY = 1, 2
"""Numbers of the members of a commission above the precinct who sign for it, as their certificates have them."""
_MEMBERS: Final = {CHAIR: Role.CHAIR, SECRETARY: Role.SECRETARY}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPaper:
    """A paper as it lies in its folder; `signature` is None before anybody has signed."""

    path: Path
    data: bytes = field(repr=False)
    signature: bytes | None = field(repr=False)
    pdf: bytes = field(repr=False)


def lay_down(path: Path, data: bytes, pdf: bytes) -> SignedPaper:
    """Write a new paper, not signed yet; the data last, so that what has data is whole. Raises StoreError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _signatures(path).unlink(missing_ok=True)
    write_atomically(path.with_suffix(PAPER), pdf)
    write_atomically(path, data)
    return SignedPaper(path=path, data=data, signature=None, pdf=pdf)


def read_paper(path: Path) -> SignedPaper:
    """A paper of the folder, not judged. Raises StoreError."""
    signatures = _signatures(path)
    return SignedPaper(
        path=path,
        data=read_file(path),
        signature=read_file(signatures) if signatures.exists() else None,
        pdf=read_file(path.with_suffix(PAPER)),
    )


def sign_paper(
    path: Path, signer: Signer, trust: Trust, kind: DocumentKind, at: datetime, seen: bytes | None = None
) -> SignedPaper:
    """Add one person's signatures to data and paper; whoever has signed does not sign again.

    `seen` are the data that the person was shown; other data are not signed. Raises SignatureError when the signer may
    not sign, or has no field on the paper, StoreError when the disk refuses.
    """
    paper = read_paper(path)
    if seen is not None and seen != paper.data:
        raise SignatureError(f"{path.name}: it is not the paper that was shown; look at it again")
    own = signer.certificate
    mine = sign_detached(paper.data, signer, at)
    verify_each(paper.data, mine, trust, kind)
    pdf, signature = paper.pdf, paper.signature
    place = field_of(holder_of(own))
    if place not in filled_fields(pdf):
        pdf = sign_pdf(pdf, signer, place, at, appearance=render_signature(at, fingerprint(own)))
        write_atomically(path.with_suffix(PAPER), pdf)
    if signature is None or own not in certificates_in(signature):
        signature = join_signatures([mine] if signature is None else [signature, mine])
        write_atomically(_signatures(path), signature)
    return SignedPaper(path=path, data=paper.data, signature=signature, pdf=pdf)


def judge_paper(paper: SignedPaper, trust: Trust, kind: DocumentKind) -> tuple[SignerIdentity, ...]:
    """Who signed a complete paper: data and PDF by the same people, one in each field.

    Raises SignatureError while somebody has not signed, or when a signature is not good; FormatError when the PDF is
    that of other data.
    """
    if paper.signature is None:
        raise SignatureError(f"{paper.path.name}: nobody has signed it")
    identities = verify_detached(paper.data, paper.signature, trust, kind)
    on_paper = verify_pdf(paper.pdf, trust, kind=kind)
    if {one.fingerprint for one in identities} != {one.identity.fingerprint for one in on_paper}:
        raise SignatureError(f"{paper.path.name}: data and paper were signed by different people")
    if waits_for(paper):
        raise SignatureError(f"{paper.path.name}: not signed by all; lacking: {', '.join(waits_for(paper))}")
    if read_attachments(paper.pdf).get(paper.path.name) != paper.data:
        raise FormatError(paper.path.with_suffix(PAPER).name, f"it is not the paper of {paper.path.name}")
    return identities


def waits_for(paper: SignedPaper) -> tuple[str, ...]:
    """The fields that are still empty; none when all have signed. Raises SignatureError."""
    return empty_fields(paper.pdf)


def named_signers(holders: Iterable[Holder]) -> tuple[NamedSigner, ...]:
    """Those who are to sign, in the order of their fields; two persons never share one.

    Raises SignatureError when two of them would fill the same field: certificates of a commission's persons then carry
    their numbers in it.
    """
    found: dict[str, NamedSigner] = {}
    for one in holders:
        place, office = field_of(one), office_of(one)
        if place in found:
            raise SignatureError(
                f"{one.name} and {found[place].name} would sign in the same place ({place}): certificates of two "
                "persons of a commission carry a number each"
            )
        found[place] = NamedSigner(field=place, name=one.name, office=office)
    return tuple(found[place] for place in sorted(found))


def office_of(holder: Holder) -> Text:
    """What a person of a commission is on its papers: chair, secretary, or the commission itself."""
    role = _MEMBERS.get(holder.member or 0, holder.role)
    office = OFFICES[role]
    return Text(office.kk, office.ru, role.value.replace("_", " "))


def withdraw(path: Path) -> None:
    """Take a draft away, the data first; a paper that counts is never withdrawn, its caller sees to that."""
    try:
        for name in (path, _signatures(path), path.with_suffix(PAPER)):
            name.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"cannot remove {path.name}: {error.strerror}") from error


def papers_in(folder: Path) -> tuple[Path, ...]:
    """The data files of a folder's papers, in their order; none when there is no folder. Raises StoreError."""
    try:
        return tuple(sorted(folder.glob("[0-9][0-9][0-9]*.json")))
    except OSError as error:
        raise StoreError(f"cannot read {folder.name}: {error.strerror}") from error


def _signatures(path: Path) -> Path:
    return path.with_name(path.name + SIGNATURES)
