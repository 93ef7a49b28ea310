"""What people bring: at meetings and on the web, in their own words, and what the desk makes of it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from engagement.concerns.actions import desk, following, raising
from engagement.concerns.models import Concern
from engagement.concerns.rules import AT_WORK, Category, Door, Lane, State
from engagement.demo.attendance import Crowd
from engagement.demo.cast import Cast, Station
from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.meetings import Meeting
from engagement.demo.texts import Words, words_in
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.actor import Kind as ActorKind
from engagement.organisation.models import Locality

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Voice:
    """One concern and what it goes through; `row` stands once it was raised."""

    chronicle: Chronicle
    cast: Cast
    station: Station
    place: Locality
    key: str
    category: Category = Category.OTHER
    language: str = "en"
    lane: Lane = Lane.CONCERN
    row: Concern | None = None
    question: int = 0
    lot: Random = field(init=False)

    def __post_init__(self) -> None:
        self.lot = Random(self.key)
        if self.lane is Lane.CONCERN and self.category not in self.words.concerns:
            self.language = self.cast.languages[0]

    @property
    def words(self) -> Words:
        """What is said in the raiser's language."""
        return words_in(self.language)

    @property
    def said(self) -> str:
        """What the raiser says."""
        if self.lane is Lane.ENQUIRY:
            return self.words.questions[self.question % len(self.words.questions)][0]
        told = self.lot.choice(self.words.concerns[self.category])
        text = told.format(spot=self.lot.choice(self.words.spots))
        return text[0].upper() + text[1:]

    def there(self) -> Concern:
        """Return the row; it was raised before."""
        if self.row is None:
            raise RuntimeError(f"{self.key} was never raised")
        return self.row

    def at_meeting(self, meeting: Meeting, *, after: timedelta = 50 * timedelta(minutes=1)) -> datetime:
        """Have an officer write it down at a meeting; the slip's code is with the raiser and nobody here knows it."""

        def raised(moment: datetime) -> None:
            if meeting.event is None:
                raise RuntimeError(f"{meeting.key} was never planned")
            self.row = raising.capture(
                actor=meeting.actor, now=moment, event=meeting.event, category=self.category, words=self.said,
                language=self.language, receipt=secrets.token_hex(32), operation_id=operation(self.key),
                locality=self.place,
            )  # fmt: skip

        self.chronicle.at(meeting.starts + after, raised)
        return meeting.starts + after

    def on_web(
        self, moment: datetime, address: str = "", digest: str | None = None, locale: str = ""
    ) -> datetime:
        """Have it written on the web, with an address, or with a code; one in five of the others came as a text."""
        texted = (
            bool(self.cast.force.short_codes) and self.lane is Lane.CONCERN and not address and not digest
        )
        door = Door.SMS if texted and len(self.said) % 5 == 0 else Door.WEB

        def raised(now: datetime) -> None:
            self.row = raising.raise_concern(
                actor=VISITOR, now=now, force=self.cast.force, locality=self.place, event=None, lane=self.lane,
                category=Category.SERVICE if self.lane is Lane.ENQUIRY else self.category, words=self.said,
                language=self.language, locale=locale or ("ur" if self.language in {"ur", "ps"} else "en"),
                address=address, receipt=digest or (None if address else secrets.token_hex(32)),
                operation_id=operation(self.key), door=door,
            )  # fmt: skip

        self.chronicle.at(moment, raised)
        return moment

    def taken_up(self, moment: datetime, *, reply: bool = True) -> None:
        """Let the head of the station give it to a post, which answers."""
        post = self.station.second if self.lot.random() < 0.25 else self.station.officer

        def own(now: datetime) -> None:
            held = post if post.id in self.cast.holders else self.station.officer
            desk.own(actor=self.cast.act(self.station.sho), now=now, concern=self.there(), post=held)

        self.chronicle.at(moment, own)
        if reply:
            self.answered(
                moment + 3 * HOUR, self.words.received[self.lot.randrange(len(self.words.received))]
            )

    def given_time(self, moment: datetime) -> None:
        """Let the head of the station set a later day: what needs several stages takes two months."""

        def later(now: datetime) -> None:
            row = self.there()
            if row.owner_post is not None and row.state in AT_WORK:
                due = now.astimezone(self.cast.calendar.zone).date() + timedelta(days=58)
                actor = self.cast.act(self.station.sho)
                desk.own(actor=actor, now=now, concern=row, post=row.owner_post, due=due)

        self.chronicle.at(moment, later)

    def answered(self, moment: datetime, text: str, *, settles: bool = False) -> None:
        """Let the station reply."""

        def reply(now: datetime) -> None:
            desk.reply(
                actor=self.cast.act(self.station.officer), now=now, concern=self.there(), words=text,
                language=self.language, operation_id=operation(f"{self.key} {now.timestamp():.0f}"), settles=settles,
            )  # fmt: skip

        self.chronicle.at(moment, reply)

    def adds(self, moment: datetime, text: str) -> None:
        """Let the raiser say more."""

        def add(now: datetime) -> None:
            following.add_words(
                actor=self.bearer(), now=now, concern=self.there(), words=text, language=self.language,
                operation_id=operation(f"{self.key} more"),
            )  # fmt: skip

        self.chronicle.at(moment, add)

    def worded(self, moment: datetime, *, reviewed: bool = True) -> None:
        """Let it be put into public words by one person and reviewed by another."""

        def word(now: datetime) -> None:
            desk.word(
                actor=self.cast.act(self.station.officer), now=now, concern=self.there(), language=self.language,
                words=self.words.public[self.category],
            )  # fmt: skip

        def review(now: datetime) -> None:
            row = self.there()
            desk.review(actor=self.cast.another(self.station, row.worded_by_id), now=now, concern=row)

        self.chronicle.at(moment, word)
        if reviewed:
            self.chronicle.at(moment + DAY, review)

    def says(self, moment: datetime, *, fixed: bool) -> None:
        """Let the raiser say whether it is fixed, if they were asked by then."""

        def say(now: datetime) -> None:
            row = self.there()
            if row.state == State.TOLD:
                act = following.confirm if fixed else following.reopen
                act(actor=self.bearer(), now=now, concern=row)

        self.chronicle.at(moment, say)

    def misplaced(self, moment: datetime) -> None:
        """Let the desk find that it does not belong here: the words go."""

        def misplace(now: datetime) -> None:
            desk.misplace(actor=self.cast.act(self.station.sho), now=now, concern=self.there())

        self.chronicle.at(moment, misplace)

    def referred(self, moment: datetime) -> None:
        """Let it be passed to who can help, and the raiser be told so."""
        agency, text = self.words.passed

        def refer(now: datetime) -> None:
            desk.refer(
                actor=self.cast.act(self.station.officer), now=now, concern=self.there(), agency=agency
            )

        self.chronicle.at(moment, refer)
        self.answered(moment + HOUR, text)

    def bearer(self) -> Actor:
        """Return who opened it by its code or private link."""
        return Actor(ActorKind.BEARER, bears=frozenset({("concern", self.there().id)}))


def loose(chronicle: Chronicle, cast: Cast, meetings: list[Meeting], crowd: Crowd) -> None:
    """Plan what never becomes part of a problem: questions, what is new, what is late, what belongs elsewhere."""
    for s, station in enumerate(cast.stations):
        lot = Random(f"loose {station.office.slug}")
        for n, ago in enumerate((300, 190, 95, 33, 9)):
            _question(Voice(chronicle, cast, station, lot.choice(station.places), f"ask {station.office.slug} {n}",
                            language=cast.languages[(s + n) % 3], lane=Lane.ENQUIRY, question=s + n),
                      ago + s, crowd)  # fmt: skip
        _new(chronicle, cast, station, s, crowd)
    for meeting in meetings:
        held = chronicle.now - timedelta(days=30) < meeting.starts < chronicle.now - 2 * HOUR
        if held and meeting.station and meeting.fate == "held":
            _heard(chronicle, cast, meeting)


def _question(voice: Voice, ago: int, crowd: Crowd) -> None:
    """A question is answered within three days, and mostly that was all."""
    day = voice.cast.calendar
    asked = day.moment(day.today - timedelta(days=ago), voice.lot.randrange(8, 21), voice.lot.randrange(60))
    voice.on_web(asked, address=voice.lot.choice(crowd.people)[1])
    voice.taken_up(asked + 5 * HOUR, reply=False)
    answer = voice.words.questions[voice.question % len(voice.words.questions)][1]
    voice.answered(asked + DAY, answer, settles=True)
    if voice.lot.random() < 0.7:
        voice.adds(asked + DAY + 4 * HOUR, voice.words.thanks)
        voice.says(asked + DAY + 5 * HOUR, fixed=True)


NEW = (  # days ago, what becomes of it
    (0, "raised"),
    (1, "raised"),
    (3, "owned"),
    (6, "talk"),
    (24, "late"),
)
BY_TURNS = (
    Category.TRAFFIC,
    Category.STREET_LIGHT,
    Category.NOISE,
    Category.RUBBISH,
    Category.PATROL,
    Category.OTHER,
)


def _new(chronicle: Chronicle, cast: Cast, station: Station, number: int, crowd: Crowd) -> None:
    """What came in lately: some wait, some are owned, a few are late; some belong elsewhere."""
    for n, (ago, fate) in enumerate(NEW):
        if fate == "late" and number % 3:
            continue
        key = f"new {station.office.slug} {n}"
        language = cast.languages[(number + 2 * n) % len(cast.languages)]
        voice = Voice(chronicle, cast, station, station.places[(number + n) % len(station.places)], key,
                      BY_TURNS[(number + n) % len(BY_TURNS)], language)  # fmt: skip
        asked = chronicle.now - timedelta(
            days=ago, hours=2 + voice.lot.randrange(9), minutes=voice.lot.randrange(60)
        )
        voice.on_web(asked, address=voice.lot.choice(crowd.people)[1] if n % 2 else "")
        if fate != "raised":
            voice.taken_up(asked + 20 * HOUR)
            voice.worded(asked + 2 * DAY, reviewed=fate == "talk")
        if fate == "talk":
            voice.adds(asked + 2 * DAY, voice.words.more[n % len(voice.words.more)])
    lot = Random(f"elsewhere {station.office.slug}")
    if number % 3 == 1:
        gone = Voice(
            chronicle,
            cast,
            station,
            station.places[0],
            f"gone {station.office.slug}",
            language=cast.languages[0],
        )
        day = chronicle.now - timedelta(days=lot.randrange(20, 90))
        gone.on_web(day)
        gone.misplaced(day + DAY)
    passed = Voice(chronicle, cast, station, station.places[-1], f"passed {station.office.slug}", Category.WATER,
                   cast.languages[number % 2])  # fmt: skip
    if number % 2 == 0:
        day = chronicle.now - timedelta(days=lot.randrange(4, 13))
        passed.on_web(day, address=lot.choice(crowd.people)[1])
        passed.taken_up(day + 9 * HOUR, reply=False)
        passed.referred(day + DAY)


def _heard(chronicle: Chronicle, cast: Cast, meeting: Meeting) -> None:
    """What was said at the last meetings: written down, owned, worded for everybody."""
    station = meeting.station
    if station is None:
        return
    for n in range(meeting.lot("heard").choice((1, 2, 2))):
        category = BY_TURNS[(meeting.lot(f"heard {n}").randrange(6) + n) % len(BY_TURNS)]
        voice = Voice(
            chronicle, cast, station, meeting.place, f"heard {meeting.key} {n}", category, meeting.language
        )
        said = voice.at_meeting(meeting, after=timedelta(minutes=40 + 9 * n))
        voice.taken_up(said + DAY)
        voice.worded(said + 2 * DAY)


SLIPS = ("Told, asks whether it is fixed", "Owned, with a reply", "Just raised, in Urdu")


def slips(chronicle: Chronicle, cast: Cast, digests: list[str]) -> None:
    """Plan three concerns whose receipt codes the demo shows, so that anyone can follow them."""
    station = cast.stations[0]
    told, owned, raised = digests

    def voice(key: str, place: int, category: Category, language: str, lane: Lane = Lane.CONCERN) -> Voice:
        return Voice(chronicle, cast, station, station.places[place], f"slip {key}", category, language, lane)

    asks = voice("told", 0, Category.SERVICE, "en", Lane.ENQUIRY)
    asks.on_web(chronicle.now - 4 * DAY, digest=told)
    asks.taken_up(chronicle.now - 4 * DAY + 3 * HOUR, reply=False)
    asks.answered(chronicle.now - 3 * DAY, asks.words.questions[0][1], settles=True)
    waits = voice("owned", 1, Category.STREET_LIGHT, "en")
    waits.on_web(chronicle.now - 5 * DAY, digest=owned)
    waits.taken_up(chronicle.now - 5 * DAY + 6 * HOUR)
    voice("raised", 2, Category.WATER, "ur").on_web(chronicle.now - 5 * HOUR, digest=raised)
