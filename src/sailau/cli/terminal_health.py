"""`sailau terminal --health`: the terminal's own service screen, without a password and without voting (E20)."""

import argparse
import json
import sys
from contextlib import ExitStack, closing

from sailau.adapters.clock import LocalClock
from sailau.cli.device import open_reader, recorder_at, until_asked_to_stop
from sailau.cli.screen import served_to_browser
from sailau.service.booth import installed_device
from sailau.service.own_health import OwnHealth, OwnLook
from sailau.stations.technician.own import own_lines, own_site
from sailau.stations.technician.tiles import BAD

EXIT_SOUND, EXIT_FINDINGS = 0, 1
MOMENTS = 25
"""Between two looks: five seconds."""


def run_health(args: argparse.Namespace) -> int:
    """Show it until SIGTERM, or print it once."""
    device = installed_device(args.folder).device
    opens, stopped = recorder_at(args.recorder, device), until_asked_to_stop()
    with ExitStack() as running:
        recorder = running.enter_context(opens()) if opens is not None else None
        reader = running.enter_context(closing(open_reader(args.cards, device)))
        look = OwnLook(device, args.folder, LocalClock(), reader, recorder)
        look.wait(stopped)
        if args.no_screen:
            return _print(look.look(), as_json=args.json)
        seen, number = [look.look()], [0]
        site = own_site(lambda: (seen[-1], number[0]))
        address, ended, show = running.enter_context(served_to_browser(site, args.port, stopped, browser=True))
        sys.stdout.write((json.dumps({"ready": device, "address": address}) if args.json else address) + "\n")
        sys.stdout.flush()
        show()
        while not ended():
            look.wait(stopped, MOMENTS)
            seen[:], number[0] = [look.look()], number[0] + 1
    return EXIT_SOUND


def _print(own: OwnHealth, *, as_json: bool) -> int:
    lines = own_lines(own)
    if as_json:
        sys.stdout.write(json.dumps({"device": own.device, "health": lines}, ensure_ascii=False) + "\n")
    else:
        for line in lines:
            sys.stdout.write(f"{line['kk']}\n{line['ru']}\n{line['en']}\n\n")
    return EXIT_FINDINGS if any(line["standing"] == BAD for line in lines) else EXIT_SOUND
