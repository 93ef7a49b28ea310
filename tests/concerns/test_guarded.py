"""Words that speak of what the women's desk alone may read."""

import pytest

from engagement.concerns.guarded import asks, found

HARM = """
mera shohar mujhe roz marta hai
Mera shauhar mujhe maarta hay
gali ka larka mujhe tang karta hai
larke larkiyon ko cherte hain school ke bahar
mera devar roz mujhe chhairta hai
mujhe apne devar se dar lagta hai
mujhe susar se bohat dar lagta hai
mera jeth mujhe marta hai
mera jeth mere kamre mein aa jata hai
mera susar mujhe haath lagata hai
behnoi mujhe galat nazar se dekhta hai
mera shohar ghar se nikalne nahi deta
saas ne mujhe kamre mein band kar diya
gandi tasveeren bhejta hai
wo mujhe gandi videos bhejta hai
nahate hue meri video banai
meri shadi zabardasti kar rahe hain
chacha meri zabardasti shadi karwa raha hai
mere sath ziadti hui hai
bachi ke saath zyadti hui
meri izzat looti gayi
tezab phenkne ki dhamki deta hai
ghairat ke naam par maar denge
khala zad mujhe blackmail karta hai
mera bhai mujhe marta hai
mangetar mujhe dhamki deta hai
my husband beats me every day
A man follows me to college
My brother in law comes into my room
my brother-in-law came into my room at night
He touches me on the bus
my uncle touched me
my father in law grabs me in the kitchen
I am afraid of my husband
my stepfather locks me in the house
my husband does not let me leave the house
my in-laws will not let me go out
they are forcing me to marry my cousin
it is a forced marriage
marrying me off to an old man
I was raped last night
he molested a girl near the school
he says he will throw acid on my face
an acid attack is planned on her
they will kill her in the name of honour
he sends me dirty pictures
he has a dirty video and wants money
he filmed me while I was bathing
my fiancé threatens me
my ex hits me
میرا شوہر مجھے روز مارتا ہے
گلی کا لڑکا مجھے تنگ کرتا ہے
میرے ساتھ زیادتی ہوئی
میری عزت لوٹی گئی
تیزاب پھینکنے کی دھمکی
غیرت کے نام پر مار دیں گے
میرا جیٹھ مجھے مارتا ہے
دیور میرے کمرے میں آ جاتا ہے
میرا سسر مجھے ہاتھ لگاتا ہے
نہاتے ہوئے میری تصویر لی
میری شادی زبردستی کر رہے ہیں
میرا شوہر گھر سے نکلنے نہیں دیتا
مجھے اپنے سسر سے ڈر لگتا ہے
وہ مجھے گندی تصویریں بھیجتا ہے
ساس مجھ پر ظلم کرتی ہے
خالہ زاد مجھے بلیک میل کرتا ہے
میرا بہنوئی مجھے گھورتا ہے
مجھے کمرے میں بند کر کے میرا سسر چلا جاتا ہے
مېړه مې هره ورځ وهي
خاوند مې له کوره وتلو ته نه پرېږدي
لیور مې کوټې ته راځي
لیور ما ته لاس لګوي
خسر مې ما وهي
له خاوند نه ډارېږم
زما واده په زور کوي
ما سره جنسي تېری شوی
د غیرت په نوم مې وژني
راته بربنډ تصویرونه لېږي
تېزاب اچوي پر ما
"""
ORDINARY = """
light kharab hai bus stand ke paas
Street light out at the bus stand
pani nahi aa raha
motorcycle chori ho gaya
larkiyon ke school ke bahar kachra hai
shor se sab tang hain
سڑک ٹوٹی ہوئی ہے اور گڑھے ہیں
The drain is blocked near the women's park
my husband's shop was robbed
my husband's motorcycle was stolen from the bazaar
my father is sick and the road to the hospital is broken
my brother in law has a shop at the corner, the drain before it is blocked
my uncle was robbed on the ring road
my uncle's house has no water
I am following my complaint of last month
the wire touches my roof
please fix the tap in my street
dogs bite children on our street, I am afraid to walk
my husband works at the market; parking there is chaos
rubbish is burned behind the school
boys race motorcycles in front of the girls' college
the women's park has no light
a thief came into my room and took the phone
water comes into my room when it rains
dirty water stands in the street
dirty street, nobody sweeps it
a naked wire hangs over the road
the officer at the gate was polite
my father in law needs a domicile, where do I go
the shopkeeper overcharges everyone
school ki dewar gir gayi, mujhe dar hai bache zakhmi na hon
dewar girne wali hai hamari gali mein
meri gali mein gandi nali hai
gandi gali hai safai nahi hoti
nangi taar latak rahi hai khambe se
mere shohar ki dukan ke samne kachra hai
mere chacha ki bakri chori ho gayi
mere walid ko chor ne loota
mere susar ki gari chori ho gayi
bhai mere mohalle mein bijli nahi
uncle ji gali mein pani khara hai
tang gali hai gari nahi guzarti
my father's shop was robbed
bachay nahar mein nahate hain, doob jane ka dar hai
park mein jhoole toote hain
raat ko kuttay bohat hain, hamein dar lagta hai
traffic jam rehta hai school ke waqt
hamare ghar ke samne darakht gir gaya
chacha ke ghar se darwaza chori hua
saat din se pani nahi aya
agle saal tak sarak banegi kya
shadi hall ka shor raat bhar
shadi ki firing se log pareshan hain
میرے شوہر کی دکان میں چوری ہوئی
میرے والد بیمار ہیں ہسپتال کا راستہ بند ہے
گلی میں گندا پانی کھڑا ہے
گندی نالی صاف کریں
ننگی تار لٹک رہی ہے
میرے چچا کی بکری چوری ہو گئی
بچے نہر میں نہاتے ہیں
سکول کی دیوار گر گئی
رات کو کتوں سے ڈر لگتا ہے
میرے کمرے کی چھت بارش میں ٹپکتی ہے
عصمت اللہ کی دکان کے سامنے کچرا ہے
شادی ہال کا شور
میاں صاحب کی گلی میں پانی نہیں
خواتین کے پارک میں روشنی نہیں
په کوڅه کې رڼا نشته
زموږ په کلي کې اوبه نشته
د ښوونځي مخې ته کثافات پراته دي
زما د پلار دوکان ته لار بنده ده
"""
# Asked on the web; a text of it is not sealed.
EITHER = """
acid spilled on the road near the pump
تیزاب سڑک پر گر گیا
tezab ka tanker ulat gaya
hamare sath zyadti ho rahi hai, pani nahi dete
ہمارے ساتھ زیادتی ہو رہی ہے، بجلی نہیں دیتے
drug abuse in the park
a man grabbed me and took my phone
mere shohar ko dhamki mil rahi hai, bhatta mangte hain
my husband was hit by a bus at the crossing
a man at the gate took my photo
وہ مجھے گھورتا ہے اور آوازیں کستا ہے
محلے کے لڑکے عورتوں پر آوازیں کستے ہیں
بس میں چھیڑ خانی کرتا ہے
wo roz mera rasta rokta hai
زما ګاونډی راپسې ګرځي او بد رد راته وايي
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("words", lines(HARM))
def test_they_are_found_however_they_are_spelled(words: str) -> None:
    assert found(words)
    assert asks(words)


@pytest.mark.parametrize("words", lines(ORDINARY))
def test_plain_concerns_are_not(words: str) -> None:
    assert not asks(words)
    assert not found(words)


@pytest.mark.parametrize("words", lines(EITHER))
def test_what_may_be_either_is_asked_and_not_sealed_unasked(words: str) -> None:
    assert asks(words)
    assert not found(words)


def test_far_from_each_other_in_a_long_text_they_say_nothing() -> None:
    road = (
        "the road to the market is broken and the drain beside it stands full of water since the last rain "
    )
    assert not asks(f"my brother in law has a shop. {road} a conductor did not let me pay less")
