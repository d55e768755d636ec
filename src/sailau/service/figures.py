"""The figures of the day, each counted in one place (M43-M45; `law.protocol_form` says where)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sailau.checkin.state import figures as checkin_figures
from sailau.election.reserve import ballots_received
from sailau.formats.v1.record import ClosingCard, CredentialFigures, Figures, Tour
from sailau.service.accumulator import ASIDE, BALLOTS, CANCELLED
from sailau.service.aside import read_aside
from sailau.service.desk import standings
from sailau.service.pool import counts
from sailau.service.precinct import Precinct
from sailau.service.tours import tours


@dataclass(frozen=True, slots=True)
class BoxCount:
    """What the box holds, by kind."""

    ballots: int
    challenged: int
    voided: int
    cancelled: int
    trackers: frozenset[str]


def count_box(precinct: Precinct, trackers: Mapping[bytes, str]) -> BoxCount:
    """Count the box; `trackers` are those of all ballots in it and aside, by credential (none: not asked for)."""
    with precinct.stores.box.transaction() as tx:
        ballots = len(tx.items(BALLOTS))
        aside = [read_aside(value) for _, value in tx.items(ASIDE)]
        cancelled = len(tx.items(CANCELLED))
    challenged = sum(entry.kind == "challenged" for entry in aside)
    return BoxCount(ballots, challenged, len(aside) - challenged, cancelled, frozenset(trackers.values()))


def figures_of(precinct: Precinct, box: BoxCount, closing: Mapping[str, ClosingCard]) -> Figures:
    """Assemble figures.json; every id of the form, nothing left out."""
    checkin, cards = checkin_figures(standings(precinct)), _counts(precinct)
    issued = {name.removeprefix("issued:"): value for name, value in cards.items() if name.startswith("issued:")}
    home = checkin.admitted_at_home
    received = ballots_received(precinct.definition.rules, len(precinct.voters))
    got_ballots = checkin.admitted
    made = len(precinct.installed.setup.credentials)
    undecided = {tracker for card in closing.values() for tracker in card.undecided}
    values = {
        "voters_on_list": len(precinct.voters),
        "voters_received_ballots": got_ballots,
        "issued": sum(issued.values()),
        "participants": box.ballots + box.voided,
        "invalid": box.voided,
        "valid": box.ballots,
        "ballots_received": received,
        "ballots_destroyed": received - got_ballots,
        "home_applications": checkin.home_applications,
        "home_ballots": cards.get("home_ballots", 0),
        "voided": box.voided,
        "home_unused": cards.get("home_unused", 0),
        "admitted": checkin.admitted - home + checkin.undone,
        "undone": checkin.undone,
        "replacements": cards.get("replacements", 0),
        "test_cards": cards.get("test_cards", 0),
        "undo_returned": checkin.undone,
        "accepted": cards.get("accepted", 0),
        "challenged": cards.get("challenged", 0),
        "cancelled": cards.get("cancelled", 0),
        "returned": cards.get("returned", 0),
        "abandoned": cards.get("abandoned", 0),
        "missing": cards.get("missing", 0),
        "credentials_made": made,
        "credentials_cancelled": box.cancelled,
        "destroyed_unused": cards.get("destroyed_unused", 0),
        "box_ballots": box.ballots,
        "closing_sealed": sum(card.sealed for card in closing.values()) + len(undecided & box.trackers),
        "closing_left_out": sum(card.left_out for card in closing.values()),
    }
    return Figures(
        election=str(precinct.definition.id),
        precinct=precinct.installed.precinct,
        uuid=precinct.installed.uuid,
        figures=values,
        issued_by_member=issued,
        admitted_by_hour={f"{hour:02d}": number for hour, number in checkin.by_hour},
        tours=_tours(precinct),
        credentials=CredentialFigures(
            made=made,
            list_=len(precinct.voters),
            reserve=made - len(precinct.voters),
            cancelled=box.cancelled,
            destroyed_unused=values["destroyed_unused"],
        ),
    )


def _tours(precinct: Precinct) -> tuple[Tour, ...]:
    return tuple(
        Tour(
            tour=row.tour,
            device=row.device,
            members=row.members,
            applications=row.applications,
            ballots=row.ballots,
            valid=row.valid,
        )
        for row in tours(precinct)
    )


def _counts(precinct: Precinct) -> dict[str, int]:
    with precinct.stores.cards.transaction() as tx:
        return counts(tx)
