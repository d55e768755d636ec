"""Disk and memory: room for the whole day, a write that reaches the disk, no swap that keeps what memory held (E14)."""

import os
import time
from pathlib import Path
from typing import Final

from sailau.adapters.files import erase_file, read_file, write_atomically
from sailau.adapters.machine.checked import Check, Roots, Standing, read_text, unreadable
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.refusal import Text

ARTICLE: Final = "L 50-2(2)"
FREE_LEAST_MIB: Final = 1024
"""Stores, recorders and the record of 3,000 voters stay below 200 MiB; the rest is for what nobody expects."""
MEMORY_LEAST_MIB: Final = 512
TEST_BYTES: Final = 1 << 20
TEST_FILE: Final = "write.test"
SLOW_MS: Final = 2000


def check_disk(folder: Path, faults: Faults = NO_FAULTS) -> tuple[Check, ...]:
    """Check the room on the disk of `folder`, and write, sync, read back and erase one MiB of random bytes there."""
    return (_room(folder), _write_test(folder, faults))


def check_memory(roots: Roots) -> tuple[Check, ...]:
    """Check available memory, and that nothing is swapped to a disk."""
    return (_available(roots), _swap(roots))


def _room(folder: Path) -> Check:
    try:
        found = os.statvfs(folder)
    except OSError:
        return unreadable("disk-room", ARTICLE, Text("Дискідегі орын", "Место на диске", "Room on the disk"))
    mib = found.f_bavail * found.f_frsize >> 20
    enough = mib >= FREE_LEAST_MIB
    text = Text(
        f"Дискіде {mib} МиБ бос, керегі {FREE_LEAST_MIB}.",
        f"На диске свободно {mib} МиБ, нужно {FREE_LEAST_MIB}.",
        f"{mib} MiB are free on the disk, {FREE_LEAST_MIB} are needed.",
    )
    standing = Standing.GOOD if enough else Standing.BAD
    return Check(code="disk-room", article=ARTICLE, standing=standing, text=text, facts=(f"{mib} MiB",))


def _write_test(folder: Path, faults: Faults) -> Check:
    path, data = folder / TEST_FILE, os.urandom(TEST_BYTES)
    began = time.monotonic()
    try:
        write_atomically(path, data, faults)
        same = read_file(path) == data
    except StoreError as error:
        text = Text(
            f"Дискіге жазылмайды: {error}. Дискіні ауыстырыңыз.",
            f"На диск не пишется: {error}. Замените диск.",
            f"The disk cannot be written: {error}. Exchange the disk.",
        )
        return Check(code="disk-write", article=ARTICLE, standing=Standing.BAD, text=text)
    finally:
        for left in (path, path.with_name(path.name + ".new")):
            erase_file(left)
    taken = int((time.monotonic() - began) * 1000)
    facts = (f"{TEST_BYTES >> 20} MiB", f"{taken} ms")
    if not same:
        text = Text(
            "Дискі жазылғанды қайтармайды: ауыстырыңыз.",
            "Диск возвращает не то, что записано: замените его.",
            "The disk does not give back what was written: exchange it.",
        )
        return Check(code="disk-write", article=ARTICLE, standing=Standing.BAD, text=text, facts=facts)
    standing = Standing.GOOD if taken <= SLOW_MS else Standing.NOTED
    text = Text(
        f"Дискіге жазу, бекіту және қайта оқу: {taken} мс.",
        f"Запись на диск, сброс и чтение: {taken} мс.",
        f"Writing to the disk, syncing and reading back took {taken} ms.",
    )
    return Check(code="disk-write", article=ARTICLE, standing=standing, text=text, facts=facts)


def _available(roots: Roots) -> Check:
    lines = (read_text(roots.proc / "meminfo") or "").splitlines()
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    if not found:
        return unreadable("memory", ARTICLE, Text("Жад", "Память", "Memory"))
    mib = int(found[0]) >> 10
    text = Text(
        f"Бос жад {mib} МиБ, керегі {MEMORY_LEAST_MIB}.",
        f"Доступно памяти {mib} МиБ, нужно {MEMORY_LEAST_MIB}.",
        f"{mib} MiB of memory are available, {MEMORY_LEAST_MIB} are needed.",
    )
    standing = Standing.GOOD if mib >= MEMORY_LEAST_MIB else Standing.BAD
    return Check(code="memory", article=ARTICLE, standing=standing, text=text, facts=(f"{mib} MiB",))


def _swap(roots: Roots) -> Check:
    listed = read_text(roots.proc / "swaps")
    if listed is None:
        return unreadable("swap", ARTICLE, Text("Жадты дискіге шығару", "Подкачка", "Swap"))
    areas = tuple(line.split()[0] for line in listed.splitlines()[1:])
    # Compressed swap in memory (zram) leaves nothing on a disk.
    on_disk = tuple(area for area in areas if "zram" not in area)
    if on_disk:
        shown = ", ".join(on_disk)
        text = Text(
            f"Жад дискіге шығарылуы мүмкін: {shown}. swapoff -a орындаңыз: кілттер дискіде қалмасын.",
            f"Память может попасть на диск: {shown}. Выполните swapoff -a, чтобы ключи не остались на диске.",
            f"Memory may be swapped to a disk: {shown}. Run swapoff -a, so that no key stays there.",
        )
        return Check(code="swap", article=ARTICLE, standing=Standing.NOTED, text=text, facts=areas)
    text = Text("Жад дискіге шығарылмайды.", "Подкачки на диск нет.", "Nothing is swapped to a disk.")
    return Check(code="swap", article=ARTICLE, standing=Standing.GOOD, text=text, facts=areas)
