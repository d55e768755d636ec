"""Whatever a card, a reader, a medium or a device at the other end of a cable says: an answer, and nothing accepted."""
