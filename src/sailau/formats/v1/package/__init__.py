"""The package of a precinct, format 1: what the territorial commission hands to one precinct (L 43(4), L 50-1(5)).

    request    a device asks for its certificate            names     the files of a package
    inventory  the devices of the precinct                  fields    spellings that these files share
    officials  its commission
    manifest   every file, signed by the territorial commission
    halves     public halves of the credentials, for publishing
    sealed     what stands inside the sealed files

`docs/format/package.md` has the same for somebody who writes another reader.
"""

from sailau.formats.v1.package.halves import HALVES_FILE, PublicHalves
from sailau.formats.v1.package.inventory import INVENTORY_FILE, Inventory, InventoryDevice
from sailau.formats.v1.package.manifest import PACKAGE_FILE, PACKAGE_FORMAT, FileEntry, Numbers, PackageManifest
from sailau.formats.v1.package.officials import OFFICIALS_FILE, OfficialEntry, Officials
from sailau.formats.v1.package.request import REQUEST_FILE, REQUEST_TAG, DeviceRequest, Software, signed_part
from sailau.formats.v1.package.sealed import BOOTH_PART, COMPUTER_PART, BoothPart, ComputerPart, SealedRow

__all__ = [
    "BOOTH_PART",
    "COMPUTER_PART",
    "HALVES_FILE",
    "INVENTORY_FILE",
    "OFFICIALS_FILE",
    "PACKAGE_FILE",
    "PACKAGE_FORMAT",
    "REQUEST_FILE",
    "REQUEST_TAG",
    "BoothPart",
    "ComputerPart",
    "DeviceRequest",
    "FileEntry",
    "Inventory",
    "InventoryDevice",
    "Numbers",
    "OfficialEntry",
    "Officials",
    "PackageManifest",
    "PublicHalves",
    "SealedRow",
    "Software",
    "signed_part",
]
