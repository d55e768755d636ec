"""The figures of the running day that everybody in the room may see: no voter, no card, no order (L 20-1(5); E23).

Stations ask for them again and again. Terminals are on no network: how many are free is an estimate, those in service
less the cards that are out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sailau.checkin.state import figures
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.reserve import ballots_received
from sailau.service.acts import acts
from sailau.service.desk import standings
from sailau.service.open_tray import is_short
from sailau.service.pool import CardState, card_rows, counts
from sailau.service.precinct import Precinct
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role

ASIDE: Final = ("challenged", "cancelled", "returned", "abandoned", "missing")
"""What became of cards that were issued and brought no ballot into the box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySummary:
    """`now` is local time, HH:MM. `cards_out` are activated and not back; `cards_ready` lie loaded on the table.

    `issued` = `accepted` + `cards_out` + `issued_aside` (challenged, cancelled, returned, abandoned, missing).
    `look_ups` says how often each member looked the list up, never for whom; `paper_given` are voters of a `mixed`
    precinct who were given a paper ballot. `restarts` counts the decisions on one, `setup` is the Setup hash,
    `ballot_print` the definition's short one; `tray_short`: fewer cards lie on the open tray than R 8, or the chair's
    leave, asks. `hours_over`: the closing hour has come, and only who stood in the room before it is admitted; never
    in training, which keeps no hours.
    """

    precinct: int
    state: str
    now: str
    training: bool
    listed: int
    admitted: int
    at_home: int
    cards_out: int
    cards_ready: int
    terminals: int
    accepted: int
    challenged: int
    replacements_due: int
    ballots: int
    issued: int
    issued_aside: int
    home_applications: int
    home_ballots: int
    restarts: int
    setup: str
    ballot_print: str
    hours_over: bool = False
    mixed: bool = False
    paper_given: int = 0
    tray_short: bool = False
    look_ups: Mapping[str, int] = field(default_factory=dict)

    @property
    def terminals_free(self) -> int:
        """An estimate: terminals in service less cards out."""
        return max(0, self.terminals - self.cards_out)

    @property
    def waiting(self) -> int:
        """An estimate of voters who hold a card while no terminal is free: cards out less terminals in service."""
        return max(0, self.cards_out - self.terminals)


def day_summary(precinct: Precinct) -> DaySummary:
    """Count the day as it stands now."""
    checkin, now = figures(standings(precinct)), precinct.now()
    with precinct.stores.cards.transaction() as tx:
        rows, counters = card_rows(tx), counts(tx)
    return DaySummary(
        precinct=precinct.installed.precinct,
        state=precinct.state.value,
        now=f"{now.astimezone(precinct.zone):%H:%M}",
        training=precinct.definition.fictitious,
        listed=len(precinct.voters),
        admitted=checkin.admitted,
        at_home=checkin.admitted_at_home,
        cards_out=sum(row.state is CardState.ACTIVATED for row in rows),
        cards_ready=sum(row.state is CardState.LOADED for row in rows),
        terminals=sum(holder_of(one).role is Role.TERMINAL for one in precinct.booths.values()),
        accepted=counters.get("accepted", 0),
        challenged=counters.get("challenged", 0),
        replacements_due=counters.get("permits", 0) - counters.get("replacements", 0),
        ballots=ballots_received(precinct.definition.rules, len(precinct.voters)),
        issued=sum(value for name, value in counters.items() if name.startswith("issued:")),
        issued_aside=sum(counters.get(name, 0) for name in ASIDE),
        home_applications=checkin.home_applications,
        home_ballots=counters.get("home_ballots", 0),
        restarts=sum(signed.act.kind == "restart" for signed in acts(precinct)),
        setup=precinct.installed.setup_hash.hex(),
        ballot_print=short_fingerprint(fingerprint(canonical(precinct.definition))),
        hours_over=not precinct.definition.fictitious and precinct.voting_time.is_over(now),
        mixed=precinct.definition.precinct(precinct.installed.precinct).mixed,
        paper_given=checkin.paper_given,
        tray_short=is_short(precinct),
        look_ups={
            name.removeprefix("look-ups:"): value
            for name, value in sorted(counters.items())
            if name.startswith("look-ups:")
        },
    )
