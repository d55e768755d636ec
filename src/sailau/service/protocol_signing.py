"""The protocol goes from member to member: each signs it whole, where the own key is (L 43(8), 50-6(2); R 20; E43).

1. the chair has it drawn up: as data and as paper with an empty field for each member who is to sign (`draw_up`);
2. each member who is there signs both with the own key, or declines and says why (`sign`, `decline`). What comes back
   is held against what was sent: it only adds that member's signature;
3. when all have signed who stand in it, the record may be written (`service.record`).

Whoever declines after it was drawn up must stand in it, so the protocol is drawn up anew and signed anew by the others.
A recount gives a second protocol, signed together with the first, whose list of acts it has changed. In a mixed
precinct the paper protocol and the summary are signed with it, once the paper results are settled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sailau.errors import SignatureError
from sailau.formats.v1.record import PROTOCOL_FILE, Bilingual, Figures, MixedProtocol, Protocol
from sailau.refusal import Refusal, Text
from sailau.service.acts import member_number
from sailau.service.closing import current_figures
from sailau.service.codes import code_list
from sailau.service.count import FIRST, RECOUNT, Counting, recount_was_held
from sailau.service.mixed_papers import mixed_bytes, mixed_protocols, print_mixed
from sailau.service.paper_results import refuse_unsettled
from sailau.service.paper_rows import (
    Draft,
    declined,
    drafts,
    put_declined,
    put_drafts,
    put_signed,
    signatures,
)
from sailau.service.papers import Papers, print_protocol, protocol_data
from sailau.service.precinct import Precinct, records_refusal
from sailau.service.suspension import suspended_members
from sailau.service.trust import trust_of
from sailau.signing.cms import join_signatures, verify_each
from sailau.signing.pdf import field_name, verify_added
from sailau.signing.roles import LEAD, SIGNING_RULES, DocumentKind, Role

TOO_FEW_SIGN: Final = Refusal(
    "protocol-too-few-sign",
    "L 50-6(2), R 20",
    Text(
        "Хаттамаға төраға мен кемінде тағы бір мүше қол қояды.",
        "Протокол подписывают председатель и ещё не менее одного члена комиссии.",
        "The chair and at least one more member sign the protocol.",
    ),
)
NOT_DRAWN_UP: Final = Refusal(
    "protocol-not-drawn-up",
    "L 43(8)",
    Text(
        "Хаттама әлі жасалған жоқ, не қайта жасалуда.",
        "Протокол ещё не составлен или составляется заново.",
        "The protocol is not drawn up yet, or has to be drawn up anew.",
    ),
)
NOT_A_SIGNER: Final = Refusal(
    "protocol-names-another",
    "L 43(8)",
    Text(
        "Хаттамада бұл мүше қол қоятындар арасында жоқ.",
        "Этого члена нет среди подписывающих протокол.",
        "The protocol does not name this member among those who sign.",
    ),
)
PAPER_OVERTAKEN: Final = Refusal(
    "protocol-signed-meanwhile",
    "L 50-6(2)",
    Text(
        "Осы арада басқа мүше қол қойды: қайта қол қойыңыз.",
        "Тем временем подписал другой член комиссии: подпишите ещё раз.",
        "Another member has signed meanwhile: sign once more.",
    ),
)
NOT_ALL_SIGNED: Final = Refusal(
    "protocol-not-all-signed",
    "L 43(8), 50-6(2)",
    Text(
        "Хаттамада аталғандардың бәрі қол қойған жоқ: қол қойсын не бас тартуын жазсын.",
        "Подписали не все, кто назван в протоколе: пусть подпишут или запишут отказ.",
        "Not all whom the protocol names have signed: let them sign, or have their refusal written in.",
    ),
)


SIGNATURE_NOT_GOOD: Final = Refusal(
    "protocol-signature-not-good",
    "L 50-6(2), R 20",
    Text(
        "Қайтып келген қол бұл мүшенікі емес, не жіберілген хаттамаға қойылмаған: қабылданбайды.",
        "Вернувшаяся подпись не этого члена или не под тем протоколом, что был отправлен: она не принята.",
        "What came back is not this member's signature of the protocol that was sent: it is not taken.",
    ),
)
DECLINED_NOT_SAID_WHY: Final = Refusal(
    "protocol-declined-without-reason",
    "L 43(8)",
    Text(
        "Қол қоймау себебін қазақша және орысша жазыңыз.",
        "Укажите причину отказа на казахском и русском языках.",
        "Say in Kazakh and in Russian why you do not sign.",
    ),
)
CHANGED_SINCE: Final = Refusal(
    "protocol-changed-since",
    "L 43(8)",
    Text(
        "Хаттама жасалғаннан бері жаңа акт енгізілді: хаттаманы қайта жасаңыз.",
        "После составления протокола внесён новый акт: составьте протокол заново.",
        "An act was entered since the protocol was drawn up: draw it up anew.",
    ),
)
_SUSPENDED: Final = Bilingual("Мүше жұмыстан шеттетілген.", "Член комиссии отстранён от работы.")


@records_refusal("count")
def draw_up_protocol(precinct: Precinct, absent: Mapping[str, Bilingual]) -> Mapping[str, Draft] | Refusal:
    """Draw up the protocol of every count that has its result; `absent` says why those do not sign who are not there.

    Drawn up again with nothing new it stays the same, with the signatures that it has.
    """
    refusal = refuse_unsettled(precinct)
    if refusal is not None:
        return refusal
    unsigned = {**absent, **dict.fromkeys(suspended_members(precinct), _SUSPENDED), **declined(precinct)}
    signing = [official for official in precinct.installed.officials if official.id not in unsigned]
    if len(signing) < SIGNING_RULES[DocumentKind.PROTOCOL].at_least or not any(
        Role(official.role) in LEAD for official in signing
    ):
        return TOO_FEW_SIGN
    figures, known = current_figures(precinct), drafts(precinct)
    made = protocols(precinct, figures, [official.id for official in signing], unsigned)
    if _written(made) == _data(known):
        return known
    printed = {name: print_any(precinct, protocol, figures) for name, protocol in made.items()}
    found = {name: Draft(count=name, data=data, printed=paper, paper=paper) for name, (data, paper) in printed.items()}
    put_drafts(precinct, found)
    return found


@records_refusal("count")
def sign_protocol(precinct: Precinct, count: str, paper: bytes, signature: bytes, *, member: str) -> Refusal | None:
    """Take a member's two signatures of one protocol: `paper` is the whole signed PDF, `signature` that of the data.

    The paper must be what was sent and this member's signature after it, and nothing else; so must the other be.
    """
    draft = drafts(precinct).get(count)
    if draft is None or member in declined(precinct):
        return NOT_DRAWN_UP
    if member not in draft.signers:
        return NOT_A_SIGNER
    if member in signatures(precinct).get(count, {}):
        return None
    if not paper.startswith(draft.paper):
        return PAPER_OVERTAKEN if paper.startswith(draft.printed) else SIGNATURE_NOT_GOOD
    if not _is_signed_by(precinct, draft, paper, signature, member):
        return SIGNATURE_NOT_GOOD
    put_signed(precinct, replace(draft, paper=paper), member, signature)
    given = signatures(precinct)
    if all(member in given.get(name, {}) for name in drafts(precinct)):
        precinct.recorder().record("protocol-signed", member=member_number(member))
    return None


@records_refusal("count")
def decline_protocol(precinct: Precinct, reason: Bilingual, *, member: str) -> Refusal | None:
    """Keep that a member does not sign, and why; the protocol is then to be drawn up anew, with it in."""
    if not reason.kk.strip() or not reason.ru.strip():
        return DECLINED_NOT_SAID_WHY
    put_declined(precinct, member, reason)
    put_drafts(precinct, {})
    precinct.recorder().record("signature-declined", member=member_number(member))
    return None


def current_drafts(precinct: Precinct) -> Mapping[str, Draft] | Refusal:
    """The protocols that are to be signed, whole; refused before they are drawn up."""
    return drafts(precinct) or NOT_DRAWN_UP


def signed_papers(precinct: Precinct) -> Mapping[str, Papers] | Refusal:
    """The protocol of every count with all its signatures; refused while one is lacking, or when it is out of date."""
    known, found = drafts(precinct), signatures(precinct)
    if not known:
        return NOT_DRAWN_UP
    refusal = refuse_unsettled(precinct)
    if refusal is not None:
        return refusal
    first = PROTOCOL_FILE.read(known[FIRST].data)
    unsigned = {one.member: one.reason for one in first.unsigned}
    now = protocols(precinct, current_figures(precinct), first.signers, unsigned)
    if _written(now) != _data(known):
        return CHANGED_SINCE
    if any(set(found.get(name, {})) != set(draft.signers) for name, draft in known.items()):
        return NOT_ALL_SIGNED
    return {
        name: Papers(protocol=draft.data, signature=join_signatures(found[name].values()), pdf=draft.paper)
        for name, draft in known.items()
    }


def protocols(
    precinct: Precinct, figures: Figures, signers: Sequence[str], unsigned: Mapping[str, Bilingual]
) -> Mapping[str, Protocol | MixedProtocol]:
    """The protocol of every count that has its result, by count, as it stands now; with those of the paper ballots."""
    found: dict[str, Protocol] = {}
    for name in (FIRST, RECOUNT) if recount_was_held(precinct) else (FIRST,):
        counting = Counting(precinct, name)
        result = counting.result()
        codes = code_list(precinct, result)
        archive, recount = counting.archive(), name == RECOUNT
        found[name] = protocol_data(
            precinct, figures, result, codes, archive, signers=signers, unsigned=unsigned, recount=recount
        )
    return {**found, **mixed_protocols(precinct, found[FIRST], figures)}


def print_any(precinct: Precinct, protocol: Protocol | MixedProtocol, figures: Figures) -> tuple[bytes, bytes]:
    """Print a protocol, with an empty field for each member's signature: (its data, the paper)."""
    if isinstance(protocol, MixedProtocol):
        return print_mixed(precinct, protocol)
    return print_protocol(precinct, protocol, figures)


def _written(made: Mapping[str, Protocol | MixedProtocol]) -> Mapping[str, bytes]:
    return {
        name: mixed_bytes(protocol) if isinstance(protocol, MixedProtocol) else PROTOCOL_FILE.write(protocol)
        for name, protocol in made.items()
    }


def _data(known: Mapping[str, Draft]) -> Mapping[str, bytes]:
    return {name: draft.data for name, draft in known.items()}


def _is_signed_by(precinct: Precinct, draft: Draft, paper: bytes, signature: bytes, member: str) -> bool:
    """Whether both signatures are this member's own, and the paper has this one more and nothing else."""
    trust, number = trust_of(precinct), member_number(member)
    try:
        over_data = verify_each(draft.data, signature, trust, DocumentKind.PROTOCOL)
        added = verify_added(draft.paper, paper, trust)
    except SignatureError:
        return False
    return [one.holder.member for one in over_data] == [number] and added.field == field_name(number)
