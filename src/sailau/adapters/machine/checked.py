"""What one check of the machine comes to, and where it reads."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sailau.refusal import Text


class Standing(StrEnum):
    """How a check came out."""

    GOOD = "good"
    NOTED = "noted"
    """Not as it should be, or merely to be known; the commission may accept it in the act."""
    BAD = "bad"
    """The law or the Rules forbid it: no installation with it."""
    UNREADABLE = "unreadable"
    """The system does not tell; the commission looks for itself and says so in the act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: a stable dashed `code`, the article it serves, what was found, and the facts as the system gave them.

    `text` says what was found, and what to do where that is not good.
    """

    code: str
    article: str
    standing: Standing
    text: Text
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    """Where the system's own files lie; tests give folders of their own."""

    sys: Path = Path("/sys")
    proc: Path = Path("/proc")
    etc: Path = Path("/etc")
    var: Path = Path("/var")


def read_text(path: Path) -> str | None:
    """What a file of the system says, without white space around; None when it is not there or tells nothing."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


def names_in(folder: Path) -> tuple[str, ...] | None:
    """Names in a folder of the system, in order; None when it is not there."""
    try:
        return tuple(sorted(path.name for path in folder.iterdir()))
    except OSError:
        return None


def running_programs(proc: Path) -> frozenset[str] | None:
    """Names of the programs that run (`/proc/*/comm`); None when the system does not list them."""
    numbers = [name for name in names_in(proc) or () if name.isdigit()]
    found = {text for number in numbers if (text := read_text(proc / number / "comm"))}
    return frozenset(found) or None


def unreadable(code: str, article: str, what: Text) -> Check:
    """Say that the system does not tell it."""
    text = Text(
        f"{what.kk}: бұл машинада оқылмайды; комиссия өзі қарап, актіге жазсын.",
        f"{what.ru}: здесь прочитать нельзя; комиссия проверяет сама и указывает в акте.",
        f"{what.en}: cannot be read here; the commission looks for itself and says so in the act.",
    )
    return Check(code=code, article=article, standing=Standing.UNREADABLE, text=text)
