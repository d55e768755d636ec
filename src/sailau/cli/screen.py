"""`--screen` of the devices at the table: a page for people, shown by this machine's Chromium (R 12; C21)."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from sailau.adapters.screen import Screen
from sailau.cli.device import port

if TYPE_CHECKING:
    from sailau.stations.site import Site

Ended = Callable[[], bool]


def add_screen(parser: argparse.ArgumentParser, what: str) -> None:
    """Add `--screen`, `--languages` and `--no-browser`; the screen shows `what`."""
    parser.add_argument(
        "--screen",
        type=port,
        metavar="PORT",
        help=f"show {what} in Chromium, served at this port of 127.0.0.1 (0: any)",
    )
    parser.add_argument(
        "--languages", type=_languages, default=("kk", "ru"), metavar="LIST", help="of the screen: kk,ru or kk,ru,en"
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="start no Chromium: say the address by which one browser may come in"
    )


@contextmanager
def on_screen(site: "Site", args: argparse.Namespace, stopped: Ended) -> Iterator[tuple[str, Ended]]:
    """Serve the site as `args` say; yields its address, and `stopped` which now looks after the screen as well.

    That raises StoreError when a page failed or the browser cannot be kept running.
    """
    with served_to_browser(site, args.screen, stopped, browser=not args.no_browser) as (address, ended, _):
        yield address, ended


@contextmanager
def served_to_browser(
    site: "Site", port_: int, stopped: Ended, *, browser: bool, died: Callable[[], None] = lambda: None
) -> Iterator[tuple[str, Ended, Callable[[], None]]]:
    """Serve the site, to this machine's browser or to one that comes by an address that is said once.

    Yields the address to say; `stopped` which looks after the screen as well, and starts a browser again that ended by
    itself, telling `died`; and what starts it the first time, if that is not to wait. `stopped` then raises StoreError
    when a page failed or the browser cannot be kept running.
    """
    with ExitStack() as running:
        screen = running.enter_context(Screen()) if browser else None
        served = running.enter_context(site.serve(port_))
        shown = False

        def show() -> None:
            nonlocal shown
            shown = True
            if screen is not None:
                screen.show(served.address + site.entrance())

        def ended() -> bool:
            if stopped():
                return True
            if site.failure is not None:
                raise site.failure
            if screen is not None and not screen.is_running():
                if shown:
                    died()
                show()
            return False

        yield served.address + ("" if browser else site.entrance()), ended, show


def _languages(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if chosen not in (("kk", "ru"), ("kk", "ru", "en")):
        raise argparse.ArgumentTypeError("kk,ru or kk,ru,en")
    return chosen
