"""The record of a day: every file written, hashed and signed as the commission does, with room for edits.

An edit names a file and changes its value before it is written; all that depends on it (hashes, protocol, papers,
manifest, signatures) is made anew. `signers` puts other signers on a file; `last` breaks what lies there at the end.
"""

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.election.ballot import ControlAnswer
from sailau.election.nouns import Language, Words
from sailau.formats.v1.record import (
    ACT_FILE,
    CANCELLED_FILE,
    CHALLENGED_FILE,
    CLOSING_FILE,
    CODES_FILE,
    FIGURES_FILE,
    MANIFEST_FILE,
    PAPER_PROTOCOL_FILE,
    PROTOCOL_FILE,
    RECORDER_TAG,
    SUMMARY_PROTOCOL_FILE,
    VOIDED_FILE,
    Act,
    ActReference,
    Bilingual,
    BlankVotes,
    Cancelled,
    CancelledCredential,
    ChallengedBallot,
    ClosingCard,
    ContestResult,
    CredentialFigures,
    DeviceEntry,
    Figures,
    Line,
    Manifest,
    MemberLine,
    MixedContest,
    PaperProtocol,
    PrecinctPlace,
    Protocol,
    RecorderHead,
    StrongDecryption,
    SummaryProtocol,
    Tour,
    Unsigned,
    VoidedBallot,
    VotesRow,
    closing_sum,
    names,
    strong_proofs_of,
)
from sailau.formats.v1.record.acts import PAPER_DESTROYED
from sailau.law.paper_form import PAPER_CONTEST_FIGURES, SUMMARY_CONTEST_FIGURES, SUMMARY_FIGURES, summed
from sailau.law.protocol_figures import FIGURES
from sailau.signing.trust import fingerprint
from sailau.verifier.chain import read_chain
from sailau.verifier.finding import Findings
from sailau.verifier.record.control import ControlRows, expected_list
from sailau.words import in_words
from tests.records.day import Day
from tests.records.papers import codes_pdf, mixed_pdf, protocol_pdf
from tests.records.world import DAY, LISTED, RESERVE, ZONE, World

Files = dict[str, bytes]
Edit = Callable[[Any], Any]

SOFTWARE = "0.1.0"
SIGNERS = ("member-1", "member-2")
ILL = Bilingual("ауырып қалды", "болезнь")
DEVICES = ("precinct-computer", "terminal-1", "portable-1", "accumulator-1")


@dataclass(slots=True)
class Edits:
    """What one defect changes."""

    values: dict[str, Edit] = field(default_factory=dict)
    data: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    signers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    last: Callable[[Files], None] = lambda files: None
    again: Day | None = None

    def value(self, path: str, value: Any) -> Any:
        return self.values.get(path, lambda same: same)(value)


@dataclass(slots=True)
class _Writing:
    world: World
    day: Day
    edits: Edits
    files: Files = field(default_factory=dict)

    def put(self, path: str, data: bytes, signers: Sequence[str] = (), at: datetime | None = None) -> None:
        if path in self.edits.data:
            data = self.edits.data[path](data)
        self.files[path] = data
        chosen = self.edits.signers.get(path, tuple(signers))
        if chosen:
            moment = {} if at is None else {"at": at}
            self.files[names.signature_name(path)] = self.world.sign(data, chosen, **moment)


def write_record(day: Day, edits: Edits | None = None) -> Files:
    """Every file of the record of a counted day."""
    edits = edits or Edits()
    writing = _Writing(day.world, day, edits)
    writing.put(names.DEFINITION, day.world.definition_bytes, ("central",))
    _put_certificates(writing)
    setup = _put_count(writing, day, "")
    _put_aside(writing)
    figures = _put_figures(writing)
    acts = _put_acts(writing, setup)
    _put_closing(writing)
    _put_protocol(writing, day, "", figures, setup, acts)
    if is_mixed(day.world):
        _put_mixed(writing)
    if edits.again is not None:
        _put_count(writing, edits.again, f"{names.RECOUNT}/")
        _put_protocol(writing, edits.again, f"{names.RECOUNT}/", figures, setup, acts)
    _put_manifest(writing, setup)
    edits.last(writing.files)
    return writing.files


def _put_certificates(writing: _Writing) -> None:
    world = writing.world
    signers = ("central", "territorial", *members_of(world), *DEVICES)
    chain = [world.pki.root.certificate, world.pki.territorial.certificate]
    certificates = [*chain, *(world.signer(name).certificate for name in signers)]
    writing.put(names.CERTIFICATES, b"".join(one.public_bytes(Encoding.PEM) for one in certificates))


def _put_count(writing: _Writing, day: Day, prefix: str) -> str:
    """Archive, strong proofs; returns the Setup hash."""
    world, questions = day.world, day.world.election.questions
    path = prefix + names.archive_name(world.uuid)
    writing.put(path, day.archive())
    strong = tuple(StrongDecryption(owner=owner, proofs=one.strong) for owner, one in day.decryptions.items())
    strong = writing.edits.value(prefix + names.STRONG_PROOFS, strong)
    writing.put(prefix + names.STRONG_PROOFS, strong_proofs_of(questions, len(day.box)).write(strong))
    return setup_hash(writing.files[path])


def members_of(world: World) -> tuple[str, ...]:
    """The commission's members, as in certificates."""
    return tuple(f"member-{number}" for number in range(1, world.definition.rules.quorum.members + 1))


def setup_hash(archive: bytes) -> str:
    """The hash of the Setup event, found as any reader finds it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.bel"
        path.write_bytes(archive)
        event = read_chain(path, Findings()).setup_event
    assert event is not None
    return event.hex()


def _put_aside(writing: _Writing) -> None:
    day, edits, uuid = writing.day, writing.edits, writing.world.uuid
    entry = CancelledCredential(credential=day.unreadable.ballot.credential, reason="unreadable")
    cancelled = edits.value(names.CANCELLED, Cancelled(uuid=uuid, credentials=(entry,)))
    writing.put(names.CANCELLED, CANCELLED_FILE.write(cancelled))
    challenged = tuple(
        ChallengedBallot(
            ballot=sealed.payload,
            randomness=tuple(tuple(secret.public() for secret in row) for row in sealed.randomness),
            device="terminal-1",
        )
        for sealed in day.challenged
    )
    writing.put(names.CHALLENGED, CHALLENGED_FILE.write(edits.value(names.CHALLENGED, challenged)))
    voided = tuple(VoidedBallot(ballot=sealed.payload, tour=2) for sealed in day.voided)
    writing.put(names.VOIDED, VOIDED_FILE.write(edits.value(names.VOIDED, voided)))


def figures_of(day: Day) -> Figures:
    """The day's figures: see `law.protocol_form` for what each means."""
    box, challenged, voided = len(day.box), len(day.challenged), len(day.voided)
    counts = dict.fromkeys((figure.id for figure in FIGURES), 0) | {
        "voters_on_list": LISTED,
        "voters_received_ballots": 4,
        "issued": 4,
        "participants": box + voided,
        "invalid": voided,
        "valid": box,
        "ballots_received": 6,
        "ballots_destroyed": 2,
        "home_applications": 2,
        "home_ballots": 1,
        "voided": voided,
        "admitted": 2,
        "replacements": 2,
        "accepted": 2,
        "challenged": challenged,
        "cancelled": 1,
        "credentials_made": LISTED + RESERVE,
        "credentials_cancelled": 1,
        "destroyed_unused": 1,
        "box_ballots": box,
        "closing_sealed": 6,
        "closing_left_out": 1,
    }
    tours = (
        Tour(tour=1, device="portable-1", members=SIGNERS, applications=1, ballots=1, valid=True),
        Tour(tour=2, device="portable-1", members=SIGNERS, applications=1, ballots=voided, valid=False),
    )
    account = CredentialFigures(made=LISTED + RESERVE, list_=LISTED, reserve=RESERVE, cancelled=1, destroyed_unused=1)
    return Figures(
        election=day.world.definition.id,
        precinct=day.world.precinct,
        uuid=day.world.uuid,
        figures=counts,
        issued_by_member={"member-1": 2, "member-2": 2},
        admitted_by_hour={"07": 1, "19": 3},
        tours=tours,
        credentials=account,
    )


def _put_figures(writing: _Writing) -> Figures:
    figures: Figures = writing.edits.value(names.FIGURES, figures_of(writing.day))
    writing.put(names.FIGURES, FIGURES_FILE.write(figures))
    return figures


ACTS = (
    ("installation", 3, "L 50-1(7)", ("Орнату актісі", "Акт об установке")),
    ("zero_report", 6, "L 43(1)", ("Нөлдік есеп", "Нулевой отчёт")),
    ("credentials_destroyed_by_territorial", 5, "L 43(4)", ("Көшірмелер жойылды", "Копии уничтожены")),
    ("unreadable_card", 11, "R 12", ("Оқылмаған карточка", "Нечитаемая карточка")),
    ("void_tour", 20, "L 43(3-1)", ("Жарамсыз шығу", "Недействительный выезд")),
    ("unused_credentials_destroyed", 20, "L 43(4)", ("Пайдаланылмағандар жойылды", "Неиспользованные уничтожены")),
)


def act(world: World, number: int, kind: str, explains: tuple[str, ...] = (), **changes: Any) -> Act:
    """An act of this precinct, signed by two members unless the kind says otherwise."""
    hour, article, text = next(
        ((hour, article, text) for name, hour, article, text in ACTS if name == kind), (21, "L 43(4)", ("Акт", "Акт"))
    )
    made = Act(
        number=number,
        kind=kind,
        election=world.definition.id,
        precinct=world.precinct,
        uuid=world.uuid,
        at=datetime(DAY.year, DAY.month, DAY.day, hour, 0, tzinfo=ZONE),
        article=article,
        text=Bilingual(*text),
        members=() if kind.endswith("_by_territorial") else SIGNERS,
        explains=explains,
        data={},
    )
    return replace(made, **changes)


def _put_acts(writing: _Writing, setup: str) -> tuple[ActReference, ...]:
    acts = [act(writing.world, number, kind) for number, (kind, *_) in enumerate(ACTS, 1)]
    if is_mixed(writing.world):
        acts.append(act(writing.world, len(acts) + 1, PAPER_DESTROYED, data={"destroyed": 4}))
    references = []
    for made in (*acts, *writing.edits.acts):
        data = {"setup": setup} if made.kind in ("installation", "zero_report") else {}
        path = names.act_name(made.number, made.kind)
        made = writing.edits.value(path, replace(made, data={**data, **made.data}))
        signers = made.members or ("territorial",)
        writing.put(path, ACT_FILE.write(made), signers, made.at)
        references.append(ActReference(number=made.number, kind=made.kind, sha256=sha256(writing.files[path])))
    return tuple(references)


def _put_closing(writing: _Writing) -> None:
    day = writing.day
    kept, late = day.trackers([day.box[0], *day.challenged]), day.trackers([day.box[1]])
    home = day.trackers([day.box[2], *day.voided])
    cards = (
        _card(writing.world, "terminal-1", kept, sealed=3, challenged=1, left_out=1, undecided=tuple(late)),
        _card(writing.world, "portable-1", home, sealed=2),
    )
    for card in cards:
        path = names.closing_name(card.device)
        changed = writing.edits.value(path, card)
        if changed is not None:
            writing.put(path, CLOSING_FILE.write(changed), (card.device,))


def _card(world: World, device: str, trackers: list[str], sealed: int, **more: Any) -> ClosingCard:
    given = {"challenged": 0, "left_out": 0, "undecided": (), **more}
    return ClosingCard(
        uuid=world.uuid,
        device=device,
        sessions=sealed + 1,
        sealed=sealed,
        abandoned=0,
        sum=closing_sum(trackers),
        **given,
    )


def _put_protocol(
    writing: _Writing, day: Day, prefix: str, figures: Figures, setup: str, acts: tuple[ActReference, ...]
) -> None:
    world, edits, style = day.world, writing.edits, day.world.style
    rows = day.counted.result.result
    controls = tuple(tuple(_answer(row, asked.carries_choice) for row in rows[asked.index]) for asked in style.controls)
    codes = edits.value(prefix + names.CODES, expected_list(world.definition, style, ControlRows(controls)))
    writing.put(prefix + names.CODES, CODES_FILE.write(codes))
    writing.put(prefix + names.CODES_PDF, codes_pdf(world, codes))
    protocol: Protocol = edits.value(
        prefix + names.PROTOCOL,
        Protocol(
            election=world.definition.id,
            title=both(world.definition.title),
            date=world.definition.date,
            precinct=_place(world),
            uuid=world.uuid,
            setup=setup,
            archive_sha256=sha256(writing.files[prefix + names.archive_name(world.uuid)]),
            lines=tuple(line(figure.id, figures.figures[figure.id]) for figure in FIGURES),
            contests=_contests(day),
            codes_sha256=sha256(writing.files[prefix + names.CODES]),
            acts=acts,
            signers=SIGNERS,
            unsigned=tuple(Unsigned(member=member, reason=ILL) for member in members_of(world)[len(SIGNERS) :]),
            recount=bool(prefix),
        ),
    )
    data = PROTOCOL_FILE.write(protocol)
    writing.put(prefix + names.PROTOCOL, data, SIGNERS)
    shown, attached, signers = edits.value(prefix + names.PROTOCOL_PDF, (protocol, data, SIGNERS))
    writing.put(prefix + names.PROTOCOL_PDF, protocol_pdf(world, shown, attached, signers))


def is_mixed(world: World) -> bool:
    """Whether paper ballots are given in the world's precinct too."""
    return world.definition.precinct(world.precinct).mixed


PAPER_LINES = {
    "voters_on_list": LISTED,
    "paper_given": 1,
    "paper_issued": 1,
    "paper_received": 5,
    "paper_destroyed": 4,
    "paper_spoilt": 0,
}
PAPER_BOX = {figure.id: 0 for figure in PAPER_CONTEST_FIGURES} | {"paper_participants": 1, "paper_valid": 1}


def _put_mixed(writing: _Writing) -> None:
    """The paper protocol of one paper voter, who chose the second answer, and the summary."""
    electronic = PROTOCOL_FILE.read(writing.files[names.PROTOCOL])
    shared = ("election", "title", "date", "precinct", "uuid", "setup", "acts", "signers", "unsigned")
    head = {name: getattr(electronic, name) for name in shared}
    (asked,) = electronic.contests
    paper = PaperProtocol(
        **head,
        lines=tuple(line(figure, value) for figure, value in PAPER_LINES.items()),
        contests=(_mixed_contest(asked, PAPER_BOX, [0, 1]),),
        issued=(MemberLine(member="member-2", name="Ким", value=1, kk=in_words(1, "kk"), ru=in_words(1, "ru")),),
        entered_by=SIGNERS,
    )
    paper = writing.edits.value(names.PAPER_PROTOCOL, paper)
    _put_signed(writing, names.PAPER_PROTOCOL, PAPER_PROTOCOL_FILE.write(paper), paper)
    figures = {entry.figure: entry.value for entry in electronic.lines}
    votes = [row.votes for row in asked.rows]
    summary = SummaryProtocol(
        **head,
        lines=tuple(line(name, value) for name, value in summed(SUMMARY_FIGURES, figures, PAPER_LINES).items()),
        contests=(
            _mixed_contest(asked, summed(SUMMARY_CONTEST_FIGURES, figures, PAPER_BOX), [votes[0], votes[1] + 1]),
        ),
        electronic_sha256=sha256(writing.files[names.PROTOCOL]),
        paper_sha256=sha256(writing.files[names.PAPER_PROTOCOL]),
    )
    summary = writing.edits.value(names.SUMMARY_PROTOCOL, summary)
    _put_signed(writing, names.SUMMARY_PROTOCOL, SUMMARY_PROTOCOL_FILE.write(summary), summary)


def _put_signed(writing: _Writing, name: str, data: bytes, protocol: PaperProtocol | SummaryProtocol) -> None:
    writing.put(name, data, SIGNERS)
    pdf = name.removesuffix(".json") + ".pdf"
    shown, attached, signers = writing.edits.value(pdf, (protocol, data, SIGNERS))
    writing.put(pdf, mixed_pdf(writing.world, name, shown, attached, signers))


def _mixed_contest(asked: ContestResult, lines: Mapping[str, int], votes: Sequence[int]) -> MixedContest:
    return MixedContest(
        contest=asked.contest,
        title=asked.title,
        lines=tuple(line(figure, value) for figure, value in lines.items()),
        rows=tuple(
            replace(row, votes=n, kk=in_words(n, "kk"), ru=in_words(n, "ru"))
            for row, n in zip(asked.rows, votes, strict=True)
        ),
        blank=None,
    )


def _answer(row: tuple[int, ...], carries_choice: bool) -> Any:
    return ControlAnswer(code=row[0] * 100 + row[1], choice=row[2] if carries_choice else None)


def line(figure: str, value: int) -> Line:
    """A line of the protocol, in words too."""
    return Line(figure=figure, value=value, kk=in_words(value, "kk"), ru=in_words(value, "ru"))


def _place(world: World) -> PrecinctPlace:
    precinct = world.definition.precinct(world.precinct)
    return PrecinctPlace(number=world.precinct, name=both(precinct.name), address=both(precinct.address))


def both(words: Words) -> Bilingual:
    """The Kazakh and Russian text."""
    return Bilingual(words.kk, words.ru)


def _contests(day: Day) -> tuple[ContestResult, ...]:
    found = []
    for asked in day.world.style.contests:
        row = list(day.counted.result.result[asked.index])
        blank = row.pop(0) if asked.question.blank else None
        votes = tuple(
            VotesRow(
                answer=number,
                name=Bilingual(answer.text(Language.KK), answer.text(Language.RU)),
                votes=count,
                kk=in_words(count, "kk"),
                ru=in_words(count, "ru"),
            )
            for number, (answer, count) in enumerate(zip(asked.answers, row, strict=True), 1)
        )
        found.append(
            ContestResult(
                contest=asked.contest.id,
                title=both(asked.contest.title),
                rows=votes,
                blank=None
                if blank is None
                else BlankVotes(votes=blank, kk=in_words(blank, "kk"), ru=in_words(blank, "ru")),
                valid=len(day.box),
                invalid=len(day.voided),
            )
        )
    return tuple(found)


def _put_manifest(writing: _Writing, setup: str) -> None:
    world = writing.world
    head = RecorderHead(device="terminal-1", entries=17, head="5a" * 32, signature="")
    signature = world.sign_raw("terminal-1", RECORDER_TAG, head.message).hex()
    devices = tuple(
        DeviceEntry(
            device=device,
            role=device.split("-")[0] if device != "precinct-computer" else "precinct_computer",
            certificate_sha256=fingerprint(world.signer(device).certificate),
            software=SOFTWARE,
        )
        for device in DEVICES
    )
    manifest = Manifest(
        election=world.definition.id,
        precinct=world.precinct,
        uuid=world.uuid,
        setup=setup,
        files={path: sha256(data) for path, data in writing.files.items()},
        recorders=(replace(head, signature=signature),),
        devices=devices,
        software=SOFTWARE,
    )
    writing.put(names.MANIFEST, MANIFEST_FILE.write(writing.edits.value(names.MANIFEST, manifest)), SIGNERS)


def sha256(data: bytes) -> str:
    """The hash of a file."""
    return hashlib.sha256(data).hexdigest()
