"""Options that name the key of whoever signs, and opening it: a PKCS#12 file, or a PKCS#11 token; the PIN is asked for.

A PIN is never an argument: it would stand in the list of processes and in the shell's history.
"""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sailau.adapters.files import read_file
from sailau.errors import StoreError

if TYPE_CHECKING:
    from sailau.signing.authority import Signer


def add_signer(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the signer's key."""
    who = parser.add_argument_group("who signs (the PIN is asked for when --pin-file is not given)")
    who.add_argument("--sign", type=Path, metavar="FILE.p12", help="the signer's key file")
    who.add_argument("--token", type=Path, metavar="MODULE", help="or a token: its PKCS#11 module")
    who.add_argument("--token-label", metavar="LABEL", help="the token's label")
    who.add_argument("--key-label", metavar="LABEL", help="the key's label on the token")
    who.add_argument("--pin-file", type=Path, metavar="FILE", help="read the PIN from here")


@contextmanager
def opened_signer(args: argparse.Namespace) -> Iterator["Signer"]:
    """The signer that the arguments name; a token's session lasts as long as the `with`.

    Raises StoreError when they name none or two, SignatureError at a wrong PIN.
    """
    if (args.sign is None) == (args.token is None):
        raise StoreError("name the signer's key: --sign FILE.p12, or --token MODULE --token-label L --key-label L")
    if args.sign is not None:
        from sailau.signing.keystore import open_signer

        yield open_signer(read_file(args.sign), _pin(args, args.sign.name))
        return
    if args.token_label is None or args.key_label is None:
        raise StoreError("a token needs --token-label and --key-label")
    from sailau.adapters.token import open_token

    with open_token(args.token, args.token_label, _pin(args, args.token_label).encode()) as token:
        yield token.signer(args.key_label)


def _pin(args: argparse.Namespace, of: str) -> str:
    if args.pin_file is not None:
        try:
            return read_file(args.pin_file).decode().strip()
        except UnicodeDecodeError as error:
            raise StoreError(f"{args.pin_file.name}: the PIN is not UTF-8") from error
    if not sys.stdin.isatty():
        raise StoreError("there is nobody to ask for the PIN: give --pin-file FILE")
    return getpass.getpass(f"PIN ({of}): ")
