"""The end of a key ceremony: its public outcome, and the act that the members sign (E8, L 10(3), 50-2(4)).

    trustees.json       the election's key as the archive's Setup holds it
    recorder-key.json   the public half of the recorder key with all shares and proofs
    act.json, act.pdf   the act: every certificate and key by its fingerprint, compared by eye and signed by the members

A member signs the act alone, at a turn of the own (`act-member-N.p7s`), after the own tool has drawn the same act from
the messages; `service.ceremony_end` joins the signatures and prints.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.errors import SignatureError, StoreError, impossible
from sailau.formats.v1.ceremony_round import CeremonyPlan
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.formats.v1.recorder_key import RECORDER_KEY
from sailau.formats.v1.trustees import TRUSTEES
from sailau.group import point_to_hex
from sailau.refusal import Refusal, Text
from sailau.service.ceremony_round import Round, Standing
from sailau.service.key_rehearsal import RehearsalVerdict, verdict_of_round
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity
from sailau.verifier.trustees import combined_key

KIND: Final = "key_ceremony"
ARTICLE: Final = "L 10(3), 50-1(5), 50-2(4)"
TRUSTEES_FILE: Final = "trustees.json"
RECORDER_KEY_FILE: Final = "recorder-key.json"
ACT_DATA: Final = "act.json"
ACT_SIGNATURES: Final = "act.json.p7s"
ACT_PAPER: Final = "act.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyOutcome:
    """What a ceremony gives: the two public files, the act's bytes, who signed it, and the printed act."""

    trustees: bytes
    recorder_key: bytes
    act: Act
    data: bytes
    signed_by: tuple[SignerIdentity, ...]
    signature: bytes | None
    pdf: bytes


def sign_act(round_: Round, standing: Standing, signer: Signer, at: datetime) -> bool:
    """A member signs the act that lies in the folder; False when that member has signed already.

    The member's own tool draws the act from the messages first. Raises StoreError when the act that lies there says
    anything else, or there is none; SignatureError when the signer is no member here.
    """
    data = read_act(round_)
    act = ACT_FILE.read(data)
    verdict = verdict_of_round(round_, standing)
    if not standing.has_ended or verdict is None:
        raise StoreError("the ceremony has not ended: there is nothing to sign")
    own = _act_data(round_, standing, verdict)
    stated = {**act.data, "rehearsed_by": None}
    passed = act.data.get("rehearsed_by")
    if (
        stated != {**own, "rehearsed_by": None}
        or not isinstance(passed, list)
        or not set(passed) <= set(verdict.passed)
    ):
        raise StoreError("the act in the folder does not say what the messages say: do not sign it, call the others")
    if data != ACT_FILE.write(_written(round_, act.at, act.number, act.data)):
        raise StoreError("the act in the folder is not in the words of this program: do not sign it, call the others")
    path = round_.folder / f"act-member-{holder_of(signer.certificate).member}.p7s"
    if path.exists() and path.name in {name for name, _, _ in _given(round_, data)}:
        return False
    signature = sign_detached(data, signer, at)
    verify_detached(data, signature, round_.trust, DocumentKind.CEREMONY_MESSAGE)
    write_atomically(path, signature)
    return True


def has_act(round_: Round) -> bool:
    """Whether the act was drawn up."""
    return (round_.folder / ACT_DATA).exists()


def read_act(round_: Round) -> bytes:
    """The act's bytes. Raises StoreError when it was not drawn up yet."""
    return read_file(round_.folder / ACT_DATA)


def public_files(standing: Standing) -> tuple[bytes, bytes]:
    """trustees.json and recorder-key.json of a ceremony that has ended."""
    if standing.table.parameters is None or standing.table.recorder is None:
        impossible("only a ceremony that has ended has an outcome")
    return TRUSTEES.write((standing.table.parameters,)), RECORDER_KEY.write(standing.table.recorder)


def incomplete(standing: Standing) -> Refusal:
    """Why a ceremony cannot end yet: whose message of which step is missing. Everybody must take part."""
    rows = "; ".join(f"{step.value}: {', '.join(parties)}" for step, parties in standing.missing().items())
    return Refusal(
        "ceremony-incomplete",
        "L 10(3)",
        Text(
            f"Рәсім аяқталған жоқ. Жетіспейді: {rows}. Әрқайсысы өзі отыруы тиіс; мүше келе алмаса, ауыстырылады да, "
            "рәсім жаңа кілттермен басынан өткізіледі.",
            f"Церемония не окончена. Не хватает: {rows}. Каждый участвует сам; если член комиссии не может, его "
            "заменяют, и церемония начинается заново с новыми ключами.",
            f"The ceremony has not ended. Missing: {rows}. Everybody takes part in person; a member who cannot is "
            "replaced, and the ceremony begins again with new keys.",
        ),
    )


def unrehearsed(verdict: RehearsalVerdict | None, plan: CeremonyPlan) -> Refusal:
    """Why a ceremony does not end with this rehearsal."""
    needed = plan.threshold + 1
    passed = 0 if verdict is None else len(verdict.passed)
    wrong = "" if verdict is None or not verdict.wrong else f" ({', '.join(verdict.wrong)}: ✗)"
    return Refusal(
        "ceremony-unrehearsed",
        "L 50-5(1)",
        Text(
            f"Кілт сынақтан өткен жоқ: сынақ бюллетеньдерін {passed} мүше ашты{wrong}, кемінде {needed} керек.",
            f"Ключ не опробован: пробные бюллетени открыли {passed} членов{wrong}, нужно не меньше {needed}.",
            f"The key was not rehearsed: {passed} members opened the test ballots{wrong}, at least {needed} must.",
        ),
    )


def act_of(round_: Round, standing: Standing, verdict: RehearsalVerdict, at: datetime, number: int) -> Act:
    """The act; once drawn up it stays as it is, so that signatures hold. Raises StoreError at another outcome."""
    data = _act_data(round_, standing, verdict)
    path = round_.folder / ACT_DATA
    if not path.exists():
        return _written(round_, at, number, data)
    kept = ACT_FILE.read(read_file(path))
    if {**kept.data, "rehearsed_by": None} != {**data, "rehearsed_by": None}:
        raise StoreError(f"{round_.folder.name} holds the act of another outcome")
    return kept


def _written(round_: Round, at: datetime, number: int, data: Any) -> Act:
    plan = round_.plan
    return Act(
        number=number,
        kind=KIND,
        election=plan.election,
        precinct=plan.precinct,
        uuid=plan.uuid,
        at=at.replace(second=0, microsecond=0),
        article=ARTICLE,
        text=_text(plan),
        members=tuple(sorted(plan.parties[:-1])),
        explains=(),
        data=data,
    )


def _text(plan: CeremonyPlan) -> Bilingual:
    return Bilingual(
        f"Комиссияның {plan.members} мүшесі сайлау кілтін бірлесіп жасады; кемінде {plan.threshold} мүше бірге ашады, "
        "жеке ешкім. Сол рәсімде деректерді жазу құрылғысының кілті жасалды: оны барлық мүшелер мен аумақтық комиссия "
        "тек бірге ашады. Әр мүше өз кілтімен жеке отырды; кілттер сынақ бюллетеньдерін ашып көрді. Төмендегі таңбалар "
        "әр мүшенің экранындағымен салыстырылды.",
        f"Члены комиссии (их {plan.members}) совместно изготовили ключ выборов; открывают не менее {plan.threshold} "
        "вместе, в одиночку никто. На той же церемонии изготовлен ключ устройства записи данных: его открывают только "
        "все члены и территориальная комиссия вместе. Каждый работал один своим ключом; ключами открыты пробные "
        "бюллетени. Отпечатки ниже сверены с экраном каждого члена комиссии.",
    )


def _act_data(round_: Round, standing: Standing, verdict: RehearsalVerdict) -> dict[str, Any]:
    parameters, recorder = standing.table.parameters, standing.table.recorder
    if parameters is None or recorder is None:
        impossible("only a ceremony that has ended has an act")
    trustees, recorder_key = public_files(standing)
    keys = parameters.verification_keys
    return {
        "ceremony": round_.plan.number,
        "certificates": {party: identity.fingerprint for party, identity in sorted(standing.signers.items())},
        "election_key": point_to_hex(combined_key((parameters,))),
        "keys": {f"member-{number}": point_to_hex(key.public_key) for number, key in enumerate(keys, 1)},
        "members": round_.plan.members,
        "plan": round_.digest.hex(),
        "recorder_key": hashlib.sha256(recorder_key).hexdigest(),
        "recorder_point": point_to_hex(recorder.public),
        "rehearsed_by": list(verdict.passed),
        "threshold": parameters.threshold,
        "trustees": hashlib.sha256(trustees).hexdigest(),
    }


def _given(round_: Round, data: bytes) -> list[tuple[str, bytes, SignerIdentity]]:
    """The members' signatures that lie in the folder and hold; others count for nothing."""
    found = []
    for party in round_.plan.parties[:-1]:
        path = round_.folder / f"act-{party}.p7s"
        if not path.exists():
            continue
        signature = read_file(path)
        try:
            (identity,) = verify_detached(data, signature, round_.trust, DocumentKind.CEREMONY_MESSAGE)
        except (SignatureError, ValueError):
            continue
        if f"member-{identity.holder.member}" == party:
            found.append((path.name, signature, identity))
    return found


def signatures(round_: Round, data: bytes) -> tuple[list[bytes], tuple[SignerIdentity, ...]]:
    """The members' signatures under the act that lie in the folder and hold, and whose they are."""
    given = _given(round_, data)
    return [signature for _, signature, _ in given], tuple(identity for _, _, identity in given)
