"""Settings: a bad one stops the start with one sentence that names it."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from engagement.settings import SettingsError, load

STRONG = "correct-horse-battery-staple-4711"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 40),
        ("DATABASE_URL", "mysql://localhost/chowk"),
        ("PUBLIC_URL", "chowk.example.org"),
        ("PUBLIC_URL", "ftp://chowk.example.org"),
        ("PUBLIC_URL", "https://chowk.example.org/path"),
        ("PUBLIC_URL", "http://[broken"),
        ("REDIS_URL", "localhost:6379"),
        ("SMTP_URL", "mail.example.org"),
        ("SMS_URL", "kannel:13013"),
        ("SMS_URL", "http://[broken"),
        ("TILE_URL", "tiles.example.org"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "10"),
        ("TRUSTED_PROXIES", "۱"),
        ("LOCALES", "en,xx"),
        ("LOCALES", ","),
        ("DEFAULT_LOCALE", "sq"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../../etc/passwd"),
        ("EMERGENCY_NUMBER", "one five"),
        ("DEMO", "perhaps"),
        ("CHEAP_HASHES", "2"),
    ],
)
def test_a_bad_setting_is_named_in_one_sentence(tmp_path, name, value):
    with pytest.raises(SettingsError) as problem:
        load({"DATA_DIR": str(tmp_path), "SECRET_KEY": STRONG, name: value})
    assert re.fullmatch(rf"{name} [^\n]+\.", str(problem.value))


@pytest.mark.parametrize("host", ["chowk.example.org", "127.0.0.1.example.org", "192.168.1.5"])
def test_a_demonstration_never_stands_on_a_public_address(tmp_path, host):
    with pytest.raises(SettingsError, match=r"^DEMO "):
        load({"DATA_DIR": str(tmp_path), "DEMO": "1", "PUBLIC_URL": f"http://{host}:8000"})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_a_demonstration_stands_on_this_machine(tmp_path, host):
    assert load({"DATA_DIR": str(tmp_path), "DEMO": "1", "PUBLIC_URL": f"http://{host}:8000"}).demo


def test_tiles_need_the_name_of_their_makers(tmp_path):
    with pytest.raises(SettingsError, match=r"^TILE_ATTRIBUTION "):
        load({"DATA_DIR": str(tmp_path), "TILE_URL": "https://tiles.example.org/{z}/{x}/{y}.png"})


def test_nothing_set_is_an_embedded_installation_with_a_key_of_its_own(tmp_path):
    first, second = load({"DATA_DIR": str(tmp_path)}), load({"DATA_DIR": str(tmp_path)})
    assert first == second
    assert first.embedded
    assert first.database_url == f"sqlite:///{tmp_path / 'chowk.db'}"
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_beyond_the_embedded_database_the_key_is_asked_for(tmp_path):
    with pytest.raises(SettingsError, match=r"^SECRET_KEY must be set"):
        load({"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://localhost/chowk"})


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"^DATA_DIR must be a folder"):
        load({"DATA_DIR": str(tmp_path / "file" / "data")})


def test_links_come_from_the_public_address_without_its_slash(tmp_path):
    given = {"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://chowk.example.org:8443/"}
    assert load(given).public_url == "https://chowk.example.org:8443"


def test_commands_print_links_to_where_the_server_last_was(tmp_path):
    (tmp_path / "public_url").write_text("http://127.0.0.1:8421\n")
    assert load({"DATA_DIR": str(tmp_path)}).public_url == "http://127.0.0.1:8421"
    given = {"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://chowk.example.org"}
    assert load(given).public_url == "https://chowk.example.org"


def test_keys_lie_in_the_data_folder(tmp_path):
    assert load({"DATA_DIR": str(tmp_path)}).keys_dir == tmp_path / "keys"


def test_processes_that_race_for_the_first_key_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _n: load({"DATA_DIR": str(tmp_path)}).secret_key, range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
