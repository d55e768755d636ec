"""`sailau table --list-to`: the precinct computer keeps the list on paper while it serves, and ends in order."""

import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.stations.place import next_line, open_place


@pytest.mark.soak
def test_the_program_keeps_the_list_on_paper_and_ends_while_one_is_printed(tmp_path: Path) -> None:
    with open_place(tmp_path, cards=12) as place:
        place.admitted(1)
        place.close()
        paper = tmp_path / "paper" / "list-1.pdf"
        with place.process(*place.table(), "--list-to", str(paper.parent)) as (printed, _):
            assert next_line(printed)["ready"] == "table"
            until = time.monotonic() + 60
            while not paper.exists():
                assert time.monotonic() < until, "no list was printed"
                time.sleep(0.1)
        shown = " ".join(page.extract_text() for page in PdfReader(paper).pages)
        assert place.day.voter(1).surname in shown
        assert shown.count("жіберілді") == 1
        with place.process(*place.table(), "--list-to", str(paper.parent)) as (printed, _):
            assert next_line(printed)["ready"] == "table"
