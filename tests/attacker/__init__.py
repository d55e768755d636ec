"""The linkage attacker (L 50-1(2), R 11, 12): who voted how, from everything that a precinct's day leaves behind.

    devices     the real devices of a polling place, installed and started
    town        the polling place as time passes in it; `people`: what they do there; `day`: a whole day, disks seized
    hands       what a voter does at the screen: touches, keys, two switches, through the kiosk's own table
    sealed      a device's recorder on two media, its sessions sealed to a real recorder key
    images      disk images of every device, seized while they run, opened with the sealed password
    pages       what an SQLite file holds beside its entries: order in the file, free pages, its log
    findings    which ballots each piece of an image mentions, and in which order
    walks       who stood where when: admissions against sessions and ballots taken (by `timing`)
    channels    every guess at voter → ballot; `choices`: at voter → choice; `sums`: closing sums, a known limit
    chance      how good a guess is, held exactly against chance; `attack`: all of it together
    plants      six leaks, each put into a copy of the images by the real code with one line wrong

The attacker has every key that is left on a device, the sealed password, the public record, and the true order and
times of admission. He has not the members' shares, nor the parts of all parties that open a recorder's session.
"""
