"""Photos of paper protocols held against the publication, from the command line as an observer does (L 20(9), 50-6)."""

import hashlib
import io
import json
from pathlib import Path

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, ImageFilter

from sailau.cli.main import main
from sailau.errors import StoreError
from sailau.service.observing import Seen, observe
from sailau.signing.authority import Signer
from sailau.signing.summary import PaperSummary, sign_summary
from tests.country.altered import copied
from tests.country.made import Country

SHEET = (1240, 1754)
"""A sheet of A4 at 150 dots an inch."""


def paper(country: Country, number: int = 25, signer: Signer | None = None, **changes: object) -> str:
    """The text of the QR code on a precinct's paper, as it was published or with changes."""
    data = (country.publication / "records" / f"{number:06d}-1" / "protocol.json").read_bytes()
    votes = tuple(row["votes"] for contest in json.loads(data)["contests"] for row in contest["rows"])
    told: dict[str, object] = {
        "election": str(country.definition.id),
        "precinct": f"precinct-{number}",
        "data_sha256": hashlib.sha256(data).hexdigest(),
        "votes": votes,
    }
    return sign_summary(PaperSummary(**{**told, **changes}), signer or country.computers[number])  # type: ignore[arg-type]


def photo(path: Path, text: str, *, tilt: float = 0.0, blur: float = 0.0) -> None:
    """A sheet with the code low on the right, photographed."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(drawn, kind="png", scale=4, border=4)
    sheet = Image.new("L", SHEET, 240)
    code = Image.open(drawn).convert("L")
    sheet.paste(code, (SHEET[0] - code.width - 80, SHEET[1] - code.height - 90))
    turned = sheet.rotate(tilt, expand=True, fillcolor=120, resample=Image.Resampling.BICUBIC)
    turned.filter(ImageFilter.GaussianBlur(blur)).save(path)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def seen(photos: Path, publication: Path) -> dict[str, Seen]:
    return {one.picture: one.seen for one in observe(photos, publication)}


def test_tilted_and_blurred_photo_of_a_true_paper_is_the_same(country: Country, photos: Path) -> None:
    photo(photos / "straight.png", paper(country))
    photo(photos / "tilted.jpg", paper(country, 26), tilt=11.0, blur=1.0)
    (photos / "more").mkdir()
    photo(photos / "more" / "upside-down.png", paper(country, 27), tilt=183.0)
    assert seen(photos, country.publication) == {
        "straight.png": Seen.SAME,
        "tilted.jpg": Seen.SAME,
        "more/upside-down.png": Seen.SAME,
    }


def test_paper_with_other_votes_is_told_with_both_figures(
    country: Country, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo(photos / "other.png", paper(country, votes=(7, 0), data_sha256="ab" * 32))
    publication = str(country.publication)
    assert main(["observe", str(photos), "--publication", publication, "--lang", "en", "--json"]) == 1
    out, report = capsys.readouterr()
    [told] = json.loads(out)
    assert (told["seen"], told["precinct"], told["printed"], told["published"]) == ("different", 25, [7, 0], [2, 1])
    assert "✗ other.png, precinct 25: DIFFERENT from what was published" in report
    assert "on paper 7, 0; published 2, 1" in report
    assert "complain to the higher commission" in report


def test_same_votes_of_other_data_differ_too(country: Country, photos: Path) -> None:
    photo(photos / "data.png", paper(country, data_sha256="cd" * 32))
    assert seen(photos, country.publication) == {"data.png": Seen.DIFFERENT}


def test_code_that_another_key_signed_is_no_paper_of_the_precinct(country: Country, photos: Path) -> None:
    own = country.computers[25]
    stranger = Signer(certificate=own.certificate, key=ec.generate_private_key(ec.SECP256R1()), chain=own.chain)
    photo(photos / "stranger.png", paper(country, signer=stranger))
    photo(photos / "neighbour.png", paper(country, signer=country.computers[26]))
    assert set(seen(photos, country.publication).values()) == {Seen.FORGED}


def test_what_is_no_paper_of_this_election_is_told_apart_and_is_no_alarm(country: Country, photos: Path) -> None:
    photo(photos / "a.png", paper(country, election="another-2005"))
    photo(photos / "b.png", paper(country, 25, precinct="precinct-29"))
    photo(photos / "c.png", "https:/example.invalid")
    Image.new("L", (200, 200), 255).save(photos / "d.png")
    (photos / "e.jpg").write_bytes(b"\xff\xd8 no picture")
    assert seen(photos, country.publication) == {
        "a.png": Seen.OTHER_ELECTION,
        "b.png": Seen.NOT_PUBLISHED,
        "c.png": Seen.NO_CODE,
        "d.png": Seen.NO_CODE,
        "e.jpg": Seen.NO_PICTURE,
    }
    assert main(["observe", str(photos), "--publication", str(country.publication), "--lang", "kk"]) == 0


def test_altered_mirror_is_no_measure(country: Country, photos: Path, tmp_path: Path) -> None:
    photo(photos / "true.png", paper(country))
    mirror = copied(country, tmp_path / "mirror")
    protocol = mirror / "records" / "000025-1" / "protocol.json"
    protocol.write_bytes(protocol.read_bytes().replace(b'"votes":2', b'"votes":9'))
    with pytest.raises(StoreError, match=r"000025-1/protocol\.json is not the file that was published"):
        observe(photos, mirror)


def test_folder_without_pictures_is_misuse(country: Country, photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["observe", str(photos), "--publication", str(country.publication)]) == 2
    assert "no picture" in capsys.readouterr().err
