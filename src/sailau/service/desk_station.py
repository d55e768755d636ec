"""A desk at work: who has signed in, which voter is looked at, which card lies in the slot (R 6-9; L 41, 42, 50-5(3)).

The precinct computer decides (`service.desk`, through the link); here is only what the desk's screen shows and what
may be done next. One thread, that of `run`, does everything, one thing after another; pages hand it what was asked for
and wait. The voter's data are on the screen as long as the voter stands there, and in no file.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sailau.adapters.station_link import SignedIn, StationLink
from sailau.adapters.table_wire import LinkLostError
from sailau.card import CardSlot
from sailau.card.reader import CardInserted, CardReader, CardRemoved, ReaderFound
from sailau.checkin.decisions import HelperKind
from sailau.checkin.refusals import HELPER_NOT_NAMED
from sailau.ports import DeviceRecorder, Recorder
from sailau.refusal import Refusal
from sailau.service.people_at_station import LINK_LOST, KeyOffered, PeopleStation, StationView
from sailau.service.reader_watch import next_event
from sailau.service.recorder.watch import RECORDER_LOST

LOOK_SECONDS: Final = 2.0
READER_SECONDS: Final = 0.02
PATIENCE_SECONDS: Final = 30.0
TWICE_SECONDS: Final = 1.5
"""A scanner that reads one document twice does it within this time."""
IIN_DIGITS: Final = 12
_UNFINISHED: Final = "desk-unfinished"


class Screen(StrEnum):
    """What the desk shows."""

    SIGN_IN = "sign-in"
    NEXT = "next"
    SEVERAL = "several"
    FOUND = "found"
    HELPER = "helper"
    PUT_CARD = "put-card"
    READY = "ready"
    REFUSED = "refused"
    ASK = "ask"
    ASKED = "asked"
    PAPER_GIVEN = "paper-given"
    LEFT_OPEN = "left-open"
    STILL = "still"


Voter = Mapping[str, Any]
_NOBODY: Final[Mapping[str, Any]] = {
    "voter": None,
    "several": (),
    "helper": "",
    "helper_name": "",
    "unlisted": "",
    "typed": {},
    "request": 0,
    "replacing": "",
    "refusal": None,
    "notice": None,
}
"""A desk at which nobody stands: what is shown of a voter goes, all of it together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView(StationView):
    """One moment of the desk. `replacing` is set while a card is made without an admission: "replacement" or "test".
    `unlisted` is the IIN of one who is not on the list, `typed` what was typed about him or her and was not accepted,
    `request` the number of the request that was entered."""

    screen: Screen = Screen.SIGN_IN
    member: SignedIn | None = None
    voter: Voter | None = field(default=None, repr=False)
    several: tuple[Voter, ...] = field(default=(), repr=False)
    helper: str = ""
    helper_name: str = field(default="", repr=False)
    unlisted: str = field(default="", repr=False)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    request: int = 0
    replacing: str = ""
    refusal: Refusal | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    card_in: bool = False


class DeskStation(PeopleStation[DeskView]):
    """A running desk. `device` is its id."""

    def __init__(
        self,
        device: str,
        connect: Callable[[], StationLink | Refusal],
        keys: Callable[[], Sequence[KeyOffered]],
    ) -> None:
        super().__init__(device, connect, keys, DeskView(), PATIENCE_SECONDS)
        self._slot: CardSlot | None = None
        self._looked = self._scanned_at = float("-inf")
        self._scanned = ""
        self._resume_due = False

    def run(self, reader: CardReader, recorder: DeviceRecorder, stopped: Callable[[], bool]) -> None:
        """Serve until `stopped`; while the recorder is lost, stand still and say so (L 50-2(4)).

        Raises SignatureError when who answers is not the precinct computer, StoreError when the recorder will not
        record again.
        """

        def turn() -> None:
            self._hear(reader, recorder)
            while self._do_asked(0):
                pass
            self._look_up_figures()

        self._serve(recorder, stopped, turn)

    # What people ask for, each from the page's thread.

    def sign_out(self) -> None:
        """End the member's turn at this desk; what is shown of a voter goes."""
        self._ask(self._sign_out)

    def look_up(self, text: str, *, typed: bool) -> None:
        """Find a voter by what the scanner read or a person typed: IIN, or the beginning of the name."""
        self._ask(lambda: self._look_up(text, typed))

    def pick(self, number: int) -> None:
        """Choose one of several voters of the same name."""
        chosen = [voter for voter in self.view().several if voter["number"] == number]
        if chosen:
            self._ask(lambda: self._show(screen=Screen.FOUND, voter=chosen[0], several=(), notice=None))

    def compare(self, *, matches: bool) -> None:
        """Say whether the identity card is that of the voter shown."""
        self._ask(lambda: self._compare(matches))

    def ask_helper(self) -> None:
        """Say that somebody comes along to the booth: who is asked next."""
        self._ask(lambda: self._show(screen=Screen.HELPER) if self._view.screen is Screen.FOUND else None)

    def name_helper(self, kind: str, name: str) -> None:
        """Say who comes along, by kind and name (L 42(1)); the core refuses whom the law bars."""
        self._ask(lambda: self._name_helper(kind, name))

    def give_paper(self) -> None:
        """Give the voter shown a paper ballot, in a mixed precinct; the document was compared."""
        self._ask(self._give_paper)

    def take_paper_back(self) -> None:
        """Take the mark of the voter shown away: the paper ballot came back unmarked."""
        self._ask(self._take_paper_back)

    def ask_district(self) -> None:
        """Begin a request about the person who is not on the list."""
        self._ask(lambda: self._show(screen=Screen.ASK, notice=None) if self._view.unlisted else None)

    def send_request(self, words: Mapping[str, str]) -> None:
        """Enter the request, with what the identity card says: surname, name, patronymic, address."""
        self._ask(lambda: self._send_request(words))

    def make_card(self, replacing: str) -> None:
        """Make a card without an admission: "replacement" by an accumulator's permit, or "test" for observers."""
        self._ask(lambda: self._make_card(replacing))

    def give_leave(self) -> None:
        """The chair allows as few cards on the open tray as lie there now (R 8)."""
        self._ask(self._give_leave)

    def undo(self) -> None:
        """Undo the admission of the voter shown, against an unvoted card that was taken back."""
        self._ask(self._undo)

    def next_voter(self) -> None:
        """Let the voter shown go; the field waits for the next."""
        self._ask(self._next)

    # Everything below runs in the thread of `run`.

    def _show_still(self) -> None:
        """Nothing of a voter stays on the screen."""
        self._leave_voter(screen=Screen.STILL, refusal=RECORDER_LOST)

    def _show_again(self) -> None:
        if self._view.member is None:
            self._leave_voter(screen=Screen.SIGN_IN)
            return
        self._leave_voter(screen=Screen.NEXT)
        self._resume()

    def _hear(self, reader: CardReader, recorder: Recorder) -> None:
        noticed = next_event(reader, recorder, READER_SECONDS)
        match noticed:
            case CardInserted(slot=slot):
                self._slot = slot
                self._show(card_in=True)
                with self._losing_link():
                    self._use_card()
            case CardRemoved():
                self._slot = None
                self._show(card_in=False)
                if self._view.screen is Screen.READY:
                    self._next()
            case Refusal():
                self._slot = None
                self._show(card_in=False, notice=noticed)
            case ReaderFound():
                self._show(notice=None)

    def _use_card(self) -> None:
        if self._view.screen is Screen.PUT_CARD:
            self._activate()
        elif self._view.screen is Screen.LEFT_OPEN:
            self._resume()

    def _look_up_figures(self) -> None:
        if self._link is None or time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        with self._losing_link():
            if self._resume_due and self._view.screen in (Screen.NEXT, Screen.LEFT_OPEN):
                self._resume()
            else:
                self._show(summary=self._link.look())

    def _signed_in(self, person: SignedIn) -> None:
        self._show(screen=Screen.NEXT, member=person, voter=None, refusal=None, notice=None)
        self._resume()

    def _sign_out(self) -> None:
        self._signers.clear()
        if self._link is not None and self._view.member is not None:
            self._link.sign_out(self._view.member.id)
        self._leave_voter(screen=Screen.SIGN_IN, member=None)

    def _resume(self) -> None:
        """Finish what a crash left at this desk; without the card that lay there, say so.

        Any other answer tells nothing of a card: it is said, and asked again once the recorders are back.
        """
        refusal = self._command("resume-desk")
        self._resume_due = isinstance(refusal, Refusal) and refusal.code == RECORDER_LOST.code
        self._looked = time.monotonic() if self._resume_due else self._looked
        if refusal is None:
            self._show(screen=Screen.NEXT, refusal=None, notice=None)
        elif isinstance(refusal, Refusal) and (refusal.code == _UNFINISHED or self._view.screen is Screen.LEFT_OPEN):
            self._show(screen=Screen.LEFT_OPEN, refusal=refusal)
        elif isinstance(refusal, Refusal):
            self._show(notice=refusal)

    def _look_up(self, text: str, typed: bool) -> None:
        digits = "".join(text.split()).replace("-", "")
        by_number = digits.isdigit()
        again = digits == self._scanned and time.monotonic() - self._scanned_at < TWICE_SECONDS
        if self._view.screen not in (Screen.NEXT, Screen.REFUSED, Screen.SEVERAL) or again or not text.strip():
            return
        self._scanned, self._scanned_at = digits, time.monotonic()
        if by_number:
            answer = self._answer("find-voter", iin=digits, typed=typed)
        else:
            answer = self._answer("search-voters", name=text)
        if isinstance(answer, Refusal):
            unlisted = digits if by_number and answer.code == "not-on-list" else ""
            self._leave_voter(screen=Screen.REFUSED, refusal=answer, unlisted=unlisted)
        elif by_number or len(answer["found"]) == 1:
            voter = answer if by_number else answer["found"][0]
            self._leave_voter(screen=Screen.FOUND, voter=voter)
        else:
            self._leave_voter(screen=Screen.SEVERAL, several=tuple(answer["found"]))

    def _compare(self, matches: bool) -> None:
        if self._view.screen is not Screen.FOUND:
            return
        if matches:
            self._show(screen=Screen.PUT_CARD, refusal=None, replacing="")
            if self._slot is not None:
                self._activate()
        else:
            self._admit(matches=False)

    def _make_card(self, replacing: str) -> None:
        if self._view.screen in (Screen.NEXT, Screen.REFUSED) and replacing in ("replacement", "test"):
            self._show(screen=Screen.PUT_CARD, voter=None, refusal=None, replacing=replacing)
            if self._slot is not None:
                self._activate()

    def _activate(self) -> None:
        if self._view.replacing:
            refusal = self._command("replace-card", test=self._view.replacing == "test")
            if refusal is None:
                self._show(screen=Screen.READY, refusal=None)
            elif isinstance(refusal, Refusal):
                self._stay(refusal)
        else:
            self._admit(matches=True)

    def _admit(self, *, matches: bool) -> None:
        voter = self._view.voter
        if voter is None:
            return
        answer = self._answer("admit-voter", voter=voter["number"], matches=matches, **self._helper())
        if isinstance(answer, Refusal):
            self._stay(answer)
        else:
            self._show(screen=Screen.READY, refusal=None, voter=None)

    def _helper(self) -> Mapping[str, str]:
        return {"helper": self._view.helper, "helper_name": self._view.helper_name}

    def _name_helper(self, kind: str, name: str) -> None:
        if self._view.screen is not Screen.HELPER:
            return
        known = kind if kind in {one.value for one in HelperKind} else ""
        if known == HelperKind.TRUSTED_PERSON.value and not name.strip():
            self._show(notice=HELPER_NOT_NAMED)
        else:
            self._show(screen=Screen.FOUND, helper=known, helper_name=name.strip() if known else "", notice=None)

    def _give_paper(self) -> None:
        voter = self._view.voter
        if voter is None or self._view.screen is not Screen.FOUND:
            return
        answer = self._answer("give-paper", voter=voter["number"], matches=True, **self._helper())
        if isinstance(answer, Refusal):
            self._show(screen=Screen.REFUSED, refusal=answer)
        else:
            self._show(screen=Screen.PAPER_GIVEN, voter=None)

    def _take_paper_back(self) -> None:
        voter = self._view.voter
        if voter is None:
            return
        answer = self._answer("take-paper-back", voter=voter["number"], unused=True)
        if isinstance(answer, Refusal):
            self._show(screen=Screen.REFUSED, refusal=answer)
        else:
            self._show(screen=Screen.FOUND, voter=answer, helper="", helper_name="")

    def _send_request(self, words: Mapping[str, str]) -> None:
        if self._view.screen is not Screen.ASK:
            return
        answer = self._answer("ask-district", iin=self._view.unlisted, **words)
        if isinstance(answer, Refusal):
            self._show(notice=answer, typed=dict(words))
        else:
            self._leave_voter(screen=Screen.ASKED, request=answer["request"])

    def _stay(self, refusal: Refusal) -> None:
        """What is wrong with a card leaves the voter on the screen: another card will do. Anything else is said."""
        of_the_card = self._slot is not None and refusal.code.startswith(("card-", "desk-card-", "reader-"))
        if of_the_card and self._view.screen is Screen.PUT_CARD:
            self._show(notice=refusal)
            self._resume_quietly()
        else:
            self._show(screen=Screen.REFUSED, refusal=refusal)

    def _resume_quietly(self) -> None:
        refusal = self._command("resume-desk")
        if isinstance(refusal, Refusal):
            self._show(screen=Screen.LEFT_OPEN, refusal=refusal)

    def _give_leave(self) -> None:
        cards = max(1, int(self._view.summary.get("cards_ready", 0)))
        if self._view.screen is Screen.NEXT and self._view.summary.get("tray_short"):
            self._show(notice=self._command("give-tray-leave", cards=cards))

    def _undo(self) -> None:
        voter = self._view.voter
        if voter is None:
            return
        answer = self._answer("undo-admission", voter=voter["number"])
        if isinstance(answer, Refusal):
            self._show(screen=Screen.REFUSED, refusal=answer)
        else:
            self._show(screen=Screen.FOUND, voter=answer, refusal=None, helper="", helper_name="")

    def _next(self) -> None:
        self._scanned = ""
        if self._view.member is not None:
            self._leave_voter(screen=Screen.NEXT)

    def _command(self, command: str, **args: Any) -> Refusal | None:
        answer = self._answer(command, **args)
        return answer if isinstance(answer, Refusal) else None

    def _answer(self, command: str, **args: Any) -> Mapping[str, Any] | Refusal:
        """Give a command in the name of the member who has signed in."""
        member = self._view.member
        if self._link is None or member is None:
            raise LinkLostError("nobody has signed in")
        self._looked = float("-inf")
        return self._link.ask(command, [member.id], self._slot, **args)

    def _leave_voter(self, **changes: Any) -> None:
        """Show the next thing, with nothing left of the voter before."""
        self._show(**{**_NOBODY, **changes})

    def _link_lost(self) -> None:
        """A desk stands in the hall: whoever was signed in signs in again."""
        self._signers.clear()
        self._leave_voter(notice=LINK_LOST, screen=Screen.SIGN_IN, member=None)
