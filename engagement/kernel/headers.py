"""What every answer says about itself: content policy, framing, referrer, caching (ASVS 3.4)."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from engagement.kernel.actor import Actor
from engagement.settings import Settings

FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-create", "publickey-credentials-get",
    "usb",
)  # fmt: skip
FRAMABLE = "/embed/"
WORKER = "worker"  # no feature of the browser, but a line of the content policy
_allowed: dict[str, frozenset[str]] = {}
_own: set[str] = set()


def allow(
    endpoint: str,
    *,
    geolocation: bool = False,
    camera: bool = False,
    microphone: bool = False,
    worker: bool = False,
    keys: bool = False,
) -> None:
    """Let the page of one endpoint ask the browser for position, camera, microphone or a passkey, or keep a worker of ours."""
    asked = {"geolocation": geolocation, "camera": camera, "microphone": microphone, WORKER: worker}
    asked |= {"publickey-credentials-get": keys, "publickey-credentials-create": keys}
    _allowed[endpoint] = _allowed.get(endpoint, frozenset()) | {
        name for name, wanted in asked.items() if wanted
    }


def private() -> None:
    """Mark this answer as somebody's own: stored nowhere, its address told to nobody."""
    g.private = True


def private_always(*endpoints: str) -> None:
    """Mark every answer of these endpoints as somebody's own: also those that refuse before the view is asked."""
    _own.update(endpoints)


def open_to_all() -> None:
    """Let scripts of any site read this answer (feeds, GeoJSON, read-only APIs); never with credentials."""
    g.open_to_all = True


def policy(tile_url: str, *, framable: bool, worker: bool = False) -> str:
    """Return the content policy: nothing from elsewhere but pictures of a map that the operator chose."""
    tiles = f" {_origin(tile_url)}" if tile_url else ""
    workers = "worker-src 'self'; " if worker else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"img-src 'self' data:{tiles}; manifest-src 'self'; {workers}base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {'*' if framable else chr(39) + 'none' + chr(39)}"
    )


def _origin(tile_url: str) -> str:
    parts = urlsplit(tile_url)
    return f"{parts.scheme}://{parts.netloc}".replace("{s}.", "*.")


def permissions(allowed: frozenset[str]) -> str:
    """Return the policy that closes every feature of the browser but those `allowed` to our own page."""
    return ", ".join(f"{name}=({'self' if name in allowed else ''})" for name in FEATURES)


def start(app: Flask) -> None:
    """Put the headers on every answer of `app`: pages, errors, redirects and static files."""
    settings: Settings = app.extensions["settings"]
    secure = settings.public_url.startswith("https")

    @lru_cache
    def written(*, framable: bool, own: bool, shared: bool, allowed: frozenset[str]) -> list[tuple[str, str]]:
        headers = [
            (
                "Content-Security-Policy",
                # What is somebody's own shows no map: no other site is to learn that it was opened.
                policy("" if own else settings.tile_url, framable=framable, worker=WORKER in allowed),
            ),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer" if own else "same-origin"),
            ("Permissions-Policy", permissions(allowed)),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin"),
        ]
        if secure:
            headers.append(("Strict-Transport-Security", "max-age=31536000"))
        if shared:
            headers.append(("Access-Control-Allow-Origin", "*"))
        return headers

    @app.after_request
    def _say(response: Response) -> Response:
        own = bool(g.get("private")) or request.endpoint in _own
        response.headers.extend(
            written(
                framable=request.path.startswith(FRAMABLE),
                own=own,
                shared=bool(g.get("open_to_all")) and response.status_code < 400,
                allowed=_allowed.get(request.endpoint or "", frozenset()),
            )
        )
        if own or (_signed_in(app) and not response.cache_control.public and request.endpoint != "static"):
            response.headers["Cache-Control"] = "no-store"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
        return response


def _signed_in(app: Flask) -> bool:
    """Whether this may be the answer to somebody signed in: by the cookie too, when the view asked nobody."""
    who: Actor | None = g.get("actor")
    if who is not None:
        return who.signed_in
    names = (app.config["SESSION_COOKIE_NAME"], app.config.get("REMEMBER_COOKIE_NAME", "remember_token"))
    return any(name in request.cookies for name in names)
