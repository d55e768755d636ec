"""Runners of many tasks: in this process, in several, on a Dask cluster (`ports.runner`)."""

from sailau.adapters.runners.here import RunHere
from sailau.adapters.runners.processes import RunInProcesses

__all__ = ["RunHere", "RunInProcesses"]
