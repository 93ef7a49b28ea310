"""Sealed columns: what is written cannot be read without the keys, and the keys outlive everything else."""

import multiprocessing
import stat
from collections.abc import Iterator
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from flask import Flask, current_app

from engagement.kernel import sealing
from engagement.settings import Settings

MARKER = "0300-MARKER-1234567"
URDU = "گلی نمبر ۵ کی بتی خراب ہے"
PASSPHRASES = ("lantern under the old bridge", "seven goats crossed at noon")


def app_at(folder: Path) -> Flask:
    app = Flask("keys")
    settings = Settings(folder, "s" * 32, "sqlite://", "http://localhost", cheap_hashes=True)
    sealing.start(app, settings)
    return app


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    app = app_at(tmp_path)
    with app.app_context():
        yield tmp_path / "keys"


@pytest.mark.parametrize("text", ["", "0300 1234567", URDU, "x" * 10_000])
def test_sealed_words_come_back_and_are_not_in_the_bytes(keys: Path, text: str) -> None:
    stored = sealing.store(text, force="1", lane="contacts")
    assert sealing.read(stored) == text
    assert not text or text.encode() not in stored


def test_the_same_words_sealed_twice_differ(keys: Path) -> None:
    assert sealing.store(MARKER, force="1", lane="contacts") != sealing.store(
        MARKER, force="1", lane="contacts"
    )


def test_a_lane_is_declared_sealed_without_touching_what_was_written(keys: Path) -> None:
    before = sealing.store(MARKER, force="1", lane="concern")
    assert MARKER.encode() in before
    sealing.declare_sealed("concern", app=current_app)
    after = sealing.store(MARKER, force="1", lane="concern")
    assert MARKER.encode() not in after
    assert [sealing.read(before), sealing.read(after)] == [MARKER, MARKER]
    assert MARKER.encode() not in sealing.rewrap(before, force="1", lane="concern")


def test_every_changed_byte_makes_an_envelope_unreadable(keys: Path) -> None:
    stored = sealing.store("0300", force="1", lane="contacts")
    for place in range(1, len(stored)):
        changed = stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]
        with pytest.raises(sealing.Unreadable):
            sealing.read(changed)
    for cut in (b"", stored[:1], stored[:12], stored[:-1], b"\x09" + stored[1:]):
        with pytest.raises(sealing.Unreadable):
            sealing.read(cut)


def test_a_key_serves_only_the_force_and_lane_it_was_made_for(keys: Path) -> None:
    stored = sealing.store(MARKER, force="1", lane="contacts")
    (keys / "seal.1.contacts.1").rename(keys / "seal.2.contacts.1")
    with app_at(keys.parent).app_context(), pytest.raises(sealing.Unreadable):
        sealing.read(stored)


def test_without_the_key_nothing_is_read_and_no_key_is_made(keys: Path, tmp_path: Path) -> None:
    stored = sealing.store(MARKER, force="1", lane="contacts")
    with app_at(tmp_path / "elsewhere").app_context(), pytest.raises(sealing.Unreadable):
        sealing.read(stored)
    assert not (tmp_path / "elsewhere").exists()


def test_after_rotation_old_words_stay_readable_and_are_rewrapped(keys: Path) -> None:
    old = sealing.store(MARKER, force="1", lane="contacts")
    sealing.rotate("1", "contacts")
    new = sealing.rewrap(old)
    assert [sealing.read(old), sealing.read(new)] == [MARKER, MARKER]
    assert new[1:9] != old[1:9]
    assert sealing.rewrap(new) == new


def test_a_key_that_another_process_made_is_used_at_once(keys: Path) -> None:
    old = sealing.store(MARKER, force="1", lane="contacts")
    with app_at(keys.parent).app_context():
        sealing.rotate("1", "contacts")
        theirs = sealing.store(MARKER, force="1", lane="contacts")
    assert sealing.read(theirs) == MARKER
    assert sealing.store("", force="1", lane="contacts")[1:9] == theirs[1:9] != old[1:9]


def test_keys_lie_readable_by_one_user_alone(keys: Path) -> None:
    sealing.store("x", force="1", lane="contacts")
    sealing.pepper()
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    files = list(keys.iterdir())
    assert len(files) == 2
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}


@pytest.mark.parametrize("force", ["../1", "", "a.b", "a/b", "x" * 65])
def test_a_force_cannot_name_a_file_elsewhere(keys: Path, force: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        sealing.store("x", force=force, lane="contacts")
    with pytest.raises(ValueError, match="letters"):
        sealing.fingerprint("x", force=force, purpose="contact")


def test_a_fingerprint_finds_the_same_value_within_one_force_and_purpose(keys: Path) -> None:
    asked = [
        ("a@b.pk", "1", "mail"),
        ("a@b.pk", "2", "mail"),
        ("a@b.pk", "1", "phone"),
        ("c@b.pk", "1", "mail"),
    ]
    prints = [sealing.fingerprint(value, force=force, purpose=purpose) for value, force, purpose in asked]
    assert len({*prints}) == 4
    assert {len(p) for p in prints} == {32}
    with app_at(keys.parent).app_context():
        assert sealing.fingerprint("a@b.pk", force="1", purpose="mail") == prints[0]


def test_a_receipt_code_has_one_digest_per_installation(keys: Path, tmp_path: Path) -> None:
    digest = sealing.receipt_digest("1234567812345678")
    assert sealing.receipt_digest("1234567812345678") == digest != sealing.receipt_digest("1234567812345679")
    assert len(digest) == len(sealing.receipt_digest("")) == 64
    with app_at(tmp_path / "elsewhere").app_context():
        assert sealing.receipt_digest("1234567812345678") != digest


def test_an_export_needs_both_passphrases_in_either_order(keys: Path, tmp_path: Path) -> None:
    stored = sealing.store(MARKER, force="1", lane="contacts")
    digest, found = sealing.receipt_digest("1"), sealing.fingerprint("a", force="1", purpose="mail")
    exported = sealing.export(PASSPHRASES)
    first, second = PASSPHRASES
    with app_at(tmp_path / "after the fire").app_context():
        for wrong in ((first, first), (second, second), (first, "another passphrase"), (first, "")):
            with pytest.raises(sealing.ExportError):
                sealing.restore(exported, wrong)
        assert sealing.restore(exported, (second, f" {first}\n")) == 3
        assert sealing.restore(exported, PASSPHRASES) == 0
        assert sealing.read(stored) == MARKER
        assert [sealing.receipt_digest("1"), sealing.fingerprint("a", force="1", purpose="mail")] == [
            digest,
            found,
        ]


def test_a_changed_export_and_one_for_other_keys_are_refused(keys: Path, tmp_path: Path) -> None:
    sealing.pepper()
    exported = sealing.export(PASSPHRASES)
    for place in range(0, len(exported), 7):
        with pytest.raises(sealing.ExportError):
            sealing.restore(
                exported[:place] + bytes([exported[place] ^ 1]) + exported[place + 1 :], PASSPHRASES
            )
    with app_at(tmp_path / "elsewhere").app_context():
        theirs = sealing.pepper()
        with pytest.raises(sealing.ExportError, match="in use"):
            sealing.restore(exported, PASSPHRASES)
        assert sealing.pepper() == theirs


@pytest.mark.parametrize("pair", [("short", "seven goats crossed"), (PASSPHRASES[0], PASSPHRASES[0])])
def test_weak_or_equal_passphrases_export_nothing(keys: Path, pair: tuple[str, str]) -> None:
    with pytest.raises(sealing.ExportError):
        sealing.export(pair)
    assert sealing.exported_at() is None


def test_a_key_made_after_the_export_is_reported(keys: Path) -> None:
    sealing.pepper()
    assert sealing.not_exported() == ["pepper"]
    sealing.export(PASSPHRASES)
    assert sealing.exported_at() is not None
    assert sealing.not_exported() == []
    sealing.store("x", force="1", lane="contacts")
    assert sealing.not_exported() == ["seal.1.contacts.1"]


def _first_use(folder: str, ready: Barrier, answers: "Queue[tuple[bytes, bytes]]") -> None:
    with app_at(Path(folder)).app_context():
        ready.wait()
        answers.put((sealing.pepper(), sealing.store(MARKER, force="1", lane="contacts")))


def test_processes_that_race_for_the_first_key_agree(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready, answers = context.Barrier(4), context.Queue()
    racers = [context.Process(target=_first_use, args=(str(tmp_path), ready, answers)) for _ in range(4)]
    for racer in racers:
        racer.start()
    got = [answers.get(timeout=20) for _ in racers]
    for racer in racers:
        racer.join()
    assert len({pepper for pepper, _ in got}) == 1
    with app_at(tmp_path).app_context():
        assert {sealing.read(stored) for _, stored in got} == {MARKER}
    assert sorted(f.name for f in (tmp_path / "keys").iterdir()) == ["pepper", "seal.1.contacts.1"]
