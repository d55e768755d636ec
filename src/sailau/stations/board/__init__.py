"""The observers' board: large, read-only (L 20-1(5), 50-5(1))."""
