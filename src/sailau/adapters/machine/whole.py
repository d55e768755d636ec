"""All checks of the machine, in the order in which an installation shows them."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from sailau.adapters.machine.checked import Check, Roots
from sailau.adapters.machine.clock import Watch, check_clock
from sailau.adapters.machine.devices import check_power, check_printer, check_usb
from sailau.adapters.machine.network import check_network
from sailau.adapters.machine.resources import check_disk, check_memory
from sailau.adapters.machine.software import check_software


def look_at_machine(
    folder: Path,
    *,
    version: str,
    sha256: str,
    zone: timedelta,
    watch: Watch | None,
    declared: Collection[str] = (),
    roots: Roots | None = None,
) -> tuple[Check, ...]:
    """Check network, clock, USB, power, printer, the disk of `folder`, memory and software, as the package names it.

    Raises StoreError when the program's files cannot be read.
    """
    roots = roots or Roots()
    return (
        *check_network(roots, declared),
        *check_clock(roots, watch, zone),
        *check_usb(roots),
        check_power(roots),
        check_printer(roots),
        *check_disk(folder),
        *check_memory(roots),
        *check_software(version, sha256),
    )
