"""Certificates, roles and signatures: what is accepted, and every attack that is not."""
