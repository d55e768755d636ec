"""A difference at the chair's screen: however many figures a side adds, each slice of its bar is told apart."""

from dataclasses import replace

from sailau.stations.chair.evening import SHADES, reconcile
from sailau.stations.chair.making import Making
from sailau.stations.samples import chair_day as day
from sailau.stations.samples.chair import view


def test_slices_of_a_side_of_nine_figures_are_told_apart_by_their_numbers() -> None:
    outline = day.seen(day.DIFFERS)
    row = next(one for one in outline["relations"] if not one["holds"])
    figures = [one["id"] for one in outline["figures"]][:9]
    terms = [["left", 1, figure] for figure in figures]
    many = {**outline, "relations": [{**row, "terms": terms}], "figures": outline["figures"]}
    shown = replace(view(day.DIFFERS), outline=many)
    bars = reconcile(Making(shown, "ru")).bars
    numbers = [one.number for one in bars[0].slices if one.shade != "gap"]
    assert numbers == [str(number) for number in range(1, 10)]
    assert len(numbers) > SHADES, "more than there are colours"
    drawn = [place.number for place in bars[0].places if place.number]
    assert set(drawn) <= set(numbers) and len(drawn) == len(set(drawn))
    ends = [float(place.x.rstrip("%")) + float(place.width.rstrip("%")) for place in bars[0].places]
    assert abs(ends[-1] - 100) < 0.1, "the slices fill the bar"
