"""The gallery: every screen and every page on paper as a picture, drawn from what people see."""
