"""The stores' keys under the sealed password (E27, E28; L 50-5(2)): without it nothing in the stores can be read.

`keys.json` holds four random keys, one a store, sealed together under the password by Argon2id.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import rfc8785

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.password import DEFAULT_COST, PasswordCost, WrongPasswordError, open_under, seal_under
from sailau.adapters.sqlite.cipher import KEY_BYTES
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults

_CONTEXT: Final = "sailau/precinct-stores/1"
_STORES: Final = ("checkin", "box", "cards", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctKeys:
    """A key for each store."""

    checkin: bytes = field(repr=False)
    box: bytes = field(repr=False)
    cards: bytes = field(repr=False)
    day: bytes = field(repr=False)


def create_keys(
    path: Path, password: bytes, cost: PasswordCost = DEFAULT_COST, faults: Faults = NO_FAULTS
) -> PrecinctKeys:
    """Draw new keys and write them to `path` under `password`; raises `StoreError` when the file is there already."""
    if path.exists():
        raise StoreError(f"{path.name} is there already: the stores have a password")
    if not password:
        raise StoreError("the sealed password is empty")
    keys = os.urandom(KEY_BYTES * len(_STORES))
    box: dict[str, Any] = {"version": 1, "stores": seal_under(password, keys, _CONTEXT, cost)}
    write_atomically(path, rfc8785.dumps(box), faults)
    return _split(keys)


def open_keys(path: Path, password: bytes) -> PrecinctKeys:
    """Open the keys; raises `WrongPasswordError`, or `StoreError` when the file is missing or not a key file."""
    try:
        box = json.loads(read_file(path))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path.name} is not a key file") from error
    if not isinstance(box, dict) or set(box) != {"version", "stores"} or box["version"] != 1:
        raise StoreError(f"{path.name} is not a key file of a known version")
    try:
        keys = open_under(password, box["stores"], _CONTEXT)
    except WrongPasswordError:
        raise WrongPasswordError("this is not the sealed password of the precinct's stores") from None
    if len(keys) != KEY_BYTES * len(_STORES):
        raise StoreError(f"{path.name} does not hold a key for each store")
    return _split(keys)


def _split(keys: bytes) -> PrecinctKeys:
    parts = {name: keys[i * KEY_BYTES : (i + 1) * KEY_BYTES] for i, name in enumerate(_STORES)}
    return PrecinctKeys(**parts)
