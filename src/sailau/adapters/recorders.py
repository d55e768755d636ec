"""The recorders of one program that records for several devices: processes on this machine, or files (E18).

The precinct computer records for itself and for the desks and accumulators at its table. Each has a recorder of its
own; which socket is whose, the recorder itself says.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from sailau.adapters.recorder_client import RecorderClient, device_at
from sailau.adapters.recorder_file import RecorderFile
from sailau.errors import StoreError
from sailau.ports.clock import Clock
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.ports.recorder import DeviceRecorder


class FileRecorders:
    """Records in files of one folder, `<device>.jsonl`: for training and rehearsals."""

    def __init__(self, folder: Path, clock: Clock, faults: Faults = NO_FAULTS) -> None:
        self._folder, self._clock, self._faults = folder, clock, faults

    def open(self, device: str) -> DeviceRecorder:
        """See `Recorders.open`."""
        return RecorderFile(self._folder / f"{device}.jsonl", device, self._clock, self._faults)

    def devices(self) -> Collection[str]:
        """See `Recorders.devices`."""
        return [path.stem for path in self._folder.glob("*.jsonl")]


class RecorderProcesses:
    """Recorder processes that answer at `sockets`."""

    def __init__(self, sockets: Sequence[Path]) -> None:
        """Ask each whose recorder it is. Raises `StoreError` when one does not answer, or two are one device's."""
        self._sockets: dict[str, Path] = {}
        for path in sockets:
            device = device_at(path)
            if device in self._sockets:
                raise StoreError(f"{self._sockets[device]} and {path} are both the recorder of {device}: give it once")
            self._sockets[device] = path

    def open(self, device: str) -> DeviceRecorder:
        """See `Recorders.open`."""
        if device not in self._sockets:
            known = ", ".join(sorted(self._sockets)) or "none"
            raise StoreError(
                f"{device} has no recorder here (there are: {known}): start `sailau recorder --device {device}` and "
                "give its socket with --recorder"
            )
        return RecorderClient(self._sockets[device], device)

    def devices(self) -> Collection[str]:
        """See `Recorders.devices`."""
        return self._sockets.keys()
