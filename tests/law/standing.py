"""Contenders by short names, for the tests of the winner rules."""

from sailau.law.winners import Contender
from sailau.refusal import Text


def name(short: str) -> Text:
    return Text(f"{short} (kk)", f"{short} (ru)", short)


def names(*shorts: str) -> tuple[Text, ...]:
    return tuple(name(short) for short in shorts)


def standing(*withdrawn: str, **votes: int) -> tuple[Contender, ...]:
    return tuple(Contender(name=name(k), votes=n, withdrawn=k in withdrawn) for k, n in votes.items())


def shorts(found: tuple[Contender, ...]) -> tuple[str, ...]:
    return tuple(c.name.en for c in found)
