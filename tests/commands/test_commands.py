"""Commands about the whole installation: doctor, keys, backup and restore, privacy."""

import json
import shutil
import stat
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from engagement.channels import outbox
from engagement.commands import doctor
from engagement.intake import mailroom
from engagement.intake.rules import MailState
from engagement.kernel import clock, limits, resealing, sealing
from engagement.kernel.database import db, unit
from engagement.organisation.models import Force
from engagement.people.actions import contacts
from engagement.people.models import Contact
from tests.factories import organisation

FIRST, SECOND = "first custodian words", "second custodian words"


@pytest.fixture
def run(app):
    def run(*args, given=""):
        result = app.test_cli_runner().invoke(args=list(args), input=given)
        return result.exit_code, result.output

    return run


def contact(force, age=timedelta(0)):
    with unit():
        return contacts.contact_for(
            force=force, address="gul@example.org", locale="en", now=clock.now() - age
        )


def words(settings, how):
    return " ".join(f.words for f in doctor.examine(settings) if f.how is how)


def test_the_doctor_says_what_is_wrong_and_exits_with_1(run, settings):
    contact(organisation.force())
    code, said = run("doctor")
    assert code == 1
    assert (
        "WRONG  The tables are not up to date. Run: flask db upgrade" in said
    )  # made without migrations here
    assert "keys were never given to custodians" in said
    assert "SMTP_URL is empty" in said


def test_the_doctor_sees_keys_that_others_may_read(app, settings):
    contact(organisation.force())
    file = next(settings.keys_dir.iterdir())
    file.chmod(0o644)
    assert f"Others may read {file.name}" in words(settings, doctor.How.WRONG)
    file.chmod(0o600)
    assert "Others may read" not in words(settings, doctor.How.WRONG)


def test_the_doctor_sees_mails_that_wait_and_that_could_not_be_read(app):
    organisation.force()
    waiting, failed = mailroom.receive(b"a"), mailroom.receive(b"b")
    assert list(doctor._mails(clock.now())) == []
    with unit():
        failed.state = MailState.FAILED
        waiting.received_at -= timedelta(hours=1)
    assert [found.how for found in doctor._mails(clock.now())] == [doctor.How.WRONG, doctor.How.LOOK]


def test_the_doctor_sees_messages_that_do_not_leave(app):
    with unit():
        outbox.post(
            "people.reset", recipient_kind="person", recipient_id=1, now=clock.now() - timedelta(hours=1)
        )
    found = list(doctor._outbox(clock.now()))
    assert found[0].how is doctor.How.WRONG
    assert found[0].words.startswith("1 messages should have left")


def test_keys_are_exported_once_to_a_file_for_two_and_put_back(run, settings, tmp_path):
    made = contact(organisation.force())
    file = tmp_path / "keys"
    assert run("keys", "export", str(file), given=f"{FIRST}\n{FIRST}\n{SECOND}\n{SECOND}\n")[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sealing.not_exported() == []
    code, said = run("keys", "export", str(file), given=f"{FIRST}\n{FIRST}\n{SECOND}\n{SECOND}\n")
    assert (code, "is there already" in said) == (1, True)
    assert run("keys", "restore", str(file), given=f"{FIRST}\nwrong words entirely\n")[0] == 1
    assert "0 keys were put back" in run("keys", "restore", str(file), given=f"{SECOND}\n{FIRST}\n")[1]
    assert contacts.address_of(made) == "gul@example.org"


def test_a_new_key_seals_contacts_anew(run, monkeypatch):
    monkeypatch.setattr(resealing, "SETTLES", 0)
    force = organisation.force()
    before = contact(force).address
    code, said = run("keys", "rotate", "--force", force.slug)
    after = db.session.scalars(select(Contact).execution_options(populate_existing=True)).one()
    assert (code, "1 sealed anew with it" in said) == (0, True)
    assert (after.address != before, contacts.address_of(after)) == (True, "gul@example.org")
    assert run("keys", "rotate", "--force", "nowhere")[0] == 1
    code, said = run("keys", "reseal", "--lane", "contacts")
    assert (code, "the key for contacts stays; 0 sealed anew with it" in said) == (0, True)
    sealing.rotate(force.ref, "contacts")
    assert "1 sealed anew with it" in run("keys", "reseal")[1]


def test_a_backup_brings_back_what_was_there_and_holds_no_key(run, settings, tmp_path):
    if not settings.embedded and not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump is not installed here")
    force, folder = organisation.force(slug="kept"), tmp_path / "backup"
    contact(force)
    (settings.data_dir / "pictures").mkdir()
    (settings.data_dir / "pictures" / "ONE.jpg").write_bytes(b"a picture")
    assert run("backup", str(folder))[0] == 0
    assert {file.name for file in folder.iterdir()} == {
        "backup.json",
        "chowk.db" if settings.embedded else "chowk.dump",
        "pictures",
    }
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.rglob("*") if file.is_file()} == {0o600}
    (settings.data_dir / "pictures" / "ONE.jpg").unlink()
    assert run("backup", str(folder))[0] == 1
    organisation.force()
    db.session.rollback()
    code, said = run("restore", str(folder))
    assert (code, "Add --yes" in said) == (1, True)
    assert run("restore", str(folder), "--yes")[0] == 0
    assert db.session.scalars(select(Force.slug)).all() == ["kept"]
    assert (settings.data_dir / "pictures" / "ONE.jpg").read_bytes() == b"a picture"


@pytest.mark.sqlite_only
def test_a_damaged_backup_changes_nothing(run, tmp_path):
    organisation.force()
    folder = tmp_path / "backup"
    run("backup", str(folder))
    (folder / "chowk.db").write_bytes(b"not a database" * 100)
    code, said = run("restore", str(folder), "--yes")
    assert (code, "The copy is damaged" in said) == (1, True)
    assert db.session.scalar(select(func.count()).select_from(Force)) == 1
    note = json.loads((folder / "backup.json").read_text())
    (folder / "backup.json").write_text(json.dumps({**note, "embedded": False}))
    assert "the other kind of database" in run("restore", str(folder), "--yes")[1]
    assert "holds no backup" in run("restore", str(tmp_path), "--yes")[1]


def test_purging_counts_first_and_then_deletes(run):
    old = clock.now() - timedelta(days=60)
    contact(organisation.force(), age=timedelta(days=2))
    limits.spend("sign-in", "gul", most=5, per=timedelta(minutes=1), now=old)
    with unit():
        done = outbox.post("people.reset", recipient_kind="person", recipient_id=1, now=old)
        done.state, done.token = "sent", "abc"
    shown = "     1  old tries\n     1  unverified contacts that nothing refers to\n     0  invitations that were never taken up\n     1  tokens of messages that are done\n"
    assert run("privacy", "purge", "--dry-run") == (0, shown + "Nothing was deleted.\n")
    assert run("privacy", "purge") == (0, shown + "Deleted.\n")
    assert run("privacy", "purge")[1].count("     0  ") == 4
    assert db.session.execute(text("SELECT count(*) FROM contacts")).scalar() == 0
