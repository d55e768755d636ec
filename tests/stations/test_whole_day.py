"""The whole day in the browser, from the check of the keys to the written record: chair, desk, booth, card table, each
the program itself (L 50-5, 50-6, 43; R 4-20; E23-E29, E41-E43)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from sailau.verifier.record import verify_record
from tests.stations.town import (
    MEMBERS,
    Chair,
    Town,
    desk_is_opened,
    is_counted,
    is_signed_by,
    morning,
    open_town,
    tray_comes_in,
    tray_is_loaded,
    until,
    votes,
)

DECLINING: Final = "member-7"


@pytest.mark.soak
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_day_goes_from_the_check_to_the_signed_protocol_in_the_browser(tmp_path: Path, language: str) -> None:
    with open_town(tmp_path / "place", language) as town:
        first, second = town.place.people()[:2]
        morning(town)
        tray_is_loaded(town, 1, 2)
        desk_is_opened(town)
        votes(town, first, card=1, counted=1)
        votes(town, second, card=2, counted=2)
        evening(town)
        is_counted(town.chair)
        is_signed(town.chair)
        with ThreadPoolExecutor(1) as elsewhere:  # the browser has the loop of this thread
            report = elsewhere.submit(verify_record, town.place.records / "record").result()
        assert report.sound, [(one.code, one.text) for one in report.findings]


def evening(town: Town) -> None:
    """Closed; the terminal answers by a medium; cards come in, the rest is destroyed; all figures agree."""
    chair = town.chair
    chair.press("command:close-voting", "devices")
    chair.press("medium:write")
    until((town.place.medium / "terminal-1.head.cbor").exists)
    chair.press("medium:read")
    tray_comes_in(town, 1, 2)
    chair.press("command:destroy-unused")
    chair.signs("reconcile")
    chair.press("command:reconcile", "counting")


def is_signed(chair: Chair) -> None:
    """One declines and says why; the others sign what is shown, one after another; the record is written."""
    chair.press("form:decline", "decline")
    chair.press(
        "decline", "protocol", member=DECLINING, kk="Ескертулерім қаралған жоқ.", ru="Замечания не рассмотрены."
    )
    chair.press("draw-up", "protocol")
    is_signed_by(chair, *(one for one in MEMBERS if one != DECLINING))
