"""A commission's papers in a folder: data with detached signatures, and the same as PDF, signed too (L 20(9), 44; M2).

    003-results.json         canonical, what the commission says (a decision or a notice)
    003-results.json.p7s     CAdES, by everybody whose field the paper has
    003-results.pdf          Kazakh and Russian, PAdES by the same; the data are attached
    003-results-annex-01.pdf the same of a long paper's annexes, which its data name

Whoever signs adds to all of them; done again after a crash, only what is lacking is added. A paper is complete when
everybody has signed who has a field on it, and only a complete one is read as the commission's word.
"""

import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
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
ANNEX: Final = "-annex-"
"""Between the name of a paper and the number of its annex."""
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
    for annex, printed in _each_annex(path):
        _sign_once(annex, printed, signer, at)
    pdf = _sign_once(path.with_suffix(PAPER), pdf, signer, at)
    if signature is None or own not in certificates_in(signature):
        signature = join_signatures([mine] if signature is None else [signature, mine])
        write_atomically(_signatures(path), signature)
    return SignedPaper(path=path, data=paper.data, signature=signature, pdf=pdf)


def _sign_once(path: Path, pdf: bytes, signer: Signer, at: datetime) -> bytes:
    """The PDF with the person's signature in it, on the disk; as it was where that stands there already."""
    place = field_of(holder_of(signer.certificate))
    if place in filled_fields(pdf):
        return pdf
    signed = sign_pdf(pdf, signer, place, at, appearance=render_signature(at, fingerprint(signer.certificate)))
    write_atomically(path, signed)
    return signed


def judge_paper(paper: SignedPaper, trust: Trust, kind: DocumentKind) -> tuple[SignerIdentity, ...]:
    """Who signed a complete paper: data, PDF and annexes by the same people, one in each field.

    Raises SignatureError while somebody has not signed, or when a signature is not good; FormatError when the PDF is
    that of other data.
    """
    if paper.signature is None:
        raise SignatureError(f"{paper.path.name}: nobody has signed it")
    identities = verify_detached(paper.data, paper.signature, trust, kind)
    due = {one.fingerprint for one in identities}
    for path, pdf in chain([(paper.path, paper.pdf)], _each_annex(paper.path)):
        if due != {one.identity.fingerprint for one in verify_pdf(pdf, trust, kind=kind)}:
            raise SignatureError(f"{path.name}: data and paper were signed by different people")
    if waits_for(paper):
        raise SignatureError(f"{paper.path.name}: not signed by all; lacking: {', '.join(waits_for(paper))}")
    if read_attachments(paper.pdf).get(paper.path.name) != paper.data:
        raise FormatError(paper.path.with_suffix(PAPER).name, f"it is not the paper of {paper.path.name}")
    return identities


def waits_for(paper: SignedPaper) -> tuple[str, ...]:
    """The fields that are still empty; none when all have signed. Raises SignatureError."""
    annexes = (empty_fields(pdf) for _, pdf in _each_annex(paper.path))
    return tuple(dict.fromkeys(chain(empty_fields(paper.pdf), *annexes)))


def annexes_beside(path: Path) -> tuple[Path, ...]:
    """The annexes of the paper whose data lie at `path`, in their order. Raises StoreError."""
    try:
        found = list(path.parent.glob(f"{path.stem}{ANNEX}*{PAPER}"))
    except OSError as error:
        raise StoreError(f"cannot read {path.parent.name}: {error.strerror}") from error
    return tuple(sorted(found, key=lambda one: (len(one.name), one.name)))


def _each_annex(path: Path) -> Iterator[tuple[Path, bytes]]:
    """Each annex with its bytes; what was made of one goes before the next is read, else they pile up."""
    for annex in annexes_beside(path):
        yield annex, read_file(annex)
        gc.collect()


def remove_annexes(path: Path) -> None:
    """Take the annexes of a draft away. Raises StoreError."""
    for found in annexes_beside(path):
        try:
            found.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"cannot remove {found.name}: {error.strerror}") from error


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
        for name in (path, _signatures(path), path.with_suffix(PAPER), *annexes_beside(path)):
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
