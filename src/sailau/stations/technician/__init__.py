"""The technician's station: health of everything at the table, the decided restart (E20; L 50-5(6); R 14)."""
