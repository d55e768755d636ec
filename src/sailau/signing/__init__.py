"""Certificates with roles, and the signatures of commissions and devices (L 50-6(2), R 20: E43, C32).

Stands beside `formats`, below `verifier`: nothing of ours is imported but `errors`. Modules, in the order of reading:

    roles         who may sign what
    holder        what a certificate says of its holder
    authority     making certificates           request       asking for one, with a key that stays where it was made
    keystore      keys at rest, under a PIN
    precinct_pki  a training set for a precinct
    revocation    certificates taken back
    trust         judging a signer              pkix          the meeting place with pyHanko
    cms           detached signatures of data   device        raw signatures of devices
    pdf           signatures inside a PDF       pdf_text      what a signed PDF says
    summary       the signed summary in a paper's QR code
"""

import warnings

# The library counts a common name's bytes where X.520 counts characters, and would warn of every long Kazakh name,
# on writing and on reading; `holder.names_of` holds the bound in characters.
warnings.filterwarnings("ignore", message="Attribute's length must be", category=UserWarning)
