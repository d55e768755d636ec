"""What became of a page is what CUPS says became of it, and never "sent" (E20): its programs played by scripts."""

import stat
from pathlib import Path

import pytest

from sailau.adapters.printing import Outcome, Printer, Readiness
from sailau.errors import StoreError

IDLE = "printer HP-1 is idle.  enabled since Sun 22 Nov 2026 07:00:00\n\tDescription: HP\n\tAlerts: none\n"
NO_PAPER = "printer HP-1 disabled since Sun 22 Nov 2026 07:00:00 -\n\tOut of paper\n\tAlerts: media-empty-error\n"
JOB = "HP-1-7                  desk   1024   Sun 22 Nov 2026 07:01:00\n\tStatus: \n\tAlerts: {why}\n\tqueued for HP-1\n"
ANSWER = 'echo "request id is HP-1-7 (1 file(s))"'
OTHER = JOB.replace("HP-1-7", "HP-1-70").format(why="job-completed-successfully")


def cups(
    folder: Path, *, printers: str = IDLE, default: str = "HP-1", going: str = "", ended: str = "", lp: str = ""
) -> Printer:
    """CUPS's programs in a folder of their own: they answer what a real one would at that moment."""
    folder.mkdir(exist_ok=True)
    for name, text in {"printers": printers, "going": going, "ended": ended}.items():
        (folder / f"{name}.txt").write_text(text)
    destination = f"system default destination: {default}" if default else "no system default destination"
    script = f"""#!/bin/sh
[ "$LC_ALL" = C ] || exit 9
case "$*" in
"-d -p") echo "{destination}"; /bin/cat {folder}/printers.txt;;
*not-completed*) /bin/cat {folder}/going.txt;;
*completed*) /bin/cat {folder}/ended.txt;;
*) /bin/cat {folder}/printers.txt;;
esac
"""
    for name, text in {"lpstat": script, "lp": f"#!/bin/sh\n{lp or ANSWER}\n"}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(stat.S_IRWXU)
    return Printer(str(folder))


def test_a_machine_without_cups_has_no_printer_and_says_so(tmp_path: Path) -> None:
    nothing = Printer(str(tmp_path))
    assert nothing.state().readiness is Readiness.NO_CUPS
    assert nothing.outcome("HP-1-7") is Outcome.UNKNOWN
    with pytest.raises(StoreError, match="nothing was printed"):
        nothing.print(tmp_path / "page", "Sailau")


def test_cups_without_a_printer_says_so(tmp_path: Path) -> None:
    assert cups(tmp_path, printers="", default="").state().readiness is Readiness.NONE


def test_a_service_that_does_not_answer_is_no_ready_printer(tmp_path: Path) -> None:
    printer = cups(tmp_path)
    (tmp_path / "lpstat").write_text("#!/bin/sh\necho 'lpstat: Connection refused' >&2\nexit 1\n")
    assert printer.state().readiness is Readiness.NO_CUPS


def test_a_ready_printer_and_one_without_paper(tmp_path: Path) -> None:
    assert cups(tmp_path).state().readiness is Readiness.READY
    stopped = cups(tmp_path, printers=NO_PAPER, going=OTHER).state()
    assert (stopped.readiness, stopped.reason, stopped.waiting) == (Readiness.STOPPED, "media-empty-error", 1)


@pytest.mark.parametrize(
    ("going", "ended", "outcome"),
    [
        (JOB.format(why="job-printing"), "", Outcome.WAITING),
        ("", JOB.format(why="job-completed-successfully"), Outcome.PRINTED),
        ("", JOB.format(why="job-canceled-by-user"), Outcome.FAILED),
        ("", JOB.format(why="aborted-by-system"), Outcome.FAILED),
        ("", "", Outcome.UNKNOWN),
        ("", OTHER, Outcome.UNKNOWN),
        ("", "HP-1-7    desk   1024   Sun 22 Nov 2026\n" + OTHER, Outcome.UNKNOWN),
    ],
    ids=["printing", "printed", "cancelled", "aborted", "forgotten", "another-job", "without-a-reason"],
)
def test_what_became_of_a_page(tmp_path: Path, going: str, ended: str, outcome: Outcome) -> None:
    printer = cups(tmp_path, going=going, ended=ended)
    (tmp_path / "page").write_text("Sailau")
    assert printer.outcome(printer.print(tmp_path / "page", "Sailau")) is outcome


def test_a_printer_that_does_not_take_the_page_printed_nothing(tmp_path: Path) -> None:
    printer = cups(tmp_path, lp="echo 'lp: The printer is not accepting jobs.' >&2; exit 1")
    with pytest.raises(StoreError, match="did not take the page"):
        printer.print(tmp_path / "page", "Sailau")
