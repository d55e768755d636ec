"""The key ceremony of a commission with the territorial commission: both keys made, every secret kept under a PIN.

    python -m bench.ceremony            the rows alone

A run makes the key stores (Argon2 at the cost of service), goes through every step, and reads the outcome. The bound is
the curve library's own time for the same calls, and as many derivations by Argon2 as there are stores, measured in the
same run. Signatures of messages are not in it: what a whole turn of one member takes stands in the notes.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from bench.library import calls_of
from bench.rows import Row, table, timed
from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import DEFAULT_COST, PasswordCost, seal_under
from sailau.errors import invariant
from sailau.formats.v1.ceremony_round import CeremonyPlan
from sailau.formats.v1.recorder_key import RecorderContext, party_of
from sailau.sealing.ceremony import Ceremony
from sailau.sealing.channel import new_seed
from sailau.service.ceremony_round import begin_round, hold_round, open_round, trust_of_signer
from sailau.service.ceremony_sitting import sit_down
from sailau.service.ceremony_steps import Shape, hold
from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki

SIZES = ((3, 2), (7, 4), (9, 5))
SEVEN = 7
REPEATS = 5
REACH_MS = {3: 2_500.0, 7: 5_000.0, 9: 6_500.0}
CHEAP_REACH_MS = 1_000.0
PIN = b"a PIN of the bench"
CHEAP = PasswordCost(passes=1, memory_kib=8, lanes=1)
CONTEXT = RecorderContext(election="bench", precinct=25, uuid="PrecinctTwentyFive")
NAMES: "count[int]" = count()


def ceremony_rows(folder: Path, say: Callable[[str], None]) -> list[Row]:
    """Measure ceremonies of three, seven and nine members, each with the territorial commission."""
    rows = []
    for size, threshold in SIZES:
        say(f"key ceremony of {size}")
        calls = calls_of(lambda size=size, threshold=threshold: _make_keys(_stores(folder, size, CHEAP), threshold))  # type: ignore[misc]
        derivation = _derivation_ms()
        found = timed([partial(_ceremony, folder, size, threshold) for _ in range(REPEATS)], between=2)
        bare = found.row(f"key ceremony of {size} and the oblast", calls, REACH_MS[size])
        bound = bare.bound_ms + (size + 1) * derivation
        text = f"{bare.calls}; {size + 1} derivations of {derivation:.0f} ms"
        rows.append(Row(bare.name, bare.median_ms, bound, bare.reach_ms, bare.n, text))
        if size == SEVEN:
            cheap = timed([partial(_ceremony, folder, size, threshold, CHEAP) for _ in range(REPEATS)], between=2)
            rows.append(cheap.row(f"the same of {size}, PINs that cost nothing", calls, CHEAP_REACH_MS))
    return rows


def ceremony_notes(folder: Path, say: Callable[[str], None], size: int = 7) -> list[str]:
    """What one member's turn takes at the end of a ceremony, with every signature judged afresh; lines for people."""
    say(f"a member's turn in a ceremony of {size}")
    at = datetime(2005, 12, 1, 5, tzinfo=UTC)
    pki = make_training_pki(
        PrecinctPlan(election="bench", precinct="precinct-25", territory="territory", members=size),
        around(at, before=timedelta(days=1), after=timedelta(days=9)),
    )
    plan = CeremonyPlan(
        election="bench",
        definition="0" * 64,
        precinct=25,
        uuid=CONTEXT.uuid,
        commission="precinct-25",
        territory="territory",
        members=size,
        threshold=size // 2 + 1,
        number=1,
        at=at,
        certificates={},
    )
    chair = pki.signers["member-1"]
    trust = trust_of_signer(chair, at)
    round_ = begin_round(folder / "round", plan, chair, trust, at)
    stores = _stores(folder, size, CHEAP)
    begun = time.process_time()
    hold_round(round_, [(store, pki.signers[party_of(store.member)]) for store in stores], at)
    whole = time.process_time() - begun
    turns = []
    for store in stores[1:]:
        signer = pki.signers[party_of(store.member)]
        begun = time.process_time()
        sit_down(open_round(round_.folder, trust_of_signer(signer, at)), store, signer, at)
        turns.append(time.process_time() - begun)
    return [
        f"ceremony of {size} round a folder, each signature judged once: {whole:.1f} s; "
        f"a member's last turn, all {4 * size + 1} signatures judged and the test ballots opened: {median(turns):.2f} s"
    ]


def _ceremony(folder: Path, size: int, threshold: int, cost: PasswordCost = DEFAULT_COST) -> None:
    _make_keys(_stores(folder, size, cost), threshold)


def _stores(folder: Path, size: int, cost: PasswordCost = DEFAULT_COST) -> list[MemberKeyStore]:
    """Fresh key stores: the members', then the territorial commission's."""
    home = folder / f"stores-{next(NAMES)}"
    home.mkdir()
    return [
        MemberKeyStore.create(
            home / f"{number}.key",
            PIN,
            member=number,
            seed=new_seed() if number else None,
            cost=cost,
        )
        for number in (*range(1, size + 1), 0)
    ]


def _make_keys(stores: list[MemberKeyStore], threshold: int) -> None:
    made, _ = hold(Shape(ceremony=Ceremony(len(stores) - 1, threshold), recorder=CONTEXT), stores)
    invariant(made.parameters is not None and made.recorder is not None, "the ceremony ended with both keys")


def _derivation_ms() -> float:
    """One derivation of a store's key from its PIN, at the cost of service."""
    times = []
    for _ in range(REPEATS):
        begun = time.process_time()
        seal_under(PIN, bytes(32), "bench")
        times.append((time.process_time() - begun) * 1000)
    return median(times)


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="sailau-bench-ceremony-") as name:
        print(table(ceremony_rows(Path(name), print)))
        print("\n".join(ceremony_notes(Path(name), print)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
