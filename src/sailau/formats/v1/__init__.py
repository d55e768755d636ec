"""Version 1 of the format: the Belenios protocol, election format version 1, group Ed25519, and our record.

The archive's messages follow the specification of Belenios 3.3.0, chapter "Messages"; `docs/format/v1.md`
describes every file for somebody who writes a verifier from it alone.
"""

GROUP = "Ed25519"
"""The group's name in an election and in the hashes of the proofs."""

VERSION = 1
"""The election format's version."""
