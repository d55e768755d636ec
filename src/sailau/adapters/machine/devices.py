"""What is plugged in: USB under a policy, power that lasts, a printer that waits for nobody's print (E11, E14, E15)."""

from pathlib import Path
from typing import Final

from sailau.adapters.machine.checked import Check, Roots, Standing, names_in, read_text, running_programs, unreadable
from sailau.refusal import Text

SECURITY: Final = "L 50-2(2)"
ONLY_OURS: Final = "L 50-2(3)"
POWER: Final = "L 50-1(6)"
BATTERY_LEAST: Final = 50
_CLASSES: Final = {
    "01": "audio",
    "02": "modem or network",
    "03": "keyboard, mouse or screen",
    "06": "camera",
    "07": "printer",
    "08": "storage",
    "09": "hub",
    "0a": "modem or network",
    "0b": "card reader",
    "0e": "video",
    "e0": "radio",
    "ff": "of its maker's own kind",
}
_FORBIDDEN: Final = frozenset({"modem or network", "radio"})
_GUARD: Final = frozenset({"usbguard-daemon", "usbguard-daemo"})


def check_usb(roots: Roots) -> tuple[Check, ...]:
    """Show the policy for new USB devices, and list what is plugged in by class."""
    return (_usb_policy(roots), _usb_devices(roots))


def check_power(roots: Roots) -> Check:
    """Power from the mains, and a battery that bridges a cut (L 50-1(6))."""
    folder = roots.sys / "class" / "power_supply"
    names = names_in(folder)
    if not names:
        return unreadable("power", POWER, Text("Қуат көзі", "Питание", "Power"))
    mains = [name for name in names if read_text(folder / name / "type") in ("Mains", "USB", "UPS")]
    on_mains = any(read_text(folder / name / "online") == "1" for name in mains)
    charges = [_charge(folder / name) for name in names if read_text(folder / name / "type") in ("Battery", "UPS")]
    known = [charge for charge in charges if charge is not None]
    facts = (f"mains {'on' if on_mains else 'off'}", *(f"battery {charge} %" for charge in known))
    listed = "; ".join(facts)
    if on_mains and known and min(known) >= BATTERY_LEAST:
        text = Text(
            f"Қуат желіден, батарея бар: {listed}.", f"Питание от сети, батарея есть: {listed}.", f"Power: {listed}."
        )
        return Check(code="power", article=POWER, standing=Standing.GOOD, text=text, facts=facts)
    text = Text(
        f"Қуат үзілсе, жүйе тоқтайды: {listed}. Желіге қосып, батареяны (UPS) дайындаңыз.",
        f"При отключении питания система остановится: {listed}. Подключите сеть и батарею (ИБП).",
        f"A power cut would stop the system: {listed}. Connect mains and a battery (UPS).",
    )
    return Check(code="power", article=POWER, standing=Standing.NOTED, text=text, facts=facts)


def check_printer(roots: Roots) -> Check:
    """The printer's queue must be empty: what waits there would come out with the password or the protocol."""
    waiting = names_in(roots.var / "spool" / "cups")
    if waiting is None:
        return unreadable("printer", SECURITY, Text("Басып шығару кезегі", "Очередь печати", "The printer's queue"))
    jobs = tuple(name for name in waiting if name.startswith("d"))
    facts = (f"{len(jobs)} jobs",)
    if jobs:
        text = Text(
            f"Басып шығару кезегінде {len(jobs)} тапсырма тұр: тазалаңыз.",
            f"В очереди печати заданий: {len(jobs)}. Очистите её.",
            f"{len(jobs)} jobs wait in the printer's queue: clear it.",
        )
        return Check(code="printer", article=SECURITY, standing=Standing.NOTED, text=text, facts=facts)
    text = Text("Басып шығару кезегі бос.", "Очередь печати пуста.", "The printer's queue is empty.")
    return Check(code="printer", article=SECURITY, standing=Standing.GOOD, text=text, facts=facts)


def _usb_policy(roots: Roots) -> Check:
    folder = roots.sys / "bus" / "usb" / "devices"
    hubs = [name for name in names_in(folder) or () if name.startswith("usb")]
    what = Text("USB ережесі", "Правило USB", "USB policy")
    if not hubs:
        return unreadable("usb-policy", SECURITY, what)
    guard = bool((running_programs(roots.proc) or frozenset()) & _GUARD)
    defaults = {name: read_text(folder / name / "authorized_default") for name in hubs}
    facts = (*(f"{name}: authorized_default {value}" for name, value in defaults.items()), f"usbguard {guard}")
    if guard or all(value == "0" for value in defaults.values()):
        text = Text(
            "Жаңа USB құрылғы рұқсатсыз істемейді.",
            "Новое устройство USB без разрешения не работает.",
            "A new USB device does nothing without leave.",
        )
        return Check(code="usb-policy", article=SECURITY, standing=Standing.GOOD, text=text, facts=facts)
    text = Text(
        "Кез келген USB құрылғы қосыла салады. USBGuard қосыңыз, не порттарды мөрлеңіз.",
        "Любое устройство USB подключается сразу. Включите USBGuard или опечатайте порты.",
        "Any USB device works as soon as it is plugged in. Run USBGuard, or seal the ports.",
    )
    return Check(code="usb-policy", article=SECURITY, standing=Standing.NOTED, text=text, facts=facts)


def _usb_devices(roots: Roots) -> Check:
    folder = roots.sys / "bus" / "usb" / "devices"
    names = names_in(folder)
    what = Text("Қосылған USB құрылғылар", "Подключённые устройства USB", "USB devices")
    if names is None:
        return unreadable("usb-devices", ONLY_OURS, what)
    plugged = {name: _kinds(folder, name, names) for name in names if ":" not in name and not name.startswith("usb")}
    facts = tuple(f"{name}: {_maker(folder / name)} ({', '.join(kinds)})" for name, kinds in plugged.items())
    wrong = sorted(name for name, kinds in plugged.items() if _FORBIDDEN & set(kinds))
    if wrong:
        listed = ", ".join(f"{name} {_maker(folder / name)}" for name in wrong)
        text = Text(
            f"USB арқылы желі не радио құрылғысы қосылған: {listed}. Суырыңыз.",
            f"По USB подключено сетевое или радиоустройство: {listed}. Выньте его.",
            f"A network or radio device is plugged in by USB: {listed}. Pull it out.",
        )
        return Check(code="usb-devices", article=ONLY_OURS, standing=Standing.BAD, text=text, facts=facts)
    text = Text(
        f"USB құрылғылар саны: {len(plugged)}. Тізімі актіде; бөтені болмасын.",
        f"Устройств USB: {len(plugged)}. Список в акте; посторонних быть не должно.",
        f"{len(plugged)} USB devices. The act lists them; there must be no stranger.",
    )
    return Check(code="usb-devices", article=ONLY_OURS, standing=Standing.GOOD, text=text, facts=facts)


def _kinds(folder: Path, device: str, names: tuple[str, ...]) -> list[str]:
    """The device's classes: its own, or, where that is 00, those of its interfaces (`1-2:1.0`)."""
    own = read_text(folder / device / "bDeviceClass")
    parts = [name for name in names if name.startswith(f"{device}:")]
    codes = [own] if own not in (None, "00", "ef") else [read_text(folder / part / "bInterfaceClass") for part in parts]
    return sorted({_CLASSES.get((code or "").lower(), f"class {code}") for code in codes}) or ["class not read"]


def _maker(device: Path) -> str:
    named = [text for name in ("manufacturer", "product") if (text := read_text(device / name))]
    return " ".join(named) or f"{read_text(device / 'idVendor')}:{read_text(device / 'idProduct')}"


def _charge(battery: Path) -> int | None:
    capacity = read_text(battery / "capacity")
    return int(capacity) if capacity is not None and capacity.isdecimal() else None
