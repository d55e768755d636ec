"""Lock files: each part of others with its one version and the SHA-256 of every file it is published as."""

import re
from dataclasses import dataclass, field
from typing import Final

from sailau.errors import FormatError

_HEAD: Final = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?\Z", re.ASCII)
_HASH: Final = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})\s*\\?\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One part: `marker` says on which machines alone it is needed ("python_full_version < '3.12'"), mostly nothing."""

    name: str
    version: str
    marker: str = ""
    sha256: tuple[str, ...] = field(repr=False)


def read_lock(text: str, name: str) -> tuple[Locked, ...]:
    """The parts of a lock file, in its order. Raises FormatError: a line that is none, or a part without a hash."""
    parts: list[tuple[re.Match[str], list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        head, hash_ = _HEAD.match(line), _HASH.match(line)
        if head is not None:
            parts.append((head, []))
        elif hash_ is not None and parts:
            parts[-1][1].append(hash_[1])
        elif line.strip() and not line.lstrip().startswith("#"):
            raise FormatError(f"{name}: line {number}", "neither a part with its version nor a hash")
    for head, hashes in parts:
        if not hashes:
            raise FormatError(f"{name}: {head[1]}", "locked without a hash")
    return tuple(
        Locked(name=head[1], version=head[2], marker=head[3] or "", sha256=tuple(sorted(hashes)))
        for head, hashes in parts
    )
