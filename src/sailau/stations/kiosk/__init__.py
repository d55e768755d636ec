"""The voter's screens: the pages of a voting terminal and of a portable device (R 11, 12; L 50-5(4, 5))."""
