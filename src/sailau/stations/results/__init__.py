"""The public site of results: static pages beside a publication's data, for anyone to host and mirror (L 44; M4, M54).

    seen      the publication as it was read and held against its manifest
    figures   votes, shares, bars, hours: what pages show of figures, and what they leave out
    parts     contests, tiles, rows of units, versions of records
    pages     the pages: country, oblasts, districts, precincts, data, checking
    lookup    for each record what the finder and the comparison need, without a network
    building  writes what changed since the last time

Every figure of a page stands in `data/`; nothing here counts votes or decides.
"""
