"""The law in code: winner rules, calendar, the protocol's form and its control relations.

Values in, decisions out: no clock, disk, network or randomness. Imports nothing of ours but
`sailau.errors`, `sailau.refusal` and `sailau.words`.

- `rules`           what the law fixes, dated: from when to when, and where it is written
- `winners`         who is elected, with a worked explanation (M58-M67)
- `candidacies`     too few candidates, repeat election, by-elections (M60, M61, M68, M69)
- `party_lists`     length, dropping out, order, blocs (M66)
- `protocol_form`   lines of the protocol and the relations between them (M26, M40-M46)
- `calendar`        deadlines around the voting day (section 3D)
"""
