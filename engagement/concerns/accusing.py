"""Words that speak of a wrong done by police, in English, Urdu, Pashto and roman Urdu. Pure.

Beside `guarded`, and read by the open door alone: the station that it may be about would read what is sent there. Wide:
one too many costs a press.
"""

from engagement.concerns.emergency import fold, phrases, word_set

NEAR = 9  # words in a row in which the police and a deed stand together

ALONE = word_set("bribe bribes bribed bribery rishwat rishvat rushwat رشوت بدې")
POLICE = word_set(
    "police policeman policemen policewoman cop cops polis pulis poolis pulice sho shos asi dsp constable constables "
    "inspector sipahi hawaldar havaldar thanedar thanaydar thanaidar thanadar muharrir moharrir wardi "
    "پولیس پولیسو تھانیدار تھانہدار سپاہی حوالدار کانسٹیبل انسپکٹر محرر تاڼیدار پولیسانو"
)
TOGETHER_POLICE = phrases(
    "s h o,thane dar,thana dar,ایس ایچ او,اے ایس آی,تھانے دار,تھانہ دار,پولیس والا,پولیس والے"
)
DEEDS = word_set(
    "beat beats beaten beating hit hits slap slapped slaps torture tortured tortures insulted insults humiliated "
    "abused abuses threaten threatened threatens harass harasses harassed pushed pushes punched kicked grabbed rude stole "
    "corrupt corruption extort extorts extorted detained misconduct misbehaved "
    "thappar thapar thappad mara maara marte marta tashadud tashaddud dhamki zulm bhatta najaiz "
    "badtameezi badtamizi badsalooki hawalat "
    "مارا مارتے مارتا تھپڑ تشدد گالی گالیاں دھمکی ظلم بھتہ ناجائز بدتمیزی بدسلوکی حوالات پیٹا "
    "وهلی ووهلم ووهلو وهي کنځل ظلم"
)
TOGETHER = phrases(
    "took money,took my,asks for money,asked for money,asking for money,asked me for money,wants money,demands money,"
    "demanded money,demand money,take money,takes money,paise mang,paisay mang,pese mang,paisa mang,paise le,paisay le,pese le,"
    "paise li,paisay li,pese li,paise kha,paisay kha,raqam mang,raqam li,raqam le,gali de,gali di,gali bak,galiyan de,galiyan di,galiyan bak,for nothing,"
    "refused to register,refuses to register,not register,no fir,would not write,fir nahi,fir nai,darj nahi,darj nai,"
    "without reason,for no reason,without a warrant,kept me in,locked me up,band kar diya,bina wajah,"
    "پیسے مانگ,پیسے لے,پیسے لی,رقم مانگ,رقم لی,رقم لے,روپے لی,روپے لے,روپے مانگ,ایف آی آر نہیں,درج نہیں,بند کر دیا,بلا وجہ,بغیر وجہ,پیسې غو,پیسې اخلي"
)


def asks(words: str) -> bool:
    """Whether words may speak of a wrong done by police: who writes is asked, and can go on."""
    folded = fold(words)
    for sign, together in (("POLICE", TOGETHER_POLICE), ("DEED", TOGETHER)):
        for each in together:
            folded = folded.replace(each, f"{each} {sign} ")
    said = folded.split()
    if not ALONE.isdisjoint(said):
        return True
    rows = (said[at : at + NEAR] for at in range(len(said)))
    return any(_both(row) for row in rows)


def _both(row: list[str]) -> bool:
    return not (POLICE | {"POLICE"}).isdisjoint(row) and not (DEEDS | {"DEED"}).isdisjoint(row)
