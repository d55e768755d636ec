"""What only holders of secrets do: credentials, the key ceremony, ballots, mixes, decryptions, archives.

Randomness is the operating system's; secrets stay bytes (`group.Secret`). Every equation that judges what
is made here stands once, in `verifier`. Articles: L 43(4), L 50-1, R 11, R 19.
"""
