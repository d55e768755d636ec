"""The accumulator's screen: accepted or why not, readable from where the voter stands (R 12; L 50-5(5); C21)."""
