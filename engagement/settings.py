"""Every setting, typed, read from the environment; a bad one stops the start with one sentence."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

LOCALES_KNOWN = ("en", "ur", "ps", "sq", "sr")
SECRET_LENGTH = 32
SERVED_AT = "public_url"  # in DATA_DIR: the address that `script/server` gave out last
LEAVE_URL = "https://www.wikipedia.org/"
TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


class SettingsError(Exception):
    """One sentence that names the setting and says what it must be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation; `docs/settings.md` lists them with their defaults."""

    data_dir: Path
    secret_key: str
    database_url: str
    public_url: str
    redis_url: str = ""
    smtp_url: str = ""
    mail_from: str = "chowk@localhost"
    mail_reply: str = ""  # where mails that answer ours arrive; empty: they are not taken
    sms_url: str = ""
    tile_url: str = ""
    tile_attribution: str = ""
    trusted_proxies: int = 0
    metrics_token: str = ""
    gateway_token: str = ""
    force_name: str = "Police"
    default_locale: str = "en"
    locales: tuple[str, ...] = ("en", "ur")
    timezone: str = "Asia/Karachi"
    emergency_number: str = "15"
    oversight_address: str = ""
    leave_url: str = LEAVE_URL  # where "Leave now" leads
    log_file: str = ""
    demo: bool = False
    cheap_hashes: bool = False

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one: a single SQLite file on this machine."""
        return self.database_url.startswith("sqlite")

    @property
    def keys_dir(self) -> Path:
        """Where the keys of sealed columns lie; never part of a backup."""
        return self.data_dir / "keys"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process; raise `SettingsError` with one sentence when one is wrong."""
    given = dict(os.environ if environ is None else environ)
    if environ is None and Path(".env").is_file():
        given = {**{k: v or "" for k, v in dotenv_values(".env").items()}, **given}
    data_dir = Path(given.get("DATA_DIR") or "data").resolve()
    database_url = _database_url(given, data_dir)
    locales = tuple(_words(given.get("LOCALES", "en,ur")))
    settings = Settings(
        data_dir=data_dir,
        secret_key=_secret_key(given, data_dir, embedded="DATABASE_URL" not in given),
        database_url=database_url,
        public_url=_public_url(given, data_dir),
        redis_url=_address(given, "REDIS_URL", {"redis", "rediss"}),
        smtp_url=_address(given, "SMTP_URL", {"smtp", "smtps"}),
        mail_from=given.get("MAIL_FROM", "chowk@localhost"),
        mail_reply=given.get("MAIL_REPLY", ""),
        sms_url=_address(given, "SMS_URL", {"http", "https"}),
        tile_url=_address(given, "TILE_URL", {"http", "https"}),
        tile_attribution=given.get("TILE_ATTRIBUTION", ""),
        trusted_proxies=_number(given, "TRUSTED_PROXIES", 0, 9),
        metrics_token=given.get("METRICS_TOKEN", ""),
        gateway_token=given.get("GATEWAY_TOKEN", ""),
        force_name=given.get("FORCE_NAME", "Police"),
        default_locale=given.get("DEFAULT_LOCALE", "en"),
        locales=locales,
        timezone=given.get("TIMEZONE", "Asia/Karachi"),
        emergency_number=given.get("EMERGENCY_NUMBER", "15"),
        oversight_address=given.get("OVERSIGHT_ADDRESS", ""),
        leave_url=_address(given, "LEAVE_URL", {"http", "https"}) or LEAVE_URL,
        log_file=given.get("LOG_FILE", ""),
        demo=_flag(given, "DEMO"),
        cheap_hashes=_flag(given, "CHEAP_HASHES"),
    )
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    name, _, domain = settings.mail_reply.rpartition("@")
    if settings.mail_reply and (not name or not domain or "+" in name or not settings.mail_reply.isascii()):
        raise SettingsError("MAIL_REPLY must be an address such as reply@chowk.example, without a plus sign.")
    unknown = [code for code in settings.locales if code not in LOCALES_KNOWN]
    if unknown or not settings.locales:
        raise SettingsError(f"LOCALES must be a comma list out of {', '.join(LOCALES_KNOWN)}.")
    if settings.default_locale not in settings.locales:
        raise SettingsError("DEFAULT_LOCALE must be one of LOCALES.")
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError("TIMEZONE must be an IANA zone such as Asia/Karachi.") from None
    if not settings.emergency_number.replace("-", "").isdigit():
        raise SettingsError("EMERGENCY_NUMBER must be digits, such as 15.")
    if settings.tile_url and not settings.tile_attribution:
        raise SettingsError("TILE_ATTRIBUTION must name the map's makers when TILE_URL is set.")
    if settings.demo and not is_loopback(urlsplit(settings.public_url).hostname or ""):
        raise SettingsError(
            "DEMO shows passwords on the page, so PUBLIC_URL must be on 127.0.0.1 or localhost."
        )


def is_loopback(host: str) -> bool:
    """Whether `host` can only be reached from this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database_url(given: Mapping[str, str], data_dir: Path) -> str:
    url = given.get("DATABASE_URL", "")
    if not url:
        return f"sqlite:///{data_dir / 'chowk.db'}"
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _secret_key(given: Mapping[str, str], data_dir: Path, *, embedded: bool) -> str:
    key = given.get("SECRET_KEY", "")
    if not key and embedded:
        return _kept_secret(data_dir / "secret_key")
    if not key:
        raise SettingsError("SECRET_KEY must be set when DATABASE_URL is: at least 32 random characters.")
    if len(key) < SECRET_LENGTH or len(set(key)) < SECRET_LENGTH // 3:
        raise SettingsError("SECRET_KEY is too weak: it needs at least 32 random characters.")
    return key


def _kept_secret(path: Path) -> str:
    """Read the generated key, or write it once; readable by this user alone."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(SECRET_LENGTH))
            with suppress(FileExistsError):
                os.link(draft, path)  # appears whole, and of two processes that race the first wins
            draft.unlink()
        return path.read_text()
    except OSError as problem:
        raise SettingsError(
            f"DATA_DIR must be a folder this program may write: {problem.strerror}."
        ) from None


def _public_url(given: Mapping[str, str], data_dir: Path) -> str:
    url = given.get("PUBLIC_URL", "") or _served_at(data_dir) or "http://127.0.0.1:8000"
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise SettingsError("PUBLIC_URL must be the address people type, such as https://chowk.example.org.")
    return f"{parts.scheme}://{parts.netloc}"


def _served_at(data_dir: Path) -> str:
    """Return where `script/server` last served this folder, so that commands print links that open."""
    try:
        return (data_dir / SERVED_AT).read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _address(given: Mapping[str, str], name: str, schemes: set[str]) -> str:
    url = given.get(name, "")
    if url and _split(url).scheme not in schemes:
        raise SettingsError(f"{name} must begin with {' or '.join(sorted(s + '://' for s in schemes))}.")
    return url


def _split(url: str) -> SplitResult:
    """Return the parts of an address; of a broken one, none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name, "") or str(default)
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise SettingsError(f"{name} must be a whole number from 0 to {most}.")
    return int(text)


def _flag(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "").lower()
    if text not in TRUE | FALSE:
        raise SettingsError(f"{name} must be true or false.")
    return text in TRUE


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
