"""Limits that a definition is held to, each with its reason. Sizes in bytes, counts as they are."""

# With fewer candidates or lists the election is put off (M61).
ANSWERS_MIN = 2
# A choice is one byte of the control answer, and 0 means blank (ballot protocol, profile 2).
ANSWERS_MAX = 255
# An answer that is opened after the mix is one point of the group: 30 bytes of integers and the search bits.
INTEGERS_MAX = 30
# The ballot area of an 8 KiB voter card (R annex 2): 6.5 KiB.
CARD_BALLOT_BYTES_MAX = 6656
# Control codes are 0000-9999, distinct over the day (R 11).
CODES = 10_000
# The voter sees all codes of the ballot at once: the last screen has room for five.
CODES_A_BALLOT_MAX = 5
# Below this many expected voters a turnout or a total may tell how somebody voted: a warning.
EXPECTED_VOTERS_SMALL = 30
# A precinct has about 3,000 voters (L 23(2), M7): a warning above.
EXPECTED_VOTERS_LARGE = 3_000
# The law's commission has seven members (L 10(3), M5): a warning when another number stands.
COMMISSION_MEMBERS = 7
# Nobody opens a count alone: at least two members, whatever the rules of an election say.
THRESHOLD_MIN = 2

# Of the file itself: a country of 10,000 precincts is about 8 MB.
FILE_BYTES_MAX = 32 * 1024 * 1024
FILE_DEPTH_MAX = 16
# Integers of the file; below 2^53, so that RFC 8785 writes them exactly.
INTEGER_DIGITS_MAX = 9
# More problems than this are counted, not listed.
PROBLEMS_MAX = 1_000
