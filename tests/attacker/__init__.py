"""The linkage attacker (L 50-1(2), R 11, 12): who voted how, from everything that a precinct's day leaves behind.

    town        a day of voters on the real devices: desk, terminals, portable device, accumulators, recorders on media
    hands       what a voter does at the screen: touches, keys, two switches, through the kiosk's own table
    sealed      a device's recorder on two media, its sessions sealed to a real recorder key
    images      disk images of every device, seized while they run, opened with the sealed password
    pages       what an SQLite file holds beside its entries: order in the file, free pages, its log
    findings    which ballots each piece of an image mentions, and in which order
    timing      who stood where when: admissions against sessions and ballots taken
    channels    every guess at voter → ballot and voter → choice
    chance      how good a guess is, held exactly against chance
    plants      six leaks, each put into a copy of the images by the real code with one line wrong

The attacker has every key that is left on a device, the sealed password, the public record, and the true order and
times of admission. He has not the members' shares, nor the parts of all parties that open a recorder's session.
"""
