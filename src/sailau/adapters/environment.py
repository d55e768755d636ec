"""What the software runs on here: Python, the operating system, the libraries and their versions (E4, E6)."""

import platform
import sqlite3
import zlib
from dataclasses import dataclass
from importlib.metadata import distributions

from cryptography.hazmat.backends.openssl import backend
from weasyprint.text.ffi import pango


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """`system` holds what is no package of Python, by name; `libraries` every installed package with its version."""

    python: str
    os: str
    machine: str
    system: dict[str, str]
    libraries: dict[str, str]


def environment() -> Environment:
    """Look at this machine."""
    return Environment(
        python=f"{platform.python_implementation()} {platform.python_version()}",
        os=_os(),
        machine=platform.machine(),
        system={
            "OpenSSL": backend.openssl_version_text().removeprefix("OpenSSL "),
            "Pango": _pango(),
            "SQLite": sqlite3.sqlite_version,
            "zlib": zlib.ZLIB_RUNTIME_VERSION,
        },
        libraries={found.name.lower().replace("_", "-"): found.version for found in distributions() if found.name},
    )


def _os() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release()}"


def _pango() -> str:
    number = pango.pango_version()
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"
