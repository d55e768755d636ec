"""Who stands on the lists twice: by IIN exactly, by name and birth nearly (M8; L 24(5)).

Near duplicates are sought among entries of one date of birth that share an address or a name's consonants, and among
entries of one address that share the consonants of both names. So the work grows with the size of such a group, not
with the square of the list.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from sailau.register import kinds_of_row as kinds
from sailau.register.finding import Finding
from sailau.register.likeness import Person, alike_same_address, alike_same_day, person_of
from sailau.register.spelling import family_stem, fold_address, skeleton
from sailau.register.voter import Listed, Voter

RARE_OF: Final = 5_000
"""A first name is rare when it stands on the list at most once in so many entries, or once in all."""

BUCKET_MAX: Final = 60
"""In a larger group (one date of birth for thousands) only neighbours in order of names are compared."""

WINDOW: Final = 8


def exact_duplicates(file: str, voters: Sequence[Voter], listed: Iterable[Listed]) -> Iterator[Finding]:
    """IINs that stand twice in the file, or in the file and on a list that the file does not replace."""
    first: dict[str, Voter] = {}
    for voter in voters:
        other = first.setdefault(voter.iin.digits, voter)
        if other is voter:
            continue
        if other.precinct != voter.precinct:
            kind = kinds.IIN_TWO_LISTS
        else:
            kind = kinds.ROW_TWICE if _content(other) == _content(voter) else kinds.IIN_TWICE
        yield Finding(kind=kind, file=file, line=voter.line, column="iin", other=f"row {other.line}")
    for entry in listed:
        here = first.get(entry.voter.iin.digits)
        if here is not None:
            yield Finding(kind=kinds.IIN_TWO_LISTS, file=file, line=here.line, column="iin", other=entry.place)


def near_duplicates(file: str, voters: Sequence[Voter], listed: Sequence[Listed] = ()) -> Iterator[Finding]:
    """Pairs with different IINs that look like one person; at least one of a pair is in the file."""
    everybody = [*voters, *(entry.voter for entry in listed)]
    addresses = {voter.address: "" for voter in everybody}
    addresses.update((address, fold_address(address)) for address in addresses)
    people = [person_of(voter, addresses[voter.address]) for voter in everybody]
    for a, b in sorted(_pairs(people)):
        first, second = everybody[a], everybody[b]
        if a >= len(voters) or first.iin == second.iin:
            continue
        equal = _person(first) == _person(second)
        in_file = b < len(voters)
        yield Finding(
            kind=kinds.PERSON_TWICE if equal else kinds.PERSON_TWICE_NEARLY,
            file=file,
            line=second.line if in_file else first.line,
            other=f"row {first.line}" if in_file else listed[b - len(voters)].place,
        )


def _pairs(people: Sequence[Person]) -> set[tuple[int, int]]:
    """Pairs of indices, the lower first."""
    counts = Counter(person.name for person in people)
    bound = max(1, len(people) // RARE_OF)

    def is_rare(name: str) -> bool:
        return counts[name] <= bound

    found: set[tuple[int, int]] = set()
    days = _grouped(people, lambda person: person.born)
    found.update(
        (a, b) for a, b in _candidates(people, days, _tokens_of_day) if alike_same_day(people[a], people[b], is_rare)
    )
    addresses = _grouped(people, lambda person: person.address or None)
    found.update(
        (a, b)
        for a, b in _candidates(people, addresses, _tokens_of_address)
        if people[a].born != people[b].born and alike_same_address(people[a], people[b])
    )
    return found


def _grouped(people: Sequence[Person], key: Callable[[Person], object]) -> Iterator[list[int]]:
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        value = key(person)
        if value is not None:
            groups[value].append(index)
    return (group for group in groups.values() if len(group) > 1)


def _candidates(
    people: Sequence[Person], groups: Iterable[list[int]], tokens: Callable[[Person], set[Hashable]]
) -> Iterator[tuple[int, int]]:
    """Pairs of a group that share a token; some come twice."""
    for group in groups:
        buckets: defaultdict[Hashable, list[int]] = defaultdict(list)
        for index in group:
            for token in tokens(people[index]):
                buckets[token].append(index)
        for bucket in buckets.values():
            yield from _pairs_of(people, bucket)


def _tokens_of_day(person: Person) -> set[Hashable]:
    """Consonants of surname and first name, whichever stands where; the address."""
    tokens: set[Hashable] = {skeleton(family_stem(person.surname)), skeleton(person.name), skeleton(person.surname)}
    return tokens | {(person.address,)} if person.address else tokens


def _tokens_of_address(person: Person) -> set[Hashable]:
    """Consonants of both names, with the year or with month and day: a slip in a date leaves one of these."""
    names = (skeleton(person.surname), skeleton(person.name))
    return {(*names, person.born.year), (*names, person.born.month, person.born.day)}


def _pairs_of(people: Sequence[Person], bucket: list[int]) -> Iterator[tuple[int, int]]:
    if len(bucket) <= BUCKET_MAX:
        yield from combinations(bucket, 2)
        return
    ordered = sorted(bucket, key=lambda index: (people[index].surname, people[index].name, index))
    for place, index in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + WINDOW]:
            yield (index, other) if index < other else (other, index)


def _content(voter: Voter) -> tuple[str, ...]:
    return (voter.surname, voter.name, voter.patronymic, voter.address)


def _person(voter: Voter) -> tuple[object, ...]:
    return (voter.surname, voter.name, voter.patronymic, voter.iin.birth_date)
