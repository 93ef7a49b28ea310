"""Sentences about what we know already, and sentences that are not."""

import pytest

from engagement.intake.phrases import Asks, again, asks, fixed, goes_on, references, words_of


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("yes it is fixed", "1"), ("it is fixed", "1"), ("It's fixed, thanks", "1"), ("theek kar diya hai", "1"),
        ("not fixed", "2"), ("no it is not fixed", "2"), ("it isn't working", "2"), ("still broken", "2"),
        ("theek nahi hua", "2"), ("ab tak theek nahi", "2"), ("mera masla hal nahi hua", "2"), ("اب بھی خراب ہے", "2"),
        ("ٹھیک نہیں ہوا", "2"), ("لا هم خراب دی", "2"), ("yes still broken", "2"),
        ("not fixed and now a robbery", ""), ("the light is not working", ""), ("thank you", ""), ("no problem", ""),
        ("theek karo", ""), ("bijli nahi hai", ""),
    ],
)  # fmt: skip
def test_a_sentence_says_fixed_or_not_and_with_a_no_in_it_not(text: str, digit: str) -> None:
    assert fixed(words_of(text)) == digit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("again", True), ("dobara kharab hai", True), ("پھر خراب ہے", True), ("بیا خراب شو", True),
        ("phir se kharab ho gaya", True), ("phir bijli gayi", False), ("kharab hai", False), ("again a robbery", False),
    ],
)  # fmt: skip
def test_again_alone_names_nothing(text: str, found: bool) -> None:
    assert again(words_of(text)) is found


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("mera masla kahan tak pohncha", Asks.STATUS), ("koi jawab nahi aaya", Asks.STATUS),
        ("where is my complaint", Asks.STATUS), ("میرا مسئلہ کہاں تک پہنچا", Asks.STATUS),
        ("mere masle ka kya bana", Asks.STATUS), ("زما مسئله چیرته ده", Asks.STATUS), ("any update?", Asks.STATUS),
        ("wen is the meeting", Asks.MEETING), ("when is the meeting", Asks.MEETING), ("meeting kab hai", Asks.MEETING),
        ("اجلاس کب ہے", Asks.MEETING), ("غونډه کله ده", Asks.MEETING),
        ("nahi aa sakta", Asks.LEAVE), ("cannot come", Asks.LEAVE), ("I can't come", Asks.LEAVE),
        ("نہیں آ سکتا", Asks.LEAVE), ("i am not coming", Asks.LEAVE),
        ("where is the police", None), ("police cannot come", None), ("pani nahi aa raha", None),
        ("bijli kab aayegi", None), ("my problem is water", None), ("i have a complaint", None),
        ("koi nahi aa sakta", None), ("mera masla hal nahi hua", None), ("thana koi jawab nahi deta", None),
        ("the meeting was cancelled and nobody told us", None),
        ("status kia hai", Asks.STATUS), ("kia hua", Asks.STATUS), ("mera kaam hua?", Asks.STATUS), ("kab tak", Asks.STATUS),
        ("meeting", Asks.MEETING), ("میٹنگ", Asks.MEETING), ("بل غونډه کله ده", Asks.MEETING), ("ناسته کله ده", Asks.MEETING),
        ("kab aana hai", Asks.MEETING), ("cancel", Asks.LEAVE),
        ("main aaungi", Asks.COMES), ("آؤں گی", Asks.COMES), ("زه به راشم", Asks.COMES), ("police aana", None),
        ("messages band karo", Asks.STOP), ("mjhe msg mat bhejo", Asks.STOP), ("unsubscribe", Asks.STOP), ("don't send messages", Asks.STOP), ("message not sent", None), ("mujhe msg nahi mila", None),
        ("bijli band karo", None), ("message bhejo", None), ("larke gande msg bhejte hain", None),
        ("shikayat", Asks.WRITE), ("شکایت", Asks.WRITE), ("mujhe shikayat karni hai", Asks.WRITE), ("paani ka masla hai", None),
    ],
)  # fmt: skip
def test_a_question_to_us_is_told_from_words_about_something(text: str, about: Asks | None) -> None:
    assert asks(words_of(text)) is about


def test_a_reference_is_seen_among_words_also_in_two_parts() -> None:
    assert references(words_of("kbg 5dm")) == {"KBG5DM": []}
    assert references(words_of("Reference KBG5DM is dark")) == {"KBG5DM": ["is", "dark"]}
    assert "MARKET" in references(words_of("market is dark"))
    assert references(words_of("bus fee is high")) == {}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("ye Badhber bazar ke peechay wali gali hai", True), ("wo raat 10 baje aate hain", True),
        ("Bilal masjid ke sath wali gali", True), ("behind the mosque", True), ("مسجد کے ساتھ", True),
        ("drain is blocked near the school", False), ("sarak tooti hai", False), ("", False),
    ],
)  # fmt: skip
def test_more_of_the_same_points_back_or_says_where_alone(text: str, more: bool) -> None:
    assert goes_on(words_of(text)) is more
