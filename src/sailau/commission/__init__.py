"""The commissions above the precinct: from accepted records to the announced result (L 43(8-1)-(9), 44, 50-7; E46).

Pure: values in, decisions out; no clock, no disk, no network. Whoever asks gives the time.

    returns      the figures of one precinct as the commission holds them
    standing     where each precinct stands: missing, received, accepted, refused, incident, postponed, void
    units        country, oblasts, districts, precincts
    totals       sums by unit; electronic, paper and summary side by side
    outcome      who is elected, with the worked explanation (winning); held back while it must be
    decisions    what the commissions and courts decide; effect: what a decision would change, shown before it is taken
    seats        persons of party lists on the lists' mandates (M66); vacant seats (M68)
    mandates     who holds a mandate since: a list in another order, a vacant mandate, a vacant seat
    deadlines    the clock after the vote (M24, M50-M55, M60, M70, E52)
    complaints   the register of complaints with its clock (M24, M70)
    custody      packed recorders on their way, and how long they are kept (E50-E52)
    published, decision_papers   all this as the files of a publication say it
"""
