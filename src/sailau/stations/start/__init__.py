"""The start page of a training place: what there is, where it is, the cards, a first walk (`sailau run`)."""
