"""How far the transfer is, for who signed in at a station (L 50-7(1); E47). Part of the day's outline once it is
signed.

It travels as a CBOR map, so every member is text, an integer, a boolean, nothing, or a list or map of such.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE
from sailau.service.acts import acts
from sailau.service.copies import POSTED_KIND
from sailau.service.count import RECOUNT
from sailau.service.paper_rows import recorded
from sailau.service.precinct import Precinct
from sailau.service.transfer_rows import KeptAnswer, answer_on, bundles, windows


def transfer_outline(precinct: Precinct) -> Mapping[str, Any]:
    """Bundles, the last window, the answers; `due` is the version that must be there; `sending` tells how far the line
    is, and where it leads."""
    made, opened = bundles(precinct), windows(precinct)
    return {
        "due": 2 if RECOUNT in recorded(precinct) else 1,
        "posted": any(one.act.kind == POSTED_KIND for one in acts(precinct)),
        "bundles": [{**asdict(one), "answer": _answer(answer_on(precinct, one.sha256))} for one in made],
        "window": {**asdict(opened[-1]), "open": opened[-1].is_open} if opened else None,
        "sending": dict(precinct.sending),
    }


def _answer(kept: KeptAnswer | None) -> Mapping[str, Any] | None:
    if kept is None:
        return None
    reasons = [asdict(one.text) for one in ACKNOWLEDGEMENT_FILE.read(kept.data).reasons]
    return {"standing": kept.standing, "at": kept.at, "reasons": reasons}
