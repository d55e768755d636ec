"""Why an authority does not issue a certificate, or does not take one back (L 50-2(2), 50-2(3); E14, E17)."""

from typing import Final

from cryptography import x509

from sailau.refusal import Refusal, Text
from sailau.signing.holder import Holder
from sailau.signing.roles import OFFICES

NO_REASON: Final = Refusal(
    "revocation-without-reason",
    "L 50-2(2)",
    Text(
        "Сертификат негізсіз қайтарып алынбайды: шешімді немесе себебін көрсетіңіз.",
        "Сертификат не отзывают без основания: укажите решение или причину.",
        "A certificate is not taken back without grounds: name the decision or the reason.",
    ),
)


NAMED_AS_TRAINING: Final = Refusal(
    "real-named-as-training",
    "L 50-2(3)",
    Text(
        "«(үлгі)» деп тек оқу органы аталады.",
        "Пометку «(үлгі)» носит только учебный удостоверяющий орган.",
        "Only a training authority bears the mark «(үлгі)» in its name.",
    ),
)


def other_world(*, training: bool) -> Refusal:
    """Real and training certificates have nothing to do with each other; `training` is what was asked for."""
    if training:
        return Refusal(
            "training-by-real",
            "L 50-2(3)",
            Text(
                "Нақты орган оқу сертификатын бермейді.",
                "Настоящий удостоверяющий орган не выдаёт учебных сертификатов.",
                "A real authority issues no training certificate.",
            ),
        )
    return Refusal(
        "real-by-training",
        "L 50-2(3)",
        Text(
            "Оқу органы нақты сертификат бермейді.",
            "Учебный удостоверяющий орган не выдаёт настоящих сертификатов.",
            "A training authority issues no real certificate.",
        ),
    )


def other_authority(holder: Holder) -> Refusal:
    """The root issues to the central commission and to territorial authorities, those to everybody else."""
    office = OFFICES[holder.role]
    return Refusal(
        "other-authority",
        "L 50-2(2)",
        Text(
            f"Бұл рөлге ({office.kk}) сертификатты басқа орган береді: түбір орталық комиссия мен аумақтық органдарға, "
            "аумақтық орган қалғандарына.",
            f"Этой роли ({office.ru}) сертификат выдаёт другой орган: корень центральной комиссии и территориальным "
            "органам, территориальный орган всем остальным.",
            f"Another authority issues to a {holder.role.value}: the root to the central commission and to territorial "
            "authorities, a territorial authority to all others.",
        ),
    )


def other_commission(commission: str) -> Refusal:
    """A commission's authority speaks for its own commission, and for nobody else's signers."""
    return Refusal(
        "other-commission",
        "L 50-2(2)",
        Text(
            f"Бұл орган тек өз комиссиясының ({commission}) тұлғаларына осы рөлді береді.",
            f"Этот орган даёт такую роль только лицам своей комиссии ({commission}).",
            f"This authority gives that role to persons of its own commission ({commission}) only.",
        ),
    )


def beyond(own: x509.Certificate) -> Refusal:
    """No certificate outlives the one above it."""
    start, end = own.not_valid_before_utc, own.not_valid_after_utc
    span = f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"
    return Refusal(
        "validity-beyond-authority",
        "L 50-2(2)",
        Text(
            f"Мерзімі органның өз мерзімінен ({span}) аспауы керек.",
            f"Срок не должен выходить за срок самого органа ({span}).",
            f"The validity must lie within that of the authority itself ({span}).",
        ),
    )


def incomplete(what: str, kk: str, ru: str) -> Refusal:
    """A member has a number; a device, and nothing else, has a device id."""
    return Refusal(
        f"holder-without-{what}",
        "L 50-2(2)",
        Text(
            f"Бұл рөлге сәйкес емес: {kk}.",
            f"Для этой роли неверно указано: {ru}.",
            f"This does not fit the role: {what} (members have a number, devices, and only they, a device id).",
        ),
    )


def held_already(name: str, serial: str) -> Refusal:
    """A member's number, or a device, has a good certificate."""
    return Refusal(
        "certified-already",
        "L 50-2(2)",
        Text(
            f"Бұл орынға сертификат берілген ({name}): алдымен соны қайтарып алыңыз.",
            f"На это место сертификат уже выдан ({name}): сначала отзовите его.",
            f"This place has a good certificate already ({name}, serial {serial}): take that back first.",
        ),
    )


def not_issued(serial: str) -> Refusal:
    """Somebody else's certificate."""
    return Refusal(
        "not-issued-here",
        "L 50-2(2)",
        Text(
            "Бұл сертификатты осы орган берген жоқ.",
            "Этот сертификат выдан не этим органом.",
            f"This authority has not issued the certificate {serial}.",
        ),
    )
