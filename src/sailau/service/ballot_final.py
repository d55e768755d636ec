"""`election finalise` and `election publish`: the definition is locked, signed and given out (E7, E22, M25–M31).

Finalised are only bytes that two persons approved; the proof is made again and compared first, so that what they saw is
what the bytes say. Published is one folder, checked whole by `verify_published`, which whoever receives it runs again:

    definition.json(.p7s)   approval.json, approvals.p7s, approval.pdf   final.json(.p7s), final.pdf
    proof/                  deck/                                       fingerprint.txt
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import rfc8785
from cryptography import x509

from sailau.election.definition import fingerprint, parse, short_fingerprint
from sailau.election.nouns import Definition
from sailau.election.proofreading import frozen
from sailau.election.proofreading.order import local, utc
from sailau.errors import SignatureError, StoreError
from sailau.formats import strict_json
from sailau.law.calendar import deadline
from sailau.protocol.document import Bilingual
from sailau.refusal import Refusal
from sailau.service import ballot_refusals as refusals
from sailau.service.act_paper import CommissionAct, act_pdf, signatories_of
from sailau.service.ballot_approval import (
    ACT_FILE,
    CENTRAL,
    COUNTRY,
    SIGNATURES_FILE,
    STATEMENT_FILE,
    approvals_of,
    approvers_of,
)
from sailau.service.ballot_proof import DEFINITION_FILE, INDEX_FILE, Progress, Screens, make_proof, no_screens
from sailau.service.ballots import (
    APPROVALS,
    DECK,
    EARLIER,
    FINAL,
    PROOF,
    Draft,
    draft_of,
    locked,
    move_aside,
    proof_of,
    read_folder,
    refuse_change,
    trust_in,
    write_folder,
)
from sailau.service.deck_act import DECK_ACT_FILE, judge_deck
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust

SUFFIX: Final = ".p7s"
FINAL_ACT: Final = "final.json"
FINAL_PDF: Final = "final.pdf"
APPROVAL_PDF: Final = "approval.pdf"
FINGERPRINT_FILE: Final = "fingerprint.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finalised:
    """The locked definition. `short` is the fingerprint that every later screen and paper shows."""

    digest: str
    short: str
    definition: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def finalise(
    folder: Path,
    signer: Signer,
    root: x509.Certificate,
    now: datetime,
    progress: Progress = lambda *_: None,
    *,
    revoked: Sequence[bytes] = (),
    screens: Screens = no_screens,
) -> Finalised | Refusal:
    """Lock the approved draft under the signature of `signer`; a second call returns what is locked.

    `screens` are what the proof was made with: it is made again and must come out the same.

    Raises SignatureError when an approval or the signer is not good, StoreError when the disk refuses.
    """
    with locked(folder):
        draft = draft_of(folder)
        held = read_folder(folder / FINAL)
        if held.get(DEFINITION_FILE) == draft.data:
            return _finalised(held)
        refusal = refuse_change(folder, draft) or frozen(draft.definition, now)
        if refusal is not None:
            return refusal
        index = proof_of(folder, draft)
        if isinstance(index, Refusal):
            return index
        trust = trust_in(draft.definition, root, now, revoked)
        approvals = approvals_of(folder, draft, index, trust)
        if isinstance(approvals, Refusal):
            return approvals
        if not _proof_is_of(draft, index, progress, screens):
            return refusals.PROOF_ALTERED
        files = _final_files(draft, *approvals, signer, trust, now)
        files[APPROVAL_PDF] = read_folder(folder / APPROVALS)[ACT_FILE]
        if held:
            earlier = parse(held[DEFINITION_FILE], DEFINITION_FILE).revision
            move_aside(folder / FINAL, folder / EARLIER, f"revision-{earlier}")
        write_folder(folder / FINAL, files)
        return _finalised(files)


def publish(
    folder: Path, out: Path, root: x509.Certificate, now: datetime, *, revoked: Sequence[bytes] = ()
) -> Finalised | Refusal:
    """Write the published folder to `out`, which must be absent or empty, and check it as its readers do.

    Refused without a finalised definition, and without a test deck of these bytes that came out as expected.
    """
    with locked(folder):
        draft = draft_of(folder)
        files = read_folder(folder / FINAL)
        if files.get(DEFINITION_FILE) != draft.data:
            return refusals.NOT_FINALISED if not files else refuse_change(folder, draft) or refusals.NOT_FINALISED
        deck = read_folder(folder / DECK)
        trust = trust_in(draft.definition, root, now, revoked)
        refusal = judge_deck(deck, draft.digest, trust)
        if refusal is not None:
            return refusal
        files |= {f"{PROOF}/{name}": data for name, data in read_folder(folder / PROOF).items()}
        files |= {f"{DECK}/{name}": data for name, data in deck.items()}
        if out.exists() and any(out.iterdir()):
            raise StoreError(f"{out.name} is not empty: the definition is published to a folder of its own")
        finalised = judge_published(files, trust)
        write_folder(out, files)
        return finalised


def verify_published(folder: Path, root: x509.Certificate, at: datetime, *, revoked: Sequence[bytes] = ()) -> Finalised:
    """Check a published folder whole: signatures, approvals, proof, test deck. Raises SignatureError, FormatError."""
    files = read_folder(folder)
    if DEFINITION_FILE not in files:
        raise StoreError(f"{folder.name} holds no {DEFINITION_FILE}")
    return judge_published(files, trust_in(parse(files[DEFINITION_FILE], DEFINITION_FILE), root, at, revoked))


def judge_published(files: Mapping[str, bytes], trust: Trust) -> Finalised:
    """The same on files by name. Raises SignatureError with the first thing that is wrong."""
    wanted = (DEFINITION_FILE, STATEMENT_FILE, SIGNATURES_FILE, FINGERPRINT_FILE, f"{PROOF}/{INDEX_FILE}")
    lacking = [name for name in (*wanted, f"{DECK}/{DECK_ACT_FILE}") if name not in files]
    if lacking:
        raise StoreError(f"the published folder lacks {', '.join(lacking)}")
    data = files[DEFINITION_FILE]
    parse(data, DEFINITION_FILE)
    digest = fingerprint(data)
    verify_detached(data, files[DEFINITION_FILE + SUFFIX], trust, DocumentKind.DEFINITION)
    approvers_of(files[STATEMENT_FILE], files[SIGNATURES_FILE], trust)
    index = files[f"{PROOF}/{INDEX_FILE}"]
    said = strict_json.read(files[STATEMENT_FILE], STATEMENT_FILE)
    if (said["definition_sha256"], said["proof_sha256"]) != (digest, hashlib.sha256(index).hexdigest()):
        raise SignatureError("the approvals are of another definition or proof")
    _demand_listed(files, index)
    if files[FINGERPRINT_FILE] != fingerprint_file(digest):
        raise SignatureError(f"{FINGERPRINT_FILE} is not of this definition")
    deck = {name.removeprefix(f"{DECK}/"): held for name, held in files.items() if name.startswith(f"{DECK}/")}
    refusal = judge_deck(deck, digest, trust)
    if refusal is not None:
        raise SignatureError(refusal.text.en)
    return _finalised(files)


def fingerprint_file(digest: str) -> bytes:
    """fingerprint.txt: the short form for people, then a line for `sha256sum --check`."""
    return f"# {short_fingerprint(digest)}\n{digest}  {DEFINITION_FILE}\n".encode()


def _demand_listed(files: Mapping[str, bytes], index: bytes) -> None:
    listed = strict_json.read(index, INDEX_FILE)["files"]
    held = {
        name.removeprefix(f"{PROOF}/"): hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name.startswith(f"{PROOF}/") and name != f"{PROOF}/{INDEX_FILE}"
    }
    for name in sorted(set(held) | set(listed)):
        if held.get(name) != listed.get(name):
            raise SignatureError(f"{PROOF}/{name} is not the file that was approved")


def _proof_is_of(draft: Draft, index: bytes, progress: Progress, screens: Screens) -> bool:
    """Whether making the proof again gives the index that was approved, what was found and compared then apart."""
    made = strict_json.read(make_proof(draft.definition, (), progress, screens=screens).index, INDEX_FILE)
    approved = strict_json.read(index, INDEX_FILE)
    return bool(approved | {"findings": [], "registration_sha256": None} == made)


def _final_files(
    draft: Draft, statement: bytes, signatures: bytes, signer: Signer, trust: Trust, now: datetime
) -> dict[str, bytes]:
    signature = sign_detached(draft.data, signer, now)
    verify_detached(draft.data, signature, trust, DocumentKind.DEFINITION)
    act = rfc8785.dumps(_act_of(draft, now))
    act_signature = sign_detached(act, signer, now)
    signers = verify_detached(act, act_signature, trust, DocumentKind.HIGHER_ACT)
    pdf = act_pdf(
        _paper(draft.definition, now),
        definition=draft.definition,
        data=act,
        signatories=signatories_of(signers),
    )
    return {
        DEFINITION_FILE: draft.data,
        DEFINITION_FILE + SUFFIX: signature,
        STATEMENT_FILE: statement,
        SIGNATURES_FILE: signatures,
        FINGERPRINT_FILE: fingerprint_file(draft.digest),
        FINAL_ACT: act,
        FINAL_ACT + SUFFIX: act_signature,
        FINAL_PDF: pdf,
    }


def _act_of(draft: Draft, now: datetime) -> dict[str, Any]:
    definition = draft.definition
    return {
        "format": "sailau-definition-finalised/1",
        "at": utc(now).isoformat(),
        "definition_sha256": draft.digest,
        "short_fingerprint": short_fingerprint(draft.digest),
        **_said(definition),
    }


def _said(definition: Definition) -> dict[str, Any]:
    return {
        "revision": definition.revision,
        "contests": len(definition.contests),
        "districts": len(definition.districts),
        "precincts": len(definition.precincts),
        "candidates_frozen": f"{deadline('candidates_frozen', definition.date):%Y-%m-%d %H:%M}",
        "campaign_ends": f"{deadline('campaign_ends', definition.date):%Y-%m-%d %H:%M}",
        "ballots_delivered": f"{deadline('ballots_delivered', definition.date):%Y-%m-%d %H:%M}",
        "poll_ban": f"{deadline('poll_ban', definition.date):%Y-%m-%d %H:%M}",
    }


def _paper(definition: Definition, now: datetime) -> CommissionAct:
    return CommissionAct(
        number=str(definition.revision),
        kind="definition_finalised",
        commission=CENTRAL,
        place=COUNTRY,
        at=local(definition, now),
        article="L 12(6), 37(1), 50-1(4)",
        text=Bilingual(
            "Екі адам бекіткен сайлау анықтамасы жабылды: округтер мен учаскелер, бюллетень, дауыс беру ережелері. "
            "Қысқа таңбасы кейінгі әр экран мен құжатта тұрады.",
            "Определение выборов, утверждённое двумя лицами, закрыто: округа и участки, бюллетень, правила дня. "
            "Краткий отпечаток стоит на каждом следующем экране и документе.",
        ),
        data=_said(definition),
    )


def _finalised(files: Mapping[str, bytes]) -> Finalised:
    digest = fingerprint(files[DEFINITION_FILE])
    return Finalised(
        digest=digest,
        short=short_fingerprint(digest),
        definition=files[DEFINITION_FILE],
        signature=files[DEFINITION_FILE + SUFFIX],
    )
