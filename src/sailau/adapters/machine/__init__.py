"""What the machine says of itself at the installation (E14-E17; L 50-2(2), 50-2(3)): read, never believed blindly.

    network     interfaces that are up against those declared, radios, routes out, name servers
    clock       the machine's time against a member's watch, its zone, who sets it, how it ticks
    devices     USB: policy and what is plugged in; power; printer
    resources   disk space and a real write, memory, swap
    software    the running program against the package

Each reads the system's own files under `Roots`, so that tests run on made-up trees, and says "cannot be read here"
where the system tells nothing: silence is never taken for yes.
"""

from sailau.adapters.machine.checked import Check, Roots, Standing
from sailau.adapters.machine.clock import Watch, check_clock
from sailau.adapters.machine.devices import check_power, check_printer, check_usb
from sailau.adapters.machine.network import check_network
from sailau.adapters.machine.resources import check_disk, check_memory
from sailau.adapters.machine.software import check_software
from sailau.adapters.machine.whole import look_at_machine

__all__ = [
    "Check",
    "Roots",
    "Standing",
    "Watch",
    "check_clock",
    "check_disk",
    "check_memory",
    "check_network",
    "check_power",
    "check_printer",
    "check_software",
    "check_usb",
    "look_at_machine",
]
