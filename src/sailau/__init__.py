"""Sailau: an electronic election, as chapter 9-1 of the Law on Elections describes it, that anyone can check.

The map of the packages is `docs/architecture.md`; the law's rows with their modules and tests are `docs/law.md`.
"""

__version__ = "0.1.0"
