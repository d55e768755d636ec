"""The exact time (E14, E18; L 50-2(4)): the machine's clock against a member's own watch, read aloud before all.

No network tells the time here. A member reads hour, minute and second from the own watch; the machine may differ by
`TOLERANCE`. The zone must be that of the election's definition. A program that sets the clock from a network must not
run. The clock must tick: over a short wait, the clock that is set and the one that nobody sets must advance alike.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sailau.adapters.machine.checked import Check, Roots, Standing, read_text, running_programs, unreadable
from sailau.refusal import Text

ARTICLE: Final = "L 50-2(4)"
TOLERANCE: Final = timedelta(seconds=60)
"""A watch is read and typed by people; the recorder's order of events does not hang on it."""
TICK_SECONDS: Final = 0.05
TICK_ERROR_MAX: Final = 0.02
RTC_ERROR_MAX: Final = timedelta(seconds=5)
_SETTERS: Final = frozenset({"chronyd", "ntpd", "openntpd", "sntp", "systemd-timesyn", "systemd-timesyncd", "ptp4l"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a member read from the own watch, and what the machine's clock said when it was typed."""

    read: datetime
    machine: datetime


def check_clock(
    roots: Roots, watch: Watch | None, zone: timedelta, sleep: Callable[[float], None] = time.sleep
) -> tuple[Check, ...]:
    """Check the clock; `zone` is the precinct's distance from UTC, `watch` None when nobody read one yet."""
    return (_against_watch(watch), _zone(zone), _setters(roots), _ticks(sleep), _hardware_clock(roots))


def _against_watch(watch: Watch | None) -> Check:
    if watch is None:
        text = Text(
            "Ешкім сағатын оқыған жоқ: мүше өз сағатындағы уақытты енгізсін.",
            "Никто не назвал время: член комиссии вводит время со своих часов.",
            "Nobody read a watch: a member types the time of the own watch.",
        )
        return Check(code="clock-watch", article=ARTICLE, standing=Standing.BAD, text=text)
    apart = abs(watch.machine - watch.read)
    seconds = int(apart.total_seconds())
    facts = (f"watch {watch.read.isoformat()}", f"machine {watch.machine.isoformat(timespec='seconds')}")
    limit = int(TOLERANCE.total_seconds())
    if apart > TOLERANCE:
        text = Text(
            f"Машинаның сағаты {seconds} секундқа айырмашылықта (рұқсат: {limit}). Сағатты түзетіп, қайталаңыз.",
            f"Часы машины расходятся на {seconds} с (допустимо {limit}). Исправьте часы и повторите.",
            f"The machine's clock is {seconds} s apart (allowed: {limit}). Set it and repeat the check.",
        )
        return Check(code="clock-watch", article=ARTICLE, standing=Standing.BAD, text=text, facts=facts)
    text = Text(
        f"Сағат мүшенің сағатымен сәйкес: айырма {seconds} с (рұқсат: {limit}).",
        f"Часы совпадают с часами члена комиссии: разница {seconds} с (допустимо {limit}).",
        f"The clock agrees with a member's watch: {seconds} s apart (allowed: {limit}).",
    )
    return Check(code="clock-watch", article=ARTICLE, standing=Standing.GOOD, text=text, facts=facts)


def _zone(zone: timedelta) -> Check:
    own = datetime.now().astimezone().utcoffset() or timedelta(0)
    facts = (f"machine {_offset(own)}", f"definition {_offset(zone)}")
    if own == zone:
        text = Text(
            f"Уақыт белдеуі: {_offset(own)}.", f"Часовой пояс: {_offset(own)}.", f"The time zone is {_offset(own)}."
        )
        return Check(code="clock-zone", article=ARTICLE, standing=Standing.GOOD, text=text, facts=facts)
    # All records carry the definition's zone, whatever the machine's: it only misleads people who look at its clock.
    text = Text(
        f"Машинаның уақыт белдеуі {_offset(own)}, сайлаудікі {_offset(zone)}: жазбалар сайлау белдеуімен жүреді.",
        f"Пояс машины {_offset(own)}, выборов {_offset(zone)}: записи идут по поясу выборов.",
        f"The machine's zone is {_offset(own)}, the election's {_offset(zone)}: records follow the election's.",
    )
    return Check(code="clock-zone", article=ARTICLE, standing=Standing.NOTED, text=text, facts=facts)


def _setters(roots: Roots) -> Check:
    what = Text("Уақытты желіден алу", "Время из сети", "Time from a network")
    programs = running_programs(roots.proc)
    if programs is None:
        return unreadable("clock-network", ARTICLE, what)
    found = sorted(programs & _SETTERS)
    if found:
        listed = ", ".join(found)
        text = Text(
            f"Сағатты желіден қоятын бағдарлама істеп тұр: {listed}. Тоқтатыңыз.",
            f"Работает программа, которая ставит часы по сети: {listed}. Остановите её.",
            f"A program that sets the clock from a network is running: {listed}. Stop it.",
        )
        return Check(code="clock-network", article=ARTICLE, standing=Standing.BAD, text=text, facts=tuple(found))
    text = Text(
        "Сағатты желіден ешнәрсе қоймайды.", "Часы по сети никто не ставит.", "Nothing sets the clock from a network."
    )
    return Check(code="clock-network", article=ARTICLE, standing=Standing.GOOD, text=text)


def _ticks(sleep: Callable[[float], None]) -> Check:
    wall, steady = time.clock_gettime(time.CLOCK_REALTIME), time.clock_gettime(time.CLOCK_MONOTONIC)
    sleep(TICK_SECONDS)
    walked = time.clock_gettime(time.CLOCK_REALTIME) - wall
    passed = time.clock_gettime(time.CLOCK_MONOTONIC) - steady
    facts = (f"set clock +{walked * 1000:.1f} ms", f"steady clock +{passed * 1000:.1f} ms")
    good = passed > 0 and abs(walked - passed) <= TICK_ERROR_MAX
    text = (
        Text("Сағат бірқалыпты жүреді.", "Часы идут равномерно.", "The clock goes steadily.")
        if good
        else Text(
            "Сағат секіреді: машинаны ауыстырыңыз.",
            "Часы идут скачками: замените машину.",
            "The clock jumps: exchange the machine.",
        )
    )
    standing = Standing.GOOD if good else Standing.BAD
    return Check(code="clock-ticks", article=ARTICLE, standing=standing, text=text, facts=facts)


def _hardware_clock(roots: Roots) -> Check:
    what = Text("Машина өшкенде жүретін сағат (RTC)", "Аппаратные часы (RTC)", "The hardware clock (RTC)")
    since = read_text(roots.sys / "class" / "rtc" / "rtc0" / "since_epoch")
    if since is None or not since.isdecimal():
        return unreadable("clock-hardware", ARTICLE, what)
    apart = timedelta(seconds=abs(int(since) - time.time()))
    facts = (f"{int(apart.total_seconds())} s",)
    if apart > RTC_ERROR_MAX:
        text = Text(
            "Аппараттық сағат жүйенікінен өзгеше: қайта қосылғанда уақыт ауысады. hwclock --systohc орындаңыз.",
            "Аппаратные часы отличаются от системных: после включения время сместится. Выполните hwclock --systohc.",
            "The hardware clock differs from the system's: the time will jump at a restart. Run hwclock --systohc.",
        )
        return Check(code="clock-hardware", article=ARTICLE, standing=Standing.NOTED, text=text, facts=facts)
    text = Text("Аппараттық сағат сәйкес.", "Аппаратные часы совпадают.", "The hardware clock agrees.")
    return Check(code="clock-hardware", article=ARTICLE, standing=Standing.GOOD, text=text, facts=facts)


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"UTC{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
