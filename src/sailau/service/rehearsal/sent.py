"""After the signatures: the protocol hangs, the record goes to the commission, the answer comes back (L 43(8), 50-7).

One function an episode. Over the link a window is opened for as long as it sends, and closed by the answer (E47); on a
medium somebody carries the same bundle there and the answer back.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file
from sailau.adapters.link_switch import LinkSwitch
from sailau.adapters.transfer_link import TransferLink
from sailau.formats.v1.acknowledgement import Standing
from sailau.formats.v1.record import Bilingual
from sailau.precinct.commands import Command
from sailau.refusal import Text
from sailau.service.acknowledged import acknowledgement_names
from sailau.service.acts import SignedAct
from sailau.service.rehearsal.evening import WITNESSES
from sailau.service.rehearsal.stage import CHAIR, RehearsalError, Stage, expected, granted
from sailau.service.transfer import ACKNOWLEDGED
from sailau.service.transfer_rows import KeptAnswer, MadeBundle, Window
from sailau.service.transfer_sending import Delivering

SIGN_THE_BUNDLE: Final = (CHAIR, 3)
BUNDLES: Final = "bundles"
ANSWERS: Final = "acknowledgements"
_WALL: Final = Bilingual("учаске есігінің жанында", "у входа на участок")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where the commission's intake is reached."""

    host: str
    port: int


def the_protocol_hangs(stage: Stage, record: Path) -> None:
    """A copy of the signed protocol is posted, by act; only then may the record be sent."""
    posted = stage.ask(Command.POST_PROTOCOL, WITNESSES, record, _WALL, signers=stage.members(*WITNESSES))
    expected(posted, SignedAct)


def the_bundle_is_made(stage: Stage, record: Path, folder: Path) -> tuple[MadeBundle, Path]:
    """Chair and another sign the bundle; returns it with its file."""
    made = expected(
        stage.ask(
            Command.MAKE_BUNDLE, SIGN_THE_BUNDLE, record, folder / BUNDLES, signers=stage.members(*SIGN_THE_BUNDLE)
        ),
        MadeBundle,
    )
    return made, folder / BUNDLES / made.file


def the_record_is_sent(stage: Stage, record: Path, folder: Path, line: Line) -> KeptAnswer:
    """The chair opens the window, the bundle goes over, the answer is judged and kept, the window closes."""
    made, bundle = the_bundle_is_made(stage, record, folder)
    switch = LinkSwitch()
    expected(stage.ask(Command.OPEN_TRANSFER, [CHAIR], record, switch), Window)
    computer = stage.precinct.installed.computer
    delivering = Delivering(
        lambda: TransferLink.open(line.host, line.port, computer, stage.clock.now()),
        bundle,
        made.sha256,
        lambda _: None,
    )
    delivery = delivering.run(lambda: False)
    if delivery.answer is None:
        raise RehearsalError("the intake gave no answer")
    answer = _kept(stage, *delivery.answer, folder)
    closed = expected(stage.ask(Command.CLOSE_TRANSFER, [CHAIR], switch, ACKNOWLEDGED), Window)
    stage.narrator.step(
        "L 50-7(1)",
        Text(
            f"Байланыс жіберу кезінде ғана қосылды; комиссия жауап берді, {closed.closed} өшірілді.",
            f"Связь была включена только на время передачи; комиссия ответила, выключена {closed.closed}.",
            f"The link was up only while it sent; the commission answered, it went down at {closed.closed}.",
        ),
    )
    return answer


def the_record_is_carried(stage: Stage, record: Path, folder: Path, medium: Path) -> Path:
    """The bundle is put on a medium that somebody carries; returns it there. `the_answer_comes_back` is the rest."""
    _, bundle = the_bundle_is_made(stage, record, folder)
    medium.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(bundle, medium / bundle.name))


def the_answer_comes_back(stage: Stage, bundle: Path, folder: Path) -> KeptAnswer:
    """The commission's answer lies beside the bundle on the medium."""
    data, signature = (read_file(bundle.parent / name) for name in acknowledgement_names(bundle.name))
    return _kept(stage, data, signature, folder)


def _kept(stage: Stage, data: bytes, signature: bytes, folder: Path) -> KeptAnswer:
    answer = granted(stage.ask(Command.KEEP_ACKNOWLEDGEMENT, [CHAIR], data, signature, folder / ANSWERS))
    kept = expected(answer, KeptAnswer)
    if kept.standing != Standing.ACCEPTED:
        raise RehearsalError(f"the commission did not accept the record: {kept.standing}")
    return kept
