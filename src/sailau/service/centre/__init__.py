"""A commission above the precincts at work, after the day (L 43(8)–(9), 44, 50-7): what comes, stands, is made known.

    centre        the commission opened: folder, store, trust, clock         intake     bundles received and judged
    registers     what the store holds, as values of `sailau.commission`     decisions, notices, complaints, publication
    mandates      who holds them, a list's new order, a vacant one           repeat     the next vote as a draft

The rules are pure and stand in `sailau.commission`; here they meet the store, the disk and the clock.
"""
