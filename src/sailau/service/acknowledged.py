"""The commission's acknowledgement as a precinct gets it: judged, and kept beside the bundle (L 50-7(1); E47)."""

from dataclasses import replace
from pathlib import Path

from sailau.adapters.files import write_atomically
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE, NAME, Acknowledgement
from sailau.formats.v1.bundle import SUFFIX
from sailau.formats.v1.record import names
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust


def acknowledgement_names(bundle: str) -> tuple[str, str]:
    """The names of the acknowledgement of the bundle in the file `bundle`, and of its signature, beside it."""
    name = f"{bundle.removesuffix(SUFFIX)}.{NAME}"
    return name, names.signature_name(name)


def judge_acknowledgement(data: bytes, signature: bytes, trust: Trust) -> Acknowledgement:
    """An acknowledgement that an intake of this election has signed, of the commission in whose name it speaks.

    Raises FormatError, SignatureError.
    """
    found = ACKNOWLEDGEMENT_FILE.read(data)
    anywhere = replace(trust, precinct=None, territory=None)
    for one in verify_detached(data, signature, anywhere, DocumentKind.ACKNOWLEDGEMENT):
        if one.holder.commission != found.commission:
            raise SignatureError(f"{one.holder.name}: it answers in the name of another commission")
    return found


def write_acknowledgement(folder: Path, bundle: str, data: bytes, signature: bytes) -> None:
    """Keep it in `folder` beside the bundle; the folder is made. Raises `StoreError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make {folder.name}: {error.strerror}") from error
    for name, content in zip(acknowledgement_names(bundle), (data, signature), strict=True):
        write_atomically(folder / name, content)
