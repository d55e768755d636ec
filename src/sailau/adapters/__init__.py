"""Adapters: what touches the disk, cards, PDF and signatures; each behind a port or a plain function."""
