"""Tokens: an official's key in a device that never gives it out, by any PKCS#11 module (E14, E43).

A token holds, under one label, the private key, its certificate and the certificates above it, and it may hold small
private data objects (a member's share of the ceremony). It is opened with the PIN and closed when the work is done.
The key is made inside, marked sensitive and not extractable, and `TokenKey` is a drop-in for a key of `cryptography`:
CMS, PAdES and raw device signatures are made with it unchanged.

The library `python-pkcs11` is an extra (`pip install "sailau[pkcs11]"`): who keeps keys in PKCS#12 files needs no C
library of a vendor. It is imported when a token is opened. A module reads its own settings once in a process.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock
from types import ModuleType, TracebackType
from typing import Any, Final, Self, TypeVar

from asn1crypto import x509 as asn1_x509
from asn1crypto.core import OctetString
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.token_key import COORDINATE_BYTES, TokenKey
from sailau.errors import StoreError
from sailau.signing.authority import Authority, Signer
from sailau.signing.trust import read_certificate

POINT_BYTES: Final = 1 + 2 * COORDINATE_BYTES
T = TypeVar("T")

APPLICATION: Final = "sailau"
"""Marks the data objects of ours, before the number of the version."""
OBJECTS_MAX: Final = 1_000
"""A token with more objects of one kind than this is not one of ours."""

_LOGIN_ERRORS: Final[dict[str, str]] = {
    "PinIncorrect": "the PIN is wrong",
    "PinInvalid": "the PIN has signs that this token does not take",
    "PinLenRange": "the PIN is too short or too long for this token",
    "PinExpired": "the PIN has expired: set a new one with the token's own program",
    "PinLocked": "it is locked after too many wrong PINs: have it unlocked with its PUK (SO PIN) by whoever issued it, "
    "or use another token",
    "UserPinNotInitialized": "no PIN was set on it yet: set one with the token's own program",
    "UserAlreadyLoggedIn": "it is open in this program already: close it first",
}


class Token:
    """An open token. Use it in a `with` block, or `close()` it: closing logs out. Made by `open_token`."""

    def __init__(self, library: ModuleType, session: Any, label: str) -> None:
        self._pkcs11 = library
        self._session = session
        self._lock = Lock()
        self.label = label

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Token({self.label!r})"

    def close(self) -> None:
        """Log out; the keys of this token do not sign any more. A token that was pulled out is closed already."""
        with self._lock, suppress(self._pkcs11.PKCS11Error):
            self._session.close()

    def signer(self, key_label: str, chain: Iterable[x509.Certificate] | None = None) -> Signer:
        """The signer under `key_label`. Its chain is read from the token's certificates unless it is given.

        Raises StoreError when there is no such key or certificate, or they do not belong together.
        """
        key = self.key(key_label)
        found = self._certificates(key_label)
        if not found:
            raise StoreError(f"token {self.label!r} has no certificate {key_label!r}: write it with `sailau pki issue`")
        mine = [certificate for certificate in found if certificate.public_key() == key.public_key()]
        if not mine:
            raise StoreError(f"token {self.label!r}: the certificate {key_label!r} does not belong to the key")
        certificate = max(mine, key=lambda one: one.not_valid_before_utc)
        above = tuple(chain) if chain is not None else _chain_of(certificate, self._certificates())
        return Signer(certificate=certificate, chain=above, key=key)

    def authority(self, key_label: str) -> Authority:
        """The authority under `key_label`, which issues certificates by a key in the token; raises like `signer`."""
        signer = self.signer(key_label)
        return Authority(certificate=signer.certificate, chain=signer.chain, key=signer.key)

    def key(self, label: str) -> TokenKey:
        """The key under `label`; raises StoreError when there is none, or it is not of P-256."""
        p11 = self._pkcs11
        private = self._one(self._find(p11.ObjectClass.PRIVATE_KEY, label, "keys"), f"the key {label!r}")
        public = self._one(self._find(p11.ObjectClass.PUBLIC_KEY, label, "public keys"), f"the public key {label!r}")

        def sign(digest: bytes) -> bytes:
            return self._do("sign", lambda: bytes(private.sign(digest, mechanism=p11.Mechanism.ECDSA)))

        return TokenKey(sign, self._public_key(public, label))

    def make_key(self, label: str) -> TokenKey:
        """Make a key pair inside the token: it signs, and can never be read out.

        Raises StoreError when the label is taken (a key is never overwritten) or the token cannot make a P-256 key.
        """
        p11 = self._pkcs11
        if self._find(p11.ObjectClass.PRIVATE_KEY, label, "keys"):
            raise StoreError(f"token {self.label!r} has a key {label!r} already: keys are never overwritten")
        curve = {p11.Attribute.EC_PARAMS: p11.util.ec.encode_named_curve_parameters("secp256r1")}
        inside = {
            p11.Attribute.PRIVATE: True,
            p11.Attribute.SENSITIVE: True,
            p11.Attribute.EXTRACTABLE: False,
        }

        def make() -> None:
            form = self._session.create_domain_parameters(p11.KeyType.EC, curve, local=True)
            form.generate_keypair(
                label=label,
                id=label.encode(),
                store=True,
                capabilities=p11.MechanismFlag.SIGN | p11.MechanismFlag.VERIFY,
                private_template=inside,
            )

        self._do("make a P-256 key", make)
        return self.key(label)

    def write_certificates(self, label: str, certificate: x509.Certificate, chain: Iterable[x509.Certificate]) -> None:
        """Write the certificate of the key `label`, and the chain above it, into the token.

        Raises StoreError when the certificate is of another key.
        """
        if certificate.public_key() != self.key(label).public_key():
            raise StoreError(f"the certificate is not of the key {label!r} in token {self.label!r}")
        present = self._certificates()
        if certificate not in present:
            self._do("write a certificate", partial(self._store, certificate, label))
        for number, above in enumerate(chain, start=1):
            if above not in present:
                self._do("write a certificate", partial(self._store, above, f"{label} chain {number}"))

    def read_object(self, label: str) -> bytes | None:
        """The bytes of the private data object `label`, or None when there is none."""
        versions = self._versions(label)
        if not versions:
            return None
        newest = versions[max(versions)]
        return self._do("read a data object", partial(_value, newest, self._pkcs11.Attribute.VALUE))

    def write_object(self, label: str, data: bytes) -> None:
        """Write the private data object `label`, in place of one that is there.

        The new version is written before the old one is destroyed: a token pulled out between has both, and the newer
        one counts.
        """
        p11, versions = self._pkcs11, self._versions(label)
        form = {
            p11.Attribute.CLASS: p11.ObjectClass.DATA,
            p11.Attribute.TOKEN: True,
            p11.Attribute.PRIVATE: True,
            p11.Attribute.MODIFIABLE: True,
            p11.Attribute.LABEL: label,
            p11.Attribute.APPLICATION: f"{APPLICATION} {max(versions, default=0) + 1}",
            p11.Attribute.VALUE: data,
        }
        self._do("write a data object", partial(self._session.create_object, form))
        for old in versions.values():
            self._do("erase a data object", old.destroy)

    def erase_object(self, label: str) -> None:
        """Destroy the data object `label`; nothing happens when there is none."""
        for found in self._find(self._pkcs11.ObjectClass.DATA, label, "data objects"):
            self._do("erase a data object", found.destroy)

    def _versions(self, label: str) -> dict[int, Any]:
        """The data objects under `label` by version; one, unless the token was pulled out while writing."""
        application = self._pkcs11.Attribute.APPLICATION
        versions: dict[int, Any] = {}
        for found in self._find(self._pkcs11.ObjectClass.DATA, label, "data objects"):
            mark, _, number = str(self._do("read a data object", partial(_attribute, found, application))).partition(
                " "
            )
            if mark != APPLICATION or not number.isdecimal():
                raise StoreError(f"token {self.label!r}: the object {label!r} was written by another program")
            versions[int(number)] = found
        return versions

    def _store(self, certificate: x509.Certificate, label: str) -> None:
        p11 = self._pkcs11
        read = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
        self._session.create_object(
            {
                p11.Attribute.CLASS: p11.ObjectClass.CERTIFICATE,
                p11.Attribute.CERTIFICATE_TYPE: p11.CertificateType.X_509,
                p11.Attribute.TOKEN: True,
                p11.Attribute.LABEL: label,
                p11.Attribute.ID: label.encode(),
                p11.Attribute.SUBJECT: read.subject.dump(),
                p11.Attribute.ISSUER: read.issuer.dump(),
                p11.Attribute.SERIAL_NUMBER: read["tbs_certificate"]["serial_number"].dump(),
                p11.Attribute.VALUE: read.dump(),
            }
        )

    def _certificates(self, label: str | None = None) -> list[x509.Certificate]:
        value = self._pkcs11.Attribute.VALUE
        found = self._find(self._pkcs11.ObjectClass.CERTIFICATE, label, "certificates")
        return [read_certificate(self._do("read a certificate", partial(_value, one, value))) for one in found]

    def _public_key(self, public: Any, label: str) -> ec.EllipticCurvePublicKey:
        point = self._do("read a public key", lambda: bytes(public[self._pkcs11.Attribute.EC_POINT]))
        try:
            # The standard wants the point as an OCTET STRING; some modules give it bare.
            bare = point if len(point) == POINT_BYTES else OctetString.load(point, strict=True).native
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bare)
        except (ValueError, TypeError) as error:
            raise StoreError(f"token {self.label!r}: the key {label!r} is not a P-256 key") from error

    def _find(self, kind: object, label: str | None, what: str) -> list[Any]:
        p11 = self._pkcs11
        wanted = {p11.Attribute.CLASS: kind} | ({} if label is None else {p11.Attribute.LABEL: label})
        found: list[Any] = self._do(f"list its {what}", lambda: list(self._session.get_objects(wanted)))
        if len(found) > OBJECTS_MAX:
            raise StoreError(f"token {self.label!r} holds {len(found)} {what}: it is none of ours")
        return found

    def _one(self, found: list[Any], what: str) -> Any:
        if len(found) != 1:
            state = "is not on it" if not found else f"is on it {len(found)} times"
            raise StoreError(f"token {self.label!r}: {what} {state}")
        return found[0]

    def _do(self, what: str, step: Callable[[], T]) -> T:
        with self._lock:
            try:
                return step()
            except self._pkcs11.PKCS11Error as error:
                raise self._failure(what, error) from error

    def _failure(self, what: str, error: Exception) -> StoreError:
        name = type(error).__name__
        p11 = self._pkcs11
        gone = (p11.DeviceRemoved, p11.TokenNotPresent, p11.SessionHandleInvalid, p11.SessionClosed, p11.DeviceError)
        if isinstance(error, (*gone, p11.UserNotLoggedIn)):
            return StoreError(f"token {self.label!r} was taken out or closed ({name}): put it in and open it again")
        if isinstance(error, p11.DeviceMemory):
            return StoreError(f"token {self.label!r} is full: it cannot {what}")
        return StoreError(f"token {self.label!r} could not {what} ({name})")


def open_token(module: Path, label: str, pin: bytes) -> Token:
    """Open the token `label` of the PKCS#11 module (a shared library of the token's maker) with its PIN.

    Raises StoreError, never with the PIN: extra not installed, module missing, token absent or twice there, wrong PIN
    (and whether the next wrong one locks it), token locked, token open already in this program.
    """
    if not pin:
        raise StoreError(f"token {label!r} was not tried: no PIN was typed")
    p11 = load_pkcs11()
    loaded = _load(p11, module)
    try:
        present = list(loaded.get_tokens())
    except p11.PKCS11Error as error:
        raise StoreError(
            f"the PKCS#11 module {module.name} does not list its tokens ({type(error).__name__})"
        ) from error
    matching = [token for token in present if token.label == label]
    if len(matching) != 1:
        seen = ", ".join(sorted(repr(token.label) for token in present if token.label)) or "none"
        state = "is not there: put it in" if not matching else f"is there {len(matching)} times: leave one in"
        raise StoreError(f"token {label!r} {state} and try again (tokens seen by {module.name}: {seen})")
    try:
        text = pin.decode()
    except UnicodeDecodeError:
        raise StoreError(f"token {label!r}: the PIN is not UTF-8 text") from None
    try:
        return Token(p11, matching[0].open(rw=True, user_pin=text), label)
    except p11.PKCS11Error as error:
        raise login_error(label, type(error).__name__, _tries(p11, loaded, label)) from None


def make_on_token(
    token: Token,
    label: str,
    certify_key: Callable[[TokenKey], tuple[x509.Certificate, tuple[x509.Certificate, ...]]],
) -> Signer:
    """Make a key inside `token`, have it certified, and write certificate and chain back.

    `certify_key` gets the new key (to sign a request with, `sailau.signing.request`) and returns its certificate and
    the chain above it. Raises StoreError, and whatever `certify_key` raises; the key then stays for another try.
    """
    key = token.make_key(label)
    certificate, chain = certify_key(key)
    token.write_certificates(label, certificate, chain)
    return token.signer(label)


def load_pkcs11() -> ModuleType:
    """The library python-pkcs11; raises StoreError when the extra is not installed."""
    try:
        import pkcs11
    except ImportError as error:
        raise StoreError(
            'tokens need the extra part "pkcs11": install it with  pip install "sailau[pkcs11]"  '
            "(in a clone: python3 tools/setup.py --extra pkcs11), or keep the key in a .p12 file"
        ) from error
    return pkcs11


def login_error(label: str, name: str, tries: str) -> StoreError:
    """The error for a login that failed with PKCS#11's error `name`; `tries` says what the token's flags tell."""
    words = _LOGIN_ERRORS.get(name, f"it could not be opened ({name})")
    return StoreError(f"token {label!r}: {words}{tries if name == 'PinIncorrect' else ''}")


def _tries(p11: ModuleType, loaded: Any, label: str) -> str:
    """What the token's flags say of the tries that are left; a module need not say anything."""
    flags = 0
    with suppress(p11.PKCS11Error):
        flags = loaded.get_token(token_label=label).flags
    return tries_left(p11, flags)


def tries_left(p11: ModuleType, flags: Any) -> str:
    """The words for a token's flags after a wrong PIN."""
    if flags & p11.TokenFlag.USER_PIN_LOCKED:
        return "; that was the last try, it is locked now: have it unlocked with its PUK (SO PIN)"
    if flags & p11.TokenFlag.USER_PIN_FINAL_TRY:
        return "; one try is left, then it locks"
    if flags & p11.TokenFlag.USER_PIN_COUNT_LOW:
        return "; few tries are left before it locks"
    return "; try again with the right one, a token locks after a few wrong ones"


def _load(p11: ModuleType, module: Path) -> Any:
    if not module.is_file():
        raise StoreError(
            f"the PKCS#11 module {module} is not there: install the driver of the token and give the path of its .so"
        )
    try:
        return p11.lib(str(module))
    except (p11.PKCS11Error, RuntimeError, OSError) as error:
        raise StoreError(
            f"{module} does not load as a PKCS#11 module ({type(error).__name__}): is it the right file?"
        ) from error


def _value(found: Any, attribute: object) -> bytes:
    return bytes(found[attribute])


def _attribute(found: Any, attribute: object) -> Any:
    return found[attribute]


def _chain_of(certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificates above `certificate`, nearest first; each must have signed the one below it."""
    left, chain, current = list(others), [], certificate
    while current.subject != current.issuer:
        above = next((other for other in left if _issued(other, current)), None)
        if above is None:
            break
        left.remove(above)
        chain.append(above)
        current = above
    return tuple(chain)


def _issued(issuer: x509.Certificate, below: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(issuer)
    except Exception:  # wrong name, wrong key, wrong signature: all the same here
        return False
    return True
