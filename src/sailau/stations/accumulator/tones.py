"""The accumulator's three tones, made by this program: one rising, one level, two equal low ones (C21).

16-bit mono sound of 16,000 samples a second, as a WAV file. Edges are rounded so that nothing clicks.
"""

import io
import math
import wave
from array import array
from functools import cache
from typing import Final

SAMPLES_A_SECOND: Final = 16_000
LOUDNESS: Final = 0.5
EDGE_SECONDS: Final = 0.015
PAUSE_SECONDS: Final = 0.12

TONES: Final = {
    "rising": ((523.0, 784.0, 0.45),),
    "level": ((523.0, 523.0, 0.45),),
    "low": ((220.0, 220.0, 0.25), (220.0, 220.0, 0.25)),
}
"""Each tone is beeps: from how many Hz, to how many, for how many seconds."""


@cache
def tone(name: str) -> bytes | None:
    """The WAV file of a tone; None when there is none of that name."""
    beeps = TONES.get(name)
    if beeps is None:
        return None
    samples = array("h")
    for number, beep in enumerate(beeps):
        if number:
            samples.extend([0] * round(PAUSE_SECONDS * SAMPLES_A_SECOND))
        samples.extend(_beep(*beep))
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(samples.itemsize)
        written.setframerate(SAMPLES_A_SECOND)
        written.writeframes(samples.tobytes())
    return file.getvalue()


def _beep(start: float, end: float, seconds: float) -> "array[int]":
    count = round(seconds * SAMPLES_A_SECOND)
    edge = round(EDGE_SECONDS * SAMPLES_A_SECOND)
    made, phase = array("h"), 0.0
    for number in range(count):
        phase += 2 * math.pi * (start + (end - start) * number / count) / SAMPLES_A_SECOND
        rounded = min(1.0, number / edge, (count - number) / edge)
        made.append(round(math.sin(phase) * rounded * LOUDNESS * 32_767))
    return made
