"""Tasks on a Dask cluster: any number of machines that see the same folder (extra `cluster`).

Scheduler and workers are started by whoever runs the cluster (`docs/verify-country.md`). Between machines it is TLS
with certificates of the cluster's own: a scheduler takes work, which is code, from whoever may speak to it. A worker
that dies gives its tasks to others; a task over which several workers died (Dask's `allowed-failures`, three) is given
up. While no worker is left, the work waits for new ones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from sailau.errors import SailauError
from sailau.ports.runner import Lost

if TYPE_CHECKING:
    from distributed import Client, Future

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

ANSWER_WITHIN: Final = "20s"
"""How long a scheduler may take to answer."""
UNDER_WAY_PER_THREAD: Final = 4
UNDER_WAY_LEAST: Final = 16


class ClusterError(SailauError):
    """The cluster cannot be used: no extra, no answer, no TLS, no workers, or another version of Sailau there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterTls:
    """Paths of PEM files: the cluster's own authority, this client's certificate and its key."""

    authority: Path
    certificate: Path
    key: Path


class RunOnCluster:
    """A runner that gives tasks to a scheduler at `address` (`tls://host:8786`)."""

    def __init__(self, address: str, tls: ClusterTls | None, *, workers: int = 1) -> None:
        """Work begins when there are `workers` of them.

        Raises ClusterError when the address is not one, or leads off this machine without TLS.
        """
        self._address = address
        self._tls = tls
        self._workers = workers
        parts = urlsplit(address)
        if parts.scheme not in ("tls", "tcp") or not parts.hostname or not _port(address):
            raise ClusterError(f"{address}: not a scheduler's address; give it as tls://host:8786")
        if parts.scheme == "tls" and tls is None:
            raise ClusterError(f"{address}: TLS needs --tls-ca, --tls-cert and --tls-key")
        if parts.scheme == "tcp" and not _on_this_machine(parts.hostname):
            raise ClusterError(f"{address}: without TLS only a scheduler on this machine is used; give tls://…")

    def run(self, function: Callable[[Task], Outcome], tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome | Lost]]:
        """See `ports.runner.Runner`. Raises ClusterError when the scheduler cannot be reached or has no fit workers."""
        with self._connected() as client:
            room = max(UNDER_WAY_LEAST, UNDER_WAY_PER_THREAD * _demand_workers(client, self._workers))
            yield from _given_out(client, function, tasks, room)

    def _connected(self) -> "Client":
        try:
            from distributed import Client, Security
        except ImportError as error:
            raise ClusterError(
                "the extra `cluster` is missing: run `python3 tools/setup.py --extra cluster`"
            ) from error
        security = None
        if self._tls is not None:
            security = Security(
                require_encryption=True,
                tls_ca_file=str(self._tls.authority),
                tls_client_cert=str(self._tls.certificate),
                tls_client_key=str(self._tls.key),
            )
        try:
            return Client(self._address, security=security, timeout=ANSWER_WITHIN, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"{self._address}: the scheduler does not answer: {error}") from error


def _given_out(
    client: "Client", function: Callable[[Task], Outcome], tasks: Sequence[Task], room: int
) -> Iterator[tuple[Task, Outcome | Lost]]:
    from distributed import as_completed

    left = iter(range(len(tasks)))
    places: dict[str, int] = {}

    def next_futures(count: int) -> "list[Future]":
        made = []
        for place in (place for _, place in zip(range(count), left, strict=False)):
            future = client.submit(function, tasks[place], pure=False)
            places[future.key] = place
            made.append(future)
        return made

    ready = as_completed(next_futures(room), loop=client.loop, raise_errors=False)
    for future in ready:
        if future.status in ("cancelled", "lost"):
            raise ClusterError("the scheduler is gone; start it anew and give the command again: it goes on")
        place = places.pop(future.key)
        outcome = future.result() if future.status == "finished" else Lost(_why(future))
        future.release()
        for more in next_futures(1):
            ready.add(more)
        yield tasks[place], outcome


def _why(future: "Future") -> str:
    error: BaseException | None = future.exception()
    kind = type(error).__name__
    if kind == "KilledWorker":
        return "the workers that had it died"
    return f"{kind}: {error}" if error is not None else str(future.status)


def _demand_workers(client: "Client", least: int) -> int:
    """Check that there are workers and that all run this very version; how many threads they have together."""
    try:
        client.wait_for_workers(least, timeout=ANSWER_WITHIN)
    except TimeoutError as error:
        raise ClusterError(f"the scheduler has fewer than {least} workers: start them with `dask worker`") from error
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    own = version("sailau")
    answers: dict[str, str] = client.run(_version, on_error="return")
    other = sorted(worker for worker, said in answers.items() if said != own)
    if other:
        raise ClusterError(f"worker {other[0]} does not run Sailau {own}, but: {answers[other[0]]}")
    return sum(int(worker["nthreads"]) for worker in workers.values())


def _version() -> str:
    return version("sailau")


def _port(address: str) -> int | None:
    try:
        return urlsplit(address).port
    except ValueError:
        return None


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
