"""Reading and writing the definition of an election, the one file that fixes everything before the day.

The central commission signs the file's bytes, every ballot names their SHA-256, and every station reads them here. A
file is taken whole or refused whole, with all problems listed as (`file: path`, reason), in two rounds:

1. `reading`, `texts`, `schema`: JSON, texts, shape and ids; all of them together;
2. `checks`: what the parts mean together; only on a file of sound shape; and, for `parse`, that the bytes are the
   canonical ones, so that one definition has one fingerprint.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from sailau.election.building import build
from sailau.election.canonical import canonical, fingerprint, short_fingerprint, tree_of
from sailau.election.checks import cautions, problems
from sailau.election.nouns import Definition
from sailau.election.problems import DefinitionWarning, Problem, place, refuse, shown
from sailau.election.reading import read_json, walk
from sailau.election.schema import FORMAT, schema_problems
from sailau.election.texts import text_problems

__all__ = [
    "FORMAT",
    "canonical",
    "check",
    "fingerprint",
    "parse",
    "parse_draft",
    "parse_tree",
    "short_fingerprint",
    "warnings",
]

KEPT: Final = 4
"""Definitions kept as read: a program meets the same bytes again with each device, package and record."""


@lru_cache(KEPT)
def parse(data: bytes, name: str) -> Definition:
    """The definition in the bytes of a signed file. Raises DefinitionError with all problems; `name` is the file's.

    The bytes must be canonical: `canonical(parse(data, name)) == data`. Values are frozen, so that who reads the same
    bytes again is given what was read before.
    """
    definition = parse_draft(data, name)
    written = canonical(definition)
    if written != data:
        at = next(
            (i for i, (a, b) in enumerate(zip(written, data, strict=False)) if a != b), min(len(written), len(data))
        )
        refuse(name, [Problem((), f"not in canonical form (RFC 8785, defaults written out): differs at byte {at}")])
    return definition


def parse_draft(data: bytes, name: str) -> Definition:
    """The same for a file still in the making: any white space and order of keys, defaults may be left out."""
    return parse_tree(read_json(data, name), name)


def parse_tree(tree: Any, name: str) -> Definition:
    """The same for a tree that was read from another notation of the draft. Raises DefinitionError."""
    refuse(name, _shape_problems(tree))
    definition = build(tree)
    refuse(name, list(problems(definition)))
    return definition


def check(definition: Definition, name: str) -> None:
    """Hold a definition that a program built to the same checks. Raises DefinitionError with all problems."""
    refuse(name, _shape_problems(tree_of(definition)))
    refuse(name, list(problems(definition)))


def warnings(definition: Definition, name: str) -> tuple[DefinitionWarning, ...]:
    """What deserves a second look in a sound definition."""
    return tuple(DefinitionWarning(place(name, found.path), found.reason) for found in cautions(definition))


def _shape_problems(tree: Any) -> list[Problem]:
    found = [*text_problems(tree), *_repeated_ids(tree)]
    places = {problem.path for problem in found}
    found += [problem for problem in schema_problems(tree) if problem.path not in places]
    return found


def _repeated_ids(tree: Any) -> Iterator[Problem]:
    """Ids, and numbers of precincts, that stand twice in one list."""
    for path, value in walk(tree, ()):
        if not isinstance(value, list):
            continue
        first: dict[tuple[str, str | int], int] = {}
        for index, entry in enumerate(value):
            for key in ("id", "number"):
                name = entry.get(key) if isinstance(entry, dict) else None
                if isinstance(name, str | int) and first.setdefault((key, name), index) != index:
                    text = shown(name) if isinstance(name, str) else str(name)
                    yield Problem((*path, index, key), f"duplicate {key} {text}, the same as [{first[key, name]}]")
