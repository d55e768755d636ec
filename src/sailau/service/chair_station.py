"""The chair's station at work: who has signed in, what the day says, which act or protocol lies before the members.

The precinct computer decides (the use cases, by the door); keys and key stores stay here (`service.chair_link`). One
thread, that of `run`, does everything, one thing after another; pages hand it what was asked for. Nothing is signed
that was not shown whole: a command whose act must be signed is given twice. The first time its act is only fetched and
shown, for as long as the members want to read; when they agree it is given again, and signed if it is still that act.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.pin_tries import PinRefusedError
from sailau.adapters.station_link import SignedIn, StationLink
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.record import Act
from sailau.ports import DeviceRecorder, MemberStore
from sailau.refusal import Refusal, Text
from sailau.service.chair_home import HOME_FORM, look_home
from sailau.service.chair_judgment import ShownProtocol
from sailau.service.chair_link import ChairLink
from sailau.service.closing_medium import put_request, read_answers
from sailau.service.copy_signing import GIVE_COPY
from sailau.service.people_at_station import LINK_LOST, NOBODY_CHOSEN, KeyOffered, PeopleStation, StationView
from sailau.service.recorder.watch import RECORDER_LOST
from sailau.service.shares_act import shares_of
from sailau.signing.roles import Role

LOOK_SECONDS: Final = 1.0
PATIENCE_SECONDS: Final = 3.0
"""A page waits so long for what it asked for; what takes longer is shown while it lasts."""
SETUP_FILE: Final = "setup-compared.txt"
DECISION_SUFFIX: Final = ".act.json"
_NOT_AGREED: Final = "act-not-agreed"
OverLink = Callable[[StationLink, Path, datetime], Refusal | None]
"""Something that is done over the station's link, with the medium, at that moment of the precinct's clock."""

NOT_THE_SETUP: Final = Refusal(
    "setup-differs",
    "L 50-1(5), 50-5(1)",
    Text(
        "Дайындық жазбасының хэші орнату актісіндегідей емес: ештеңе бастамаңыз, округтік комиссияға хабарлаңыз.",
        "Хэш подготовки не тот, что в акте установки: ничего не начинайте, сообщите окружной комиссии.",
        "The Setup hash is not that of the act of installation: begin nothing, tell the district commission.",
    ),
)
NO_KEY_STORE: Final = Refusal(
    "no-key-store",
    "L 50-2(2)",
    Text(
        "Бұл мүшенің кілт қоймасы көрінбейді. Тасығышты салыңыз.",
        "Хранилища ключа этого члена комиссии не видно. Вставьте носитель.",
        "The key store of this member is not seen. Put the medium in.",
    ),
)
NO_MEDIUM: Final = Refusal(
    "no-medium",
    "L 50-6(1)",
    Text(
        "Тасығыш көрінбейді не ондағы файл бүтін емес. Тасығышты қайта салыңыз.",
        "Носителя не видно, или файл на нём не цел. Вставьте носитель снова.",
        "The medium is not seen, or a file on it is not whole. Put the medium in again.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A command as it was given: by whom, with what."""

    command: str
    who: tuple[str, ...]
    args: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What an act on erasing shares does here: whom it names, by number; whose share lies here and would go now, and
    whose is gone already."""

    act: str
    named: tuple[int, ...]
    here: tuple[int, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairView(StationView):
    """One moment of the station. `doing` names what lasts and is not done yet; `agreeing` is the act that is to be
    signed and is shown, `erasing` that by which shares are erased, `protocols` those that were judged and shown; `form`
    is the section and the form of it that is open; `setup_compared` is the Setup hash that the members compared, hex.
    `given` is the last command as long as it is not done: the form that it came by shows again what was typed; `still`
    says that the recorder is lost."""

    form: str = ""
    members: tuple[SignedIn, ...] = ()
    outline: Mapping[str, Any] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)
    presence: Mapping[str, Any] = field(default_factory=dict)
    home: Mapping[str, Any] = field(default_factory=dict, repr=False)
    sought: Mapping[str, Any] = field(default_factory=dict, repr=False)
    setup_compared: str = ""
    agreeing: Act | None = None
    given: Given | None = None
    erasing: Erasing | None = None
    protocols: tuple[ShownProtocol, ...] = ()
    seal_seen: bool = False
    doing: str = ""
    done: str = ""
    still: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Who has signed in."""
        return tuple(one.id for one in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOffered:
    """A member's key store that lies here. `open` raises StoreError at a wrong PIN; `erase` erases the share by act."""

    member: int
    open: Callable[[str], MemberStore] = field(repr=False)
    erase: Callable[[str], None] = field(repr=False)
    is_erased: bool = False


class ChairStation(PeopleStation[ChairView]):
    """A running station. `stores` lists the key stores that lie there at each moment; `medium` is what devices answer
    by, `folder` the station's own."""

    def __init__(
        self,
        device: str,
        connect: Callable[[], StationLink | Refusal],
        keys: Callable[[], Sequence[KeyOffered]],
        stores: Callable[[], Mapping[str, StoreOffered]],
        folder: Path,
        medium: Path,
    ) -> None:
        super().__init__(device, connect, keys, ChairView(setup_compared=_compared(folder)), PATIENCE_SECONDS)
        self._stores = stores
        self._folder = folder
        self._medium = medium
        self._chair: ChairLink | None = None
        self._pending: Given | None = None
        self._approved: Act | None = None
        self._looked = float("-inf")

    def run(self, recorder: DeviceRecorder, stopped: Callable[[], bool]) -> None:
        """Serve until `stopped`; while this station's recorder is lost nothing is done that is asked for (L 50-2(4)).

        Raises SignatureError when who answers is not the precinct computer, StoreError when the recorder will not
        record again.
        """

        def turn() -> None:
            self._do_asked()
            self._look()

        self._serve(recorder, stopped, turn)

    # What people ask for, each from the page's thread.

    def sign_out(self, member: str) -> None:
        """End a member's signing in; the key is forgotten here."""
        self._ask(lambda: self._sign_out(member))

    def open_form(self, form: str) -> None:
        """Open a form or a section, or with "" go back to what comes next."""
        self._ask(lambda: self._show(form=form, notice=None, done="", sought={}, given=None, erasing=None))

    def seek_voter(self, digits: str) -> None:
        """Find a voter of the list by IIN, for an application to vote at home (L 41(6))."""
        self._ask(lambda: self._seek_voter(digits))

    def compare_setup(self, *, same: bool) -> None:
        """Say whether the Setup hash shown is that of the act of installation; if so it is kept."""
        self._ask(lambda: self._compare_setup(same))

    def see_seal(self) -> None:
        """Say that those present saw the seal of the password whole (L 50-5(2))."""
        self._ask(lambda: self._show(seal_seen=True))

    def give(self, command: str, who: Sequence[str], **args: Any) -> None:
        """Give a command; one whose act must be signed shows the act first."""
        given = Given(command=command, who=tuple(who), args=args)
        self._ask(lambda: self._give(given))

    def decide(self, *, agree: bool) -> None:
        """Sign the act that is shown, or do not."""
        self._ask(lambda: self._decide(agree))

    def prove(self, member: str, pin: str) -> None:
        """Prove that a member's key store opens what is sealed to it (L 50-5(1))."""
        self._ask(lambda: self._with_store(member, pin, "proving", self._prove))

    def decrypt(self, member: str, pin: str, count: str) -> None:
        """Judge the archive and decrypt it with a member's share (R 18)."""

        def deed(who: str, store: MemberStore) -> Refusal | None:
            return self._led().decrypt(who, store, lambda opening: opening.ballots > 0, count)

        self._ask(lambda: self._with_store(member, pin, "decrypting", deed))

    def write_request(self) -> None:
        """Put the closing request on the medium that is carried to every device."""
        self._ask(self._write_request)

    def read_medium(self) -> None:
        """Enter every closing card that lies on the medium."""
        self._ask(self._read_medium)

    def read_decisions(self, who: Sequence[str]) -> None:
        """Take in every act of a higher commission that lies on the medium: `NAME.act.json` with `NAME.act.p7s`."""
        self._ask(lambda: self._read_decisions(tuple(who)))

    def show_protocols(self, member: str) -> None:
        """Fetch every protocol whole, judge it, and show it."""
        self._ask(lambda: self._show_protocols(member))

    def sign_protocols(self, member: str) -> None:
        """Sign what is shown with a member's key: data and paper."""
        self._ask(lambda: self._sign_protocols(member))

    def write_record(self, who: Sequence[str]) -> None:
        """Sign the list of the record's files and have the record written."""
        self._ask(lambda: self._write_record(who))

    def show_erasing(self, who: Sequence[str], act: str) -> None:
        """Show whose shares a signed act erases, and which of them lie here."""
        self._ask(lambda: self._show_erasing(who, act))

    def erase_shares(self, who: Sequence[str]) -> None:
        """Erase the shares that are shown: of members whom the act names, in key stores that lie here."""
        self._ask(lambda: self._erase_shares(who))

    def over_link(self, doing: str, deed: OverLink) -> None:
        """Have `deed` done over the link, with the medium; `doing` is shown while it lasts, and when it is done."""
        self._ask(lambda: self._over_link(doing, deed))

    # Everything below runs in the thread of `run`.

    def _ask(self, deed: Callable[[], None]) -> None:
        super()._ask(partial(self._do_and_look, deed))

    def _show_still(self) -> None:
        self._show(still=True, notice=RECORDER_LOST)

    def _show_again(self) -> None:
        self._looked = float("-inf")
        self._show(still=False, notice=None)

    def _do_and_look(self, deed: Callable[[], None]) -> None:
        try:
            deed()
            self._looked = float("-inf")
            self._look()
        finally:
            self._show(doing="")

    def _look(self) -> None:
        if time.monotonic() - self._looked < LOOK_SECONDS or not self._signers:
            return
        self._looked = time.monotonic()
        with self._losing_link():
            self._look_over_link()

    def _look_over_link(self) -> None:
        if self._link is None:
            if not self._come_back():
                return
            self._show(members=self._still_here(self._view.members), notice=None)
            if not self._signers:
                return
        link = self._linked()
        outline, summary, presence = link.outline(), link.look(), link.presence()
        self._show(home=look_home(link, self._view.members) if self._view.form.startswith(HOME_FORM) else {})
        if isinstance(outline, Refusal) or isinstance(presence, Refusal):
            self._show(notice=outline if isinstance(outline, Refusal) else presence)
        else:
            self._show(outline=outline, summary=summary, presence=presence)

    def _signed_in(self, person: SignedIn) -> None:
        others = tuple(one for one in self._view.members if one.id != person.id)
        self._show(members=(*others, person), notice=None, form="")

    def _sign_out(self, member: str) -> None:
        self._signers.pop(member, None)
        if self._link is not None:
            self._link.sign_out(member)
        self._show(members=tuple(one for one in self._view.members if one.id != member), notice=None)

    def _compare_setup(self, same: bool) -> None:
        setup = str(self._view.outline.get("setup", ""))
        if not same or not setup:
            self._show(notice=NOT_THE_SETUP)
            return
        write_atomically(self._folder / SETUP_FILE, setup.encode())
        self._chair = ChairLink(self._linked(), setup)
        self._show(setup_compared=setup, notice=None)

    def _give(self, given: Given) -> None:
        self._pending, self._approved = given, None
        self._show(given=given)
        self._carry_out(given)

    def _seek_voter(self, digits: str) -> None:
        found = self._led().ask("find-voter", [self._first()], iin=digits, typed=True)
        refused = isinstance(found, Refusal)
        self._show(sought={} if isinstance(found, Refusal) else found, notice=found if refused else None)

    def _decide(self, agree: bool) -> None:
        shown, given = self._view.agreeing, self._pending
        self._show(agreeing=None)
        if agree and shown is not None and given is not None:
            self._approved = shown
            self._carry_out(given)
        self._approved = None

    def _carry_out(self, given: Given) -> None:
        if given.command == GIVE_COPY:
            self._show(doing="signing" if self._approved is not None else "")
            at = _moment(self._view.outline)
            answer = self._led().give_copy(given.who, self._agree, to=given.args["to"], at=at)
        else:
            answer = self._led().ask(given.command, given.who, self._agree, **given.args)
        if not isinstance(answer, Refusal):
            self._pending = None
            self._show(notice=None, form="", done=str(answer.get("act", "")), protocols=(), given=None)
        elif answer.code != _NOT_AGREED:
            self._show(notice=answer)

    def _agree(self, act: Act) -> bool:
        """Agreed is the act that was shown, at whatever moment it is signed; any other is shown first."""
        if self._approved is not None and replace(act, at=self._approved.at) == self._approved:
            return True
        self._show(agreeing=act, notice=None)
        return False

    def _with_store(
        self, member: str, pin: str, doing: str, deed: Callable[[str, MemberStore], Refusal | None]
    ) -> None:
        offered = self._stores().get(member)
        if offered is None:
            self._show(notice=NO_KEY_STORE if member else NOBODY_CHOSEN)
            return
        self._show(doing=doing, notice=None)
        try:
            opened = offered.open(pin)
        except PinRefusedError as error:
            self._show(notice=error.refusal)
            return
        except StoreError:
            self._show(notice=NO_KEY_STORE)
            return
        self._show(notice=deed(member, opened))

    def _prove(self, member: str, store: MemberStore) -> Refusal | None:
        return self._led().prove_possession(member, store)

    def _write_request(self) -> None:
        request = self._led().closing_request(self._first())
        if isinstance(request, Refusal):
            self._show(notice=request)
            return
        try:
            put_request(self._medium, request)
        except (OSError, StoreError):
            self._show(notice=NO_MEDIUM)
            return
        self._show(notice=None, done="request-written")

    def _read_medium(self) -> None:
        try:
            answers = read_answers(self._medium)
        except (OSError, StoreError, FormatError):
            self._show(notice=NO_MEDIUM)
            return
        needed = {one["device"] for one in self._view.outline["devices"] if one["standing"] == "needed"}
        refused = None
        for device in sorted(needed & answers.keys()):
            refused = self._led().enter_closing_card(self._first(), answers[device]) or refused
        found = refused if refused or needed & answers.keys() else NO_MEDIUM
        self._show(notice=found)

    def _read_decisions(self, who: tuple[str, ...]) -> None:
        try:
            found = {
                path.name.removesuffix(DECISION_SUFFIX): (read_file(path), read_file(path.with_suffix(".p7s")))
                for path in sorted(self._medium.glob(f"*{DECISION_SUFFIX}"))
            }
        except (OSError, StoreError):
            found = {}
        if not found:
            self._show(notice=NO_MEDIUM)
        for name, (data, signature) in found.items():
            given = Given(command="enter-higher-act", who=who, args={"key": name, "data": data, "signature": signature})
            self._give(given)

    def _show_protocols(self, member: str) -> None:
        shown = self._led().show_protocols(member)
        if isinstance(shown, Refusal):
            self._show(notice=shown)
        else:
            self._show(protocols=shown, notice=None)

    def _sign_protocols(self, member: str) -> None:
        self._show(doing="signing")
        at = _moment(self._view.outline)
        self._show(notice=self._led().sign_protocols(member, at))

    def _write_record(self, who: Sequence[str]) -> None:
        self._show(doing="writing")
        written = self._led().write_record(who)
        refused = written if isinstance(written, Refusal) else None
        self._show(notice=refused, done="" if refused else "record-written")

    def _show_erasing(self, who: Sequence[str], label: str) -> None:
        act = self._led().shares_act(who, label)
        if isinstance(act, Refusal):
            self._show(notice=act)
            return
        named, stores = shares_of(act.act), self._stores().values()
        gone = tuple(sorted(one.member for one in stores if one.member in named and one.is_erased))
        here = tuple(sorted(one.member for one in stores if one.member in named and not one.is_erased))
        shown = Erasing(act=label, named=named, here=here, gone=gone)
        self._show(form="erasing", erasing=shown, notice=None, done="")

    def _erase_shares(self, who: Sequence[str]) -> None:
        shown = self._view.erasing
        if shown is None:
            return
        self._show(doing="erasing")
        erasers = {one.member: one.erase for one in self._stores().values() if one.member in shown.here}
        refusal = self._led().erase_shares(who, shown.act, erasers)
        if refusal is None:
            self._show(form="", erasing=None, notice=None, done="shares-erased")
        else:
            self._show(notice=refusal)

    def _over_link(self, doing: str, deed: OverLink) -> None:
        self._show(doing=doing, notice=None, done="")
        refusal = deed(self._linked(), self._medium, _moment(self._view.outline))
        self._show(notice=refusal, done="" if refusal else doing)

    def _first(self) -> str:
        """Who has signed in here as one of the commission, the first of them."""
        for one in self._view.members:
            if one.role != Role.TECHNICIAN.value:
                return one.id
        raise LinkLostError("nobody has signed in")

    def _led(self) -> ChairLink:
        if self._chair is None:
            raise LinkLostError("nobody has signed in")
        return self._chair

    def _take_link(self, link: StationLink) -> None:
        super()._take_link(link)
        self._chair = ChairLink(link, self._view.setup_compared)

    def _leave(self) -> None:
        super()._leave()
        self._chair = None

    def _link_lost(self) -> None:
        self._show(notice=LINK_LOST, protocols=(), agreeing=None)


def _compared(folder: Path) -> str:
    path = folder / SETUP_FILE
    return read_file(path).decode("ascii") if path.exists() else ""


def _moment(outline: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(outline["now"]))
