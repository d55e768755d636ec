"""The signed record goes to the commission over a link that is up only while it sends, or on a medium (E47, E11; M2)."""

from pathlib import Path

from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE
from sailau.service.acknowledged import acknowledgement_names
from sailau.service.bundle import Bundle, read_bundle
from sailau.service.table_transfer import TransferPlan
from tests.service.transfer_world import by_programs, commission, evening


def test_a_signed_record_is_sent_judged_acknowledged_and_the_link_goes_down(tmp_path: Path) -> None:
    with evening(tmp_path) as precinct, commission(tmp_path / "centre", precinct.day.installed) as central:
        precinct.plan = TransferPlan(intake=central.address, switch=by_programs(tmp_path))
        with precinct.served():
            made = precinct.make()
            assert (made["version"], made["answer"]) == (1, None)
            precinct.ask("open-transfer")
            told = precinct.closed()
        assert told["window"]["why"] == "acknowledged", told
        assert told["bundles"][0]["answer"]["standing"] == "accepted", told
        assert (tmp_path / "link").read_text().split() == ["up", "down"]
        events = precinct.events()
        assert [name for name, _ in events] == ["bundle-made", "link-opened", "acknowledgement-kept", "link-closed"]
        assert events[-1][1]["delivered"] is True
        folder = precinct.record_to / "transfer"
        data, signature = ((folder / name).read_bytes() for name in acknowledgement_names(made["file"]))
        assert ACKNOWLEDGEMENT_FILE.read(data).bundle_sha256 == made["sha256"]
        assert signature
        bundle = read_bundle(folder / made["file"])
        assert isinstance(bundle, Bundle)
        assert bundle.sha256 == made["sha256"]
        assert central.told[0].accepted
