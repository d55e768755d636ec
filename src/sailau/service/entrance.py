"""The one door by which a person or a device gives a command to an open precinct (L 50-5(1), 50-2(2); E26, E14).

1. *Enter*: who comes shows the certificate and signs a fresh challenge of the door. The certificate must lead to the
   root of the package, be of this election and precinct, real or training like it, neither revoked nor expired; a
   member must be the one whom the package names, a device the very device of the inventory.
2. *Perform*: the role matrix is asked for everyone who acts, and for all together; the device at which it happens must
   be of the right role; who signs acts, or is named as the one who does it, must be among those who act. Then the use
   case of `sailau.service.dispatch` is called.

Every refusal is in the recorder: which command, which role, which reason; not who.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography import x509

from sailau.errors import SignatureError, invariant
from sailau.precinct.commands import RULES, Command, Rule, refuse, refuse_company
from sailau.refusal import Refusal, Text
from sailau.service.acting_chair import acting_chair
from sailau.service.dispatch import USE_CASES
from sailau.service.precinct import COMPUTER, Precinct
from sailau.service.suspension import refuse_suspended
from sailau.service.trust import revocations, trust_of
from sailau.signing.authority import Signer
from sailau.signing.device import device_sign, device_verify, judge_certificate
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import DEVICES, PRECINCT_MEMBERS, Role
from sailau.signing.trust import fingerprint

TAG: Final = b"sailau/entrance/1"
CHALLENGE_BYTES: Final = 32
CHALLENGES_MAX: Final = 64
"""Challenges that may be open at once; the oldest lapses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One who has entered. Made by the door only; another door does not know it."""

    holder: Holder
    fingerprint: str
    certificate: x509.Certificate = field(repr=False)
    above: tuple[x509.Certificate, ...] = field(repr=False)

    @property
    def id(self) -> str:
        """`member-3`, a device's id, or the role of others."""
        if self.holder.member is not None:
            return f"member-{self.holder.member}"
        return self.holder.device or self.holder.role.value


def answer_challenge(signer: Signer, challenge: bytes) -> bytes:
    """Show that one holds the key of the certificate: to be done where the key is, in a token or a device."""
    return device_sign(signer.key, TAG, challenge)


class Entrance:
    """The door of one open precinct."""

    def __init__(self, precinct: Precinct) -> None:
        self.precinct = precinct
        self._challenges: list[bytes] = []
        self._judged: dict[str, tuple[bytes, ...]] = {}

    def challenge(self) -> bytes:
        """A fresh challenge, good for one entering."""
        made = secrets.token_bytes(CHALLENGE_BYTES)
        self._challenges = [*self._challenges, made][-CHALLENGES_MAX:]
        return made

    def enter(
        self,
        certificate: x509.Certificate,
        above: Iterable[x509.Certificate],
        challenge: bytes,
        answer: bytes,
        *,
        tag: bytes = TAG,
        bound: bytes = b"",
    ) -> Actor | Refusal:
        """Let somebody in who answers a challenge of this door, or say why not.

        An answer for one conversation only has a tag of its own, and `bound`, what it is about, after the challenge.
        """
        try:
            if challenge not in self._challenges:
                raise SignatureError("the challenge was not given by this door, or was used before")
            self._challenges.remove(challenge)
            device_verify(certificate, tag, challenge + bound, answer)
            actor = Actor(
                holder=holder_of(certificate),
                fingerprint=fingerprint(certificate),
                certificate=certificate,
                above=tuple(above),
            )
            self._judge(actor)
        except SignatureError as error:
            self._record("enter", None, "certificate")
            return _unknown(error)
        suspended = refuse_suspended(self.precinct, actor.id)
        if suspended is not None:
            self._record("enter", actor.holder.role, "suspended")
        return suspended or actor

    def come_in(self, signer: Signer) -> Actor | Refusal:
        """Challenge and answer in one, where the signer's key is at hand."""
        challenge = self.challenge()
        return self.enter(signer.certificate, signer.chain, challenge, answer_challenge(signer, challenge))

    def refuse(self, command: Command, actors: Sequence[Actor], **named: Any) -> Refusal | None:
        """Say why `actors` may not give `command` now, with the arguments that bind it to them; None when they may.

        A refusal is recorded. `named` may hold `signers`, `member`, `marked_by`, `desk`, `accumulator`.
        """
        rule = RULES[command]
        for actor in actors:
            try:
                self._still_good(actor)
            except SignatureError as error:
                self._record(command, actor.holder.role, "certificate")
                return _unknown(error)
            suspended = refuse_suspended(self.precinct, actor.id, command)
            if suspended is not None:
                self._record(command, actor.holder.role, "suspended")
                return suspended
        return self._refuse_roles(rule, actors) or self._refuse_place(rule, actors, named)

    def perform(self, command: Command, actors: Sequence[Actor], *args: Any, **named: Any) -> Any:
        """Do what `actors` ask, or say why not; the answer is the use case's own, which may be a refusal too."""
        invariant(command in USE_CASES, "a command of the preparation is not given to a precinct")
        refusal = self.refuse(command, actors, **named)
        return refusal if refusal is not None else USE_CASES[command](self.precinct, *args, **named)

    def _judge(self, actor: Actor) -> None:
        """Judge a certificate by itself, and against the package; raises SignatureError."""
        lists = revocations(self.precinct)
        judge_certificate(actor.certificate, actor.above, None, trust_of(self.precinct))
        _demand_named(self.precinct, actor)
        self._judged[actor.fingerprint] = lists

    def _still_good(self, actor: Actor) -> None:
        """The judgment at the entrance holds while no list of revocations comes and the certificate does not expire."""
        if actor.fingerprint not in self._judged:
            raise SignatureError(f"{actor.holder.name} has not come in by this door")
        expired = self.precinct.now() > actor.certificate.not_valid_after_utc
        if expired or self._judged[actor.fingerprint] != revocations(self.precinct):
            self._judge(actor)

    def _refuse_roles(self, rule: Rule, actors: Sequence[Actor]) -> Refusal | None:
        state, acting = self.precinct.state, acting_chair(self.precinct)
        roles: dict[str, Role] = {}
        for actor in actors:
            role = actor.holder.role
            replaces = role is Role.DEPUTY and actor.id == acting and role not in rule.lead and Role.CHAIR in rule.roles
            role = Role.CHAIR if replaces else role
            refusal = refuse(rule.command, role, state)
            if refusal is not None:
                self._record(rule.command, role, "state" if role in rule.roles else "role")
                return refusal
            roles[actor.fingerprint] = role
        refusal = refuse_company(rule.command, list(roles.values()))
        if refusal is not None:
            self._record(rule.command, next(iter(roles.values()), None), "company")
        return refusal

    def _refuse_place(self, rule: Rule, actors: Sequence[Actor], named: dict[str, Any]) -> Refusal | None:
        first = actors[0].holder.role
        if rule.at is not None:
            device = named.get(rule.at.value)
            station = self.precinct.installed.stations.get(str(device))
            if station is None or holder_of(station.certificate).role is not rule.at:
                self._record(rule.command, first, "device")
                return _wrong_device(rule)
        there, known = {actor.id for actor in actors}, {actor.fingerprint for actor in actors}
        persons = {named[key] for key in ("member", "marked_by") if key in named}
        signing = {fingerprint(signer.certificate) for signer in named.get("signers", ())}
        if not persons <= there or not signing <= known:
            self._record(rule.command, first, "other-person")
            return _other_person(rule)
        return None

    def _record(self, command: str, role: Role | None, reason: str) -> None:
        word = "unknown" if role is None else role.value.replace("_", "-")
        self.precinct.recorder().record("command-refused", command=str(command), reason=reason, role=word)


def _demand_named(precinct: Precinct, actor: Actor) -> None:
    """A member is whom the package names under that number; a device has the very certificate of the inventory."""
    holder, installed = actor.holder, precinct.installed
    if holder.role in PRECINCT_MEMBERS:
        named = [(official.name, official.role) for official in installed.officials if official.id == actor.id]
        if named != [(holder.name, holder.role.value)]:
            raise SignatureError(f"{holder.name}: the package names another person as {actor.id}")
    if holder.role in DEVICES:
        stations = {device: signer.certificate for device, signer in installed.stations.items()}
        inventory = {**installed.devices, **stations, COMPUTER: installed.computer.certificate}
        if inventory.get(actor.id) != actor.certificate:
            raise SignatureError(f"{holder.name}: not the {actor.id} of this precinct's inventory")


def _unknown(error: SignatureError) -> Refusal:
    return Refusal(
        "not-recognised",
        "L 50-2(2)",
        Text(
            f"Сертификат қабылданбады, аумақтық комиссияға хабарласыңыз. ({error})",
            f"Сертификат не принят, обратитесь в территориальную комиссию. ({error})",
            f"The certificate is not accepted, ask the territorial commission. ({error})",
        ),
    )


def _wrong_device(rule: Rule) -> Refusal:
    return Refusal(
        f"wrong-device-{rule.command}",
        rule.article,
        Text(
            f"«{rule.text.kk}» осы учаскенің тиісті құрылғысында ғана жасалады.",
            f"Действие «{rule.text.ru}» выполняется только на своём устройстве этого участка.",
            f"Only at the right device of this precinct may one {rule.text.en}.",
        ),
    )


def _other_person(rule: Rule) -> Refusal:
    return Refusal(
        f"other-person-{rule.command}",
        rule.article,
        Text(
            f"«{rule.text.kk}»: әрекет пен қол басқа адамның атынан болмайды.",
            f"«{rule.text.ru}»: действовать и подписывать за другое лицо нельзя.",
            f"Nobody may {rule.text.en}, or sign, in the name of another person.",
        ),
    )
