"""The accumulator's own program: its key, its reader, its link; what it says to who stands there (R 12; L 50-5(5)).

It decides nothing: the use cases run on the precinct computer (`service.table`). It keeps nothing but its key and the
record of its reader.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.table_link import Done, TableLink
from sailau.adapters.table_wire import LinkLostError
from sailau.card.reader import CardInserted, CardReader
from sailau.card.slot import CardSlot
from sailau.errors import SignatureError
from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.refusal import Refusal, Text
from sailau.service.enrolment import open_device
from sailau.service.precinct import Precinct
from sailau.service.reader_watch import next_event
from sailau.service.recorder.watch import RECORDER_LOST, RecorderWatch
from sailau.signing.authority import Signer

LINK_LOST: Final = Refusal(
    "link-lost",
    "R 12",
    Text(
        "Учаске компьютерімен байланыс жоқ. Дауыс әлі есептелмеген болуы мүмкін: карточканы кейін қайта салыңыз.",
        "Нет связи с компьютером участка. Голос, возможно, ещё не учтён: вставьте карточку позже ещё раз.",
        "There is no link to the precinct computer. The vote may not be counted yet: put the card in again later.",
    ),
)
_WORDS: Final = {
    ("accepted", True): Text("Қабылданды", "Принято", "Accepted"),
    ("loaded", True): Text("Карточка жүктелді", "Карточка загружена", "The card is loaded"),
    ("returned", False): Text("Карточкада дауыс жоқ", "На карточке нет голоса", "There is no vote on the card"),
    ("returned", True): Text(
        "Дауыс берілмеген: карточка қалдырылған",
        "Голос не подан: карточка была оставлена",
        "No vote was cast: the card was left behind",
    ),
    ("shown", True): Text(
        "Бұл бюллетень есептелмейді", "Этот бюллетень не будет учтён", "This ballot will not be counted"
    ),
    ("shown", False): Text(
        "Бұл бюллетень есептелмейді, терминал тексеруден өтпеді: төрағаны шақырыңыз",
        "Этот бюллетень не будет учтён, терминал не прошёл проверку: позовите председателя",
        "This ballot will not be counted, and the terminal failed the check: call the chair",
    ),
}
_LOST: Final = (RECORDER_LOST.code, RECORDER_LOST.text)
_FOUND: Final = ("recorder-found", Text("Карточканы салыңыз", "Вставьте карточку", "Put the card in"))
_LOOK_UP_SECONDS: Final = 0.2

Connect = Callable[[], TableLink | Refusal]
Show = Callable[[str, Text], None]
"""Told a word for machines, and the text for people."""


def write_certificates(precinct: Precinct, folder: Path) -> None:
    """Write the certificates of each desk and accumulator, own first and root last: to be carried to that device."""
    folder.mkdir(parents=True, exist_ok=True)
    for device, signer in precinct.installed.stations.items():
        chain = (signer.certificate, *signer.chain)
        write_atomically(folder / f"{device}.pem", b"".join(one.public_bytes(Encoding.PEM) for one in chain))


def open_identity(folder: Path, pin: bytes, certificates: Path) -> Signer:
    """Open the device's key in `folder` with the certificates that `write_certificates` wrote.

    Raises WrongPasswordError, StoreError as `open_device`, SignatureError when the file holds no certificates.
    """
    try:
        own, *above = x509.load_pem_x509_certificates(read_file(certificates))
    except ValueError as error:
        raise SignatureError(f"{certificates.name} holds no certificates") from error
    if not above:
        raise SignatureError(f"{certificates.name} holds one certificate: those above it are missing")
    return open_device(folder, pin, own, tuple(above)).signer


class AccumulatorDevice:
    """A running accumulator. `commands` are given for every card, in order, until one is refused."""

    def __init__(self, connect: Connect, commands: Sequence[str], show: Show) -> None:
        self._connect = connect
        self._commands = commands
        self._show = show
        self._link: TableLink | None = None

    def run(self, reader: CardReader, recorder: DeviceRecorder, stopped: Callable[[], bool]) -> None:
        """Serve cards until `stopped`; while the recorder is lost none is served.

        Raises SignatureError when who answers is not the precinct computer, StoreError when a recorder will not record
        again.
        """
        watch = RecorderWatch(lambda: (recorder,))
        standing_still = False
        try:
            while not stopped():
                if watch.is_there() == standing_still:
                    standing_still = not standing_still
                    self._show(*_LOST if standing_still else _FOUND)
                if standing_still:
                    time.sleep(_LOOK_UP_SECONDS)
                    continue
                try:
                    self._look(reader, recorder)
                except RecorderLostError:
                    watch.lost()
        finally:
            self._leave()

    def _look(self, reader: CardReader, recorder: DeviceRecorder) -> None:
        noticed = next_event(reader, recorder, _LOOK_UP_SECONDS)
        if isinstance(noticed, CardInserted):
            self._serve(noticed.slot)
        elif isinstance(noticed, Refusal):
            self._show(noticed.code, noticed.text)

    def _serve(self, slot: CardSlot) -> None:
        try:
            for command in self._commands:
                answer = self._perform(command, slot)
                self._tell(answer)
                if isinstance(answer, Refusal):
                    return
        except LinkLostError:
            self._leave()
            self._tell(LINK_LOST)

    def _perform(self, command: str, slot: CardSlot) -> Done | Refusal:
        """Do it over the link that is open, or over a new one: the computer may have been started again meanwhile."""
        if self._link is not None:
            try:
                return self._link.perform(command, slot)
            except LinkLostError:
                self._leave()
        link = self._connect()
        if isinstance(link, Refusal):
            return link
        self._link = link
        return link.perform(command, slot)

    def _tell(self, answer: Done | Refusal) -> None:
        if isinstance(answer, Refusal):
            self._show(answer.code, answer.text)
            return
        text = _WORDS.get((answer.word, answer.flag))
        if text is None:
            raise LinkLostError("the precinct computer says what this device does not know")
        self._show(answer.word, text)

    def _leave(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
