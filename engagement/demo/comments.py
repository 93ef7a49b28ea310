"""What the public says to answers of the demo: let through, liked, refused, and some that wait for a reader."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from engagement.concerns.rules import Category
from engagement.demo.chronicle import operation
from engagement.demo.concerns import DAY, HOUR
from engagement.demo.problems import Case
from engagement.dialogue.rules import language_of
from engagement.kernel.actor import VISITOR
from engagement.kernel.wording import Wording
from engagement.problems.actions import comments
from engagement.problems.models import Comment

READ_FROM = 66 * DAY  # after the first concern: the answer is public by then
STATIONS = 3  # whose answers are commented on
MOST_EACH = 3  # comments on one answer
LIKES = 7  # at most

SAID = {
    Category.STREET_LIGHT: (
        ("A shopkeeper", "The lamps burn since that week. I keep the shop open until nine now.", "en"),
        ("", "Hamari gali ki battiyan ab jalti hain, shukriya. Mor wali ek abhi tak band hai.", "ur"),
        ("ایک طالبہ", "شام کی کلاس سے واپسی اب آسان ہے۔ شکریہ۔", "ur"),
    ),
    Category.TRAFFIC: (
        ("A parent", "The road is safer in the morning. Please keep the officer there through the exams.", "en"),
        ("", "Subah rasta khula hota hai. Jumay ke din bhi koi khara ho to acha hai.", "ur"),
        ("رکشہ ڈرائیور", "نشان بارش میں مٹ گئے ہیں۔ دوبارہ رنگ کی ضرورت ہے۔", "ur"),
        ("A van driver", "It works. Tell the new shops too, their lorries do not know the hours.", "en"),
        ("ایک والد", "بچے اب خود سڑک پار کرتے ہیں۔ بارش کے دنوں میں بھی اہلکار چاہیے۔", "ur"),
        ("", "Bachay ab araam se sarak paar karte hain. Shukriya.", "ur"),
    ),
    Category.THEFT: (
        ("", "The guarded place works. It is too small on market days.", "en"),
        ("دکاندار", "ٹوکن سے تسلی رہتی ہے۔ عید کے دنوں میں گشت بڑھائیں۔", "ur"),
        ("A customer", "Nobody took my motorcycle since. The fee is fair.", "en"),
    ),
    Category.RUBBISH: (
        ("A neighbour", "No smoke for a month. The container is full by Thursday, one more would help.", "en"),
        ("", "Container to aa gaya, magar raat ko kuttay jama ho jatay hain.", "ur"),
        ("محلے کے ایک بزرگ", "اب کھڑکی کھول کر بیٹھتے ہیں۔ جمعے کو گاڑی کبھی دیر سے آتی ہے۔", "ur"),
    ),
    Category.NOISE: (("", "We sleep again. The hall at the corner tests its loudspeakers at ten.", "en"),),
    Category.PATROL: (("A baker", "I see the patrol at midnight. The stop at three is sometimes missed.", "en"),),
    Category.WATER: (
        ("", "Thank you for saying plainly that it could not be done. The lamp on the barrier is out.", "en"),
        ("محلے دار", "صاف جواب کا شکریہ۔ بہار میں دوبارہ پوچھنے کی تاریخ بھی لکھ دیں۔", "ur"),
    ),
}  # fmt: skip
WAITING = (  # hours ago; the second shows why a person reads first
    (50, "", "Two lamps behind the mosque are still out. Who looks at them?", "en"),
    (27, "", "Mujhe call karein 0300 0000007, main jagah dikha doon ga.", "ur"),
    (5, "ایک ماں", "کام اچھا ہوا۔ کیا چھٹی کے وقت خاتون اہلکار بھی آ سکتی ہے؟", "ur"),
)
REFUSED = "Cheap tyres at the stand by the canal, ask for the manager."


def plan(cases: Iterable[Case]) -> None:
    """Plan what is said to the answers of the first stations."""
    told = [case for case in cases if _is_told(case)]
    left = {category: list(said) for category, said in SAID.items()}  # nobody says the same twice
    for case in told:
        for n in range(MOST_EACH):
            if left.get(case.category):
                _shown(case, n, *left[case.category].pop(0))
    mine = [case for case in told if case.station is case.cast.stations[0]]
    for n, (hours, name, words, page) in enumerate(WAITING[: 3 * len(mine)]):
        case = mine[n % len(mine)]
        _say(case, case.chronicle.now - hours * HOUR, name, words, page, [])
    if mine:
        gone: list[Comment] = []
        day = mine[-1].chronicle.now - timedelta(days=6)
        _say(mine[-1], day, "", REFUSED, "en", gone)
        mine[-1].chronicle.at(day + 3 * HOUR, lambda now: _refuse(mine[-1], gone, now))


def _is_told(case: Case) -> bool:
    """Whether its answer is public and stays so; the demo's words for comments are English and Urdu."""
    if case.language == "sq" or case.fate == "reopened" or case.began + READ_FROM + DAY > case.chronicle.now:
        return False
    return case.station in case.cast.stations[:STATIONS] and case.began + 100 * DAY < case.chronicle.now


def _say(case: Case, moment: datetime, name: str, words: str, page: str, said: list[Comment]) -> None:
    def say(now: datetime) -> None:
        if case.there().wording == Wording.REVIEWED:
            said.append(
                comments.say(
                    now=now, problem=case.there(), words=words, name=name, language=language_of(words, page),
                    operation_id=operation(f"{case.key} comment {words}"),
                )
            )  # fmt: skip

    case.chronicle.at(moment, say)


def _shown(case: Case, number: int, name: str, words: str, page: str) -> None:
    """Let a comment be read by the head of the station a day later, and liked by some."""
    lot = Random(f"{case.key} comment {number}")
    said: list[Comment] = []
    moment = case.began + READ_FROM + lot.randrange(2, 30) * DAY

    def publish(now: datetime) -> None:
        for row in said:
            comments.publish(actor=case.cast.act(case.station.sho), now=now, comment=row)
            for _ in range(lot.randrange(LIKES)):
                comments.like(actor=VISITOR, now=now, comment=row)

    _say(case, moment, name, words, page, said)
    case.chronicle.at(moment + lot.randrange(14, 40) * HOUR, publish)


def _refuse(case: Case, said: list[Comment], now: datetime) -> None:
    for row in said:
        comments.refuse(actor=case.cast.act(case.station.sho), now=now, comment=row)
