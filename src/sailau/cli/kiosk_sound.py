"""The options of a kiosk's sound, and what they come to: where it is heard, from which files (C14-C20, M34a)."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sailau.adapters.headphones import Plug, headphones
from sailau.adapters.sound_files import SoundFiles
from sailau.errors import StoreError
from sailau.service.kiosk_sound import Headphones, require_whole
from sailau.terminal.turn import Ground

SOUND_FOLDER: Final = "sound"
AUTO, USB, ALWAYS, NEVER = "auto", "usb", "always", "never"
_LOOKS: Final[Mapping[str, Callable[[], bool]]] = MappingProxyType(
    {
        AUTO: lambda: headphones() is Plug.IN,
        USB: lambda: headphones(usb=True) is Plug.IN,
        ALWAYS: lambda: True,
    }
)


def add_sound(parser: argparse.ArgumentParser) -> None:
    """The options of the sound."""
    parser.add_argument(
        "--sound",
        choices=(AUTO, USB, ALWAYS, NEVER),
        default=AUTO,
        help="speak while headphones are in the jack (auto), while a USB headset is there (usb), never; in training "
        "also always (default: auto)",
    )
    parser.add_argument(
        "--sound-files", type=Path, metavar="DIR", help=f"the package's sound (default: {SOUND_FOLDER}/ in --folder)"
    )


def sound_of(args: argparse.Namespace, ground: Ground, *, training: bool) -> tuple[SoundFiles, Headphones] | None:
    """What the device speaks by; None where it does not speak. Raises StoreError when the sound is not whole."""
    if args.sound == NEVER:
        return None
    if args.sound == ALWAYS and not training:
        raise StoreError("--sound always is for training: at an election a ballot is heard in headphones only")
    folder = args.sound_files or args.folder / SOUND_FOLDER
    sound = SoundFiles(folder)
    if not len(sound) and args.sound_files is None:
        return None
    require_whole(sound, ground)
    return sound, Headphones(_LOOKS[args.sound])


def heard(mode: str) -> str:
    """When the device speaks, in words; where the machine cannot tell of headphones, that it will not."""
    if mode in (AUTO, USB) and headphones(usb=mode == USB) is Plug.UNKNOWN:
        return "it does not speak: this machine does not tell whether headphones are in"
    return "it speaks always" if mode == ALWAYS else "it speaks while headphones are in"
