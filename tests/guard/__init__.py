"""The network guard: no test, and no Python process that a test starts, reaches beyond this machine."""
