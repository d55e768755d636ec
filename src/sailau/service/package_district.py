"""All packages of a territory in one go: begun anew where it was cut short, in several processes (L 43(4), L 50-1(5)).

For each precinct, whatever happens to the others:

    made      the package was made now
    kept      a whole and sound package of this issue, from these very inputs, was there already
    refused   what was given does not agree; the Refusal says what
    failed    a file is missing or cannot be read, or a package of other inputs stands there; the text says which

A package that was cut short lies under another name and is made anew.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from enum import Enum
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from sailau.adapters.files import ProcessLock
from sailau.errors import SailauError, StoreError, invariant
from sailau.formats.v1.package import PackageManifest, names
from sailau.refusal import Refusal
from sailau.service.package_checks import Expectation, list_digest
from sailau.service.package_layout import Making, published_in, read_order
from sailau.service.package_making import PackageOrder, PublishedDefinition, make_package, placed_files
from sailau.service.package_medium import entry_of
from sailau.service.package_reading import read_package
from sailau.signing.authority import Signer

LOCK: Final = ".lock"


class Made(Enum):
    """What became of one precinct's package."""

    MADE = "made"
    KEPT = "kept"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One precinct: where its package lies, or why it does not."""

    precinct: int
    made: Made
    folder: Path
    manifest: PackageManifest | None = None
    refusal: Refusal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """The territorial commission's folder, where the packages go, and what is the same for all of them."""

    territory: Path
    out: Path
    making: Making

    def folder(self, precinct: int) -> Path:
        """Where the package of one precinct goes: `precinct-25-issue-1`."""
        return self.out / f"precinct-{precinct}-issue-{self.making.issue}"


def make_district(
    district: District,
    precincts: Sequence[int],
    open_signer: Callable[[], Signer],
    *,
    processes: int = 1,
    on_done: Callable[[Outcome], None] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Make or keep the packages of these precincts; outcomes in the order of their numbers.

    `open_signer` opens the commission's key, once in each process; with more than one process it must be picklable.
    Raises StoreError when another process makes packages in the same folder, or the definition cannot be read.
    """
    invariant(processes >= 1, "at least one process makes the packages")
    district.out.mkdir(parents=True, exist_ok=True, mode=0o700)
    published_in(district.territory)  # a missing definition is told once, not for every precinct
    lock = ProcessLock(district.out / LOCK, f"the folder of packages {district.out.name}")
    try:
        outcomes = []
        for outcome in _each(district, precincts, open_signer, processes):
            on_done(outcome)
            outcomes.append(outcome)
        return tuple(sorted(outcomes, key=lambda one: one.precinct))
    finally:
        lock.release()


def make_one(district: District, precinct: int, published: PublishedDefinition, signer: Signer) -> Outcome:
    """Make or keep one package. Never raises SailauError: what went wrong is the outcome."""
    answer = partial(Outcome, precinct=precinct, folder=district.folder(precinct))
    try:
        order = read_order(district.territory, precinct, district.making, published)
        if district.folder(precinct).exists():
            return answer(made=Made.KEPT, manifest=_standing(district.folder(precinct), order, signer))
        done = make_package(district.folder(precinct), order, signer)
    except SailauError as error:
        return answer(made=Made.FAILED, reason=error.diagnostics())
    if isinstance(done, Refusal):
        return answer(made=Made.REFUSED, refusal=done)
    return answer(made=Made.MADE, manifest=done)


def _each(
    district: District, precincts: Sequence[int], open_signer: Callable[[], Signer], processes: int
) -> Iterator[Outcome]:
    """Outcomes as they come. A worker that is stopped takes its half-made package with it and no other."""
    if processes == 1:
        published, signer = published_in(district.territory), open_signer()
        for precinct in precincts:
            yield make_one(district, precinct, published, signer)
        return
    context, given = get_context("spawn"), (district, open_signer)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=given) as pool:
        tasks = [pool.submit(_in_worker, precinct) for precinct in precincts]
        try:
            for task in as_completed(tasks):
                yield task.result()
        finally:
            pool.shutdown(cancel_futures=True)


_WORKER: dict[str, tuple[District, PublishedDefinition, Signer]] = {}
"""What a worker process holds as long as it lives."""


def _begin(district: District, open_signer: Callable[[], Signer]) -> None:
    _WORKER["all"] = (district, published_in(district.territory), open_signer())


def _in_worker(precinct: int) -> Outcome:
    district, published, signer = _WORKER["all"]
    return make_one(district, precinct, published, signer)


def _standing(folder: Path, order: PackageOrder, signer: Signer) -> PackageManifest:
    """The manifest of the package that stands there, if it is sound and of these inputs. Raises StoreError."""
    expected = Expectation(
        root=signer.chain[-1],
        at=order.issued,
        training=order.training,
        election=order.inventory.election,
        precinct=order.precinct,
        software=order.software,
    )
    report = read_package(folder, expected)
    again = "put it aside, or make the next issue (--issue)"
    if report.contents is None:
        raise StoreError(f"{folder.name} stands there and is not sound: {report.refusals[0].text.en} Then {again}")
    manifest = report.contents.manifest
    given = {
        names.DEFINITION: order.definition,
        names.REVOKED: order.revoked,
        **order.list_act,
        **placed_files(order),
    }
    same = all(manifest.files.get(path) == entry_of(data) for path, data in given.items())
    same = same and report.contents.inventory == order.inventory and manifest.issue == order.issue
    if not same or manifest.list_sha256 != list_digest(order.voters):
        raise StoreError(f"{folder.name} was made from other inputs: {again}")
    return manifest
