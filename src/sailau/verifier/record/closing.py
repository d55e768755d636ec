"""Step 14, the closing cards: the devices' sums and numbers are those of the ballots in the record (L 50-6(1))."""

from collections import Counter

from sailau.formats.v1.ballot import tracker
from sailau.formats.v1.record import names
from sailau.group import check
from sailau.signing.roles import Role
from sailau.verifier.archive import Archive
from sailau.verifier.closing import sums_match
from sailau.verifier.finding import Findings
from sailau.verifier.record.reading import Record

BOOTHS = (Role.TERMINAL.value, Role.PORTABLE.value)


def present(record: Record, archive: Archive) -> list[str]:
    """Trackers of every ballot that reached the precinct: box, challenged, voided."""
    aside = [line.ballot for line in record.challenged or ()] + [line.ballot for line in record.voided or ()]
    return [*archive.trackers, *map(tracker, aside)]


def arrived(record: Record, archive: Archive) -> set[str]:
    """Undecided ballots that reached the precinct all the same: the card was put back, or had been written whole."""
    here = set(present(record, archive))
    return {item for card in record.closing.values() for item in card.undecided if item in here}


def check_closing(record: Record, archive: Archive, findings: Findings) -> None:
    """Every booth device has closed, and together they sealed what the record holds."""
    _check_devices(record, findings)
    _check_challenged(record, findings)
    here, late = present(record, archive), arrived(record, archive)
    cards = list(record.closing.values())
    sealed = sum(card.sealed - card.left_out for card in cards) + len(late)
    if sealed != len(here):
        text = f"the devices sealed {sealed} ballots that are not left out; the record holds {len(here)}"
        findings.defect(14, "closing-count", names.CLOSING, text)
    if not all(check([card.sum for card in cards])):
        findings.defect(14, "closing-membership", names.CLOSING, "a sum is not a member of the group")
    elif not sums_match([card.sum for card in cards], late, here):
        text = "the devices' sums do not give the ballots of the record"
        findings.defect(14, "closing-sum", names.CLOSING, text)


def _check_devices(record: Record, findings: Findings) -> None:
    if record.manifest is None:
        return
    booths = {entry.device for entry in record.manifest.devices if entry.role in BOOTHS}
    for device in sorted(booths - record.closing.keys()):
        findings.defect(14, "closing-missing", names.closing_name(device), f"{device} gave no closing card")
    for device in sorted(record.closing.keys() - booths):
        text = f"{device} is not in the manifest's inventory"
        findings.defect(14, "closing-unknown", names.closing_name(device), text)


def _check_challenged(record: Record, findings: Findings) -> None:
    if record.challenged is None:
        return
    opened = Counter(line.device for line in record.challenged)
    for device, card in sorted(record.closing.items()):
        if card.challenged != opened[device]:
            text = f"{device} was challenged {card.challenged} times, {opened[device]} of its ballots were opened"
            findings.defect(14, "closing-challenged", names.closing_name(device), text)
    for device in sorted(opened.keys() - record.closing.keys()):
        text = f"{opened[device]} ballots of {device} were opened; it gave no closing card"
        findings.defect(14, "closing-challenged", names.CHALLENGED, text)
