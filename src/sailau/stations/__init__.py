"""The screens of the devices: pages for one browser on the same machine. Nothing outside knows of Django."""
