"""Words that speak of harassment of or violence against women, in English, Urdu, Pashto and roman Urdu. Pure.

Beside `emergency`, folded as there. Read where somebody writes without choosing a lane: by text. To find one too many
costs a desk a reading; to miss one lets a whole station read it.
"""

from engagement.concerns.emergency import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


ALONE = _set(
    "rape raped molest molested molesting harass harassed harasses harassing harassment groped stalker stalking dowry "
    "hirasan hirasani harasan harasani chedkhani chherkhani cherkhani jinsi swara vani ghag "
    "ہراساں ہراسانی ہراسگی جنسی سوارہ ونی جہیز چھیڑخانی ځوروي ځورول تنګوي جنسي سوره"
)
HOME = _set(
    "husband shohar shauhar shohr shuhar khawand khavind khawind miyan susral sasural sas saas dewar inlaws "
    "شوہر خاوند میاں سسرال ساس دیور مېړه میړه خاوند"
)
HURTS = _set(
    "beat beats beating beaten hit hits hitting hurts abuses abuse threatens tortures forces marta marti marte mara mari maar "
    "peetta pitta peetta petta peetta zulm tashadud tashaddud dhamki dhamkata zabardasti wahi "
    "مارتا مارتی مارتے مارا پیٹتا پیٹتے ظلم تشدد دھمکی زبردستی وهي وهلې وهل"
)
HER = _set(
    "me my mujhe mujhy muje mujay mjhe larki larkiyon larkiyan ladki aurat aurton auraton khawateen behen behan beti bachi girl girls "
    "woman women wife daughter sister larka larke larkay ladka مجھے لڑکی لڑکیوں لڑکیاں عورت عورتوں خواتین بہن بیٹی بچی بیوی لڑکا لڑکے ما نجلۍ ښځه"
)
TROUBLES = _set(
    "tang cherta cherte chherta chherte chedta chedte chhedta taarta follows following touches touched touching blackmail "
    "blackmails blackmailing پیچھا تنگ چھیڑتا چھیڑتے بلیک"
)
TOGETHER = tuple(
    fold(each).rstrip()
    for each in (
        "domestic violence", "forced marriage", "beats me", "beats his wife", "beats her", "beating his wife", "he hits me",
        "my husband hit", "zabardasti shadi", "biwi ko mar", "biwi ko maar", "aurat ko mar", "aurat par", "peecha karta",
        "picha karta", "زبردستی شادی", "بیوی کو مار", "عورت کو مار", "گھریلو تشدد",
    )
)  # fmt: skip


def found(words: str) -> bool:
    """Whether words speak of harassment of or violence against women, or of one at home."""
    folded = fold(words)
    said = frozenset(folded.split())
    return (
        bool(said & ALONE)
        or bool(said & HOME and said & HURTS)
        or bool(said & HER and said & TROUBLES)
        or any(each in folded for each in TOGETHER)
    )
