"""What it takes to fix one district of many precincts: `python -m bench.fixing [ROWS …]`, a child for each number.

The returns are invented; data, papers, annexes, signatures and their judging are the real parts. Time is that of one
core, memory the most that the child ever held, from the definition to the judged papers.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sailau.commission.effect import Holdings
from sailau.service.centre.fixing import fix
from sailau.service.centre.notices import Drawn
from sailau.service.centre.signed_papers import judge_paper
from sailau.signing.roles import DocumentKind
from tests.commission.country import NORTH, all_accepted, everybody
from tests.commission.country import country as small_country
from tests.service.centre.sitting import CENTRAL, commission, people
from tests.service.centre.stores import Store

DEFAULT = (500, 2_000)
KIB = 1024


def measured(rows: int) -> dict[str, float]:
    """Fix a district of so many precincts here, in this process."""
    definition = small_country(precincts=2 * rows, mixed=frozenset())
    returns = everybody(definition)
    holdings = Holdings(definition=definition, bundles=tuple(all_accepted(returns)), decisions=())
    with tempfile.TemporaryDirectory() as folder, commission(Path(folder) / "c", Store(), [], definition) as centre:
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        [(_, found)] = fix(centre, holdings, CENTRAL, [people(definition).central], [NORTH])
        assert isinstance(found, Drawn), found
        spent, folder_of = time.process_time() - began, found.paper.path.parent
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        again = time.process_time()
        judge_paper(found.paper, centre.trust(at=centre.now()), DocumentKind.NOTICE)
        judged = time.process_time() - again
        sizes = {path.name: path.stat().st_size for path in sorted(folder_of.glob("*.pdf"))}
    return {
        "rows": rows,
        "annexes": len(found.data.annexes or ()),
        "cpu_s": round(spent, 1),
        "before_mb": round(before / KIB),
        "most_mb": round(most / KIB),
        "judged_again_s": round(judged, 1),
        "data_mb": round(len(found.paper.data) / KIB / KIB, 2),
        "paper_mb": round(sizes[f"{found.paper.path.stem}.pdf"] / KIB / KIB, 2),
        "all_papers_mb": round(sum(sizes.values()) / KIB / KIB, 2),
    }


def main(words: list[str]) -> None:
    """One line of JSON for each number of rows."""
    if words[:1] == ["--here"]:
        print(json.dumps(measured(int(words[1]))))
        return
    for rows in map(int, words or map(str, DEFAULT)):
        subprocess.run([sys.executable, "-m", "bench.fixing", "--here", str(rows)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
