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
from sailau.adapters.table_link import BoxTold, Done, TableLink
from sailau.adapters.table_wire import LinkLostError
from sailau.card.reader import CardInserted, CardReader, CardRemoved, ReaderFound
from sailau.card.slot import CardSlot
from sailau.errors import SignatureError
from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.refusal import Refusal, Text
from sailau.service.accumulator_screen import AccumulatorScreen
from sailau.service.enrolment import open_device
from sailau.service.precinct import Precinct
from sailau.service.reader_watch import next_event
from sailau.service.recorder.watch import RECORDER_LOST, RecorderWatch
from sailau.signing.authority import Signer
from sailau.signing.unreadable import UNREADABLE

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
_SCREEN_WORDS: Final = {("returned", True): "abandoned", ("shown", False): "shown-failed"}
"""Where the screen has a word of its own, beside that of the link."""
_FOUND: Final = ("recorder-found", Text("Карточканы салыңыз", "Вставьте карточку", "Put the card in"))
_LOOK_UP_SECONDS: Final = 0.2
LOAD: Final = "load-card"

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
    except UNREADABLE as error:
        raise SignatureError(f"{certificates.name} holds no certificates") from error
    if not above:
        raise SignatureError(f"{certificates.name} holds one certificate: those above it are missing")
    return open_device(folder, pin, own, tuple(above)).signer


class AccumulatorDevice:
    """A running accumulator. `commands` are given for every card, in order, until one is refused; a card that was
    emptied is not loaded again once the voting is over.

    `show` is told each answer; `screen` shows it, with the number of ballots accepted.
    """

    def __init__(
        self, connect: Connect, commands: Sequence[str], show: Show, screen: AccumulatorScreen | None = None
    ) -> None:
        self._connect = connect
        self._commands = commands
        self._show = show
        self._screen = screen or AccumulatorScreen()
        self._link: TableLink | None = None
        self._loads = True

    def run(self, reader: CardReader, recorder: DeviceRecorder, stopped: Callable[[], bool]) -> None:
        """Serve cards until `stopped`; while the recorder is lost none is served.

        Raises SignatureError when who answers is not the precinct computer, StoreError when a recorder will not record
        again.
        """
        watch = RecorderWatch(lambda: (recorder,))
        self._count()
        standing_still = False
        try:
            while not stopped():
                if watch.is_there() == standing_still:
                    standing_still = not standing_still
                    self._stand_still() if standing_still else self._go_on()
                if standing_still:
                    time.sleep(_LOOK_UP_SECONDS)
                    continue
                try:
                    self._look(reader, recorder)
                except RecorderLostError:
                    watch.lost()
        finally:
            self._leave()

    def _stand_still(self) -> None:
        self._say(RECORDER_LOST.code, RECORDER_LOST.text)

    def _go_on(self) -> None:
        self._show(*_FOUND)
        self._screen.ready()

    def _look(self, reader: CardReader, recorder: DeviceRecorder) -> None:
        noticed = next_event(reader, recorder, _LOOK_UP_SECONDS)
        match noticed:
            case CardInserted(slot=slot):
                self._screen.card_in()
                self._serve(slot)
            case CardRemoved():
                self._screen.card_out()
            case ReaderFound():
                self._screen.ready()
            case Refusal():
                self._screen.card_out()
                self._say(noticed.code, noticed.text)
        self._screen.tick()

    def _serve(self, slot: CardSlot) -> None:
        try:
            for command in self._commands:
                if command == LOAD and command != self._commands[0] and not self._loads:
                    return
                answer = self._perform(command, slot)
                self._count()
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
        refusal = self._enter()
        return self._link.perform(command, slot) if self._link is not None else refusal or LINK_LOST

    def _enter(self) -> Refusal | None:
        link = self._connect()
        if isinstance(link, Refusal):
            return link
        self._link = link
        return None

    def _count(self) -> None:
        """Show how many ballots are accepted, if the precinct computer says so now; a count is worth no answer lost."""
        told: BoxTold | Refusal | None = None
        try:
            if self._link is None:
                self._enter()
            told = self._link.count() if self._link is not None else None
        except LinkLostError:
            self._leave()
        self._screen.accepted(told.accepted if isinstance(told, BoxTold) else None)
        self._loads = not isinstance(told, BoxTold) or told.loads

    def _tell(self, answer: Done | Refusal) -> None:
        if isinstance(answer, Refusal):
            self._say(answer.code, answer.text)
            return
        text = _WORDS.get((answer.word, answer.flag))
        if text is None:
            raise LinkLostError("the precinct computer says what this device does not know")
        self._show(answer.word, text)
        self._screen.answer(_SCREEN_WORDS.get((answer.word, answer.flag), answer.word), text)

    def _say(self, word: str, text: Text) -> None:
        self._show(word, text)
        self._screen.answer(word, text)

    def _leave(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
