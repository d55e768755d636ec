"""The sheets of the sealed password: one A4 page an envelope, folded twice so that the words lie inside (E27, E28).

    upper third    whose envelope it is, what election and precinct; this side shows
    middle third   the words, large: folded inwards
    lower third    how to type them; folded over the words

The page says what the password belongs to: the Setup's hash and the definition's short fingerprint.
"""

from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from sailau.adapters.pdf.rendering import render
from sailau.adapters.pdf.text import MARK, spans
from sailau.adapters.pdf.watermark import watermark_uri
from sailau.protocol.document import Bilingual

THIRD_MM: Final = 99
_HASH_GROUP: Final = 8
_TITLE: Final = Bilingual("МӨР БАСЫЛҒАН ПАРОЛЬ", "ЗАПЕЧАТАННЫЙ ПАРОЛЬ")
_SETUP: Final = Bilingual("Дайындық (Setup)", "Подготовка (Setup)")
_DEFINITION: Final = Bilingual("Сайлау таңбасы", "Отпечаток выборов")
_OUTSIDE: Final = Bilingual(
    "Дауыс беру басталғанша ашпаңыз. Ашар алдында мөрдің бүтіндігін бәріне көрсетіңіз (Заң, 50-5-бап, 2-тармақ).",
    "Не вскрывать до начала голосования. Перед вскрытием показать всем целость печати (Закон, ст. 50-5, п. 2).",
)
_HOW: Final = (
    Bilingual("Сөздерді ретімен, араларына бос орын қойып теріңіз.", "Наберите слова по порядку, через пробел."),
    Bilingual(
        "Бас әріп пен кіші әріп бірдей. Қазақ әріптерінің орнына орыс әріптерін теруге болады: ә–а, ғ–г, қ–к, ң–н, "
        "ө–о, ұ және ү–у, һ–х, і–и.",
        "Прописные и строчные равны. Вместо казахских букв можно набирать русские: ә–а, ғ–г, қ–к, ң–н, ө–о, ұ и ү–у, "
        "һ–х, і–и.",
    ),
    Bilingual(
        "Бес рет қате терілсе, жүйе бес минут күтеді. Машинаны өшірмеңіз.",
        "После пяти ошибок система ждёт пять минут. Машину не выключать.",
    ),
    Bilingual(
        "Пароль жүйені іске қосқанда және ақаудан кейін комиссия шешімімен қайта қосқанда енгізіледі.",
        "Пароль вводится при запуске системы и при перезапуске после неисправности по решению комиссии.",
    ),
)
_CSS: Final = f"""
@page{{size:A4;margin:0;@top-left{{content:none}}@bottom-left{{content:none;border:0;margin:0}}
@bottom-right{{content:none;border:0;margin:0}}}}
.sheet{{break-after:page;height:297mm;overflow:hidden}}
.sheet:last-child{{break-after:auto}}
.third{{height:{THIRD_MM}mm;padding:9mm 18mm 0 18mm;box-sizing:border-box}}
.third+.third{{border-top:.6pt dashed #555}}
.outer .mark svg{{width:12mm;height:12mm}}
.third h1{{text-align:left;margin:2mm 0 3mm;font-size:20pt}}
.third h1 .kk,.third h1 .ru{{letter-spacing:.04em}}
.third p{{margin:0 0 1.6mm;font-size:10pt}}
.keeper span{{display:block;font-weight:700;font-size:12pt}}
.whose span,.outside span{{display:block}}
.outside{{border:1pt solid #000;border-radius:2mm;padding:2mm 3mm;font-size:9pt}}
ol.words{{list-style:none;margin:0;padding:0;columns:2;column-gap:12mm}}
ol.words li{{font-size:25pt;font-weight:700;line-height:17.5mm;letter-spacing:.05em;break-inside:avoid;
white-space:nowrap}}
ol.words li small{{display:inline-block;width:9mm;font-size:11pt;font-weight:400;letter-spacing:0}}
.how p{{font-size:8.6pt;line-height:1.3;margin-bottom:1.2mm}}
.prints p{{font-size:8pt;margin:0 0 .8mm}}
.prints b{{font-variant-numeric:tabular-nums}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One sheet. `keeper` is who keeps the envelope; `setup` the Setup's hash (hex); `short` the definition's short."""

    keeper: Bilingual
    election: Bilingual
    precinct: Bilingual
    words: tuple[str, ...] = field(repr=False)
    setup: str
    short: str
    day: date
    training: bool


def render_envelopes(envelopes: tuple[Envelope, ...]) -> bytes:
    """The PDF of all sheets, a page each. Raises StoreError when it cannot be made."""
    training = any(envelope.training for envelope in envelopes)
    mark = f"@page{{background:url({watermark_uri()}) no-repeat center}}" if training else ""
    body = "".join(map(_sheet, envelopes))
    title = f"{_TITLE.kk} · {_TITLE.ru}"
    return render(f"<body>{body}</body>", css=_CSS + mark, title=title, day=envelopes[0].day)


def _sheet(one: Envelope) -> str:
    words = "".join(f"<li><small>{n}.</small>{escape(word)}</li>" for n, word in enumerate(one.words, start=1))
    how = "".join(f'<p lang="kk">{text.kk}</p><p lang="ru">{text.ru}</p>' for text in _HOW)
    hashed = " ".join(one.setup[at : at + _HASH_GROUP] for at in range(0, len(one.setup), _HASH_GROUP))
    return (
        f'<div class="sheet"><div class="third outer"><span class="mark">{MARK}</span>'
        f'<h1><span class="kk" lang="kk">{_TITLE.kk}</span><span class="ru" lang="ru">{_TITLE.ru}</span></h1>'
        f'<p class="keeper">{spans(one.keeper)}</p><p class="whose">{spans(one.election)}{spans(one.precinct)}</p>'
        f'<p class="outside">{spans(_OUTSIDE)}</p></div>'
        f'<div class="third"><ol class="words">{words}</ol></div>'
        f'<div class="third how">{how}<div class="prints">'
        f"<p>{_SETUP.kk} · {_SETUP.ru}: <b>{hashed}</b></p>"
        f"<p>{_DEFINITION.kk} · {_DEFINITION.ru}: <b>{escape(one.short)}</b></p>"
        f"</div></div></div>"
    )
