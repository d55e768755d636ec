"""A page that shows what is, without a script: the answer stays open and ends by "ask anew" when something changed.

The browser shows what it has got so far; a link that is lost is asked for again by the page's own slow refresh.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from django.http import StreamingHttpResponse

LOOK_SECONDS: Final = 0.05


def live(html: str, number: Callable[[], int], shown: int, then: str = "") -> StreamingHttpResponse:
    """The page `html`, which shows the state with the number `shown`, until `number()` is another.

    `then` is the path that is shown next; none: the same.
    """
    return StreamingHttpResponse(_until_changed(html, number, shown, then))


async def _until_changed(html: str, number: Callable[[], int], shown: int, then: str) -> AsyncIterator[bytes]:
    yield html.encode()
    while number() == shown:
        await asyncio.sleep(LOOK_SECONDS)
    target = f";url={then}" if then else ""
    yield f'<meta http-equiv="refresh" content="0{target}">'.encode()
