"""`election approve`: two different persons of the central commission approve a ballot (L 12(6), 37(1); M28).

What is signed is approval.json, a statement with the SHA-256 of the canonical definition and of the proof's index; so
an approval holds for exactly these bytes and these pictures, and can never be taken for the signature of the definition
itself, which one person of the same commission gives at the end. Each person signs alone, with the own key, at another
time or place; when one byte of the draft changes, the statement is another one and the approvals are void.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import rfc8785
from cryptography import x509

from sailau.adapters.files import read_file, write_atomically
from sailau.election.nouns import Definition
from sailau.election.proofreading import frozen
from sailau.election.proofreading.order import local
from sailau.errors import SignatureError
from sailau.formats import strict_json
from sailau.protocol.document import Bilingual
from sailau.refusal import Refusal
from sailau.service import ballot_refusals as refusals
from sailau.service.act_paper import CommissionAct, act_pdf, signatories_of
from sailau.service.ballots import (
    APPROVALS,
    Draft,
    draft_of,
    locked,
    proof_of,
    refuse_change,
    trust_in,
    void_other_approvals,
)
from sailau.signing.authority import Signer
from sailau.signing.cms import certificates_in, join_signatures, sign_detached, verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust

FORMAT: Final = "sailau-ballot-approval/1"
STATEMENT_FILE: Final = "approval.json"
SIGNATURES_FILE: Final = "approvals.p7s"
ACT_FILE: Final = "act.pdf"
PERSONS: Final = 2
CENTRAL: Final = Bilingual("Орталық сайлау комиссиясы", "Центральная избирательная комиссия")
COUNTRY: Final = Bilingual("Қазақстан Республикасы", "Республика Казахстан")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """Who has approved so far; `complete` when two different persons have. `voided`: earlier approvals were void."""

    names: tuple[str, ...]
    complete: bool
    voided: bool


def approve(
    folder: Path, signer: Signer, root: x509.Certificate, now: datetime, *, revoked: Sequence[bytes] = ()
) -> Approved | Refusal:
    """Sign the statement on the folder's proof; the second person completes it and the act is printed.

    Raises SignatureError when the signer may not approve ballots, StoreError when the disk refuses.
    """
    with locked(folder):
        draft = draft_of(folder)
        refusal = refuse_change(folder, draft) or frozen(draft.definition, now)
        if refusal is not None:
            return refusal
        index = proof_of(folder, draft)
        if isinstance(index, Refusal):
            return index
        voided = void_other_approvals(folder, index)
        given = _given(folder)
        if given and _same_person(signer.certificate, _leaves(given)):
            return refusals.SAME_PERSON
        statement = statement_on(draft, index)
        trust = trust_in(draft.definition, root, now, revoked)
        mine = sign_detached(statement, signer, now)
        # One signature of the two: judged by the rule that wants one person of the same role.
        verify_detached(statement, mine, trust, DocumentKind.DEFINITION)
        joined = join_signatures([mine] if given is None else [given, mine])
        path = folder / APPROVALS
        path.mkdir(mode=0o700, exist_ok=True)
        write_atomically(path / STATEMENT_FILE, statement)
        write_atomically(path / SIGNATURES_FILE, joined)
        leaves = _leaves(joined)
        complete = len(leaves) >= PERSONS
        if complete:
            signers = approvers_of(statement, joined, trust)
            write_atomically(path / ACT_FILE, _act(draft.definition, statement, signers, now))
        return Approved(
            names=tuple(holder_of(certificate).name for certificate in leaves), complete=complete, voided=voided
        )


def statement_on(draft: Draft, index: bytes) -> bytes:
    """The canonical bytes of approval.json: what each of the two persons signs."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "election": str(draft.definition.id),
            "revision": draft.definition.revision,
            "definition_sha256": draft.digest,
            "proof_sha256": hashlib.sha256(index).hexdigest(),
        }
    )


def approvals_of(folder: Path, draft: Draft, index: bytes, trust: Trust) -> tuple[bytes, bytes] | Refusal:
    """Statement and signatures of two different persons on this very draft and proof, or why there are none.

    Raises SignatureError when a signature is not good.
    """
    given, statement = _given(folder), statement_on(draft, index)
    if given is None or read_file(folder / APPROVALS / STATEMENT_FILE) != statement:
        return refusals.approvals_missing(0)
    leaves = _leaves(given)
    if len(leaves) < PERSONS:
        return refusals.approvals_missing(len(leaves))
    approvers_of(statement, given, trust)
    return statement, given


def approvers_of(statement: bytes, signatures: bytes, trust: Trust) -> tuple[SignerIdentity, ...]:
    """The persons who approved, judged good. Raises SignatureError, also when one person signed under two names."""
    identities = verify_detached(statement, signatures, trust, DocumentKind.BALLOT_APPROVAL)
    for one, other in combinations(_leaves(signatures), 2):
        if _same_person(one, (other,)):
            raise SignatureError(f"{holder_of(one).name}: the two approvals are of one person")
    return identities


def _given(folder: Path) -> bytes | None:
    path = folder / APPROVALS / SIGNATURES_FILE
    return read_file(path) if path.exists() else None


def _leaves(signatures: bytes | None) -> tuple[x509.Certificate, ...]:
    """The signers' certificates: those that no other of the file issued, and that name an election."""
    found = certificates_in(signatures) if signatures else ()
    return tuple(certificate for certificate in found if holder_of(certificate).election is not None)


def _same_person(one: x509.Certificate, others: Sequence[x509.Certificate]) -> bool:
    """The same key or the same name: a second certificate does not make a second person."""
    name = " ".join(holder_of(one).name.casefold().split())
    return any(
        one.public_key() == other.public_key() or name == " ".join(holder_of(other).name.casefold().split())
        for other in others
    )


def _act(definition: Definition, statement: bytes, signers: Sequence[SignerIdentity], now: datetime) -> bytes:
    said = strict_json.read(statement, STATEMENT_FILE)
    data: dict[str, Any] = {
        "revision": definition.revision,
        "languages": [str(code) for code in definition.languages],
        "definition_sha256": said["definition_sha256"],
        "proof_sha256": said["proof_sha256"],
    }
    return act_pdf(
        CommissionAct(
            number=str(definition.revision),
            kind="ballot_approved",
            commission=CENTRAL,
            place=COUNTRY,
            at=local(definition, now),
            article="L 12(6), 37(1), 50-4(2)",
            text=Bilingual(
                "Бюллетеньнің мәтіні мен үлгісі барлық тілде қаралды және бекітілді. Жобаның бір таңбасы өзгерсе, "
                "бекіту күшін жояды.",
                "Текст и образец бюллетеня на всех языках рассмотрены и утверждены. Если в черновике изменится хотя бы "
                "один знак, утверждение теряет силу.",
            ),
            data=data,
        ),
        definition=definition,
        data=statement,
        signatories=signatories_of(signers),
    )
