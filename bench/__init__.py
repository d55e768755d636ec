"""What sealing, checking, mixing and closing cost, beside what the curve library alone would cost."""
