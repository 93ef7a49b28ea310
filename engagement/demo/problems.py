"""Problems: concerns of one place gathered, worked through all stages, told to those who raised them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from engagement.concerns.rules import Category, State
from engagement.demo.attendance import Crowd
from engagement.demo.cast import Cast, Station
from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.concerns import DAY, HOUR, Voice
from engagement.demo.meetings import Meeting
from engagement.demo.texts import Story, words_in
from engagement.kernel.actor import Actor
from engagement.organisation.models import Locality, Post
from engagement.problems.actions import tasks, telling, working
from engagement.problems.models import Problem, Task
from engagement.problems.rules import Outcome, Stage

AGES = (310, 215, 128, 47, 26, 3)  # days since a station opened its problems
IN_ENGLISH = (
    (Category.TRAFFIC, 0), (Category.STREET_LIGHT, 0), (Category.THEFT, 0), (Category.TRAFFIC, 1), (Category.RUBBISH, 0),
    (Category.NOISE, 0), (Category.PATROL, 0), (Category.WATER, 0),
)  # fmt: skip
IN_URDU = (
    (Category.STREET_LIGHT, 0),
    (Category.TRAFFIC, 0),
    (Category.RUBBISH, 0),
    (Category.THEFT, 0),
    (Category.WATER, 0),
)
IN_ALBANIAN = ((Category.TRAFFIC, 0), (Category.STREET_LIGHT, 0), (Category.WATER, 0))
FATES = ("confirmed", "asked", "confirmed", "stalled", "reopened")
LATE = (0, 3)  # the first station has a task that is late
REOPENED = ((6, 3), (7, 3))  # by station and turn: told lately, and somebody says that it is not fixed
TURNS = {"en": IN_ENGLISH, "ur": IN_URDU, "sq": IN_ALBANIAN}


@dataclass(slots=True)
class Case:
    """One problem with those who raised it; `row` stands once it was opened."""

    chronicle: Chronicle
    cast: Cast
    station: Station
    place: Locality
    key: str
    category: Category
    language: str
    story: Story
    began: datetime
    fate: str  # "confirmed", "asked", "reopened", "could not", "stalled"
    voices: list[Voice] = field(default_factory=list)
    row: Problem | None = None
    given: list[Task] = field(default_factory=list)

    def there(self) -> Problem:
        """Return the row; it was opened before."""
        if self.row is None:
            raise RuntimeError(f"{self.key} was never opened")
        return self.row

    def on(self, days: float, step: Callable[[datetime], object]) -> None:
        """Let a step happen so many days after the first concern."""
        self.chronicle.at(self.began + days * DAY, step)

    def filled(self, text: str) -> str:
        """Return words with the names of this place."""
        spots = words_in(self.language).spots
        spot = spots[Random(self.key).randrange(len(spots))]
        filled = text.format(place=self.place.names[self.language], spot=spot)
        return filled[0].upper() + filled[1:]


def stories(chronicle: Chronicle, cast: Cast, meetings: list[Meeting], crowd: Crowd) -> list[Case]:
    """Plan the problems of every station, from the oldest to those that have only begun."""
    found: list[Case] = []
    for s, station in enumerate(cast.stations):
        ours = [m for m in meetings if m.station is station and m.fate == "held"]
        ages = AGES if len(cast.stations) > 4 else AGES[1:5]
        for j, age in enumerate(ages):
            if age == AGES[-1] and s % 2 == 0:
                continue
            day = cast.calendar.today - timedelta(days=age + 3 * s)
            meeting = min(ours, key=lambda m: abs((m.day - day).days))
            near = abs((meeting.day - day).days) <= 16 and (s, j) not in REOPENED
            found.append(_case(chronicle, cast, station, s, j, meeting if near else None, day_at(cast, day)))
            _raised(found[-1], meeting if near else None, crowd)
            _worked(found[-1])
    return found


def day_at(cast: Cast, day: "datetime | object") -> datetime:
    """Return the evening of a day, when people write."""
    return cast.calendar.moment(day, 19, 20)  # type: ignore[arg-type]


def _case(
    chronicle: Chronicle,
    cast: Cast,
    station: Station,
    s: int,
    j: int,
    meeting: Meeting | None,
    evening: datetime,
) -> Case:
    language = "sq" if "sq" in cast.languages else ("en", "ur")[(s + j) % 2]
    turns = TURNS[language]
    category, variant = turns[(3 * s + j) % len(turns)]
    words = words_in(language)
    if (s, j) in REOPENED:
        category, variant = Category.TRAFFIC, 0
    could_not = category is Category.WATER
    fate = FATES[(2 * s + 3 * j) % len(FATES)]
    if (s, j) == LATE:
        fate = "stalled"
    if could_not or (s, j) in REOPENED:
        fate = "could not" if could_not else "reopened"
    return Case(
        chronicle=chronicle, cast=cast, station=station,
        place=meeting.place if meeting else station.places[j % len(station.places)],
        key=f"case {station.office.slug} {j}", category=category, language=language,
        story=words.could_not if could_not else words.stories[category][variant],
        began=meeting.starts + timedelta(minutes=50) if meeting else evening, fate=fate,
    )  # fmt: skip


def _raised(case: Case, meeting: Meeting | None, crowd: Crowd) -> None:
    """Plan who raised it: first at a meeting, then others on the web."""
    lot = Random(f"{case.key} raised")
    for n in range(lot.choice((2, 3, 3, 4))):
        language = case.cast.languages[lot.randrange(len(case.cast.languages))]
        if n == 0 and meeting is not None:
            language = meeting.language
        voice = Voice(
            case.chronicle, case.cast, case.station, case.place, f"{case.key} {n}", case.category, language
        )
        if n == 0 and meeting is not None:
            voice.at_meeting(meeting)
            raised = case.began
        else:
            address = lot.choice(crowd.people)[1] if lot.random() < 0.75 else ""
            raised = voice.on_web(case.began + (n * 1.6 + lot.random()) * DAY, address=address)
        voice.taken_up(raised + lot.randrange(5, 22) * HOUR, reply=n != 2)
        voice.worded(raised + 1.4 * DAY, reviewed=n != 3)
        if case.fate != "stalled":
            voice.given_time(raised + 9 * DAY)
        if n == 1 and lot.random() < 0.5:
            voice.adds(raised + 1.2 * DAY, voice.words.more[0])
        case.voices.append(voice)


def _worked(case: Case) -> None:
    """Plan its way through the stages; the present cuts it off where it stands."""
    _opened(case)
    _noted(case, 6, Stage.SCAN, case.story.scan)
    _noted(case, 15, Stage.ANALYSE, case.story.analyse)
    _given(case)
    if case.fate == "stalled" and case.began > case.chronicle.now - 100 * DAY:
        return
    _noted(case, 46, Stage.RESPOND, case.story.respond)
    _told(case, 58)
    if case.fate == "reopened":
        case.on(66, lambda now: telling.reopen(actor=_head(case), now=now, problem=case.there()))
        _noted(case, 72, Stage.ANALYSE, case.story.analyse)
        _noted(case, 84, Stage.RESPOND, case.story.respond)
        _told(case, 98)


def _opened(case: Case) -> None:
    def begin(now: datetime) -> None:
        case.row = working.begin(
            actor=_officer(case), now=now, concern=case.voices[0].there(), title=case.filled(case.story.title),
            language=case.language, operation_id=operation(case.key),
        )  # fmt: skip

    def gather(now: datetime, voice: Voice) -> None:
        if voice.there().state == State.OWNED and voice.there().owner_post_id is not None:
            working.gather(actor=_officer(case), now=now, problem=case.there(), concern=voice.there())

    case.on(2.5, begin)
    for n, voice in enumerate(case.voices[1:], start=1):
        case.on(4 + 1.5 * n, lambda now, voice=voice: gather(now, voice))  # type: ignore[misc]


def _noted(case: Case, days: float, stage: Stage, text: str) -> None:
    """Write what was found in a stage, and go on to the next two days later."""

    def note(now: datetime) -> None:
        if case.there().stage == stage:
            working.note(
                actor=_officer(case),
                now=now,
                problem=case.there(),
                words=case.filled(text),
                language=case.language,
            )

    def advance(now: datetime) -> None:
        if case.there().stage == stage:
            working.advance(actor=_officer(case), now=now, problem=case.there())

    case.on(days, note)
    if stage is not Stage.ASSESS:
        case.on(days + 2, advance)


def _given(case: Case) -> None:
    """Give the tasks and finish them, one of them late; what stalls stays open."""
    for n, work in enumerate(case.story.works):
        post = (case.station.officer, case.station.second)[n % 2]

        def give(now: datetime, n: int = n, words: str = work.words, post: Post = post) -> None:
            held = post if post.id in case.cast.holders else case.station.officer
            due = now.astimezone(case.cast.calendar.zone).date() + timedelta(days=14 + 9 * n)
            case.given.append(
                tasks.give(
                    actor=_head(case), now=now, problem=case.there(), post=held, words=words, due=due,
                    language=case.language, operation_id=operation(f"{case.key} task {n}"),
                )
            )  # fmt: skip

        def finish(now: datetime, n: int = n, evidence: str = work.evidence) -> None:
            drops = n > 0 and case.fate == "asked"
            act, words = (tasks.drop, words_in(case.language).dropped) if drops else (tasks.finish, evidence)
            act(actor=_officer(case), now=now, task=case.given[n], words=words, language=case.language)

        case.on(18 + n, give)
        stalls = case.fate == "stalled" and case.began > case.chronicle.now - 100 * DAY
        if not (stalls and n == len(case.story.works) - 1):
            case.on(30 + 11 * n, finish)


def _told(case: Case, days: float) -> None:
    """Assess, put into public words, have them reviewed, close, and hear what those who raised it say."""
    done = case.filled(case.story.did)
    outcome = Outcome.COULD_NOT if case.fate == "could not" else Outcome.DONE
    _noted(case, days, Stage.ASSESS, case.story.assess)

    def word(now: datetime) -> None:
        working.word(
            actor=_officer(case), now=now, problem=case.there(), public_title=case.filled(case.story.said),
            public_words=done, language=case.language,
        )  # fmt: skip

    def review(now: datetime) -> None:
        row = case.there()
        working.review(actor=case.cast.another(case.station, row.worded_by_id), now=now, problem=row)

    case.on(days + 1, word)
    case.on(days + 2, review)
    case.on(
        days + 3, lambda now: telling.close(actor=_head(case), now=now, problem=case.there(), outcome=outcome)
    )
    again = days > 90
    for n, voice in enumerate(case.voices):
        unsure = case.fate == "could not" or (case.fate == "asked" and n == 1)
        no = case.fate == "reopened" and n == 1 and not again
        if not unsure:
            voice.says(case.began + (days + 4 + n) * DAY, fixed=not no)


def _officer(case: Case) -> Actor:
    return case.cast.act(case.station.officer)


def _head(case: Case) -> Actor:
    return case.cast.act(case.station.sho)
