"""The IIN as the desk knows it: the rule is the register's (R 7), see `sailau.register.iin`."""

from sailau.register.iin import IIN_DIGITS, SERIAL_MAX, Iin, Sex, check, compose

__all__ = ["IIN_DIGITS", "SERIAL_MAX", "Iin", "Sex", "check", "compose"]
