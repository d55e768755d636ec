"""What members ask about the paper ballots, copies and posting, through the link of their station (L 43; M42-M47, E45).

    destroy-unused-paper, destroyed                        act
    decide-doubtful, contest, ballots, for, against, number    act
    enter-paper-results, entered (number by place)         the standing
    count-paper-again, kk, ru    explain-paper, kk, ru     act
    give-copy, to                                          number, act, folder, papers
    give-copy, step sign, number, file, paper              a paper of it with one signature more; nothing
    post-protocol, kk, ru                                  act

The *standing* is `service.paper_outline`, which the day's outline has too. Of each paper of a copy the station is given
what is needed to judge it: `count`, `file`, `data` and `signature` as in the record, `printed` (no signature yet) and
`paper`, as it lies in the folder beside the record by now. What comes back is kept there.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.record import Bilingual
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.service.acts import SignedAct
from sailau.service.copies import NO_RECORD, Copy, CopyPaper, judge_signed
from sailau.service.distant_acts import NotAgreedError
from sailau.service.paper_outline import outline_of
from sailau.service.table_station import Asked, Call
from sailau.signing.pdf_text import read_pdf

NO_RECORD_FOLDER: Final = Refusal(
    "copy-without-folder",
    "L 43(8)",
    Text(
        "Учаске компьютеріне жазба қалтасы берілмеген: маман оны --record-to арқылы қайта іске қоссын.",
        "Компьютеру участка не дана папка для записи: пусть специалист запустит его с --record-to.",
        "The precinct computer was given no folder for the record: let the specialist start it with --record-to.",
    ),
)

NOT_WRITTEN: Final = Refusal(
    "copy-not-written",
    "L 43(8)",
    Text(
        "Көшірме жазба қалтасының қасына жазылмады: маман дискіні тексерсін, содан кейін қайталаңыз.",
        "Копия не записалась рядом с записью: пусть специалист проверит диск, затем повторите.",
        "The copy could not be written beside the record: let the specialist look at the disk, then do it again.",
    ),
)
NO_SUCH_COPY: Final = Refusal(
    "no-such-copy",
    "L 43(8)",
    Text(
        "Бұл нөмірлі көшірме берілмеген: алдымен оны акт бойынша беріңіз.",
        "Копия с этим номером не выдана: сначала выдайте её по акту.",
        "No copy with this number was given: give it by act first.",
    ),
)
COPIES: Final = "copies"
"""The folder beside the record in which the papers of copies lie, a folder a number, signed, to be printed."""
UNSIGNED: Final = "unsigned"
"""The folder in it of the same papers as they were before the signatures."""


def _destroy(call: Call) -> Mapping[str, Any] | Refusal:
    return _labelled(call.perform(call.given("destroyed", int), signers=call.signers))


def _decide(call: Call) -> Mapping[str, Any] | Refusal:
    votes = call.given("for", int), call.given("against", int)
    contest, ballots = call.given("contest", str), call.given("ballots", int)
    return _labelled(call.perform(contest, ballots, votes, signers=call.signers, number=call.given("number", int)))


def _enter(call: Call) -> Mapping[str, Any] | Refusal:
    standing = call.perform(call.given("entered", dict), member=call.actors[0].id)
    return standing if isinstance(standing, Refusal) else outline_of(call.entrance.precinct, standing)


def _with_words(call: Call) -> Mapping[str, Any] | Refusal:
    return _labelled(call.perform(Bilingual(call.given("kk", str), call.given("ru", str)), signers=call.signers))


ASKED: Final[Mapping[Command, Asked]] = MappingProxyType(
    {
        Command.DESTROY_UNUSED_PAPER: _destroy,
        Command.DECIDE_DOUBTFUL: _decide,
        Command.ENTER_PAPER_RESULTS: _enter,
        Command.COUNT_PAPER_AGAIN: _with_words,
        Command.EXPLAIN_PAPER: _with_words,
    }
)


def asked_of_record(record: Callable[[], Path | None]) -> Mapping[Command, Asked]:
    """The commands that need the record that was written; `record` tells its folder."""

    def give(call: Call) -> Mapping[str, Any] | Refusal:
        folder = record()
        if folder is None:
            return NO_RECORD_FOLDER
        if call.args.get("step") == "sign":
            return _keep_signed(call, _copy_folder(folder, call.given("number", int)))
        copy: Copy | Refusal = _read(lambda: call.perform(folder, call.given("to", str), signers=call.signers))
        if isinstance(copy, Refusal):
            return copy
        kept = _copy_folder(folder, copy.number)
        try:
            papers = _kept(copy, kept)
        except (OSError, StoreError):
            return NOT_WRITTEN
        told = {"number": copy.number, "act": copy.act.label, "folder": f"{COPIES}/{kept.name}"}
        return {**told, "papers": papers}

    def post(call: Call) -> Mapping[str, Any] | Refusal:
        folder, place = record(), Bilingual(call.given("kk", str), call.given("ru", str))
        if folder is None:
            return NO_RECORD_FOLDER
        return _labelled(_read(lambda: call.perform(folder, place, signers=call.signers)))

    return {Command.GIVE_COPY: give, Command.POST_PROTOCOL: post}


def _copy_folder(record: Path, number: int) -> Path:
    return record.parent / COPIES / f"{number:02d}"


def _kept(copy: Copy, folder: Path) -> list[Mapping[str, Any]]:
    """Lay the papers of a copy down, those that lie there already with the signatures that they have; what travels."""
    (folder / UNSIGNED).mkdir(parents=True, exist_ok=True)
    found: list[Mapping[str, Any]] = []
    for file, made in copy.papers.items():
        printed, paper = _lying(folder, file, made) or (made.paper, made.paper)
        write_atomically(folder / UNSIGNED / file, printed)
        write_atomically(folder / file, paper)
        told = {"count": made.count, "file": file, "data": made.data, "signature": made.signature}
        found.append({**told, "printed": printed, "paper": paper})
    return found


def _lying(folder: Path, file: str, made: CopyPaper) -> tuple[bytes, bytes] | None:
    """A paper that was laid down before, without signatures and with those it has, if it is of the same protocol.

    Printed again it would be another file: the code on it is signed anew.
    """
    if not (folder / UNSIGNED / file).exists() or not (folder / file).exists():
        return None
    printed, paper = read_file(folder / UNSIGNED / file), read_file(folder / file)
    try:
        same = made.data in read_pdf(printed).attachments.values()
    except FormatError:
        return None
    return (printed, paper) if same and paper.startswith(printed) else None


def _keep_signed(call: Call, folder: Path) -> Mapping[str, Any] | Refusal:
    refusal = call.entrance.refuse(call.command, call.actors)
    if refusal is not None:
        return refusal
    signed, file = call.given("paper", bytes), call.given("file", str)
    path = next((path for path in sorted(folder.glob("*.pdf")) if path.name == file), None)
    if path is None:
        return NO_SUCH_COPY
    try:
        refusal = judge_signed(call.entrance.precinct, read_file(path), signed, [one.id for one in call.actors])
        if refusal is None:
            write_atomically(path, signed)
    except (OSError, StoreError):
        return NOT_WRITTEN
    return {} if refusal is None else refusal


def _labelled(act: SignedAct | Refusal) -> Mapping[str, Any] | Refusal:
    return act if isinstance(act, Refusal) else {"act": act.label}


def _read(use_case: Callable[[], Any]) -> Any:
    """A record that cannot be read is no record; a link that is lost is lost."""
    try:
        return use_case()
    except (LinkLostError, NotAgreedError):
        raise
    except (FormatError, StoreError):
        return NO_RECORD
