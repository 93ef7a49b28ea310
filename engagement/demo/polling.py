"""Polls of the demo: closed ones with their results, open ones, one that waits for a second reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.demo.cast import Cast
from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.meetings import Meeting
from engagement.feedback import actions
from engagement.feedback.models import Poll


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a place, or of the meeting of this name; days count from today."""

    station: int
    place: int
    question: str
    choices: tuple[str, ...]
    language: str
    asked: int
    closes: int
    pressed: tuple[int, ...] = ()  # none: nobody has read it yet
    hands: tuple[int, ...] = ()
    meeting: str = ""


PESHAWAR = (
    Question(
        0, 0, "When should the night patrol pass the main bazaar?",
        ("Between 9 and 11 pm", "Between 11 pm and 1 am", "After 1 am"), "en", -52, -24, (17, 13, 11), (16, 11, 13),
    ),
    Question(
        0, 1, "اگلی کھلی کچہری کس وقت رکھی جائے؟",
        ("صبح 11 بجے", "عصر کے بعد", "مغرب کے بعد"), "ur", -40, -12, (11, 16, 12),
    ),
    Question(
        0, 0, "What should the station look at first this winter?",
        ("Street lights", "Fast cars at the school", "Rubbish that is burnt", "Noise at night"),
        "en", -9, 19, (6, 9, 4, 3),
    ),
    Question(
        0, 2, "سکول کے راستے پر کون سی جگہ سب سے پہلے دیکھی جائے؟",
        ("نہر کا پل", "سبزی منڈی کا موڑ", "بس سٹاپ"), "ur", -6, 23, (7, 5, 4),
    ),
    Question(
        0, 1, "Which corner needs a lamp first?",
        ("The bus stop", "The lane behind the school", "The canal bridge"), "en", -1, 27,
    ),
    Question(
        0, 2, "ورکشاپ میں پہلے کس بات پر وقت دیا جائے؟",
        ("تالے اور کیمرے", "دکانوں کی روشنی", "رات کا گشت"), "ur", -5, 7, (4, 3, 5), meeting="full",
    ),
)  # fmt: skip
KOSOVO = (
    Question(
        0, 0, "Kur duhet të mbahet takimi i radhës?",
        ("Në mëngjes", "Pasdite", "Në mbrëmje"), "sq", -45, -17, (10, 12, 16), (10, 12, 14),
    ),
)  # fmt: skip


def plan(chronicle: Chronicle, cast: Cast, meetings: Sequence[Meeting]) -> None:
    """Plan the polls of a force: asked by an officer, read by the head of the station, answered, counted by hand."""
    for question in KOSOVO if "sq" in cast.languages else PESHAWAR:
        _live(chronicle, cast, question, meetings)


def _live(chronicle: Chronicle, cast: Cast, given: Question, meetings: Sequence[Meeting]) -> None:
    station, today = cast.stations[given.station], cast.calendar.today
    of = f"{station.office.slug} {given.meeting}"
    meeting = next((each for each in meetings if given.meeting and each.key == of), None)
    asked: list[Poll] = []

    def ask(moment: datetime) -> None:
        asked.append(
            actions.ask(
                actor=cast.act(station.officer), now=moment, office=station.office,
                locality=None if meeting else station.places[given.place % len(station.places)],
                event=meeting.event if meeting else None, question=given.question, choices=given.choices,
                language=given.language, closes_on=today + timedelta(days=given.closes), names_nobody=False,
                operation_id=operation(given.question),
            )
        )  # fmt: skip

    def answer(moment: datetime) -> None:
        for choice, number in enumerate(given.pressed):
            for n in range(number):
                key = operation(f"{given.question} {choice} {n}")
                actions.answer(now=moment, poll=asked[0], choice=choice, operation_id=key)

    def count(moment: datetime) -> None:
        actions.count_hands(actor=cast.act(station.officer), now=moment, poll=asked[0], hands=given.hands)

    def on(days: int, hour: int) -> datetime:
        return cast.calendar.moment(today + timedelta(days=days), hour)

    chronicle.at(on(given.asked, 10), ask)
    if given.pressed:
        chronicle.at(
            on(given.asked, 15),
            lambda now: actions.review(actor=cast.another(station, asked[0].worded_by_id), now=now, poll=asked[0]),
        )  # fmt: skip
        chronicle.at(on(given.asked + 3, 20), answer)
    if given.hands:
        chronicle.at(on(given.closes, 18), count)
