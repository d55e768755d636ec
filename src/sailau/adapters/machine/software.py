"""The program that runs against the one that the state commission accepted and the package names (E4, E6, E14)."""

from pathlib import Path
from typing import Final

from sailau.adapters.machine.checked import Check, Standing
from sailau.adapters.software import foreign_bytecode, software_fingerprint, software_version
from sailau.refusal import Text

ARTICLE: Final = "L 50-1(4)"
_SHOWN: Final = 16
_LISTED_MAX: Final = 10


def check_software(version: str, sha256: str, package: Path | None = None) -> tuple[Check, ...]:
    """Compare with what the package names, and look for compiled copies that are not of their source.

    Raises StoreError when the program's files cannot be read.
    """
    return (_same(version, sha256, package), _compiled(package))


def _same(version: str, sha256: str, package: Path | None) -> Check:
    own, own_version = software_fingerprint(package), software_version()
    facts = (f"{own_version} {own}",)
    if (own_version, own) == (version, sha256):
        text = Text(
            f"Бағдарлама қабылданған бағдарламамен бірдей: {own_version}, {own[:_SHOWN]}…",
            f"Программа та же, что принята: {own_version}, {own[:_SHOWN]}…",
            f"The software is the accepted one: {own_version}, {own[:_SHOWN]}…",
        )
        return Check(code="software", article=ARTICLE, standing=Standing.GOOD, text=text, facts=facts)
    found, due = f"{own_version} {own[:_SHOWN]}…", f"{version} {sha256[:_SHOWN]}…"
    text = Text(
        f"Басқа бағдарлама: {found}; пакетте {due} Қабылданғанын орнатыңыз.",
        f"Другая программа: {found}; в пакете {due} Установите принятую.",
        f"Other software: {found}; the package names {due} Install the accepted one.",
    )
    return Check(code="software", article=ARTICLE, standing=Standing.BAD, text=text, facts=facts)


def _compiled(package: Path | None) -> Check:
    strangers = foreign_bytecode(package)
    if not strangers:
        text = Text(
            "Жинақталған көшірмелер өз мәтінінен жасалған.",
            "Скомпилированные копии сделаны из своих исходных текстов.",
            "Compiled copies are those of their sources.",
        )
        return Check(code="software-compiled", article=ARTICLE, standing=Standing.GOOD, text=text)
    text = Text(
        f"Өз мәтінінен жасалмаған жинақталған көшірмелер: {len(strangers)}. __pycache__ өшіріңіз.",
        f"Скомпилированных копий не из своих текстов: {len(strangers)}. Удалите __pycache__.",
        f"{len(strangers)} compiled copies are not of their sources. Remove __pycache__.",
    )
    facts = strangers[:_LISTED_MAX]
    return Check(code="software-compiled", article=ARTICLE, standing=Standing.BAD, text=text, facts=facts)
