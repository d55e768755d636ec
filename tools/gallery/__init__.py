"""The gallery: every screen of the kiosk as a picture, drawn from the pages that a voter sees."""
