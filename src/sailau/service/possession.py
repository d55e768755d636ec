"""The test of possession on the morning, each member at the station where the own key store is (L 50-5(1), R 4(1)).

The precinct computer makes a ciphertext for one member; the member's key store opens it where it is; the answer is
checked here. What came of it is kept, so that members may come one after another, whatever falls out between.
"""

from collections.abc import Mapping
from typing import Final

import cbor2

from sailau.refusal import Refusal, Text
from sailau.sealing.decryption import MemberDecryption
from sailau.service.ceremony import PossessionTest, passes, pedersen, possession_test
from sailau.service.precinct import Precinct, records_refusal

_KEY: Final = b"possession:"

NOT_PROVED: Final = Refusal(
    "possession-not-proved",
    "L 50-5(1)",
    Text(
        "Кілт сынақ шифрын ашпады: бұл осы мүшенің осы сайлауға жасалған кілті емес.",
        "Ключ не открыл пробный шифр: это не ключ этого члена для этих выборов.",
        "The key did not open the test: it is not this member's key of this election.",
    ),
)


def possession(precinct: Precinct) -> Mapping[int, bool]:
    """Who was tested, by number, and whether the test was passed."""
    with precinct.stores.day.transaction() as tx:
        rows = [(key, value) for key, value in tx.items("config") if key.startswith(_KEY)]
    return {int(key.removeprefix(_KEY)): cbor2.loads(value) for key, value in rows}


def new_test(precinct: Precinct, number: int) -> PossessionTest:
    """A fresh test for the member of that number. Raises StoreError when there is no such member's key."""
    parameters = pedersen(precinct.installed.setup.trustees)
    return possession_test(precinct.installed.setup_hash, parameters.verification_keys[number - 1].public_key)


@records_refusal("opening")
def prove_possession(
    precinct: Precinct, test: PossessionTest, answer: MemberDecryption, *, member: str
) -> Refusal | None:
    """Check a member's answer to the test that was made for the member, and keep what came of it."""
    number = int(member.removeprefix("member-"))
    key = pedersen(precinct.installed.setup.trustees).verification_keys[number - 1].public_key
    passed = passes(test, key, answer)
    with precinct.stores.day.transaction() as tx:
        tx.put("config", _KEY + b"%d" % number, cbor2.dumps(passed))
    return None if passed else NOT_PROVED
