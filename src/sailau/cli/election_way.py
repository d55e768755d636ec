"""`sailau election new … publish`: the steps on a working folder; each calls one use case and says what came of it."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from cryptography import x509

from sailau.adapters.clock import MachineClock
from sailau.adapters.files import read_file
from sailau.cli.election_check import registration_of, say_problems
from sailau.cli.election_shown import say, tell, tell_refusal
from sailau.cli.progress import ProgressBar
from sailau.cli.signer import opened_signer
from sailau.election.nouns import ElectionType
from sailau.errors import DefinitionError, StoreError
from sailau.refusal import Refusal, Text
from sailau.service import ballot_approval, ballot_draft, ballot_final, ballots, deck_act
from sailau.service.deck_recount import recount_deck
from sailau.signing.trust import read_certificate
from sailau.stations.kiosk.proof import proof_screens

DONE, REFUSED = 0, 1
ROOT_FILE: Final = "root.pem"
T = TypeVar("T")


def new(args: argparse.Namespace) -> int:
    """`new`: the exit code. Raises StoreError."""
    wanted = ballot_draft.Wanted(
        id=args.id,
        type=ElectionType(args.type),
        date=args.date,
        english=args.english,
        fictitious=args.training,
    )
    for path in ballot_draft.new_folder(args.folder, wanted):
        say(f"{path}")
    say(f"sailau election check {args.folder}")
    return DONE


def proof(args: argparse.Namespace) -> int:
    """`proof`: the exit code."""
    with _step(args) as progress:
        try:
            registration = registration_of(args.registration)
        except OSError as error:
            raise StoreError(f"{error.filename}: {error.strerror}") from error
        done = _judged(
            args,
            lambda: ballots.prove(
                args.folder, registration=registration, now=_now(args), progress=progress, screens=proof_screens
            ),
        )
    if not isinstance(done, ballots.Proved):
        return done
    files = sorted(name for name in done.proof.files if name.endswith(".pdf"))
    looks = len(done.checked.findings)
    void = Text(
        " Бұрынғы бекітулер күшін жойды.", " Прежние утверждения недействительны.", " Earlier approvals are void."
    )
    rest = void if done.voided else Text("", "", "")
    tell(
        Text(
            f"Үлгі дайын: {len(files)} PDF, қарайтын ескертулер: {looks}.{rest.kk}",
            f"Образец готов: PDF {len(files)}, замечаний к рассмотрению: {looks}.{rest.ru}",
            f"The proof is made: {len(files)} PDF, findings to look at: {looks}.{rest.en}",
        ),
        args.language,
        {"fingerprint": done.proof.digest, "files": files, "findings": looks, "voided": done.voided},
        as_json=args.json,
    )
    return DONE


def approve(args: argparse.Namespace) -> int:
    """`approve`: the exit code."""
    with _step(args), opened_signer(args) as signer:
        done = _judged(
            args, lambda: ballot_approval.approve(args.folder, signer, _root(args), _now(args), revoked=_revoked(args))
        )
    if not isinstance(done, ballot_approval.Approved):
        return done
    names = ", ".join(done.names)
    left = ballot_approval.PERSONS - len(done.names)
    more = (
        Text(" Екі адам бекітті.", " Утвердили двое.", " Two persons have approved.")
        if done.complete
        else Text(f" Тағы {left} адам керек.", f" Нужно ещё лиц: {left}.", f" {left} more is needed.")
    )
    tell(
        Text(f"Бекітті: {names}.{more.kk}", f"Утвердили: {names}.{more.ru}", f"Approved by: {names}.{more.en}"),
        args.language,
        {"approved_by": list(done.names), "complete": done.complete, "voided": done.voided},
        as_json=args.json,
    )
    return DONE


def deck(args: argparse.Namespace) -> int:
    """`deck`: the exit code."""
    with _step(args) as progress, opened_signer(args) as signer:
        done = _judged(
            args,
            lambda: deck_act.hold_deck(args.folder, signer, _root(args), _now(args), progress, revoked=_revoked(args)),
        )
    if not isinstance(done, deck_act.Decked):
        return done
    boxes = sum(len(style.boxes) for style in done.report.styles)
    said = (
        Text("Бәрі күтілгендей.", "Всё совпало.", "All is as expected.")
        if done.agrees
        else Text(
            "Айырма бар: deck/act.pdf.", "Есть расхождения: deck/act.pdf.", "There are differences: deck/act.pdf."
        )
    )
    number = done.report.ballots
    tell(
        Text(
            f"Сынақ: {number} бюллетень, {boxes} жәшік. {said.kk}",
            f"Тестовая колода: бюллетеней {number}, ящиков {boxes}. {said.ru}",
            f"Test deck: {number} ballots, {boxes} boxes. {said.en}",
        ),
        args.language,
        {"ballots": number, "boxes": boxes, "agrees": done.agrees},
        as_json=args.json,
    )
    return DONE if done.agrees else REFUSED


def finalise(args: argparse.Namespace) -> int:
    """`finalise`: the exit code."""
    with _step(args) as progress, opened_signer(args) as signer:
        done = _judged(
            args,
            lambda: ballot_final.finalise(
                args.folder, signer, _root(args), _now(args), progress, revoked=_revoked(args), screens=proof_screens
            ),
        )
    words = Text("Анықтама жабылды", "Определение закрыто", "The definition is locked")
    return _told(args, done, words)


def publish_folder(args: argparse.Namespace) -> int:
    """`publish`: the exit code."""
    with _step(args):
        done = _judged(
            args, lambda: ballot_final.publish(args.folder, args.out, _root(args), _now(args), revoked=_revoked(args))
        )
    return _told(args, done, Text("Жарияланды", "Опубликовано", "Published"))


def verify(args: argparse.Namespace) -> int:
    """`verify`: the exit code; a folder that is not sound ends as an error of the command."""
    root = read_certificate(read_file(args.root))
    at = _given_moment(args) or MachineClock().now()
    done = ballot_final.verify_published(args.folder, root, at, revoked=_revoked(args))
    with _step(args) as progress:
        archives = recount_deck(ballots.read_folder(args.folder), progress)
    words = Text(
        f"Жарияланған қалта дұрыс, сынақ мұрағаттары қайта саналды: {archives}",
        f"Опубликованная папка верна, архивов тестовой колоды пересчитано: {archives}",
        f"The published folder is sound, archives of the test deck counted again: {archives}",
    )
    return _told(args, done, words)


def _told(args: argparse.Namespace, done: "ballot_final.Finalised | int", words: Text) -> int:
    if isinstance(done, int):
        return done
    tell(
        Text(*(f"{said}: {done.short}" for said in (words.kk, words.ru, words.en))),
        args.language,
        {"fingerprint": done.digest, "short_fingerprint": done.short},
        as_json=args.json,
    )
    return DONE


def _judged(args: argparse.Namespace, use: "Callable[[], T | Refusal]") -> "T | int":
    """Run a use case; a refusal or an unsound draft is told, and is an exit code."""
    try:
        done = use()
    except DefinitionError as error:
        say_problems(error.problems)
        return REFUSED
    if isinstance(done, Refusal):
        tell_refusal(done, args.language, as_json=args.json)
        return REFUSED
    return done


@contextmanager
def _step(args: argparse.Namespace) -> Iterator[ProgressBar]:
    bar = ProgressBar()
    try:
        yield bar
    finally:
        bar.close()


def _given_moment(args: argparse.Namespace) -> datetime | None:
    if args.at is None:
        return None
    try:
        moment = datetime.fromisoformat(args.at)
    except ValueError as error:
        raise StoreError(f"--at {args.at}: give a moment as 2026-11-01T10:00+05:00") from error
    if moment.tzinfo is None:
        raise StoreError(f"--at {args.at}: the offset from UTC is missing, as in 2026-11-01T10:00+05:00")
    return moment


def _now(args: argparse.Namespace) -> datetime:
    """The clock's moment; another one only for a training election."""
    moment = _given_moment(args)
    if moment is None:
        return MachineClock().now()
    if not ballots.draft_of(args.folder).definition.fictitious:
        raise StoreError("--at is for training elections only (fictitious = true in the draft)")
    return moment


def _root(args: argparse.Namespace) -> x509.Certificate:
    path: Path = args.root or args.folder / ROOT_FILE
    if not path.is_file():
        raise StoreError(f"{path.name}: no root certificate; put it into the folder, or name it by --root FILE")
    return read_certificate(read_file(path))


def _revoked(args: argparse.Namespace) -> list[bytes]:
    return [read_file(path) for path in args.revoked]
