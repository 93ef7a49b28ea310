"""Words that speak of what the women's desk alone may read."""

import pytest

from engagement.concerns.guarded import found


@pytest.mark.parametrize(
    "words",
    [
        "mera shohar mujhe roz marta hai",
        "Mera shauhar mujhe maarta hay",
        "gali ka larka mujhe tang karta hai",
        "larke larkiyon ko cherte hain school ke bahar",
        "my husband beats me every day",
        "A man follows me to college",
        "میرا شوہر مجھے روز مارتا ہے",
        "گلی کا لڑکا مجھے تنگ کرتا ہے",
        "مېړه مې هره ورځ وهي",
    ],
)
def test_they_are_found_however_they_are_spelled(words: str) -> None:
    assert found(words)


@pytest.mark.parametrize(
    "words",
    [
        "light kharab hai bus stand ke paas",
        "Street light out at the bus stand",
        "pani nahi aa raha",
        "motorcycle chori ho gaya",
        "larkiyon ke school ke bahar kachra hai",
        "shor se sab tang hain",
        "سڑک ٹوٹی ہوئی ہے اور گڑھے ہیں",
        "The drain is blocked near the women's park",
    ],
)
def test_plain_concerns_are_not(words: str) -> None:
    assert not found(words)
