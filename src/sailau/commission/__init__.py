"""The commissions above the precinct: from accepted records to the announced result (L 43(8-1)-(9), 44, 50-7; E46).

Pure: values in, decisions out; no clock, no disk, no network. Whoever asks gives the time.

    returns      the figures of one precinct as the commission holds them
    standing     where each precinct stands: missing, received, accepted, refused, incident, postponed, void
    totals       sums by unit: precinct, district, oblast, country; electronic, paper and summary side by side
    outcome      who is elected, with the worked explanation; held back while it must be
    seats        persons of party lists on the lists' mandates (M66); vacant seats (M68)
    decisions    what the commissions decide, and its effect before it is taken (M52)
    deadlines    the clock after the vote (M24, M51, M53-M55, M60, M70, E52)
    complaints   the register of complaints with its clock (M24, M70)
"""
