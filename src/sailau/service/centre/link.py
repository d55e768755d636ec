"""The commission behind its link: `ports.intake.Intake` for whoever serves the transfer (L 50-2(2), 50-7(1); E47)."""

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from sailau.errors import SignatureError
from sailau.ports.intake import SignedAnswer
from sailau.refusal import Refusal, Text
from sailau.service.centre.centre import Centre
from sailau.service.centre.intake import acknowledge, receive
from sailau.signing.device import judge_certificate
from sailau.signing.roles import Role


class CentreIntake:
    """See `ports.intake.Intake`. It receives and answers; whoever serves judges beside it (`intake.judge`)."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def admit(self, certificate: x509.Certificate, above: Sequence[x509.Certificate]) -> str | Refusal:
        """The precinct computer's commission, when its certificate is this election's and the precinct is known."""
        try:
            identity = judge_certificate(certificate, above, None, self._centre.trust())
        except SignatureError as error:
            return _not_admitted(error)
        if identity.role is not Role.PRECINCT_COMPUTER:
            return _not_admitted(SignatureError(f"a {identity.role.value} does not send a precinct's record"))
        commission = identity.holder.commission
        if all(str(one.commission) != commission for one in self._centre.precincts.values()):
            return _not_admitted(SignatureError(f"{commission} is no precinct commission of this election"))
        return commission

    def answer(self, digest: str) -> SignedAnswer | None:
        """See `ports.intake.Intake.answer`."""
        return acknowledge(self._centre, digest)

    def receive(self, path: Path, digest: str, sender: str) -> Refusal | None:
        """See `ports.intake.Intake.receive`; the digest was proved by the link, and is found again in reading."""
        found = receive(self._centre, path, sender=sender)
        return found if isinstance(found, Refusal) else None


def _not_admitted(error: SignatureError) -> Refusal:
    return Refusal(
        "transfer-not-admitted",
        "L 50-2(2)",
        Text(
            f"Бұл құрылғының сертификаты қабылданбайды ({error}). Жазбаны тасығышпен жеткізіңіз.",
            f"Сертификат этого устройства не принимается ({error}). Доставьте запись на носителе.",
            f"This device's certificate is not accepted ({error}). Bring the record on a medium.",
        ),
    )
