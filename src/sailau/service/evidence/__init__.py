"""Recorders as evidence: custody, packs for a court, opening one session, keeping a year (L 50-8, 50-9; E49-E52).

folder      what the keeping commission holds: the election, the packets, their acts of custody
deeds       packing, handing over, and every later act of custody
reading     a recorder's record as it was read from its media or from a file
picture     a device's time-line as SVG, and as a table
packing     an evidence pack for a complaint
checking    anybody judges a pack anew
opening     one session opened on a court's decision, by all parties together
destroying  the act after a year, and what it erases
"""
