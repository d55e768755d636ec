"""Keys and PINs for `sailau pki`: a PKCS#12 file or a token, a PIN from a file, from the person, or a fresh one."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.token import Token, open_token
from sailau.errors import StoreError
from sailau.service.authorities import KEY_FILE, authority_chain
from sailau.signing.authority import Authority, Signer
from sailau.signing.keystore import new_pin, open_authority, open_signer, seal_signer

PIN_LENGTH_MIN: Final = 8
KEY_LABEL: Final = "sailau"


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a token is: the vendor's module and the token's label."""

    module: Path
    label: str


@dataclass(slots=True)
class NewKey:
    """A key that was just made, and where it will rest; `keep` finishes that when its certificate is there."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    token: Token | None = None
    label: str = KEY_LABEL
    pin: str | None = field(default=None, repr=False)
    """The PIN of the file, when it is a fresh one that must be told."""
    given_pin: str = field(default="", repr=False)

    def keep(self, signer: Signer | Authority, path: Path) -> None:
        """Write the PKCS#12 file, or the certificates into the token."""
        if self.token is not None:
            self.token.write_certificates(self.label, signer.certificate, signer.chain)
        else:
            write_atomically(path, seal_signer(signer, self.pin or self.given_pin, path.stem))


def add_new_key(parser: argparse.ArgumentParser) -> None:
    """Options for a key that is to be made: in a file (the default), or inside a token."""
    parser.add_argument(
        "--token",
        type=token_place,
        metavar="MODULE:LABEL",
        help="make the key inside this PKCS#11 token, not in a file",
    )
    parser.add_argument("--key-label", default=KEY_LABEL, metavar="LABEL", help=f"the key's label there ({KEY_LABEL})")
    parser.add_argument(
        "--pin-file",
        type=Path,
        metavar="FILE",
        help="the PIN: of the token, or for the new file (else a fresh PIN is printed once)",
    )


def add_authority(parser: argparse.ArgumentParser, option: str = "--authority") -> None:
    """Options for the authority that works: its folder, and how its key is opened."""
    name = option.removeprefix("--")
    parser.add_argument(option, dest="authority", type=Path, required=True, metavar="DIR", help=f"folder of the {name}")
    parser.add_argument(
        "--authority-token", type=token_place, metavar="MODULE:LABEL", help="its key is in this token, not in a file"
    )
    parser.add_argument("--authority-label", default=KEY_LABEL, metavar="LABEL", help=f"its label there ({KEY_LABEL})")
    parser.add_argument("--authority-pin-file", type=Path, metavar="FILE", help="take its PIN from here, do not ask")


def token_place(text: str) -> TokenPlace:
    """Read `MODULE:LABEL`; for argparse."""
    module, _, label = text.rpartition(":")
    if not module or not label:
        raise argparse.ArgumentTypeError("the module's path and the token's label, as /usr/lib/module.so:chair-25")
    return TokenPlace(Path(module), label)


@contextmanager
def working_authority(args: argparse.Namespace) -> Iterator[Authority]:
    """The authority of `--authority`, its key opened. Raises StoreError."""
    pin = asked_pin(args.authority_pin_file, "PIN of the authority: ")
    if args.authority_token is not None:
        place: TokenPlace = args.authority_token
        with open_token(place.module, place.label, pin.encode()) as token:
            own, *above = authority_chain(args.authority)
            found = token.authority(args.authority_label)
            if found.certificate != own:
                raise StoreError(f"the key in token {place.label!r} is not that of {args.authority}")
            yield Authority(certificate=own, chain=tuple(above), key=found.key)
        return
    yield open_authority(read_file(args.authority / KEY_FILE), pin)


@contextmanager
def new_key(args: argparse.Namespace) -> Iterator[NewKey]:
    """A new key as `--token`, `--key-label` and `--pin-file` say. Raises StoreError."""
    if args.token is None:
        given = None if args.pin_file is None else pin_from(args.pin_file)
        key = ec.generate_private_key(ec.SECP256R1())
        yield NewKey(key, pin=new_pin() if given is None else None, given_pin=given or "")
        return
    place: TokenPlace = args.token
    with open_token(place.module, place.label, asked_pin(args.pin_file, "PIN of the token: ").encode()) as token:
        yield NewKey(token.make_key(args.key_label), token=token, label=args.key_label)


def signer_in(path: Path, pin_file: Path | None) -> Signer:
    """The signer in a PKCS#12 file. Raises StoreError."""
    return open_signer(read_file(path), asked_pin(pin_file, f"PIN of {path.name}: "))


def asked_pin(path: Path | None, question: str) -> str:
    """A PIN from a file, or from the person at the keyboard. Raises StoreError when there is neither."""
    if path is not None:
        return read_text(path).strip()
    if not sys.stdin.isatty():
        raise StoreError(f"there is nobody to ask ({question.strip(': ')}): give the PIN in a file")
    return getpass.getpass(question, stream=sys.stderr).strip()


def pin_from(path: Path) -> str:
    """A PIN for new files, at least eight signs. Raises StoreError."""
    pin = read_text(path).strip()
    if len(pin) < PIN_LENGTH_MIN or "\n" in pin:
        raise StoreError(f"{path.name} must hold one PIN of at least {PIN_LENGTH_MIN} signs")
    return pin


def read_text(path: Path) -> str:
    """A file with a PIN. Raises StoreError."""
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        raise StoreError(f"{path.name} holds no readable PIN") from error
