"""What members ask about the paper ballots, copies and posting, through the link of their station (L 43; M42-M47, E45).

    destroy-unused-paper, destroyed                        act
    decide-doubtful, contest, ballots, for, against, number    act
    enter-paper-results, entered (number by place)         the standing
    count-paper-again, kk, ru    explain-paper, kk, ru     act
    give-copy, to                                          number, act, papers (PDF by file name), not signed yet
    post-protocol, kk, ru                                  act

The *standing* is `service.paper_outline`, which the day's outline has too. Copies are also written beside the record.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sailau.adapters.files import write_atomically
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.record import Bilingual
from sailau.precinct.commands import Command
from sailau.refusal import Refusal, Text
from sailau.service.acts import SignedAct
from sailau.service.copies import NO_RECORD, Copy
from sailau.service.distant_acts import NotAgreedError
from sailau.service.paper_outline import outline_of
from sailau.service.table_station import Asked, Call

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
COPIES: Final = "copies"
"""The folder beside the record in which the papers of copies lie, a folder a number, to be printed and signed."""


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
        copy: Copy | Refusal = _read(lambda: call.perform(folder, call.given("to", str), signers=call.signers))
        if isinstance(copy, Refusal):
            return copy
        kept = folder.parent / COPIES / f"{copy.number:02d}"
        try:
            kept.mkdir(parents=True, exist_ok=True)
            for name, pdf in copy.papers.items():
                write_atomically(kept / name, pdf)
        except (OSError, StoreError):
            return NOT_WRITTEN
        told = {"number": copy.number, "act": copy.act.label, "papers": dict(copy.papers)}
        return {**told, "folder": f"{COPIES}/{kept.name}"}

    def post(call: Call) -> Mapping[str, Any] | Refusal:
        folder, place = record(), Bilingual(call.given("kk", str), call.given("ru", str))
        if folder is None:
            return NO_RECORD_FOLDER
        return _labelled(_read(lambda: call.perform(folder, place, signers=call.signers)))

    return {Command.GIVE_COPY: give, Command.POST_PROTOCOL: post}


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
