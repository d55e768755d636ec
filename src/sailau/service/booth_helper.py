"""Who went into the booth with a voter: kind and name, kept with the voter's entry as on paper (M34a; L 42(1)).

It stands in the list's store alone, in the change that marks the voter, and goes when the mark goes. The recorder is
told the kind; neither it nor any other store learns whose helper it was.
"""

from collections.abc import Mapping
from typing import Final

import cbor2

from sailau.checkin.decisions import HelperKind
from sailau.checkin.standing_bytes import admission_key
from sailau.checkin.voters import VoterNumber
from sailau.ports import Transaction
from sailau.service.precinct import Precinct

NAME_BYTES_MAX: Final = 200
VALUE_BYTES_MAX: Final = 256
TABLE: Final = "helpers"


def put_helper(tx: Transaction, precinct: Precinct, number: VoterNumber, kind: HelperKind | None, name: str) -> None:
    """Keep who helps the voter, in a change of the list's store; without a kind nobody does, and nothing stays."""
    key = admission_key(precinct.installed.setup_hash, number)
    if kind is None:
        tx.delete(TABLE, key)
    else:
        tx.put(TABLE, key, cbor2.dumps([kind.value, _cut(name)]))


def helper_of(precinct: Precinct, number: VoterNumber) -> tuple[HelperKind, str] | None:
    """Who helps the voter of this number: kind and name; None for a voter alone."""
    with precinct.stores.checkin.transaction() as tx:
        value = tx.get(TABLE, admission_key(precinct.installed.setup_hash, number))
    if value is None:
        return None
    kind, name = cbor2.loads(value)
    return HelperKind(kind), name


def helpers_by_number(precinct: Precinct) -> Mapping[VoterNumber, str]:
    """The names of all helpers, by the voter's number on the list, in one reading."""
    setup = precinct.installed.setup_hash
    with precinct.stores.checkin.transaction() as tx:
        items = tx.items(TABLE)
    return {
        VoterNumber(int.from_bytes(key[len(setup) :], "big")): cbor2.loads(value)[1]
        for key, value in items
        if key.startswith(setup)
    }


def note_helper(precinct: Precinct, desk: str, kind: HelperKind | None) -> None:
    """Tell the desk's recorder that somebody helps, and of what kind; not who, nor whom."""
    if kind is not None:
        precinct.recorder(desk).record("helper-named", kind=kind.value.replace(" ", "-"))


def _cut(name: str) -> str:
    return " ".join(name.split()).encode()[:NAME_BYTES_MAX].decode(errors="ignore")
