"""What somebody says of a matter that we know: fixed or not, again, where it stands, when a meeting is. Pure.

Each is read only where all its words belong to it: with a matter beside it, it is words about something.
"""

import re
from enum import StrEnum

from engagement.intake.keywords import (
    ALIKE,
    FILL,
    GREETINGS,
    JOIN_CODE,
    MATTER,
    NO,
    REFERENCE,
    REFERENCE_FORM,
    SOLVED,
    STATUS,
    YES,
    word_set,
)
from engagement.kernel.codes import DIGITS
from engagement.organisation.rules import folded


class Asks(StrEnum):
    """What a question or a short word to us is about."""

    STATUS = "status"
    MEETING = "meeting"
    LEAVE = "leave"  # they cannot come
    COMES = "comes"
    STOP = "stop"  # no more texts
    WRITE = "write"  # they want to raise something, and say no more


MOST_CODES = 8
MOST = 10  # words; who says more tells of something
_WORD = re.compile(r"\w+")
_PARTED = re.compile(r"\b(can|won|isn|hasn|wasn|didn|doesn) t\b")  # can't
_NOT = (
    NO | word_set("isnt hasnt wasnt didnt doesnt cannot cant cannt won wont unable نشم نشي ندی نده")
) - word_set("jo ne po da")
_MATTER = MATTER | word_set("masle maslay problem issue work kaam کام مسئلے مسئله ستونزه")
_FIXED = SOLVED | word_set(
    "fixed fix solved resolved repaired mended done complete completed ok okay fine good working works better jor jora "
    "جوړ جوړه جوړې سم سمه حل"
)
_BROKEN = word_set(
    "broken brokn kharab kharaab khrab still same waisa wesa waise wese wohi wahi whi وہی ویسا ویسے ویسی خراب خرابه خرابی همداسې"
)
_AGAIN = word_set("again agin phir phr fir dobara dubara dobarah پھر دوبارہ دوباره بیا")
_PLAIN = (
    FILL
    | GREETINGS
    | word_set(
        "it its is s t the that this has have had been was now yet till all at ab bhi bhe hi to kuch koi tha thi there "
        "ya aya aaya aye ayi raha rahi sir please se kar da na mera meri my hamara اب بھی ہی تو کچھ کوئی تھا تھی سے آیا رہا کر میرا میری "
        "اوس هم لا تر اوسه دا یې نور"
    )
) - YES | word_set("ho ہو")
_SURE = YES - word_set("ho da po g او")
_OWN = word_set("my mera meri mere hamara hamari our میرا میری میرے ہمارا ہماری زما زموږ")
_THING = _MATTER - word_set("work kaam کام") | word_set(
    "complaint complain complaints complent concern matter report request application shikayat shikait darkhwast "
    "شکایت درخواست"
)
_ANSWER = word_set("answer reply response jawab jawaab update updates جواب ځواب")
_WHERE = word_set("where wher kahan kahaan kidhar kidher kahn کہاں کدھر چیرته چرته")
_WHEN = word_set("when wen whn kab kb time next agla agli date tareekh کب اگلا اگلی وقت تاریخ کله بله")
_BECAME = word_set("kya kia kiya what wat happened bana hua huwa کیا بنا ہوا څه شو شوه")
_ASKING = word_set(
    "tak pohncha pohnchi pohancha pahuncha pahunchi puhncha phncha punhcha pohncha pohnchaa the is s of to on with about i we "
    "has have been got get any koi ka ki ke hai hain he tha abhi ab still yet gaya gayi mila mili milega milegi aaya aya aye "
    "ayega aayega aya dia diya please sir will you your from me it come came coming going far "
    "کوئی آیا آئے ملا ملے تک پہنچا پہنچی ہے کا کی کے ابھی اب سے گیا گئی دیا گا گی ده دی د تر راغی راغله ورسېده ورسېد رسېدلې "
    "not hua huwa"
)
_MEETING = word_set(
    "meeting meetings meting meating miting mitting ijlas ijlaas kachehri kacheri katchehri ghonda ghunda nasta jirga اجلاس میٹنگ کچہری غونډه غونډې ناسته ناستې"
)
_OF_MEETING = word_set(
    "is the hai he h hogi hoga hogii ho ga gi ka ki ke at on in ko your our what wat which khuli open din baje bje "
    "please ye yeh ہے ہوگا ہوگی ہو گا گی کی کا کے کھلی دن کس یہ ده دی به وي د راتلونکې بل بلې kala bala da ba wi"
)
_COME = word_set("come attend cum آ راتلای راتللی راتلی") | word_set("aa")
_COMING = word_set(
    "coming attending aunga aaunga aungi aaungi aonga aongi aoonga aoongi aaonga aaongi aayenge ayenge aana ana آنا آؤں آئیں راځم راشم"
)
_OF_COMING = word_set("will come attend zaroor zarur inshallah ضرور آ zama za ba به bhi bhe ہو") | YES
_CANCEL = word_set("cancel cancle leave withdraw منسوخ")
_MESSAGES = word_set("message messages msg msgs mesg sms text texts paigham pegham پیغام میسج مسج پیغامات")
_SENDING = word_set("send sending bhejo bhejna bhejen bhejein karo kro karein krna karna بھیجو بھیجنا بھیجیں")
_OF_STOP = word_set(
    "mujhe mjhe muje mat na no dont don do not t me to us it please aur more any mera my number ye yeh these all karo kro kar karein krdo dein de den ki ka "
    "مجھے مت نہ اور کر کرو کریں دیں یہ میرا میرے کو"
)
_BARS = (_NOT | word_set("mat dont don مت")) - {"not"}
_STOPS = word_set("stop stp band bnd bund unsubscribe unsub بند")
_RAISING = word_set(
    "karni karna krni krna hai hy h he likhwani likhwana likhna likhni darj chahti chahta chahte hoon hun main mein mujhe ek naya nayi nya "
    "کرنی کرنا ہے درج لکھوانی چاہتی چاہتا ہوں میں مجھے ایک نیا نئی"
)
_GOES_ON = word_set(
    "ye yeh yeah wo woh woo wahan waha vahan yahan also and aur behind near opposite beside یہ وہ وہاں اور ادھر دا هغه هلته"
)
_PLACED = word_set(
    "peechay peeche pechay pichay peechy samne samnay pas paas sath saath qareeb nazdeek nazdik پیچھے سامنے پاس ساتھ قریب نزدیک ترڅنګ مخکې"
)
_PLACE_FILL = FILL | word_set("mein me wali wale gali میں والی والے گلی")
_DONE = word_set("hua huwa ہوا")
_LATER = word_set("tak hoga hogi milega milegi ayega aayega ayegi aayegi تک ہوگا ملے آئے")
_SAYS_NO = word_set("nahi nahin nai nhi nahe nehi nehin naheen not nope نہیں نه")
_ABLE = word_set(
    "can cannot cant cannt able unable will won wont sakta sakti sakte sakunga sakungi sakoonga skta skti skte سکتا سکتی سکتے شم نشم"
)
_OF_LEAVE = word_set(
    "i we am m t are be to the in meeting ijlas main mein mai me hum ham sorry maaf ga gi ge kal aaj tomorrow today hai hain "
    "میں ہم اجلاس میٹنگ معذرت گا گی گے کل آج ہوں ہے زه موږ غونډې غونډه ته"
)


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded, its digits western."""
    plain = " ".join(_WORD.findall(folded(text.translate(DIGITS))))
    return _PARTED.sub(r"\1t", plain).split()


def references(words: list[str]) -> dict[str, list[str]]:
    """Return what may be a reference among words, also in two parts, each with the words beside it."""
    found: dict[str, list[str]] = {}
    for size in (1, 2):
        for at in range(len(words) - size + 1):
            code = "".join(words[at : at + size]).upper().translate(ALIKE)
            sure = size == 1 or any(each.isdigit() for each in code)
            if sure and REFERENCE_FORM.fullmatch(code) and len(found) < MOST_CODES:
                beside = words[:at] + words[at + size :]
                found.setdefault(code, [word for word in beside if word not in REFERENCE])
    return found


def fixed(words: list[str]) -> str:
    """Read an answer to "Is it fixed?" in whole words: "1" yes, "2" no, "" none. A no among them is a no."""
    said = set(words)
    if not 0 < len(words) <= MOST or not said <= _PLAIN | _MATTER | _FIXED | _BROKEN | _NOT | _SURE:
        return ""
    if said & _MATTER and not said & (_FIXED | _BROKEN):
        return ""
    if said & (_NOT | _BROKEN):
        return "2"
    return "1" if said & (_FIXED | _SURE) and not said <= GREETINGS else ""


def of_repair(words: list[str]) -> bool:
    """Whether an answer speaks of something being mended or broken, and not only of being well."""
    return bool(set(words) & ((_FIXED | _BROKEN) - word_set("ok okay fine good")))


def again(words: list[str]) -> bool:
    """Whether words say that something is broken again, and not what."""
    said = set(words)
    known = _AGAIN | _BROKEN | _PLAIN | _MATTER | _SURE
    return 0 < len(words) <= MOST and said <= known and bool(said & (_AGAIN | word_set("still")))


def is_again(words: list[str]) -> bool:
    """Whether words beside a reference say that it is broken again, or still."""
    return bool(set(words) & (_AGAIN | _BROKEN))


def about_coming(words: list[str]) -> tuple[Asks | None, list[str]]:
    """Read that somebody comes or cannot come, with the numbers of meetings beside it."""
    codes = [word for word in words if JOIN_CODE.fullmatch(word)]
    about = asks([word for word in words if word not in codes])
    return (about if about in {Asks.LEAVE, Asks.COMES} else None), codes


def asks(words: list[str]) -> Asks | None:
    """Read a question about where something stands or when a meeting is, or that somebody cannot come."""
    said = set(words)
    if not 0 < len(words) <= MOST:
        return None
    if _asks_status(said):
        return Asks.STATUS
    if _asks_meeting(said):
        return Asks.MEETING
    if said & _STOPS and said & _MESSAGES and said <= _STOPS | _MESSAGES | _SENDING | _OF_STOP:
        return Asks.STOP
    return _short(said)


def _short(said: set[str]) -> Asks | None:
    """Read what somebody does or wants in a word or a few."""
    barred = said & _BARS or {"do", "not"} <= said
    if said & _SENDING and said & _MESSAGES and barred and said <= _MESSAGES | _SENDING | _OF_STOP | _NOT:
        return Asks.STOP
    if said <= _STOPS and said & word_set("unsubscribe unsub"):
        return Asks.STOP
    if _leaves(said) or (said & _CANCEL and said <= _CANCEL | _MEETING | _OF_LEAVE):
        return Asks.LEAVE
    if said & _COMING and not said & (_WHEN | _NOT) and said <= _COMING | _OF_COMING | _OF_LEAVE:
        return Asks.COMES
    return Asks.WRITE if said & (_THING | MATTER) and said <= _THING | _RAISING else None


def _asks_meeting(said: set[str]) -> bool:
    if said <= _MEETING:
        return True
    coming = said & _COMING and said <= _COMING | _WHEN | _WHERE | _OF_MEETING
    held = said & _MEETING and said <= _MEETING | _WHEN | _WHERE | _OF_MEETING
    return bool(said & (_WHEN | _WHERE) and (coming or held))


def _asks_status(said: set[str]) -> bool:
    if asks_of_it(said):
        return True
    if not said <= _OWN | _THING | _ANSWER | _WHERE | _WHEN | _BECAME | _ASKING | _NOT | STATUS:
        return False
    if said & _ANSWER:
        return bool(said & (_NOT | _WHEN | _WHERE | word_set("any koi update updates کوئی")))
    became = len(said & _BECAME) > 1 and said & _OWN
    return bool(
        said & _THING and (said & _WHERE or became or (said & STATUS and said & _OWN and not said & _NOT))
    )


def asks_of_it(said: set[str]) -> bool:
    """Whether words ask where something stands that need not be named: beside a reference, or of what was raised."""
    if said & _OWN and said & _MATTER and said & _DONE and said <= _OWN | _MATTER | _DONE:
        return True
    if not said or not said <= _ASKING | _BECAME | _WHERE | _WHEN | STATUS | _OWN | _THING | MATTER:
        return False
    return bool(said & STATUS or len(said & _BECAME) > 1 or (said & _WHEN and said & _LATER))


def begins_no(words: list[str]) -> bool:
    """Whether a sentence begins with a no that is no part of what is told."""
    return 2 < len(words) <= 3 * MOST and (
        words[0] in _SAYS_NO or (words[0] in NO and bool(set(words[1:]) & (_AGAIN | _BROKEN)))
    )


def goes_on(words: list[str]) -> bool:
    """Whether words say more of what was told just before: they point back, or say where and nothing else."""
    if not 0 < len(words) <= 2 * MOST:
        return False
    while words and words[-1] in _PLACE_FILL:
        words = words[:-1]
    return bool(words) and (words[0] in _GOES_ON or words[-1] in _PLACED)


def _leaves(said: set[str]) -> bool:
    if not said & _NOT or not said <= _NOT | _COME | _COMING | _ABLE | _OF_LEAVE:
        return False
    return bool(said & _COMING or (said & _COME and said & _ABLE))
