"""`sailau technician`: the technician's station, as a process of its own (E20; L 50-5(6); R 14)."""

import argparse
from functools import partial
from pathlib import Path

from sailau.adapters.clock import LocalClock
from sailau.adapters.files import write_atomically
from sailau.adapters.printing import Printer
from sailau.cli.station import add_station, begin, serve
from sailau.service.technician_station import TechnicianStation
from sailau.stations.technician.views import technician_site

TEST_PAGE = "test-page.txt"
TEST_TEXT = (
    "Sailau\n\nСынақ беті · Пробная страница · Test page\n\nӘ Ғ Қ Ң Ө Ұ Ү Һ І   ә ғ қ ң ө ұ ү һ і   № ₸ « »\n\n{at}\n"
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `technician`."""
    parser = subparsers.add_parser(
        "technician",
        help="the technician's station, as a process of its own",
        description="Open the technician's screen until SIGTERM: how the precinct computer, its network, power and "
        "printer and every device at the table are; and, when the commission has signed a decision, the restart, "
        "which technician and chair carry out together. Nothing else of the day can be changed here.",
        epilog="What the tiles say, and what to do: docs/technician.md. A terminal shows its own health by "
        "`sailau terminal --health`.",
        allow_abbrev=False,
    )
    add_station(parser, keys="where people's key files appear (*.p12), as on a stick")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    begun = begin(args)
    station = TechnicianStation(
        begun.device, begun.connect, begun.keys, printer=Printer(), test_page=partial(_test_page, args.folder)
    )
    return serve(begun, technician_site(station), station.run)


def _test_page(folder: Path) -> Path:
    """The file that is printed to try the printer: letters that a wrong font would lose, and the time."""
    at = LocalClock().now()
    write_atomically(folder / TEST_PAGE, TEST_TEXT.format(at=f"{at:%d.%m.%Y %H:%M:%S}").encode())
    return folder / TEST_PAGE
