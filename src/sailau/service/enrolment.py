"""Enrolment of devices: every device makes its own keys, and the territorial commission certifies them (E14, E15).

In the device's own folder:

    device.key     both private keys, sealed under the device's PIN; they never leave the folder
    request.json   what the device asks for, signed by the new key; carried to the commission

    enrol             the device makes its keys and its request
    certify_request   the commission checks a request and makes the certificate
    enter_device      ... and enters it in the precinct's inventory, where nothing stands twice
    open_device       the device opens its keys with the certificate that came back

The X25519 sealing key is bound to the device by the request's signature, and by the inventory, which the manifest of
the package signs.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from sailau.adapters.files import erase_file, read_file, write_atomically
from sailau.adapters.password import DEFAULT_COST, PasswordCost, open_under, seal_under
from sailau.adapters.software import software_fingerprint, software_version
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats import strict_json
from sailau.formats.v1.package import (
    REQUEST_FILE,
    REQUEST_TAG,
    DeviceRequest,
    Inventory,
    InventoryDevice,
    Software,
    signed_part,
)
from sailau.refusal import Refusal, Text
from sailau.sealing.device_seal import public_of, sealing_key
from sailau.service.authorities import issue_certificate, issued
from sailau.signing.authority import Authority, Signer, Validity, certify
from sailau.signing.device import device_sign, device_verify_key
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import DEVICES, OFFICES, Role

KEY_FILE: Final = "device.key"
REQUEST: Final = "request.json"
VERSION: Final = 1
PIN_BYTES_MIN: Final = 6
REQUEST_BYTES_MAX: Final = 4096
_SEALING_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """An open device: what it signs with, and the private half of its sealing key (32 bytes, secret)."""

    signer: Signer
    sealing_private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A device that the commission certified: its line of the inventory, and the certificates above its own."""

    entry: InventoryDevice
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        """The device's own certificate."""
        return x509.load_der_x509_certificate(self.entry.certificate)


def enrol(
    folder: Path,
    device: str,
    role: Role,
    serial: str,
    pin: bytes,
    *,
    election: str,
    commission: str,
    software: Software | None = None,
    cost: PasswordCost = DEFAULT_COST,
) -> bytes:
    """Make the device's keys in `folder` and return its request; called again after a crash it begins anew.

    `software` is what runs on the device (default: this program). Raises StoreError when the device was enrolled
    before or the PIN is shorter than 6 bytes, FormatError when id, serial number or role cannot be written.
    """
    if (folder / KEY_FILE).exists():
        raise StoreError(f"{folder.name} holds keys already: hand over its {REQUEST}, or discard the device by act")
    if len(pin) < PIN_BYTES_MIN:
        raise StoreError(f"a PIN has at least {PIN_BYTES_MIN} characters")
    if role not in DEVICES:
        raise FormatError("role", f"a {role.value} is a person, not a device")
    signing = ec.generate_private_key(ec.SECP256R1())
    sealing_private, sealing_public = sealing_key()
    data = _request(
        DeviceRequest(
            commission=commission,
            device=device,
            election=election,
            role=role.value,
            sealing_key=sealing_public,
            serial=serial,
            signing_key=_point(signing.public_key()),
            software=software or this_software(),
            signature=bytes(64),
        ),
        signing,
    )
    secret = sealing_private + signing.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    content: dict[str, Any] = {
        "device": device,
        "key": seal_under(pin, secret, _context(device), cost),
        "version": VERSION,
    }
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomically(folder / REQUEST, data)
    write_atomically(folder / KEY_FILE, rfc8785.dumps(content))
    return data


def this_software() -> Software:
    """Version and fingerprint of the program that runs. Raises StoreError when a file of it cannot be read."""
    return Software(version=software_version(), sha256=software_fingerprint())


def read_request(data: bytes) -> DeviceRequest:
    """Read a request and check the device's own signature. Raises FormatError or SignatureError."""
    if len(data) > REQUEST_BYTES_MAX:
        raise FormatError(REQUEST, f"larger than {REQUEST_BYTES_MAX} bytes")
    request = REQUEST_FILE.read(data)
    try:
        device_verify_key(_key_of(request), REQUEST_TAG, signed_part(request), request.signature)
    except SignatureError:
        reason = "it was altered, or the keys are not the device's own; ask the device for its request again"
        raise SignatureError(f"the request of {request.device} is not signed by its key: {reason}") from None
    return request


def certify_request(
    authority: Authority,
    data: bytes,
    *,
    election: str,
    commission: str,
    validity: Validity,
    known: Collection[InventoryDevice] = (),
    software: Software | None = None,
    folder: Path | None = None,
) -> Certified | Refusal:
    """Check a request and certify the device's signing key.

    `folder` is the authority's own: the certificate is entered there, so that it can be taken back (`authorities`); a
    request that was certified before a crash gets the same certificate again. Refused: another election or commission,
    a device id, serial number or key that is among `known` (the inventory so far), where `software` is given, other
    software, and whatever the authority's folder refuses. Raises FormatError or SignatureError on an altered request.
    """
    request = read_request(data)
    refusal = _foreign(request, election, commission) or _repeated(request, known)
    if refusal is None and software is not None and request.software != software:
        refusal = _other_software(request, software)
    if refusal is not None:
        return refusal
    role = Role(request.role)
    holder = Holder(
        name=f"{OFFICES[role].kk} {request.serial}",
        role=role,
        commission=request.commission,
        election=request.election,
        device=request.device,
        training=holder_of(authority.certificate).training,
    )
    certificate = _certificate(authority, folder, holder, validity, _key_of(request))
    if isinstance(certificate, Refusal):
        return certificate
    entry = InventoryDevice(
        device=request.device,
        role=request.role,
        serial=request.serial,
        certificate=certificate.public_bytes(Encoding.DER),
        sealing_key=request.sealing_key,
        software=request.software,
    )
    return Certified(entry=entry, chain=(authority.certificate, *authority.chain))


def _certificate(
    authority: Authority, folder: Path | None, holder: Holder, validity: Validity, key: ec.EllipticCurvePublicKey
) -> x509.Certificate | Refusal:
    if folder is None:
        return certify(authority, holder, validity, key)
    for one in issued(folder):
        if one.taken_back is None and one.holder == holder and one.certificate.public_key() == key:
            return one.certificate
    answer = issue_certificate(folder, authority, holder, validity, key)
    return answer if isinstance(answer, Refusal) else answer.certificate


def enter_device(inventory: Inventory, certified: Certified) -> Inventory:
    """The inventory with one more device."""
    return Inventory(
        election=inventory.election,
        precinct=inventory.precinct,
        commission=inventory.commission,
        devices=tuple(sorted((*inventory.devices, certified.entry), key=lambda one: one.device)),
    )


def open_device(
    folder: Path, pin: bytes, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]
) -> DeviceKeys:
    """Open the device's keys with the certificate that the commission made.

    Raises WrongPasswordError, or StoreError when the file is not a device's, or the certificate is of another key.
    """
    device, box = _sealed(folder)
    secret = open_under(pin, box, _context(device))
    key = load_der_private_key(secret[_SEALING_BYTES:], None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StoreError(f"{KEY_FILE} of {device} holds no P-256 key")
    if certificate.public_key() != key.public_key() or holder_of(certificate).device != device:
        raise StoreError(f"the certificate is not that of {device}: it names another device or another key")
    signer = Signer(certificate=certificate, chain=chain, key=key)
    return DeviceKeys(signer=signer, sealing_private=secret[:_SEALING_BYTES])


def open_listed_device(
    folder: Path, pin: bytes, inventory: Inventory, chain: tuple[x509.Certificate, ...]
) -> DeviceKeys | Refusal:
    """Open the device by its line of the inventory, which must name this device's sealing key.

    Refused when the inventory does not list it with its own keys (E15). Raises like `open_device`.
    """
    device, _ = _sealed(folder)
    entry = inventory.device(device)
    if entry is None:
        return _not_listed(device)
    keys = open_device(folder, pin, x509.load_der_x509_certificate(entry.certificate), chain)
    return keys if public_of(keys.sealing_private) == entry.sealing_key else _not_listed(device)


def discard_device(folder: Path) -> None:
    """Overwrite and remove the keys of a device that is not used any more; to be done by act. May be repeated."""
    for name in (KEY_FILE, REQUEST):
        erase_file(folder / f"{name}.new")
        erase_file(folder / name)


def _request(unsigned: DeviceRequest, key: ec.EllipticCurvePrivateKey) -> bytes:
    fields = {name: getattr(unsigned, name) for name in DeviceRequest.__slots__ if name != "signature"}
    signed = DeviceRequest(**fields, signature=device_sign(key, REQUEST_TAG, signed_part(unsigned)))
    data = REQUEST_FILE.write(signed)
    REQUEST_FILE.read(data)  # what cannot be read back is not handed out
    return data


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _key_of(request: DeviceRequest) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), request.signing_key)
    except ValueError:
        raise FormatError(f"{REQUEST}.signing_key", "not a point of P-256") from None


def _context(device: str) -> str:
    return f"sailau/device-key/{VERSION}/{device}"


def _sealed(folder: Path) -> tuple[str, Any]:
    """The device's id and the sealed box of its key file."""
    try:
        content = strict_json.read(read_file(folder / KEY_FILE), KEY_FILE)
    except FormatError:
        raise StoreError(f"{KEY_FILE} does not have the form of a device's key file") from None
    if not isinstance(content, dict) or set(content) != {"device", "key", "version"} or content["version"] != VERSION:
        raise StoreError(f"{KEY_FILE} does not have the form of a device's key file")
    return str(content["device"]), content["key"]


def _foreign(request: DeviceRequest, election: str, commission: str) -> Refusal | None:
    if (request.election, request.commission) == (election, commission):
        return None
    who, where = f"{request.device} ({request.serial})", f"{request.commission}, {request.election}"
    return Refusal(
        "device-request-foreign",
        "L 50-2(3)",
        Text(
            f"{who}: сұрау басқа учаске немесе сайлау үшін жасалған: {where}.",
            f"{who}: запрос сделан для другого участка или других выборов: {where}.",
            f"{who}: the request was made for another precinct or election: {where}.",
        ),
    )


def _repeated(request: DeviceRequest, known: Collection[InventoryDevice]) -> Refusal | None:
    for one in known:
        key = x509.load_der_x509_certificate(one.certificate).public_key()
        same_key = isinstance(key, ec.EllipticCurvePublicKey) and _point(key) == request.signing_key
        what = (
            (request.device, request.device == one.device),
            (request.serial, request.serial == one.serial),
            ("signing_key", same_key),
            ("sealing_key", request.sealing_key == one.sealing_key),
        )
        repeated = [name for name, same in what if same]
        if repeated:
            return _known_already(repeated[0], one)
    return None


def _known_already(what: str, one: InventoryDevice) -> Refusal:
    return Refusal(
        "device-request-repeated",
        "L 50-2(3)",
        Text(
            f"{what}: тізімдемеде бар ({one.device}, {one.serial}). Құрылғыға сертификат бір рет беріледі.",
            f"{what}: уже есть в описи ({one.device}, {one.serial}). Устройство удостоверяется один раз.",
            f"{what}: stands in the inventory already ({one.device}, {one.serial}). A device is certified once.",
        ),
    )


def _other_software(request: DeviceRequest, software: Software) -> Refusal:
    who = f"{request.device} ({request.serial})"
    is_, due = (
        f"{request.software.version} {request.software.sha256[:16]}",
        f"{software.version} {software.sha256[:16]}",
    )
    return Refusal(
        "device-software-differs",
        "L 50-1(4)",
        Text(
            f"{who}: құрылғыда басқа бағдарлама: {is_}…, қабылданғаны {due}….",
            f"{who}: на устройстве другая программа: {is_}…, принята {due}….",
            f"{who}: other software is on the device: {is_}…, accepted was {due}….",
        ),
    )


def _not_listed(device: str) -> Refusal:
    return Refusal(
        "device-not-listed",
        "L 50-2(3)",
        Text(
            f"{device}: құрылғы осы кілттерімен тізімдемеде жоқ.",
            f"{device}: устройства с этими ключами нет в описи.",
            f"{device}: the inventory does not list the device with these keys.",
        ),
    )
