"""What a machine says of itself, on made-up trees and on the machine that runs the test (E14-E17; L 50-2(3))."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sailau.adapters.machine import (
    Check,
    Roots,
    Standing,
    Watch,
    check_clock,
    check_disk,
    check_memory,
    check_network,
    check_power,
    check_printer,
    check_software,
    check_usb,
)
from sailau.adapters.software import software_fingerprint, software_version
from tests.adapters.faulty import Counting
from tests.namespaces import MOUNTS, NETWORK, PRIVATE, no_room, room

ROUTE_HEAD = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
LAN_4 = "eth0 0001A8C0 00000000 0001 0 0 0 00FFFFFF 0 0 0\n"
DEFAULT_4 = "eth0 00000000 0101A8C0 0003 0 0 0 00000000 0 0 0\n"
PUBLIC_4 = "eth0 08080808 0101A8C0 0007 0 0 0 FFFFFFFF 0 0 0\n"
REJECT_4 = "* 00000000 00000000 0200 0 0 0 00000000 0 0 0\n"
ZERO_16 = "0" * 32
DEFAULT_6 = f"{ZERO_16} 00 {ZERO_16} 00 fe800000000000000000000000000001 00000400 1 0 00000003 eth0\n"
REJECT_6 = f"{ZERO_16} 00 {ZERO_16} 00 {ZERO_16} ffffffff 1 0 00200200 lo\n"
LINK_6 = f"fe80{'0' * 28} 40 {ZERO_16} 00 {ZERO_16} 00000100 1 0 00000001 eth0\n"


def tree(folder: Path, files: dict[str, str]) -> Roots:
    for name in ("sys/class/net", "proc/net", "etc", "var"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    base = {
        "sys/class/net/lo/flags": "0x9",
        "proc/net/route": ROUTE_HEAD,
        "proc/net/ipv6_route": REJECT_6,
        "proc/1/comm": "init",
    }
    for name, text in (base | files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Roots(sys=folder / "sys", proc=folder / "proc", etc=folder / "etc", var=folder / "var")


def by_code(checks: Sequence[Check]) -> dict[str, Check]:
    return {check.code: check for check in checks}


def test_a_machine_without_a_network_is_good(tmp_path: Path) -> None:
    checks = check_network(tree(tmp_path, {}))
    assert [(check.code, check.standing) for check in checks] == [
        ("network-interfaces", Standing.GOOD),
        ("network-radios", Standing.GOOD),
        ("network-routes", Standing.GOOD),
        ("network-names", Standing.GOOD),
    ]


def test_an_interface_that_was_not_declared_is_refused_and_named(tmp_path: Path) -> None:
    roots = tree(tmp_path, {"sys/class/net/eth0/flags": "0x1003", "sys/class/net/eth1/flags": "0x1003"})
    found = by_code(check_network(roots, ["eth0"]))["network-interfaces"]
    assert found.standing is Standing.BAD and "eth1" in found.text.kk and "eth0" not in found.text.kk
    assert by_code(check_network(roots, ["eth0", "eth1"]))["network-interfaces"].standing is Standing.GOOD


def test_an_interface_that_is_down_does_no_harm_and_one_that_tells_nothing_does(tmp_path: Path) -> None:
    roots = tree(tmp_path, {"sys/class/net/eth0/flags": "0x1002", "sys/class/net/bonding_masters": ""})
    assert by_code(check_network(roots))["network-interfaces"].standing is Standing.GOOD
    (tmp_path / "sys/class/net/odd0").mkdir()
    assert by_code(check_network(roots))["network-interfaces"].standing is Standing.BAD


@pytest.mark.parametrize(
    ("files", "standing"),
    [
        ({"proc/net/route": ROUTE_HEAD + LAN_4, "proc/net/ipv6_route": LINK_6 + REJECT_6}, Standing.GOOD),
        ({"proc/net/route": ROUTE_HEAD + LAN_4 + DEFAULT_4}, Standing.BAD),
        ({"proc/net/route": ROUTE_HEAD + PUBLIC_4}, Standing.BAD),
        ({"proc/net/route": ROUTE_HEAD + REJECT_4}, Standing.GOOD),
        ({"proc/net/ipv6_route": DEFAULT_6}, Standing.BAD),
    ],
    ids=["private only", "default", "one public address", "refusing route", "default IPv6"],
)
def test_a_route_to_a_public_network_is_refused(tmp_path: Path, files: dict[str, str], standing: Standing) -> None:
    assert by_code(check_network(tree(tmp_path, files)))["network-routes"].standing is standing


def test_a_radio_that_is_on_and_a_name_server_are_refused(tmp_path: Path) -> None:
    files = {
        "sys/class/rfkill/rfkill0/type": "wlan",
        "sys/class/rfkill/rfkill0/state": "1",
        "etc/resolv.conf": "# made\nnameserver 192.0.2.53\nnameserver 127.0.0.53\n",
    }
    found = by_code(check_network(tree(tmp_path, files)))
    assert found["network-radios"].standing is Standing.BAD and "wlan" in found["network-radios"].text.ru
    assert found["network-names"].standing is Standing.BAD and "192.0.2.53" in found["network-names"].text.en
    (tmp_path / "sys/class/rfkill/rfkill0/state").write_text("0")
    (tmp_path / "etc/resolv.conf").write_text("nameserver 127.0.0.53\n")
    assert {check.standing for check in check_network(tree(tmp_path, {}))} == {Standing.GOOD}


def test_what_the_system_does_not_tell_is_never_good(tmp_path: Path) -> None:
    nothing = Roots(sys=tmp_path / "no", proc=tmp_path / "no", etc=tmp_path / "no", var=tmp_path / "no")
    checks = (
        *check_network(nothing)[:3],
        *check_usb(nothing),
        check_power(nothing),
        check_printer(nothing),
        *check_memory(nothing),
        *(
            check
            for check in check_clock(nothing, None, timedelta())
            if check.code in ("clock-network", "clock-hardware")
        ),
    )
    assert len(checks) == 11
    assert {check.standing for check in checks} == {Standing.UNREADABLE}
    assert all("cannot be read here" in check.text.en for check in checks)


NOON = datetime(2005, 12, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "standing"),
    [(0, Standing.GOOD), (60, Standing.GOOD), (-60, Standing.GOOD), (61, Standing.BAD), (-3600, Standing.BAD)],
)
def test_the_clock_is_held_against_a_members_watch(tmp_path: Path, seconds: int, standing: Standing) -> None:
    watch = Watch(read=NOON, machine=NOON + timedelta(seconds=seconds))
    found = by_code(check_clock(tree(tmp_path, {}), watch, timedelta(hours=5)))["clock-watch"]
    assert found.standing is standing and f"{abs(seconds)} с" in found.text.ru


def test_a_watch_that_nobody_read_and_a_program_that_sets_the_clock_are_refused(tmp_path: Path) -> None:
    found = by_code(check_clock(tree(tmp_path, {"proc/77/comm": "chronyd"}), None, timedelta(hours=5)))
    assert found["clock-watch"].standing is found["clock-network"].standing is Standing.BAD
    assert found["clock-ticks"].standing is Standing.GOOD


def test_a_hardware_clock_that_differs_is_noted(tmp_path: Path) -> None:
    near = str(int(datetime.now(UTC).timestamp()))
    for text, standing in ((near, Standing.GOOD), ("86400", Standing.NOTED), ("?", Standing.UNREADABLE)):
        roots = tree(tmp_path, {"sys/class/rtc/rtc0/since_epoch": text})
        assert by_code(check_clock(roots, None, timedelta()))["clock-hardware"].standing is standing


USB = "sys/bus/usb/devices"


def test_usb_is_listed_by_class_and_its_policy_shown(tmp_path: Path) -> None:
    files = {
        f"{USB}/usb1/authorized_default": "1",
        f"{USB}/1-1/bDeviceClass": "00",
        f"{USB}/1-1/manufacturer": "Maker",
        f"{USB}/1-1/product": "Reader",
        f"{USB}/1-1:1.0/bInterfaceClass": "0b",
    }
    policy, devices = check_usb(tree(tmp_path, files))
    assert policy.standing is Standing.NOTED and devices.standing is Standing.GOOD
    assert devices.facts == ("1-1: Maker Reader (card reader)",)
    guarded, _ = check_usb(tree(tmp_path, {f"{USB}/usb1/authorized_default": "0"}))
    assert guarded.standing is Standing.GOOD
    watched, _ = check_usb(tree(tmp_path, {f"{USB}/usb1/authorized_default": "1", "proc/9/comm": "usbguard-daemon"}))
    assert watched.standing is Standing.GOOD


@pytest.mark.parametrize("kind", ["02", "0a", "e0"], ids=["modem", "data", "radio"])
def test_a_modem_or_radio_on_usb_is_refused(tmp_path: Path, kind: str) -> None:
    files = {
        f"{USB}/usb1/authorized_default": "0",
        f"{USB}/1-3/bDeviceClass": "ef",
        f"{USB}/1-3/product": "Stick",
        f"{USB}/1-3:1.1/bInterfaceClass": kind,
    }
    _, devices = check_usb(tree(tmp_path, files))
    assert devices.standing is Standing.BAD and "Stick" in devices.text.kk


def test_power_printer_memory_and_swap(tmp_path: Path) -> None:
    files = {
        "sys/class/power_supply/AC/type": "Mains",
        "sys/class/power_supply/AC/online": "1",
        "sys/class/power_supply/BAT0/type": "Battery",
        "sys/class/power_supply/BAT0/capacity": "90",
        "var/spool/cups/tmp": "",
        "proc/meminfo": "MemTotal: 4000000 kB\nMemAvailable: 3000000 kB\n",
        "proc/swaps": "Filename Type Size Used Priority\n/dev/zram0 partition 1 0 100\n",
    }
    roots = tree(tmp_path, files)
    checks = (check_power(roots), check_printer(roots), *check_memory(roots))
    assert {check.standing for check in checks} == {Standing.GOOD}
    worse = {
        "sys/class/power_supply/AC/online": "0",
        "var/spool/cups/d00001-001": "a print",
        "proc/meminfo": "MemAvailable: 3000 kB\n",
        "proc/swaps": "Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n",
    }
    roots = tree(tmp_path, worse)
    power, printer, memory, swap = (check_power(roots), check_printer(roots), *check_memory(roots))
    assert [check.standing for check in (power, printer, swap)] == [Standing.NOTED] * 3
    assert memory.standing is Standing.BAD


def test_the_disk_is_really_written_and_nothing_stays(tmp_path: Path) -> None:
    counting = Counting()
    room, written = check_disk(tmp_path, counting)
    assert written.standing in (Standing.GOOD, Standing.NOTED) and room.standing in (Standing.GOOD, Standing.BAD)
    assert "file:write.test:synced" in counting.names
    assert list(tmp_path.iterdir()) == []
    _, refused = check_disk(tmp_path / "missing")
    assert refused.standing is Standing.BAD


def test_software_is_compared_file_by_file(tmp_path: Path) -> None:
    package = tmp_path / "sailau"
    package.mkdir()
    (package / "a.py").write_text("A = 1\n")
    accepted = software_fingerprint(package)
    same = check_software(software_version(), accepted, package)
    assert {check.standing for check in same} == {Standing.GOOD}
    (package / "a.py").write_text("A = 2\n")
    changed, _ = check_software(software_version(), accepted, package)
    assert changed.standing is Standing.BAD and accepted[:16] in changed.text.en
    (package / "__pycache__").mkdir()
    compiled = package / "__pycache__" / f"a.{sys.implementation.cache_tag}.pyc"
    subprocess.run([sys.executable, "-m", "py_compile", str(package / "a.py")], check=True)
    assert check_software(software_version(), accepted, package)[1].standing is Standing.GOOD
    (package / "a.py").write_text("A = 3\n")
    assert compiled.exists()
    assert check_software(software_version(), accepted, package)[1].standing is Standing.BAD


IN_A_ROOM_OF_ITS_OWN = """
import json, subprocess, sys
from pathlib import Path
from sailau.adapters.machine import Roots, check_network
def seen(*declared):
    return {check.code: check.standing.value for check in check_network(Roots(sys=Path(sys.argv[1])), declared)}
before = seen()
kinds = ("dummy", "bridge", "veth", "ifb")
made = any(subprocess.run(["ip", "link", "add", "vote0", "type", kind]).returncode == 0 for kind in kinds)
made = made or subprocess.run(["ip", "tuntap", "add", "vote0", "mode", "tap"]).returncode == 0
if not made:
    sys.exit("Operation not supported: no kind of interface can be made here")
subprocess.run(["ip", "link", "set", "vote0", "up"], check=True)
print(json.dumps([before, seen(), seen("vote0")]))
"""


@pytest.mark.skipif(no_room() is not None or shutil.which("ip") is None, reason="needs a network namespace and ip")
def test_the_real_machine_cut_off_from_every_network_is_good_until_an_interface_comes_up(tmp_path: Path) -> None:
    (tmp_path / "sys").mkdir()
    inside = f'{PRIVATE}; mount -t sysfs none {tmp_path}/sys && exec {sys.executable} -c "$0" {tmp_path}/sys'
    words = [*room(NETWORK, MOUNTS), "sh", "-c", inside, IN_A_ROOM_OF_ITS_OWN]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode and ("Operation not permitted" in done.stderr or "not supported" in done.stderr):
        pytest.skip(f"this machine allows no namespace or dummy interface: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    before, up, declared = json.loads(done.stdout)
    assert (before["network-interfaces"], before["network-routes"]) == ("good", "good")
    assert up["network-interfaces"] == "bad"
    assert declared["network-interfaces"] == "good"
