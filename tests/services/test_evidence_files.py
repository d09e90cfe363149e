"""Files behind figures: who puts them there, who sees them, and that nothing of them stays behind."""

import hashlib
import json

import pytest

from impactmeter.__main__ import main
from impactmeter.domain.evidence_file import MOST_FILES
from impactmeter.domain.message import NotFound, Refused
from impactmeter.domain.organisation import Consent
from impactmeter.domain.permission import OPERATOR
from impactmeter.services import evidence_files, measuring, organisations, privacy, registrations, reviewing
from impactmeter.storage.backup import back_up, put_back
from impactmeter.storage.sqlite import sqlite3
from impactmeter.storage.store import Store
from tests.services.builders import ADMINISTRATOR, COORDINATOR, MANAGER, YEAR, a_figure, an_enterprise, staff

PDF = b"%PDF-1.7 kwikstaart"


@pytest.fixture
def enterprise(store, catalogue):
    organisation, actor = an_enterprise(store)
    return organisation, actor, a_figure(store, actor, catalogue, organisation)


def blobs(store):
    folder = store.folder / "evidence"
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def keys_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return [one.key for one in refused.value.messages]


def test_a_file_is_kept_under_its_hash_and_fetched_as_it_was(store, enterprise):
    _, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "lijst.pdf", PDF)
    assert blobs(store) == [hashlib.sha256(PDF).hexdigest()] == [kept.sha256]
    assert evidence_files.fetch_file(store, actor, kept.id) == (kept, PDF)
    assert (store.folder / "evidence" / kept.sha256).stat().st_mode & 0o777 == 0o600
    with store.read() as records:
        event = records.events_of("measurement", figure.id)[-1]
    assert (event.action, event.detail["name"]) == ("attach", "lijst.pdf")


def test_the_same_file_twice_is_one_also_behind_two_figures(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    first = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    assert evidence_files.add_file(store, actor, figure.id, "b.pdf", PDF) == first
    other = a_figure(store, actor, catalogue, organisation, "people_helped")
    second = evidence_files.add_file(store, actor, other.id, "c.pdf", PDF)
    assert len(blobs(store)) == 1
    evidence_files.remove_file(store, actor, first.id)
    assert evidence_files.fetch_file(store, actor, second.id)[1] == PDF
    evidence_files.remove_file(store, actor, second.id)
    assert blobs(store) == []


def test_a_wrong_kind_is_refused_and_nothing_is_kept(store, enterprise):
    _, actor, figure = enterprise
    assert keys_of(lambda: evidence_files.add_file(store, actor, figure.id, "a.pdf", b"MZ\x00")) == [
        "evidence_file.wrong_kind"
    ]
    assert blobs(store) == []


def test_there_is_an_end_to_how_many(store, enterprise):
    _, actor, figure = enterprise
    for number in range(MOST_FILES):
        evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF + bytes([number]))
    full = PDF + b"too many"
    assert keys_of(lambda: evidence_files.add_file(store, actor, figure.id, "a.pdf", full)) == ["evidence_file.too_many"]


def test_nobody_else_sees_a_draft_and_another_enterprise_sees_nothing_ever(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    _, stranger = an_enterprise(store, "Ander")
    for who in (MANAGER, COORDINATOR, ADMINISTRATOR, stranger):
        with pytest.raises(NotFound):
            evidence_files.fetch_file(store, who, kept.id)
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    for who in (MANAGER, COORDINATOR):
        assert evidence_files.fetch_file(store, who, kept.id)[1] == PDF
        (seen,) = reviewing.dossier_of(store, who, catalogue, submission).figures
        assert seen.files == (kept,)
    for who in (ADMINISTRATOR, stranger):
        for act in (
            lambda who=who: evidence_files.fetch_file(store, who, kept.id),
            lambda who=who: evidence_files.files_of_figure(store, who, figure.id),
            lambda who=who: evidence_files.add_file(store, who, figure.id, "a.pdf", PDF),
            lambda who=who: evidence_files.remove_file(store, who, kept.id),
        ):
            assert keys_of(act) == ["access.not_found"]


def test_a_manager_of_another_portfolio_sees_nothing(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    with store.change(OPERATOR) as change:
        manager = change.add_account(login="a", name="a", password_hash=None)
        change.grant(manager.id, MANAGER.roles[0], None)
    organisations.assign_account_manager(store, OPERATOR, organisation, manager.id)
    with pytest.raises(NotFound):
        evidence_files.fetch_file(store, staff(MANAGER.roles[0], "somebody else"), kept.id)
    assert evidence_files.fetch_file(store, staff(MANAGER.roles[0], manager.id), kept.id)[1] == PDF


def test_what_comes_after_a_question_is_seen_when_it_is_handed_in_again(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    reviewing.return_submission(store, MANAGER, submission, {figure.id: "Waar blijkt dat uit?"})
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    with pytest.raises(NotFound):
        evidence_files.fetch_file(store, MANAGER, kept.id)
    measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    assert evidence_files.fetch_file(store, MANAGER, kept.id)[1] == PDF


def test_rule_10_evidence_of_an_approved_figure_stays_and_goes_along_when_it_is_reopened(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    submission = measuring.hand_in(store, actor, catalogue, organisation, YEAR, Consent())
    assert keys_of(lambda: evidence_files.remove_file(store, actor, kept.id))[0].startswith("transition.")
    reviewing.approve_submission(store, MANAGER, submission)
    assert keys_of(lambda: evidence_files.remove_file(store, actor, kept.id))[0].startswith("transition.")
    with pytest.raises(sqlite3.IntegrityError, match="never changed"), store.change(OPERATOR) as change:
        change.database.execute("UPDATE evidence_file SET name = 'x'")
    fresh = reviewing.reopen(store, actor, figure.id, "telfout")
    (copied,) = evidence_files.files_of_figure(store, actor, fresh).files
    assert copied.id != kept.id and copied.sha256 == kept.sha256
    evidence_files.remove_file(store, actor, copied.id)
    assert evidence_files.fetch_file(store, actor, kept.id)[1] == PDF


def test_erasure_leaves_no_byte_of_it_and_the_file_of_another_stays(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    other, neighbour = an_enterprise(store, "Korenmolen")
    theirs = a_figure(store, neighbour, catalogue, other)
    evidence_files.add_file(store, actor, figure.id, "roodborst.pdf", PDF)
    evidence_files.add_file(store, actor, figure.id, "samen.pdf", b"%PDF-1.7 shared")
    shared = evidence_files.add_file(store, neighbour, theirs.id, "samen.pdf", b"%PDF-1.7 shared")
    assert len(blobs(store)) == 2
    assert privacy.everything_of(store, actor, organisation)["evidence_file"][0]["name"] == "roodborst.pdf"
    privacy.erase_organisation(store, OPERATOR, organisation, "verzoek")
    everything = b"".join(file.read_bytes() for file in store.folder.rglob("*") if file.is_file())
    assert b"kwikstaart" not in everything and b"roodborst" not in everything
    assert hashlib.sha256(PDF).hexdigest().encode() not in everything
    assert evidence_files.fetch_file(store, neighbour, shared.id)[1] == b"%PDF-1.7 shared"
    assert store.problems() == []


def test_a_file_that_was_damaged_on_the_disk_is_said_and_not_handed_out(store, enterprise):
    _, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    (store.folder / "evidence" / kept.sha256).write_bytes(b"%PDF-1.7 something else")
    assert store.problems() == [f"evidence file {kept.sha256} is missing or damaged"]
    with pytest.raises(NotFound):
        evidence_files.fetch_file(store, actor, kept.id)
    evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)  # sent again it is whole again
    assert store.problems() == []


def test_a_backup_holds_the_files_and_puts_them_back(store, enterprise, tmp_path):
    _, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    assert back_up(store, tmp_path / "copy.db") == []
    assert put_back(tmp_path / "copy.db", tmp_path / "restored") == []
    restored = Store(tmp_path / "restored")
    assert evidence_files.fetch_file(restored, actor, kept.id)[1] == PDF
    assert restored.problems() == []
    assert b"kwikstaart" not in restored.path.read_bytes()  # in the folder, no longer in the database
    restored.close()
    (store.folder / "evidence" / kept.sha256).unlink()
    assert back_up(store, tmp_path / "second.db") == [f"evidence file {kept.sha256} is missing or damaged"]


def test_a_backup_of_which_a_file_was_changed_is_refused(store, enterprise, tmp_path):
    _, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    assert back_up(store, tmp_path / "copy.db") == []
    connection = sqlite3.connect(tmp_path / "copy.db")
    connection.execute("UPDATE evidence_packed SET content = ?", [b"%PDF-1.7 forged"])
    connection.commit()
    connection.close()
    assert put_back(tmp_path / "copy.db", tmp_path / "restored") == [
        f"evidence file {kept.sha256} is missing or damaged"
    ]
    assert not (tmp_path / "restored" / "impactmeter.db").exists()


def test_what_was_left_half_written_goes_when_the_store_is_swept(store, enterprise):
    _, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    left = store.folder / "evidence" / f"{'0' * 64}.new"
    left.write_bytes(b"half")
    (store.folder / "evidence" / ("1" * 64)).write_bytes(b"of a transaction that was undone")
    privacy.keep_to_retention(store, OPERATOR)
    assert blobs(store) == [kept.sha256]


def test_an_import_with_evidence_behind_its_figures_is_not_undone_quietly(store, catalogue, enterprise):
    organisation, actor, figure = enterprise
    with store.change(actor) as change:
        batch = change.add_import_batch(organisation, "lijst.csv", [(figure, None)])
    evidence_files.add_file(store, actor, figure.id, "a.pdf", PDF)
    assert keys_of(lambda: registrations.undo_import(store, actor, batch)) == ["registration.touched_since"]


def test_the_files_are_taken_along_beside_the_rest(store, enterprise, tmp_path, capsys, monkeypatch):
    _, actor, figure = enterprise
    kept = evidence_files.add_file(store, actor, figure.id, "../lijst.pdf", PDF)
    monkeypatch.setattr("impactmeter.__main__._existing_store", lambda arguments: store)
    target = tmp_path / "along"
    assert main(["take-along", "De Spaak", "--files", str(target)]) == 0
    assert json.loads(capsys.readouterr().out)["evidence_file"][0]["id"] == kept.id
    assert {file.name: file.read_bytes() for file in target.iterdir()} == {f"{kept.id}.pdf": PDF}
    assert main(["take-along", "De Spaak", "--files", str(target)]) == 2  # nothing is overwritten
    assert "along" in capsys.readouterr().err


def test_only_who_may_export_takes_files_along(store, enterprise):
    organisation, _, _ = enterprise
    for who in (MANAGER, COORDINATOR):
        with pytest.raises(NotFound):
            list(evidence_files.all_files_of(store, who, organisation))
