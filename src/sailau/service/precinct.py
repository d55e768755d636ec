"""The precinct computer: the one writer of list, card table, box and day (L 50-2, 50-5; R 21).

`Precinct` holds the open stores, what was installed, and the recorders of the devices at the table. The use
cases are functions in the modules beside this one: opening, desk, accumulator, tours, closing, count, papers,
record. Each reads, decides in the core, and writes; each may be cut short anywhere and done again.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from cryptography import x509

from sailau.adapters.recorders import FileRecorders
from sailau.adapters.sqlite import PrecinctStores, open_stores
from sailau.checkin.voters import VoterList, parse_list
from sailau.election.ballot import questions
from sailau.election.definition import parse
from sailau.errors import StoreError
from sailau.formats.v1.election import ELECTION
from sailau.ports import NO_FAULTS, Clock, DeviceRecorder, Faults, Recorders
from sailau.precinct import State, Step, next_state, refuse_step
from sailau.precinct.hours import VotingTime, refuse_hour
from sailau.precinct.states import refuse_outside_voting
from sailau.refusal import Refusal
from sailau.service.installation import Official, decode_installed, read_layout
from sailau.service.known_standings import KnownStandings
from sailau.service.password_entry import enter_password
from sailau.service.pool import Place, pool_rows
from sailau.service.tour_rows import read_tours
from sailau.service.witness import Witnesses
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role
from sailau.verifier.ballots import BallotRules

COMPUTER = "precinct-computer"


class Precinct:
    """An open precinct computer. Close it, or use it in a `with`."""

    def __init__(
        self, folder: Path, stores: PrecinctStores, clock: Clock, faults: Faults, recorders: Recorders
    ) -> None:
        self.folder = folder
        self.stores = stores
        self.faults = faults
        self.start = secrets.token_bytes(16)
        """Drawn when the computer was started by the password: a restart has another one (L 50-5(6))."""
        self.restart_asked = False
        """Whether chair and technician asked the program to start anew, by the commission's decision (L 50-5(6))."""
        self.mixing = ""
        self.sending: Mapping[str, Any] = {}
        """Which member's mix is being made, of which count: `first:member-3`; nothing when none is."""
        self._clock = clock
        self._places = recorders
        self._recorders: dict[str, DeviceRecorder] = {}
        self.witnesses = Witnesses()
        self.known_standings = KnownStandings()
        with stores.day.transaction() as tx:
            encoded = tx.get("config", b"package")
        if encoded is None:
            raise StoreError("the precinct's package was not installed")
        self.installed = decode_installed(encoded)
        self.definition = parse(self.installed.definition, "definition.json")
        self.style = questions(self.definition, self.installed.precinct)
        self.rules = BallotRules(ELECTION.read(self.installed.setup.election), self.installed.setup.election)
        self.zone = self.definition.zone
        self.terminals = self._devices(Role.TERMINAL)
        self.booths = self._devices(Role.TERMINAL, Role.PORTABLE)
        with stores.checkin.transaction() as tx:
            self.voters: VoterList = parse_list(tx.get("voters", b"list") or b"")
        with stores.cards.transaction() as tx:
            in_pool = [row.id for row in pool_rows(tx) if row.place is Place.POOL]
        # A tour is entered before its credentials are marked: after a crash in between they are not free.
        touring = {hashlib.sha256(sealed).digest() for row in read_tours(stores.checkin) for sealed in row.credentials}
        self.free_credentials = [id_ for id_ in in_pool if id_ not in touring]

    def _devices(self, *roles: Role) -> dict[str, x509.Certificate]:
        """Certificates of the devices that have one of these roles: no other may sign what they sign."""
        every = self.installed.devices.items()
        return {device: certificate for device, certificate in every if holder_of(certificate).role in roles}

    @classmethod
    def open(
        cls,
        folder: Path,
        password: bytes,
        clock: Clock,
        faults: Faults = NO_FAULTS,
        *,
        recorders: Recorders | None = None,
    ) -> "Precinct":
        """Start the precinct computer by the sealed password.

        `recorders` are the recorder processes of the computer and of the devices at its table; without them files in
        `folder` are the record. Raises MistypedPasswordError (a WrongPasswordError), PasswordLockedError, or
        StoreError.
        """
        places = recorders or FileRecorders(folder / "recorders", clock, faults)
        opening = partial(open_stores, folder, password, read_layout(folder), faults=faults)
        stores = enter_password(folder, partial(places.open, COMPUTER), opening, faults)
        with ExitStack() as started:
            started.callback(stores.close)
            precinct = started.enter_context(cls(folder, stores, clock, faults, places))
            precinct.recorder(COMPUTER).record("password-entered", accepted=True)
            started.pop_all()
            return precinct

    def close(self) -> None:
        """Stop: recorders and stores are released."""
        for recorder in self._recorders.values():
            recorder.close()
        self.stores.close()

    def __enter__(self) -> "Precinct":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def recorder(self, device: str = COMPUTER) -> DeviceRecorder:
        """Return the recorder of a device at the table: the computer, `desk-1`, `accumulator-1`."""
        if device not in self._recorders:
            self._recorders[device] = self._places.open(device)
        return self._recorders[device]

    @property
    def recorders(self) -> dict[str, DeviceRecorder]:
        """All recorders that have been used."""
        for device in sorted(self._places.devices()):
            self.recorder(device)
        return self._recorders

    def recorders_in_use(self) -> tuple[DeviceRecorder, ...]:
        """Return the recorders that this program has open: what must take records for the computer to go on."""
        return tuple(self._recorders.values())

    def now(self) -> datetime:
        """The present moment, local."""
        return self._clock.now().astimezone(self.zone)

    def minute(self) -> datetime:
        """The present minute, for acts."""
        return self.now().replace(second=0, microsecond=0)

    def official(self, member: str) -> Official:
        """Return a member of the commission. Raises StoreError for an unknown id."""
        for official in self.installed.officials:
            if official.id == member:
                return official
        raise StoreError(f"{member} is not a member of this commission")

    @property
    def state(self) -> State:
        """Where the day stands."""
        with self.stores.day.transaction() as tx:
            return State((tx.get("config", b"state") or b"").decode())

    def refuse(self, step: Step) -> Refusal | None:
        """Say why a step may not be taken now; None when it may."""
        state = self.state
        if next_state(state, step) is None:
            return refuse_step(state, step)
        return None if self.definition.fictitious else refuse_hour(step, self.now(), self.voting_time)

    @property
    def voting_time(self) -> VotingTime:
        """From when to when one may vote here (L 38(1)); a training, whose election is fictitious, keeps no hours."""
        place = self.definition.precinct(self.installed.precinct)
        return VotingTime(opens=self.definition.opens(place), closes=self.definition.closes(place))

    def move(self, step: Step) -> None:
        """Take a step; it must have been allowed by `refuse`."""
        with self.stores.day.transaction() as tx:
            state = State((tx.get("config", b"state") or b"").decode())
            after = next_state(state, step)
            if after is None:
                raise StoreError(f"the step {step} does not follow {state}")
            tx.put("config", b"state", after.value.encode())

    def refuse_unless_open(self) -> Refusal | None:
        """Say that voters are served only while voting is open; None when it is."""
        state = self.state
        return None if state is State.OPEN else refuse_outside_voting(state)


def once(precinct: Precinct, name: str, make: Callable[[], bytes]) -> bytes:
    """Make a thing of the day once and keep it: after a crash the same bytes come back."""
    with precinct.stores.day.transaction() as tx:
        kept = tx.get("count", name.encode())
    if kept is not None:
        return kept
    made = make()
    with precinct.stores.day.transaction() as tx:
        tx.insert("count", name.encode(), made)
    return made


Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")


def records_refusal(
    action: str,
) -> Callable[[Callable[Concatenate[Precinct, Rest], Answer]], Callable[Concatenate[Precinct, Rest], Answer]]:
    """Have a use case record that a person was refused (L 50-2(4)); `action` is a word of the event `refusal-shown`."""

    def wrap(use_case: Callable[Concatenate[Precinct, Rest], Answer]) -> Callable[Concatenate[Precinct, Rest], Answer]:
        @wraps(use_case)
        def recorded(precinct: Precinct, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Answer:
            answer = use_case(precinct, *args, **kwargs)
            if isinstance(answer, Refusal):
                precinct.recorder().record("refusal-shown", action=action)
            return answer

        return recorded

    return wrap
