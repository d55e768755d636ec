"""Make `.venv` in the root: locked requirements with hashes, then Sailau itself, in place.

Needs Python >= 3.11 and a network, nothing else; on Debian or Ubuntu, run by root, it installs by `apt-get` what the
system lacks. Without root rights it says what is missing and how to get it, and stops. A second run is quick: a stamp
in `.venv` holds the hash of everything that was asked for.

    python3 tools/setup.py                   what is needed to run
    python3 tools/setup.py --test            and what is needed to test
    python3 tools/setup.py --screen          and what the devices with a screen need (terminal, portable device)
    python3 tools/setup.py --extra cluster   and an optional part (pcsc, pkcs11, postgres, cluster, observe), repeatedly
"""

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "sailau-setup.sha256"
LOCKS = ROOT / "requirements"
PYTHON_MINIMUM = (3, 11)
EXTRAS = ("pcsc", "pkcs11", "postgres", "cluster", "observe")
SOURCE_ONLY_EXTRAS = {"pcsc"}
"""pyscard has no wheel for Linux: this extra, and no other part, is compiled on the spot."""
VIRTUAL_READER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")


@dataclass(frozen=True)
class SystemPart:
    """Something of the operating system: how to see that it is there, which package brings it, what it is for."""

    package: str
    purpose: str
    present: Callable[[], bool]


def library(name: str) -> Callable[[], bool]:
    """A test whether the shared library `name` can be loaded."""

    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def command(name: str) -> Callable[[], bool]:
    """A test whether the command `name` is on the path, the administrator's folders included."""
    return lambda: shutil.which(name, path=wide_path()) is not None


def module(name: str) -> Callable[[], bool]:
    """A test whether the running Python has the standard module `name` (Debian takes some of them out)."""
    return lambda: importlib.util.find_spec(name) is not None


def postgres_server() -> bool:
    """Whether some PostgreSQL server is installed; Debian keeps its programs off the path."""
    return command("initdb")() or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def wide_path() -> str:
    """The path with the administrator's folders, where an empty environment leaves them out."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin"])


TO_RUN = (
    SystemPart(f"python3.{sys.version_info.minor}-venv", "virtual environments of Python", module("ensurepip")),
    SystemPart("ca-certificates", "trusted roots, to fetch packages", Path("/etc/ssl/certs").is_dir),
    SystemPart("libpango-1.0-0", "text layout of protocols (WeasyPrint)", library("libpango-1.0.so.0")),
    SystemPart("libpangoft2-1.0-0", "text layout of protocols (WeasyPrint)", library("libpangoft2-1.0.so.0")),
    SystemPart("libharfbuzz-subset0", "small fonts in protocols (WeasyPrint)", library("libharfbuzz-subset.so.0")),
)
TO_TEST = (
    SystemPart("poppler-utils", "tests read protocols back from PDF", command("pdftotext")),
    SystemPart("openssl", "tests check signatures with a second program", command("openssl")),
    SystemPart("softhsm2", "tests sign with a PKCS#11 token", command("softhsm2-util")),
    SystemPart("vsmartcard-vpcd", "tests put cards into virtual readers", VIRTUAL_READER.exists),
    SystemPart("iproute2", "tests give each virtual reader a network of its own", command("ip")),
    SystemPart("postgresql", "tests keep a commission's store in a real server", postgres_server),
)
FOR_SCREEN = (
    SystemPart("chromium", "shows the voter's screens", command("chromium")),
    SystemPart("espeak-ng", "speaks the voter's screens", command("espeak-ng")),
)
"""No index of packages brings these: the browser is Debian's, here and in the tests, and none is downloaded."""
FOR_EXTRA = {
    "pcsc": (
        SystemPart("gcc", "to compile pyscard", command("gcc")),
        SystemPart("swig", "to compile pyscard", command("swig")),
        SystemPart("libpcsclite-dev", "to compile pyscard", Path("/usr/include/PCSC/winscard.h").exists),
        SystemPart("python3-dev", "to compile pyscard", command("python3-config")),
        SystemPart("pcscd", "the service of card readers", command("pcscd")),
    ),
}


def stop(message: str) -> None:
    """Say what is wrong and end."""
    print(f"setup: {message}", file=sys.stderr)
    raise SystemExit(2)


def install_system_parts(wanted: Iterable[SystemPart]) -> None:
    """Bring what the operating system lacks, or say what it is."""
    missing = [part for part in wanted if not part.present()]
    if not missing:
        return
    packages = sorted({part.package for part in missing})
    if os.geteuid() != 0 or not command("apt-get")():
        lines = [f"  {part.package:<22} {part.purpose}" for part in missing]
        install = f"  as root: apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
        stop("\n".join(["the system lacks (names of Debian packages):", *lines, "To install them:", install]))
    print(f"setup: installing {', '.join(packages)}")
    environment = {**os.environ, "PATH": wide_path(), "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], environment)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], environment)
    importlib.invalidate_caches()
    still = [part.package for part in missing if not part.present()]
    if still:
        stop(f"installed, but still not usable: {', '.join(still)}")


def run(words: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a step; its output is shown only when it fails."""
    done = subprocess.run(words, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
        stop(f"this step failed: {' '.join(words)}")


def pip(*words: str) -> None:
    """Run the environment's own pip, quietly, never asking."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "8", "--timeout", "60"]
    run([str(VENV / "bin" / "python"), "-m", "pip", words[0], *quiet, *words[1:]])


def locks_wanted(test: bool, extras: Iterable[str]) -> list[Path]:
    """The lock files of what was asked for."""
    names = ["base", "build", *(["dev"] if test else []), *(f"extra-{extra}" for extra in extras)]
    return [LOCKS / f"{name}.txt" for name in names]


def fingerprint(locks: Iterable[Path]) -> str:
    """The hash of everything that decides what `.venv` holds."""
    parts = [sys.version, str(ROOT), (ROOT / "pyproject.toml").read_text(encoding="utf-8")]
    parts += [f"{lock.name}\n{lock.read_text(encoding='utf-8')}" for lock in locks]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def already_there(wanted: str) -> bool:
    """Whether an earlier run made this very environment, or one that holds it."""
    if not (VENV / "bin" / "sailau").exists() or not STAMP.exists():
        return False
    return wanted in STAMP.read_text(encoding="ascii").split()


def fill(locks: list[Path], extras: Iterable[str]) -> None:
    """Create the environment and install: (1) the locked requirements, (2) Sailau in place, without a network."""
    if not (VENV / "bin" / "python").exists() or not same_python():
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    STAMP.unlink(missing_ok=True)
    source = [extra for extra in extras if extra in SOURCE_ONLY_EXTRAS]
    wheels = [word for lock in locks if lock.stem.removeprefix("extra-") not in source for word in ("-r", str(lock))]
    pip("install", "--require-hashes", "--only-binary", ":all:", *wheels)
    for extra in source:
        pip("install", "--require-hashes", "-r", str(LOCKS / f"extra-{extra}.txt"))
    pip("install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))


def same_python() -> bool:
    """Whether `.venv` was made by the Python that runs now."""
    ask = "import sys; print(sys.version)"
    words = [str(VENV / "bin" / "python"), "-c", ask]
    done = subprocess.run(words, text=True, capture_output=True, check=False)
    return done.stdout.strip() == sys.version


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", action="store_true", help="also what the tests need")
    parser.add_argument("--screen", action="store_true", help="also what the devices with a screen need")
    parser.add_argument("--extra", action="append", default=[], choices=EXTRAS, help="also this optional part")
    asked = parser.parse_args()
    if sys.version_info < PYTHON_MINIMUM:
        stop(f"Python {'.'.join(map(str, PYTHON_MINIMUM))} or newer is needed, this is {sys.version.split()[0]}")
    parts = [*TO_RUN, *(TO_TEST if asked.test else ()), *(FOR_SCREEN if asked.test or asked.screen else ())]
    install_system_parts([*parts, *(part for extra in asked.extra for part in FOR_EXTRA.get(extra, ()))])
    locks = locks_wanted(asked.test, asked.extra)
    wanted = fingerprint(locks)
    if already_there(wanted):
        return
    print("setup: filling .venv (once; some minutes on a slow line)", flush=True)
    fill(locks, asked.extra)
    # An environment for tests also is one to run in, so both are noted.
    STAMP.write_text(f"{wanted}\n{fingerprint(locks_wanted(False, []))}\n", encoding="ascii")
    print("setup: done; the command is .venv/bin/sailau")


if __name__ == "__main__":
    main()
