"""Writes `conformance/records/`: a sound record, and of each broken one the files that differ.

    python -m tests.records.generate [FOLDER]

Every run makes new keys, so all files change; what is found does not.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from sailau.formats.v1.record import names
from tests.records.day import cast_all, counted
from tests.records.defects import CASES, Case
from tests.records.folder import Files, setup_hash, write_record
from tests.records.world import UUID, make_world

ROOT = Path(__file__).parents[2] / "conformance" / "records"
BASE = "base"


def main(root: Path) -> None:
    """Write everything anew under `root`."""
    shutil.rmtree(root, ignore_errors=True)
    world = make_world()
    day = counted(cast_all(world))
    base = write_record(day)
    _write(root / BASE, base)
    cases = []
    for case in CASES:
        made = case.make(world, day)
        differing = {path: data for path, data in made.items() if base.get(path) != data}
        if not differing:  # a file is only taken away: a folder without files would not be kept by git
            differing = {names.MANIFEST: base[names.MANIFEST]}
        _write(root / case.name, differing)
        cases.append(_described(case, base, made))
    listed = {"setup": setup_hash(base[f"{UUID}.bel"]), "cases": cases}
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    (root / "cases.json").write_text(text, encoding="utf-8")


def _described(case: Case, base: Files, made: Files) -> dict[str, Any]:
    return {
        "name": case.name,
        "step": case.step,
        "code": case.code,
        "removed": sorted(base.keys() - made.keys()),
        "with": [option for option, given in (("setup", case.setup), ("root", case.root)) if given],
    }


def _write(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True)
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
