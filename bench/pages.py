"""Public pages against a bare string of the same length: event page, 304, feed of 1,000, list of 200; RSVP."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.request import Request, urlopen

from bench import load
from bench.serving import children_of, resident_mb, served

UNIQUE = """
local n = 0
math.randomseed(os.time() + {seed})
local head = "{seed}" .. math.random(1, 1000000000)
request = function()
  n = n + 1
  local body = "party=1&need=nothing&contact=&name=&operation_id=w" .. head .. "x" .. n
  local from = "10." .. n % 250 .. "." .. math.floor(n / 250) % 250 .. "." .. math.random(1, 250)
  local kind = "application/x-www-form-urlencoded"
  return wrk.format("POST", nil, {{["Content-Type"] = kind, ["X-Forwarded-For"] = from}}, body)
end
"""
WARM = 16
POST = 'wrk.method = "POST"'


class Line(NamedTuple):
    """One printed line: what, how it did, what was asked."""

    name: str
    value: float
    asked: float
    at_least: bool
    note: str

    @property
    def met(self) -> bool:
        """Whether the number that was asked for is reached."""
        return self.value >= self.asked if self.at_least else self.value <= self.asked


ASKED = {
    "event page, warm": (1.0, 0.55),
    "event page, 304": (1.5, 0.60),
    "events.ics of 1,000, warm": (0.9, 0.7),
    "list of 200, warm": (1.0, 0.5),
    "RSVP / bare two statements": (0.35, 0.35),
    "RSVP / bare with all statements": (0.5, 0.5),
    "web worker, MB resident": (115, 115),
}


def run(
    rows: Sequence[tuple[int, str]],
    environ: dict[str, str],
    *,
    lite: bool,
    names: Iterable[str],
    say: Callable[[Line], None],
) -> None:
    """Measure the pages of the meetings `rows` on one database, the answers to them, or both."""
    (_id, ref), second = rows[:2]
    column = 0 if lite else 1

    def line(name: str, value: float, note: str, *, at_least: bool = True) -> None:
        say(Line(name, value, ASKED[name][column], at_least, note))

    with (
        served("engagement.web_server:load", environ, ready="/healthz") as (ours, pid),
        served("bench.bare:load", environ, ready="/string/1") as (bare, _),
    ):
        if "pages" in names:
            _reads(ours, bare, ref, line)
        if "rsvp" in names:
            _answers(ours, bare, ref, second, line)
        most = max(resident_mb(child) for child in children_of(pid))
        line("web worker, MB resident", most, "after all of the above", at_least=False)


def _reads(ours: str, bare: str, ref: str, line: Callable[..., None]) -> None:
    for name, path in (
        ("event page, warm", f"/events/{ref}"),
        ("list of 200, warm", "/events?size=200"),
        ("events.ics of 1,000, warm", "/events.ics"),
    ):
        length, etag = _look(ours + path)
        found = load.ratio(
            lambda p=path: load.rate(ours + p), lambda n=length: load.rate(f"{bare}/string/{n}")
        )
        line(name, found[0], _rates(found, f"{length:,} B"))
        if name == "event page, warm":
            held = (f"If-None-Match: {etag}",)
            found = load.ratio(
                lambda p=path, h=held: load.rate(ours + p, headers=h),
                lambda n=length: load.rate(f"{bare}/string/{n}"),
            )
            line("event page, 304", found[0], _rates(found))


def _answers(ours: str, bare: str, ref: str, second: tuple[int, str], line: Callable[..., None]) -> None:
    """Let many answer one meeting; the ceilings write to the second meeting of the same database."""
    seeds = iter(range(100))
    for name, way in (("RSVP / bare two statements", "two"), ("RSVP / bare with all statements", "all")):
        found = load.ratio(
            lambda: load.rate(f"{ours}/events/{ref}/rsvp", script=UNIQUE.format(seed=next(seeds))),
            lambda w=way: load.rate(f"{bare}/{w}/{second[1]}?id={second[0]}", script=POST),
        )
        line(name, found[0], _rates(found))


def _rates(found: tuple[float, float, float], more: str = "") -> str:
    return f"{found[1]:,.0f}/s of {found[2]:,.0f}/s" + (f", {more}" if more else "")


def _look(address: str) -> tuple[int, str]:
    """Fetch as wrk will, without gzip, until both workers hold it. Return the length of the body and its ETag."""
    length, etag = 0, ""
    for _ in range(WARM):
        with urlopen(Request(address, headers={"Accept": "*/*"})) as answer:  # noqa: S310 - our own address
            length, etag = len(answer.read()), answer.headers["ETag"]
    return length, etag
