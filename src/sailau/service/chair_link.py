"""What members do with their own keys at the chair's station, over its link (L 50-5(1), 50-6; R 16-20; E14, E43).

The precinct computer is not believed. What a member is asked to open or to sign is judged here first:

- a test of possession is answered only when its maker proves to know what is inside (`service.ceremony`);
- an archive is decrypted only when its ballots, its sum and its mixes hold, under the Setup hash that the members
  compared in the morning, and, on a recount, when it holds the very ballots of the first count;
- a protocol is signed only when the paper says what the data say, and is still the paper that was shown;
- a copy of the protocol is signed only when it says what the signed protocol says (`service.copy_signing`);
- the manifest is signed only when it lists what was signed; shares are erased only by a signed act that names whose.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sailau.adapters.station_link import Agree, SignedIn, StationLink
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.ballot import Ciphertext, Proof
from sailau.formats.v1.record import ACT_FILE, Manifest, StrongDecryption, names, strong_proofs_of
from sailau.formats.v1.record.acts import RECOUNT as RECOUNT_KIND
from sailau.formats.v1.tally import partial_decryptions_of
from sailau.formats.v1.trustees import TRUSTEES
from sailau.group import Point
from sailau.ports import MemberStore
from sailau.refusal import Refusal
from sailau.service.acts import SignedAct, member_number
from sailau.service.ceremony import answer_test, member_decrypt, pedersen
from sailau.service.ceremony_round import trust_of_signer
from sailau.service.chair_judgment import (
    NOT_TO_BE_OPENED,
    NOT_WHAT_WAS_SHOWN,
    Opening,
    ShownProtocol,
    go_together,
    judge_archive,
    judge_protocol,
    still_shown,
)
from sailau.service.closing_medium import DeviceAnswer, head_bytes
from sailau.service.copy_signing import give_copy
from sailau.service.count import FIRST, RECOUNT
from sailau.service.mixed_papers import FILES
from sailau.service.papers import sign_paper
from sailau.service.protocol_signing import PAPER_OVERTAKEN
from sailau.service.shares_act import NO_NAMED_STORE, SHARES_ERASED, shares_of
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.pdf import field_name, filled_fields
from sailau.verifier.judged import Archive
from sailau.verifier.record.signers import signed_as
from sailau.verifier.workers import HERE, Workers

ARCHIVE_BYTES_MAX: Final = 512 << 20
_TRIES: Final = 3
"""How often a signature is made anew when another member's came between."""


class ChairLink:
    """The chair's end of the link. `setup` is the Setup hash (hex) that members compared with the act and the board."""

    def __init__(self, link: StationLink, setup: str, workers: Workers = HERE) -> None:
        self._link = link
        self._setup = setup
        self._workers = workers
        self._judged: dict[bytes, Archive] = {}
        self._box: frozenset[bytes] | None = None
        self._shown: dict[str, ShownProtocol] = {}
        self._papers: dict[str, bytes] = {}

    @property
    def link(self) -> StationLink:
        """The station's link: signing in and out, `look`, `outline`, `ask` for all other commands."""
        return self._link

    def ask(
        self, command: str, who: Sequence[str], agree: Agree | None = None, **args: Any
    ) -> Mapping[str, Any] | Refusal:
        """Give a command that needs no key beyond the signatures of its acts. Raises `LinkLostError`."""
        return self._link.ask(command, who, agree=agree, **args)

    def prove_possession(self, member: str, store: MemberStore) -> Refusal | None:
        """Answer the morning's test with the member's key store. Raises `LinkLostError`, StoreError, FormatError."""
        test = self._link.ask("prove-possession", [member], step="test")
        if isinstance(test, Refusal):
            return test
        parameters = pedersen(TRUSTEES.read(_bytes(test, "trustees")))
        pair = Ciphertext(Point(_bytes(test, "alpha")), Point(_bytes(test, "beta")))
        answer = answer_test(store, parameters, str(test["name"]), pair, _proof(test["proof"]))
        if isinstance(answer, Refusal):
            return answer
        weak, strong = answer.partial.proofs[0][0], answer.strong[0][0]
        given = self._link.ask(
            "prove-possession",
            [member],
            step="give",
            factor=answer.partial.factors[0][0],
            weak=[weak.challenge, weak.response],
            strong=[strong.challenge, strong.response],
        )
        return given if isinstance(given, Refusal) else None

    def decrypt(
        self, member: str, store: MemberStore, agree: Callable[[Opening], bool], count: str = FIRST
    ) -> Refusal | None:
        """Judge what is to be opened, show it to `agree`, open it with the member's share, and give what came of it.

        Judging the ballots takes long, once a count. Raises `LinkLostError`, StoreError.
        """
        task = self._link.ask("decrypt", [member], count=count, step="task")
        if isinstance(task, Refusal):
            return task
        archive = self._archive(member, count, task)
        label = self._recount_decision(member, task, count)
        if (
            archive is None
            or archive.mixed is None
            or archive.rules is None
            or archive.trustees is None
            or label is None
        ):
            return NOT_TO_BE_OPENED
        if not agree(self._opening(count, archive)):
            return NOT_TO_BE_OPENED
        made = member_decrypt(
            store,
            pedersen(archive.trustees),
            archive.rules.phi,
            archive.mixed,
            archive.chain.last_event or b"",
            shuffles_ended=True,
            recount_decision=label or None,
        )
        if isinstance(made, Refusal):
            return made
        questions, size = archive.rules.questions, len(archive.ballot_credentials)
        strong = (StrongDecryption(owner=store.member, proofs=made.strong),)
        given = self._link.ask(
            "decrypt",
            [member],
            count=count,
            step="give",
            partial=partial_decryptions_of(questions, size).write(made.partial),
            strong=strong_proofs_of(questions, size).write(strong),
        )
        return given if isinstance(given, Refusal) else None

    def show_protocols(self, member: str) -> tuple[ShownProtocol, ...] | Refusal:
        """The protocols whole, each judged, to be shown to the members; what is signed later must be these."""
        found = self._protocols(member)
        if isinstance(found, Refusal):
            return found
        shown = [judge_protocol(one, self._setup) for one in found]
        if not go_together([one for one in shown if one is not None]) or None in shown:
            return NOT_WHAT_WAS_SHOWN
        self._shown, self._papers = {one.count: one for one in shown if one is not None}, {}
        return tuple(self._shown.values())

    def sign_protocols(self, member: str, at: datetime) -> Refusal | None:
        """Sign every protocol that was shown, data and paper, with the member's key; once. Raises `LinkLostError`."""
        for count in tuple(self._shown):
            refusal = self._sign_one(member, count, at)
            if refusal is not None:
                return refusal
        return None

    def write_record(self, who: Sequence[str]) -> str | Refusal:
        """Sign the manifest, if it lists the protocols that were shown here, and have the record written: its name."""
        answer = self._link.ask("write-record", who, agree_manifest=self._lists_what_was_shown)
        return answer if isinstance(answer, Refusal) else str(answer["folder"])

    def give_copy(self, who: Sequence[str], agree: Agree, *, to: str, at: datetime) -> Mapping[str, Any] | Refusal:
        """Have a copy given by an act of chair and secretary, who sign its papers too. Raises `LinkLostError`."""
        return give_copy(self._link, self._setup, who, agree, to=to, at=at)

    def shares_act(self, who: Sequence[str], act: str) -> SignedAct | Refusal:
        """The signed act by which shares are erased. Raises `LinkLostError`, and SignatureError when it is not one."""
        shown = self._link.ask("erase-shares", who, act=act, step="show")
        if isinstance(shown, Refusal):
            return shown
        found = self._judged_act(who[0], _bytes(shown, "act"), _bytes(shown, "signature"), SHARES_ERASED)
        if found is None or found.label != act:
            raise SignatureError(f"{act} is not a signed act on erasing the shares")
        return found

    def erase_shares(
        self, who: Sequence[str], act: str, erasers: Mapping[int, Callable[[str], None]]
    ) -> Refusal | None:
        """Erase the shares of the members in `erasers`, by number, as far as a signed act names them; no other's.

        Raises `LinkLostError`, and SignatureError when the act is not one.
        """
        found = self.shares_act(who, act)
        if isinstance(found, Refusal):
            return found
        named = [number for number in shares_of(found.act) if number in erasers]
        if not named:
            return NO_NAMED_STORE
        for number in named:
            erasers[number](found.label)
        answer = self._link.ask("erase-shares", who, act=act, step="done", members=named)
        return answer if isinstance(answer, Refusal) else None

    def closing_request(self, member: str) -> bytes | Refusal:
        """What is carried to every device before it gives its closing card: signed by the precinct computer."""
        answer = self._link.ask("enter-closing-card", [member], step="request")
        return answer if isinstance(answer, Refusal) else _bytes(answer, "request")

    def enter_closing_card(self, member: str, answer: DeviceAnswer) -> Refusal | None:
        """Give what a device answered."""
        said = self._link.ask(
            "enter-closing-card",
            [member],
            device=answer.device,
            card=answer.card,
            signature=answer.signature,
            head=head_bytes(answer.head),
        )
        return said if isinstance(said, Refusal) else None

    def sign_in(self, signer: Signer) -> SignedIn | Refusal:
        """Let a member in who holds the key. Raises `LinkLostError`."""
        return self._link.sign_in(signer)

    def _archive(self, member: str, count: str, task: Mapping[str, Any]) -> Archive | None:
        """The archive, fetched in parts and judged, once for as many members as decrypt it here."""
        digest, size = _bytes(task, "sha256"), int(task["size"])
        if digest not in self._judged:
            data = b""
            while len(data) < size <= ARCHIVE_BYTES_MAX:
                part = self._link.ask("decrypt", [member], count=count, step="part", offset=len(data))
                if isinstance(part, Refusal) or not _bytes(part, "part"):
                    return None
                data += _bytes(part, "part")
            if hashlib.sha256(data).digest() != digest:
                return None
            archive = judge_archive(data, self._setup, self._workers)
            if archive is None:
                return None
            self._judged[digest] = archive
        archive = self._judged[digest]
        box = frozenset(archive.ballot_digests)
        if self._box not in (None, box):
            return None
        self._box = box
        return archive

    def _opening(self, count: str, archive: Archive) -> Opening:
        ballots = len(archive.ballot_credentials)
        return Opening(count=count, ballots=ballots, mixers=tuple(archive.mixers), setup=self._setup)

    def _recount_decision(self, member: str, task: Mapping[str, Any], count: str) -> str | None:
        """The label of the decision on a recount, judged; nothing ("") on the first count; None when it is not good."""
        if count == FIRST:
            return ""
        act = self._judged_act(member, _bytes(task, "decision"), _bytes(task, "decision_signature"), RECOUNT_KIND)
        return None if act is None else act.label

    def _judged_act(self, member: str, data: bytes, signature: bytes, kind: str) -> SignedAct | None:
        """An act of that kind whose signatures are good and suffice, by the root of a member's own certificate."""
        try:
            act = ACT_FILE.read(data)
            verify_detached(data, signature, trust_of_signer(self._link.signer(member), act.at), signed_as(act))
        except (FormatError, SignatureError):
            return None
        return SignedAct(act=act, data=data, signature=signature) if act.kind == kind else None

    def _protocols(self, member: str) -> Sequence[Mapping[str, Any]] | Refusal:
        answer = self._link.ask("sign-protocol", [member], step="show")
        if isinstance(answer, Refusal):
            return answer
        return list(answer["protocols"])

    def _sign_one(self, member: str, count: str, at: datetime) -> Refusal | None:
        refusal: Refusal | None = NOT_WHAT_WAS_SHOWN
        for _ in range(_TRIES):
            now = self._protocols(member)
            if isinstance(now, Refusal):
                return now
            shown, signer = self._shown[count], self._link.signer(member)
            paper = still_shown(shown, self._papers.get(count, shown.paper), now)
            if paper is None:
                return NOT_WHAT_WAS_SHOWN
            if field_name(member_number(member)) in filled_fields(paper):
                return None
            signed = sign_paper(paper, signer, at)
            answer = self._link.ask(
                "sign-protocol",
                [member],
                step="give",
                count=count,
                paper=signed,
                signature=sign_detached(shown.data, signer, at),
            )
            refusal = answer if isinstance(answer, Refusal) else None
            self._papers[count] = signed if refusal is None else paper
            if refusal is None or refusal.code != PAPER_OVERTAKEN.code:
                break
        return refusal

    def _lists_what_was_shown(self, manifest: Manifest) -> bool:
        """The manifest has this Setup, and the protocols that the members here have seen, and no other."""
        listed = {name: one.sha256 for name, one in self._names_shown().items()}
        return manifest.setup == self._setup and bool(listed) and listed.items() <= dict(manifest.files).items()

    def _names_shown(self) -> Mapping[str, ShownProtocol]:
        folders = {FIRST: "", RECOUNT: f"{names.RECOUNT}/"}
        paths = {count: f"{folder}{names.PROTOCOL}" for count, folder in folders.items()} | FILES
        return {paths[count]: one for count, one in self._shown.items()}


def _bytes(answer: Mapping[str, Any], name: str) -> bytes:
    value = answer.get(name)
    if type(value) is not bytes:
        raise LinkLostError("the precinct computer does not speak as agreed")
    return value


def _proof(values: Any) -> Proof:
    match values:
        case [int(challenge), int(response)]:
            return Proof(challenge, response)
    raise LinkLostError("the precinct computer does not speak as agreed")
