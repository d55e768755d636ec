"""Loaded by every Python process that a test starts (its folder is on PYTHONPATH): the guard is there too."""

import network_guard

network_guard.install()
