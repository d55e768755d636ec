"""What holds for every test: nothing reaches beyond this machine, and nothing fails because the machine is slow."""

from hypothesis import settings

from tests.guard.plugin import no_network_beyond_loopback
from tests.postgres import postgres

__all__ = ["no_network_beyond_loopback", "postgres"]

settings.register_profile("sailau", deadline=None)
settings.load_profile("sailau")
