"""Print the page of the recorder's events: `python tools/events.py > docs/events.md`."""

from sailau.recorder.page import events_page

if __name__ == "__main__":
    print(events_page(), end="")
