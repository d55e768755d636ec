"""A member's key store: one file under a PIN, or a token; never in the clear on the precinct computer (E43).

It holds, in two parts that are erased apart: the member's seed of the key ceremony, the decryption share that the
ceremony gave, and a journal of the archives that were decrypted with it, one, and a second only on a recount decision
(M48); and the member's share of the recorder key.

What a PIN can and cannot do here: a file has no clock and no guard of its own. The number of tries is counted in the
file and the store locks when they are used up, but whoever copies the file first can try on the copy as often as he
likes; then only the cost of a try (Argon2id) and the length of the PIN stand in the way. An old copy put back also
brings back its journal. A token with a counter in hardware has neither weakness. The threshold is what makes one
opened key store harmless.
"""

from sailau.adapters.keystore.journal import Decryption, may_decrypt
from sailau.adapters.keystore.open_store import TERRITORIAL_NUMBER, OpenStore, Part
from sailau.adapters.keystore.store import MemberKeyStore, erase_key_store, erase_part, erased_by, tries_left
from sailau.adapters.keystore.token_store import ObjectToken, TokenKeyStore, erase_token_part

__all__ = [
    "TERRITORIAL_NUMBER",
    "Decryption",
    "MemberKeyStore",
    "ObjectToken",
    "OpenStore",
    "Part",
    "TokenKeyStore",
    "erase_key_store",
    "erase_part",
    "erase_token_part",
    "erased_by",
    "may_decrypt",
    "tries_left",
]
