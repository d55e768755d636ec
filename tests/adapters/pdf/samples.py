"""Papers of an invented precinct: long names, many candidates, zero votes, every kind of remark."""

from datetime import date

from sailau.protocol.document import (
    ActReference,
    Attachment,
    Bilingual,
    CodeGroup,
    CodeListDocument,
    CodeSection,
    ContestTable,
    Fingerprint,
    Line,
    PaperDocument,
    PaperHead,
    PaperKind,
    ProtocolDocument,
    RelationResult,
    Section,
    SignaturePlace,
)
from sailau.signing.roles import OFFICES, Role
from sailau.words.numbers import in_words

DATA = b'{"figures":{"participants":300},"precinct":25}'
MEMBERS = (
    "Қасымова Гүлнар Тұрсынқызы",
    "Ибраев Нұрлан Серікұлы",
    "Ли Виктория Андреевна",
    "Ахметова Сәуле Бекқызы",
    "Оспанов Тимур Қайратұлы",
    "Петренко-Новосельская Олеся Ивановна",
    "Жүнісов Асқар Мұратұлы",
)
CANDIDATES = (
    ("Айдарова Гүлнар Серікқызы", "Айдарова Гульнар Сериковна"),
    ("Әбдірахманов-Қожахметов Нұрмұхаммед Өтегенұлы", "Абдрахманов-Кожахметов Нурмухаммед Утегенович"),
    ("Ғабдуллина Іңкәр Һадиқызы", "Габдуллина Инкар Хадиевна"),
    ("Өтегенов Мұрат Әскербекұлы", "Утегенов Мурат Аскербекович"),
    ("Үсенов Ғалым Тұрсынұлы", "Усенов Галым Турсынович"),
)


def line(number: str, kk: str, ru: str, value: int, *, sub: bool = False) -> Line:
    words = Bilingual(in_words(value, "kk"), in_words(value, "ru"))
    return Line(number=number, label=Bilingual(kk, ru), value=value, words=words, sub=sub)


def head(*, training: bool = True, duplicate: bool = False) -> PaperHead:
    return PaperHead(
        election=Bilingual("Қазақстан Республикасының Президентін сайлау", "Выборы Президента Республики Казахстан"),
        precinct=Bilingual("№ 25 сайлау учаскесі", "избирательный участок № 25"),
        place=Bilingual("Алматы қаласы, Алмалы ауданы", "город Алматы, Алмалинский район"),
        when=Bilingual(
            "2005 жылғы 4 желтоқсан · дауыс беру 07:00–20:00", "4 декабря 2005 года · голосование 07:00–20:00"
        ),
        copy="1",
        duplicate=duplicate,
        fingerprint="3F9A 21C7",
        fingerprint_label=Bilingual("Бюллетень таңбасы", "Отпечаток бюллетеня"),
        training=training,
        day=date(2005, 12, 4),
    )


def places() -> tuple[SignaturePlace, ...]:
    roles = (Role.CHAIR, Role.DEPUTY, Role.SECRETARY, *([Role.MEMBER] * 4))
    return tuple(
        SignaturePlace(member=number, name=name, office=Bilingual(OFFICES[role].kk, OFFICES[role].ru))
        for number, (name, role) in enumerate(zip(MEMBERS, roles, strict=True), start=1)
    )


def prints() -> tuple[Fingerprint, ...]:
    return (
        Fingerprint(label=Bilingual("Setup таңбасы", "Отпечаток Setup"), value="5f1c0a7be94d2231" * 4),
        Fingerprint(label=Bilingual("Мұрағат (.bel)", "Архив (.bel)"), value="0b1d44aa93c6e8f7" * 4),
        Fingerprint(label=Bilingual("Сайлау анықтамасы", "Определение выборов"), value="c0ffee0123456789" * 4),
    )


def protocol(
    candidates: int = 5, *, training: bool = True, zero: bool = False, remarks: bool = True, contests: int = 1
) -> ProtocolDocument:
    names = [CANDIDATES[i % 5] for i in range(candidates)]
    votes = [0 if zero else (97 * (i + 3)) % 612 for i in range(candidates)]
    tables = tuple(
        ContestTable(
            heading=Bilingual(
                f"{4 + c}. Әрбір кандидат үшін берілген дауыстар саны", "Число голосов, поданных за каждого кандидата"
            ),
            lines=tuple(
                line(f"{4 + c}.{i + 1}", kk, ru, vote)
                for i, ((kk, ru), vote) in enumerate(zip(names, votes, strict=True))
            ),
        )
        for c in range(1, contests + 1)
    )
    return ProtocolDocument(
        head=head(training=training),
        title=Bilingual("ЭЛЕКТРОНДЫҚ ХАТТАМА", "ЭЛЕКТРОННЫЙ ПРОТОКОЛ"),
        subtitle=Bilingual("учаскедегі дауыс беру нәтижелері туралы", "о результатах голосования на участке"),
        before=(_before(), _middle(sum(votes))),
        contests=tables,
        after=(_after(),),
        relations=_relations(),
        acts=(
            ActReference(
                number="2",
                title=Bilingual("Карточканың жоғалғаны туралы акт", "Акт об утрате карточки избирателя"),
            ),
            ActReference(
                number="3",
                title=Bilingual("Тексеру кодтарының тізімі (2 бет)", "Список контрольных кодов (2 листа)"),
            ),
        ),
        remarks=_remarks() if remarks else (),
        unsigned_by=_unsigned() if remarks else (),
        signatures=places(),
        fingerprints=prints(),
        qr="SAILAU1|president-2005|precinct-25|" + "5f" * 32 + "|212,448,405,501,373|" + "A" * 86,
        qr_use=Bilingual(
            "Осы кодты телефонмен түсіріп, жарияланған жазбамен желісіз салыстыруға болады.",
            "Снимите код телефоном и сравните с опубликованной записью, сеть не нужна.",
        ),
        articles=Bilingual(
            "Сайлау туралы Конституциялық заң, 43-бап, 4, 4-1, 8-тармақтар; 50-6-бап",
            "Конституционный закон о выборах, ст. 43, п. 4, 4-1, 8; ст. 50-6",
        ),
        hangs=Bilingual("үй-жайда екі күн ілулі тұрады", "вывешивается в помещении на два дня"),
        attachments=(Attachment(name="protocol.json", data=DATA),),
    )


def code_list(count: int = 300, *, by_choice: bool = False) -> CodeListDocument:
    codes = tuple(f"{(i * 33 + 7) % 10000:04d}" for i in range(count))
    if by_choice:
        groups = tuple(
            CodeGroup(answer=Bilingual(kk, ru), codes=tuple(sorted(codes[i::5] if i else ())))
            for i, (kk, ru) in enumerate(CANDIDATES)
        )
        title = Bilingual("Президент сайлауы", "Выборы Президента")
        sections: tuple[CodeSection, ...] = (CodeSection(heading=title, groups=groups),)
    else:
        sections = (CodeSection(heading=None, groups=(CodeGroup(answer=None, codes=tuple(sorted(codes))),)),)
    return CodeListDocument(
        head=head(),
        title=Bilingual("САЙЛАУШЫЛАРДЫҢ ТЕКСЕРУ КОДТАРЫ", "КОНТРОЛЬНЫЕ КОДЫ ИЗБИРАТЕЛЕЙ"),
        explanation=Bilingual(
            "Код тізімде болса, бюллетеніңіз есептелді. Ол таңдауыңызды көрсетпейді.",
            "Код в списке — бюллетень учтён. Выбора он не показывает.",
        ),
        risk=Bilingual(
            "Кодты ешкімге көрсетпеңіз: ол арқылы таңдауыңызды білуге болады.",
            "Никому не показывайте код: по нему можно узнать ваш выбор.",
        )
        if by_choice
        else None,
        sections=sections,
        articles=Bilingual("Қағидалар, 11, 19-тармақтар", "Правила, п. 11, 19"),
        hangs=Bilingual("хаттамамен бірге екі күн ілулі тұрады", "вывешивается с протоколом на два дня"),
    )


def paper(kind: PaperKind = PaperKind.ZERO_REPORT) -> PaperDocument:
    return PaperDocument(
        kind=kind,
        head=head(),
        title=Bilingual("НӨЛДІК ЕСЕП", "НУЛЕВОЙ ОТЧЁТ"),
        number="1",
        about=Bilingual("дауыс беру басталғанға дейін жәшік бос", "до начала голосования ящик пуст"),
        statements=(
            Bilingual(
                "Төраға мөр басылып жабылған парольді ашып, жүйені іске қосты.",
                "Председатель вскрыл запечатанный пароль и запустил систему.",
            ),
            Bilingual("Жәшікте бірде-бір бюллетень жоқ.", "В ящике нет ни одного бюллетеня."),
        ),
        sections=(
            Section(
                heading=Bilingual("Жәшік пен құрылғылар", "Ящик и устройства"),
                lines=(
                    line("1", "Жәшіктегі бюллетеньдер", "Бюллетеней в ящике", 0),
                    line("2", "Берілген карточкалар", "Выдано карточек", 0),
                ),
            ),
        ),
        decision=(Bilingual("Дауыс беруді бастау.", "Начать голосование."),),
        acts=(),
        signatures=places(),
        fingerprints=prints()[:1],
        articles=Bilingual("Сайлау туралы Конституциялық заң, 50-5-бап, 2-тармақ", "Закон о выборах, ст. 50-5, п. 2"),
        hangs=Bilingual("бақылаушыларға көрсетіледі", "предъявляется наблюдателям"),
    )


def _before() -> Section:
    return Section(
        heading=Bilingual("Санау басталғанға дейін", "До начала подсчёта"),
        lines=(
            line("1", "Учаскедегі сайлаушылардың жалпы саны", "Общее число избирателей на участке", 2381),
            line("2", "Бюллетеньдер алған сайлаушылар саны", "Число избирателей, получивших бюллетени", 1941),
            line(
                "3",
                "Комиссияның әрбір мүшесі берген бюллетеньдер саны",
                "Бюллетеней выдано каждым членом комиссии",
                1943,
            ),
            line("3.1", "Ахметова С. Б.", "Ахметова С. Б.", 978, sub=True),
            line("3.2", "Оспанов Т. Қ.", "Оспанов Т. К.", 924, sub=True),
            line(
                "3.3",
                "Петренко О. И., Жүнісов А. М. — тасымалданатын құрылғы",
                "Петренко О. И., Жунусов А. М. — переносное устройство",
                41,
                sub=True,
            ),
        ),
    )


def _middle(votes: int) -> Section:
    return Section(
        heading=Bilingual("Санаудан кейін", "После подсчёта"),
        lines=(
            line("4", "Дауыс беруге қатысқан сайлаушылардың жалпы саны", "Число участвовавших в голосовании", votes),
            line("4.1", "оның ішінде үй-жайдан тыс жерде", "в том числе вне помещения", 41, sub=True),
        ),
    )


def _after() -> Section:
    return Section(
        heading=Bilingual("Бюллетеньдер мен карточкалар", "Бюллетени и карточки"),
        lines=(
            line("6", "Жарамсыз деп танылған бюллетеньдер саны", "Признано недействительными бюллетеней", 0),
            line(
                "7",
                "Учаскелік сайлау комиссиясы алған бюллетеньдер саны",
                "Получено бюллетеней участковой комиссией",
                2620,
            ),
            line("8", "Жойылған бюллетеньдер саны", "Погашено бюллетеней", 677),
        ),
    )


def _relations() -> tuple[RelationResult, ...]:
    return (
        RelationResult(
            text=Bilingual("алынған бюллетеньдер = тізім + резерв", "получено бюллетеней = список + резерв"),
            equation="2 620 = 2 617 + 3",
            holds=True,
        ),
        RelationResult(
            text=Bilingual(
                "берілген карточкалар = қабылданған + тексерілген + жойылған + қайтарылған + тасталған + жоғалған",
                "выдано карточек = принято + проверено + погашено + возвращено + оставлено + утрачено",
            ),
            equation="1 943 = 1 939 + 1 + 1 + 1 + 0 + 1",
            holds=True,
        ),
        RelationResult(
            text=Bilingual("терминалдардың мөрлері = жәшік", "запечатано терминалами = ящик"),
            equation="1 940 ≠ 1 939",
            holds=False,
            act="2",
        ),
    )


def _remarks() -> tuple[Bilingual, ...]:
    return (
        Bilingual(
            "Бір терминал 14:10-да қызметтен шығарылды; дауыс беру екінші терминалда жалғасты.",
            "В 14:10 один терминал выведен из работы; голосование продолжено на втором.",
        ),
    )


def _unsigned() -> tuple[Bilingual, ...]:
    return (
        Bilingual(
            "Петренко-Новосельская О. И. — науқастануына байланысты болмады.",
            "Петренко-Новосельская О. И. — отсутствовала по болезни.",
        ),
    )
