"""What desk, chair's and technician's station have in common: people sign in there with their own keys, and ask.

Pages hand over what people ask for and wait; one thread, that of the station's `run`, does it, one thing after another,
so nothing is ever done twice or half. While the station's recorder is lost it stands still: nothing that is asked for
is done (L 50-2(4); E18). The precinct computer decides (`adapters.station_link`); the keys stay here, with those who
signed in, until they leave (E14).
"""

import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeVar

from sailau.adapters.pin_tries import PinRefusedError
from sailau.adapters.station_link import SignedIn, StationLink
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import SignatureError, StoreError
from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.refusal import Refusal, Text
from sailau.service.recorder.watch import RecorderWatch
from sailau.signing.authority import Signer

WAIT_SECONDS: Final = 0.05

WRONG_PIN: Final = Refusal(
    "wrong-pin",
    "L 50-2(2)",
    Text("PIN қате. Қайта теріңіз.", "PIN неверен. Наберите ещё раз.", "The PIN is wrong. Type it again."),
)
LINK_LOST: Final = Refusal(
    "link-lost",
    "R 7",
    Text(
        "Учаске компьютерімен байланыс жоқ. Байланыс түзелген соң қайта кіріңіз: басталған әрекет жоғалмайды.",
        "Нет связи с компьютером участка. Когда связь вернётся, войдите снова: начатое не пропадёт.",
        "There is no link to the precinct computer. Sign in again when it is back: nothing begun is lost.",
    ),
)


KEY_GONE: Final = Refusal(
    "key-gone",
    "L 50-2(2)",
    Text(
        "Бұл кілт енді мұнда жоқ; PIN ешбір кілтке тексерілмеді. Тасығышты салып, кілтті қайта таңдаңыз.",
        "Этого ключа здесь больше нет; PIN ни к одному ключу не применён. Вставьте носитель и выберите ключ снова.",
        "This key is not here any more; the PIN was tried on no key. Put the medium in and choose the key again.",
    ),
)
NOTHING_CHOSEN: Final = Refusal(
    "nothing-chosen",
    "L 50-5(1)",
    Text("Алдымен таңдаңыз, сонан кейін басыңыз.", "Сначала выберите, потом нажмите.", "Choose first, then press."),
)
NOBODY_CHOSEN: Final = Refusal(
    "nobody-chosen",
    "L 50-2(2)",
    Text("Кімнің кілті екенін таңдаңыз.", "Выберите, чей это ключ.", "Choose whose key it is."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOffered:
    """A key with which somebody may sign in here: whose, and how it is opened. `open` raises at a wrong PIN.

    `fingerprint` is that of the key's file: another file of the same name is another key.
    """

    name: str
    fingerprint: str = ""
    open: Callable[[str], Signer] = field(repr=False)

    @property
    def id(self) -> str:
        """By what the key is known from when it is shown until it is chosen, whatever is put in or out meanwhile."""
        return self.fingerprint or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class StationView:
    """One moment of a station. `number` grows with every change; `notice` is what somebody must be told."""

    number: int = 0
    language: str = "kk"
    notice: Refusal | None = None


V = TypeVar("V", bound=StationView)


class PeopleStation(ABC, Generic[V]):
    """A station at which people sign in and ask. `keys` lists what lies there to sign in with, at each moment; a page
    waits `patience` seconds for what it asked for."""

    def __init__(
        self,
        device: str,
        connect: Callable[[], StationLink | Refusal],
        keys: Callable[[], Sequence[KeyOffered]],
        view: V,
        patience: float,
    ) -> None:
        self.device = device
        self.keys = keys
        self._connect = connect
        self._link: StationLink | None = None
        self._signers: dict[str, Signer] = {}
        self._view = view
        self._lock = threading.Lock()
        self._asked: queue.SimpleQueue[tuple[Callable[[], None], threading.Event]] = queue.SimpleQueue()
        self._patience = patience
        self._still = False

    def view(self) -> V:
        """What is shown now."""
        with self._lock:
            return self._view

    # What people ask for, each from the page's thread.

    def sign_in(self, key: KeyOffered, pin: str) -> None:
        """Sign somebody in by the own key."""
        self._ask(lambda: self._sign_in(key, pin))

    def sign_in_by(self, chosen: str, pin: str) -> None:
        """Sign somebody in by the key that was shown with the id `chosen`; the PIN is tried on no other."""
        self._ask(lambda: self._sign_in_by(chosen, pin))

    def tell(self, notice: Refusal) -> None:
        """Say why what was pressed is not done."""
        self._ask(lambda: self._show(notice=notice))

    def speak(self, language: str) -> None:
        """Show the screens in another language."""
        self._ask(lambda: self._show(language=language))

    def _ask(self, deed: Callable[[], None]) -> None:
        """Have `deed` done in the thread of `run`, and wait for it, but not for ever."""
        done = threading.Event()
        self._asked.put((deed, done))
        done.wait(self._patience)

    # Everything below runs in the thread of `run`.

    def _serve(self, recorder: DeviceRecorder, stopped: Callable[[], bool], turn: Callable[[], None]) -> None:
        """Take turn after turn until `stopped`; without the recorder stand still, and go on when it is back.

        Raises SignatureError when who answers is not the precinct computer, StoreError when the recorder will not
        record again.
        """
        watch = RecorderWatch(lambda: (recorder,))
        try:
            while not stopped():
                if not watch.is_there():
                    self._stand_still()
                    continue
                try:
                    self._go_on()
                    turn()
                except RecorderLostError:
                    watch.lost()
        finally:
            self._leave()

    def _stand_still(self) -> None:
        """Say that the recorder is lost; what is asked for meanwhile is not done."""
        if not self._still:
            self._still = True
            self._show_still()
        with suppress(queue.Empty):
            self._asked.get(timeout=WAIT_SECONDS)[1].set()

    def _go_on(self) -> None:
        if self._still:
            self._still = False
            with self._losing_link():
                self._show_again()

    def _do_asked(self, wait: float = WAIT_SECONDS) -> bool:
        """Do the next thing that was asked for; False when nothing was within `wait` seconds."""
        try:
            deed, done = self._asked.get(timeout=wait)
        except queue.Empty:
            return False
        try:
            with self._losing_link():
                deed()
        finally:
            done.set()
        return True

    def _sign_in_by(self, chosen: str, pin: str) -> None:
        key = next((one for one in self.keys() if one.id == chosen), None)
        if key is None:
            self._show(notice=KEY_GONE if chosen else NOBODY_CHOSEN)
        else:
            self._sign_in(key, pin)

    def _sign_in(self, key: KeyOffered, pin: str) -> None:
        signer = _opened(key, pin)
        person = signer if isinstance(signer, Refusal) else self._let_in(signer)
        if isinstance(signer, Refusal) or isinstance(person, Refusal):
            self._show(notice=person)
            return
        self._signers[person.id] = signer
        self._signed_in(person)

    def _let_in(self, signer: Signer) -> SignedIn | Refusal:
        if self._link is None:
            link = self._connect()
            if isinstance(link, Refusal):
                return link
            self._take_link(link)
        return self._linked().sign_in(signer)

    def _come_back(self) -> bool:
        """After the link was lost: a new one, at which everybody signs in anew who had; False when there is none."""
        link = self._connect()
        if isinstance(link, Refusal):
            return False
        self._take_link(link)
        for person, signer in tuple(self._signers.items()):
            if isinstance(link.sign_in(signer), Refusal):
                self._signers.pop(person)
        return True

    def _still_here(self, people: Sequence[SignedIn]) -> tuple[SignedIn, ...]:
        """Those of `people` who are signed in now."""
        return tuple(one for one in people if one.id in self._signers)

    def _linked(self) -> StationLink:
        if self._link is None:
            raise LinkLostError("the precinct computer is not reached")
        return self._link

    @contextmanager
    def _losing_link(self) -> Iterator[None]:
        """What the station does over its link; when the link is lost meanwhile, that is shown."""
        try:
            yield
        except LinkLostError:
            self._leave()
            self._link_lost()

    def _take_link(self, link: StationLink) -> None:
        self._link = link

    def _leave(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None

    def _show(self, **changes: Any) -> None:
        with self._lock:
            if any(getattr(self._view, name) != value for name, value in changes.items()):
                self._view = replace(self._view, number=self._view.number + 1, **changes)

    # What each station does in its own way.

    @abstractmethod
    def _signed_in(self, person: SignedIn) -> None:
        """Somebody has signed in."""

    @abstractmethod
    def _link_lost(self) -> None:
        """The precinct computer is gone, or is starting anew: show that, and who is still signed in."""

    @abstractmethod
    def _show_still(self) -> None:
        """The recorder is lost: show that."""

    @abstractmethod
    def _show_again(self) -> None:
        """The recorder is back: show what comes next."""


def _opened(key: KeyOffered, pin: str) -> Signer | Refusal:
    try:
        return key.open(pin)
    except PinRefusedError as error:
        return error.refusal
    except (StoreError, SignatureError):
        return WRONG_PIN
