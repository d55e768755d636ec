"""What the chair's station shows of voting at home and of voters who are not on the list (L 41(6), 24(10); M13, M35).

Asked for while that tab is open, by whoever of the commission has signed in there; names go when it is closed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sailau.adapters.station_link import SignedIn, StationLink
from sailau.refusal import Refusal
from sailau.signing.roles import PRECINCT_MEMBERS

HOME_FORM: Final = "home"
"""The path of the tab; a form of it has more words after a colon, its last the place from which voters are shown."""
_OFFICES: Final = frozenset(role.value for role in PRECINCT_MEMBERS)


def look_home(link: StationLink, members: Sequence[SignedIn]) -> Mapping[str, Any]:
    """Applications, tours, and requests about voters who are not on the list; empty when nobody here may see them.

    What is not to be seen in the present state of the day (requests before opening) is empty. Raises `LinkLostError`.
    """
    who = next((one.id for one in members if one.role in _OFFICES), "")
    if not who:
        return {}
    voting = _whole(link, who)
    if not voting:
        return {}
    asked = link.ask("see-list-requests", [who])
    return {**voting, "requests": [] if isinstance(asked, Refusal) else asked["requests"]}


def _whole(link: StationLink, who: str) -> Mapping[str, Any]:
    """All voters at home: the computer gives them a page at a time."""
    first = link.ask("see-home-voting", [who], start=0)
    if isinstance(first, Refusal):
        return {}
    voters = list(first["voters"])
    while len(voters) < first["total"]:
        more = link.ask("see-home-voting", [who], start=len(voters))
        if isinstance(more, Refusal) or not more["voters"]:
            break
        voters += more["voters"]
    return {**first, "voters": voters}
