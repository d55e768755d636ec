"""What holds for every test: nothing reaches beyond this machine."""

from tests.guard.plugin import no_network_beyond_loopback

__all__ = ["no_network_beyond_loopback"]
