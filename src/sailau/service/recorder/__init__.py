"""The recorder as a process of its own: sessions that are sealed, the socket, the evidence that it gives (E18, E49)."""
