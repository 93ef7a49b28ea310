"""Words that speak of a wrong done by police."""

import pytest

from engagement.concerns.accusing import asks

WRONG = """
تھانیدار نے مجھ سے رشوت مانگی
پولیس والے نے مجھے تھپڑ مارا
ایس ایچ او نے ایف آئی آر درج نہیں کی
SHO ne mujh se paise mange
police ne mere bhai ko bina wajah band kar diya
sho fir darj nahi karta
پولیس رانه پیسې غواړي
a police officer beat my brother at the station
SHO ne paisay liye
sipahi ne thappad lagaya
police threaten us and demand money
police wale gali dete hain
پولیس نے رقم لی
The police take money from drivers at the check post
"""
OTHER = """
The street light is out.
Police do not come at night, we want patrols
گلی میں بتی خراب ہے
پولیس گشت نہیں کرتی
how do I register an FIR?
The SHO helped us, thank you
thana kahan hai
police hamari gali mein gasht nahi karti
"""


@pytest.mark.parametrize("words", WRONG.strip().splitlines())
def test_a_wrong_done_by_police_is_found_in_each_language(words: str) -> None:
    assert asks(words)


@pytest.mark.parametrize("words", OTHER.strip().splitlines())
def test_other_words_about_police_are_not_stopped(words: str) -> None:
    assert not asks(words)
