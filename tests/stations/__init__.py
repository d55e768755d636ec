"""The screens of the devices, in a real browser, served by the real programs."""
