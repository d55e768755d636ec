"""A commission decides: what it would change is shown first, then it is signed and entered for good (L 20(5), 43(9)).

    proposed = propose(centre, holdings, matter, by, reason, at)    the effect in words; nothing is kept yet
    taken = take(centre, holdings, proposed, signers, named)        drawn up, signed; entered once all named have signed
    taken = sign_decision(centre, holdings, number, signer)         another person signs

A decision counts from the moment when it is entered in the register `decisions`; until then it is a draft that may be
withdrawn. A court's decision is entered, and signed, by the commission that was told of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.commission.decision_papers import decision_of, decision_paper
from sailau.commission.decisions import Body, CommissionDecision, Matter, article_of
from sailau.commission.effect import Effect, Holdings, effect, sentences
from sailau.election.nouns import Words
from sailau.election.proofreading.order import local
from sailau.errors import SignatureError
from sailau.formats.v1.publication import DECISION_FILE
from sailau.refusal import Refusal, Text
from sailau.service.centre import refusals
from sailau.service.centre.centre import Centre
from sailau.service.centre.decision_paper import decision_pdf
from sailau.service.centre.signed_papers import (
    SignedPaper,
    judge_paper,
    lay_down,
    named_signers,
    papers_in,
    read_paper,
    sign_paper,
    waits_for,
    withdraw,
)
from sailau.signing.authority import Signer
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import DocumentKind, Role

DECISIONS: Final = "decisions"
"""Name of the register, and of the folder with the papers."""
BODY_OF: Final = {
    Role.CENTRAL_COMMISSION: Body.CENTRAL,
    Role.TERRITORIAL_COMMISSION: Body.TERRITORIAL,
    Role.DISTRICT_COMMISSION: Body.DISTRICT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A decision that may be taken, and what it would change: as values and in words."""

    decision: CommissionDecision
    effect: Effect
    said: tuple[Text, ...]
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A decision that was drawn up. `waits_for`: fields that are still empty; entered when there are none."""

    decision: CommissionDecision
    paper: SignedPaper
    waits_for: tuple[str, ...]


def decisions_of(centre: Centre) -> tuple[CommissionDecision, ...]:
    """The decisions that were entered, by number. Raises StoreError or FormatError."""
    with centre.store.transaction() as tx:
        entries = tx.entries(DECISIONS)
    return tuple(decision_of(DECISION_FILE.read(entry.data)) for entry in entries)


def propose(
    centre: Centre, holdings: Holdings, matter: Matter, by: tuple[Body, Words], reason: Words, at: datetime
) -> Proposed | Refusal:
    """What a decision would change, or why it may not be taken. `by`: who decides, and that body's name."""
    body, name = by
    decision = CommissionDecision(
        number=len(holdings.decisions) + 1,
        body=body,
        name=name,
        taken=local(centre.definition, at).replace(microsecond=0),
        article=article_of(matter, centre.definition),
        reason=reason,
        matter=matter,
    )
    found = effect(holdings, decision)
    if isinstance(found, Refusal):
        return found
    return Proposed(
        decision=decision,
        effect=found,
        said=sentences(found),
        data=DECISION_FILE.write(decision_paper(decision, centre.election)),
    )


def take(
    centre: Centre, holdings: Holdings, proposed: Proposed, signers: Sequence[Signer], named: Sequence[Holder] = ()
) -> Taken | Refusal:
    """Draw the decision up and sign it; `named` are further persons who are to sign it, later and elsewhere.

    Refused when something came or was decided since it was proposed, or another draft waits for signatures. Raises
    SignatureError when a signer may not sign it, StoreError.
    """
    again = propose(
        centre,
        holdings,
        proposed.decision.matter,
        (proposed.decision.body, proposed.decision.name),
        proposed.decision.reason,
        proposed.decision.taken,
    )
    if isinstance(again, Refusal):
        return again
    if again.data != proposed.data or again.said != proposed.said:
        return refusals.CHANGED_SINCE
    path = decision_path(centre, proposed.decision.number)
    if path.exists() and read_paper(path).data != proposed.data:
        return refusals.UNSIGNED_FIRST
    for signer in signers:
        _demand_body(holder_of(signer.certificate), proposed.decision.body)
    if not path.exists():
        fields = named_signers([*(holder_of(signer.certificate) for signer in signers), *named])
        paper = decision_paper(proposed.decision, centre.election)
        lay_down(path, proposed.data, decision_pdf(paper, centre.definition, proposed.said, fields))
    for signer in signers:
        sign_paper(path, signer, centre.trust(at=centre.now()), DocumentKind.DECISION, centre.now(), proposed.data)
    return _entered(centre, holdings, path)


def sign_decision(centre: Centre, holdings: Holdings, number: int, signer: Signer) -> Taken | Refusal:
    """Another person signs a decision that was drawn up; with the last signature it is entered.

    Raises SignatureError when the signer may not sign it or has no place on it, StoreError.
    """
    path = decision_path(centre, number)
    if not path.exists():
        return refusals.NO_SUCH_PAPER
    decision = decision_of(DECISION_FILE.read(read_paper(path).data))
    _demand_body(holder_of(signer.certificate), decision.body)
    sign_paper(path, signer, centre.trust(at=centre.now()), DocumentKind.DECISION, centre.now())
    return _entered(centre, holdings, path)


def withdraw_draft(centre: Centre) -> Refusal | None:
    """Take back the draft that waits for signatures; a decision that was entered stays. Raises StoreError."""
    entered = {decision.number for decision in decisions_of(centre)}
    drafts = [path for path in papers_in(centre.folder / DECISIONS) if int(path.stem) not in entered]
    if not drafts:
        return refusals.NO_SUCH_PAPER
    for path in drafts:
        withdraw(path)
    return None


def decision_path(centre: Centre, number: int) -> Path:
    """Where the data of a decision lie."""
    return centre.folder / DECISIONS / f"{number:03d}.json"


def _entered(centre: Centre, holdings: Holdings, path: Path) -> Taken | Refusal:
    """Enter a decision that all have signed; done again, nothing changes."""
    paper = read_paper(path)
    decision = decision_of(DECISION_FILE.read(paper.data))
    waiting = waits_for(paper)
    if not waiting:
        judge_paper(paper, centre.trust(at=centre.now()), DocumentKind.DECISION)
        with centre.store.transaction() as tx:
            there = tx.entry(DECISIONS, str(decision.number))
            if there is not None and there.data != paper.data:
                return refusals.CHANGED_SINCE
            if there is None:
                if len(tx.entries(DECISIONS)) + 1 != decision.number or len(holdings.decisions) + 1 != decision.number:
                    return refusals.CHANGED_SINCE
                tx.add_entry(DECISIONS, str(decision.number), centre.now(), paper.data, paper.signature or b"")
    return Taken(decision=decision, paper=paper, waits_for=waiting)


def _demand_body(holder: Holder, body: Body) -> None:
    """A commission's decision is signed by its own persons; a court's by the commission that was told of it."""
    own = BODY_OF.get(holder.role)
    if own is None or (body is not Body.COURT and own is not body):
        raise SignatureError(f"{holder.name}: a {holder.role.value} does not sign a decision of the {body.value}")
