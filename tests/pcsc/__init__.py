"""Voter cards behind real PC/SC: pcscd and vpcd with cards of our own making, each device in its own namespaces.

chip       a card: memory, files, commands; it can be pulled at any command and at any byte of a write
bench_top  pcscd for one simulated device, started and ended by its process id; its two slots
plug.c     stands between pcscd and vpcd: a slot can be unplugged and plugged in, and is looked at often
"""
