"""The direct dependencies are those that the code imports: none forgotten, none that nobody uses."""

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
IMPORTED_AS = {
    "pynacl": "nacl",
    "argon2-cffi": "argon2",
    "pyscard": "smartcard",
    "pillow": "PIL",
    "zxing-cpp": "zxingcpp",
}
"""Distributions whose module has another name."""
COME_WITH = {
    "pyhanko_certvalidator": "pyhanko",
    "asn1crypto": "pyhanko",
    "pkcs11": "pyhanko",
    "pydyf": "weasyprint",
    "fontTools": "weasyprint",
}
"""Modules of a dependency's own dependency that its interface hands out."""


def imported() -> dict[str, Path]:
    """Every module of others that the package imports at the top or inside, with one place where it does."""
    found: dict[str, Path] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            found |= {name.split(".")[0]: path for name in names}
    return {name: path for name, path in found.items() if name not in {*sys.stdlib_module_names, "sailau", ""}}


def declared(lines: list[str]) -> set[str]:
    names = {re.split(r"[\[<>=]", line)[0] for line in lines}
    return {IMPORTED_AS.get(name, name) for name in names}


def test_nothing_is_imported_that_is_not_declared() -> None:
    project = PROJECT["project"]
    known = declared(
        [*project["dependencies"], *(line for lines in project["optional-dependencies"].values() for line in lines)]
    )
    strangers = {name: str(path) for name, path in imported().items() if COME_WITH.get(name, name) not in known}
    assert strangers == {}


def test_nothing_is_declared_that_is_not_imported() -> None:
    assert declared(PROJECT["project"]["dependencies"]) - set(imported()) == set()
