"""Fictitious voters for the tests of the desk."""

from datetime import date

from sailau.checkin import Iin, Sex, VoterEntry, VoterList, VoterNumber, compose

VOTING_DAY = date(2026, 11, 22)


def iin_of(birth_date: date, serial: int) -> Iin:
    """The first number that is issued from `serial` on."""
    iin = compose(birth_date, Sex.FEMALE, serial)
    return iin if iin is not None else iin_of(birth_date, serial + 1)


def entry(number: int, birth_date: date = date(1980, 5, 17)) -> VoterEntry:
    """A voter who is told from the others by the number."""
    return VoterEntry(
        number=VoterNumber(number),
        iin=iin_of(birth_date, 10 * number),
        surname=f"Әлімова-{number}",
        name="Гүлнар",
        patronymic="Құрманқызы",
        birth_date=birth_date,
        address=f"Абай көшесі, {number}",
    )


VOTERS = VoterList(entry(number) for number in range(1, 6))
