"""One use case a function: read by ports, decide in the core, write by ports."""
