"""What the library of certificates raises at bytes that it cannot read: one list, so that no reader forgets one."""

from typing import Final

from cryptography import x509

UNREADABLE: Final = (ValueError, TypeError, x509.InvalidVersion)
"""A version from the future is not a ValueError to it."""
