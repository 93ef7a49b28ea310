"""Words that speak of harassment of or violence against women, in English, Urdu, Pashto and roman Urdu. Pure.

Beside `emergency`, folded as there. Read where somebody writes without choosing a lane, on two levels. `asks`, wide: on
the web one too many costs a press. `found`, narrow: a text is sealed by it unasked, and an ordinary one would be lost to
the station; but to miss one lets a whole station read it.
"""

import re

from engagement.concerns.emergency import fold, phrases, word_set

NEAR = 11  # words in a row in which one of the family, who writes and what is done stand together


ALONE = word_set(
    "rape raped rapes raping rapist molest molested molests molesting molestation harass harassed harasses harassing "
    "harassment grope groped gropes groping stalker stalking dowry sexual sexually hirasan hirasani harasan harasani "
    "chedkhani chherkhani cherkhani chairkhani jinsi swara vani ghag balatkar ismatdari karokari "
    "ہراساں ہراسانی ہراسگی جنسی سوارہ ونی جہیز چھیڑخانی کاروکاری ځوروي ځورول تنګوي جنسي سوره"
)
HOME = word_set(
    "husband shohar shauhar shohr shuhar khawand khavind khawind miyan susral sasural sas saas dewar inlaws "
    "شوہر خاوند میاں سسرال ساس دیور مېړه میړه خاوند"
)
HURTS = word_set(
    "beat beats beating beaten hit hits hitting hurts abuses abuse threatens tortures forces marta marti marte mara mari maar "
    "peetta pitta peetta petta peetta zulm tashadud tashaddud dhamki dhamkata zabardasti wahi "
    "مارتا مارتی مارتے مارا پیٹتا پیٹتے ظلم تشدد دھمکی زبردستی وهي وهلې وهل"
)
HER = word_set(
    "me mujhe mujhy muje mujay mjhe larki larkiyon larkiyan ladki aurat aurton auraton khawateen behen behan beti bachi girl "
    "girls woman women wife daughter sister larka larke larkay ladka "
    "مجھے لڑکی لڑکیوں لڑکیاں عورت عورتوں خواتین بہن بیٹی بچی بیوی لڑکا لڑکے ما نجلۍ ښځه"
)
TROUBLES = word_set(
    "tang cherta cherte chherta chherte chedta chedte chhedta chhairta chhairte chhairti taarta follows following touches "
    "touched touching blackmail blackmails blackmailing پیچھا تنگ چھیڑتا چھیڑتے بلیک"
)
TOGETHER = phrases(
    "domestic violence,forced marriage,child marriage,beats me,beats his wife,beats her,beating his wife,he hits me,my husband hit,"
    "touches me,touched me,touching me,touches my body,touched my body,hands on my body,acid attack,throw acid,threw acid,"
    "throws acid,throwing acid,acid on my face,acid on her,acid on me,honour killing,honor killing,name of honour,name of honor,"
    "killed for honour,kill me for honour,kill her for honour,forced to marry,force me to marry,forces me to marry,"
    "forcing me to marry,forcing her to marry,force her to marry,marry me off,marrying me off,marry me by force,"
    "marry against my will,marrying me against,forces himself,forced himself,dirty picture,dirty photo,dirty video,"
    "dirty message,nude picture,nude photo,nude video,naked picture,naked photo,naked video,filmed me,films me,"
    "zabardasti shadi,zabardasti nikah,zabardasti rishta,zabardasti taaluq,zabardasti talluq,shadi zabardasti,"
    "nikah zabardasti,biwi ko mar,biwi ko maar,aurat ko mar,aurat par zulm,aurat par tash,aurat par haml,aurat par hath,"
    "peecha karta,picha karta,izzat loot,izzat lut,asmat dari,ismat dari,tezab phenk,tezab phaink,tezab daal,tezab phek,"
    "tezab gardi,tezab ki dhamki,ghairat ke naam,ghairat k naam,ghairat par,ghairat ke liye,karo kari,kala kali,"
    "gandi tasveer,gandi tasvir,gandi video,gandi photo,gandi pic,gandi baten,gandi batein,gandi harkat,gande message,"
    "gande msg,gande ishare,nangi tasveer,nangi tasvir,nangi video,nangi photo,jism ko hath,mere jism,mujhe hath laga,"
    "زبردستی شادی,زبردستی نکاح,زبردستی رشتہ,زبردستی تعلق,شادی زبردستی,نکاح زبردستی,بیوی کو مار,عورت کو مار,گھریلو تشدد,"
    "عزت لوٹ,عزت لٹ,عصمت دری,تیزاب پھینک,تیزاب ڈال,تیزاب گردی,تیزاب سے جلا,تیزاب کی دھمکی,غیرت کے نام,غیرت پر,غیرت کے لیے,"
    "کارو کاری,کالا کالی,گندی تصویر,گندی ویڈیو,گندی وڈیو,گندی باتیں,گندی حرکت,گندے میسج,گندے پیغام,گندے اشارے,ننگی تصویر,"
    "ننگی ویڈیو,فحش تصویر,فحش ویڈیو,برہنہ تصویر,مجھے ہاتھ لگا,میرے جسم,عزت مې,په زور واده,واده په زور,په زور ودوي,تېزاب اچوي,"
    "تېزاب واچ,غیرت په نوم,ناموس په نوم,بربنډ انځور,بربنډ تصویر,بربنډ ویډیو,بد تصویرونه,ما ته لاس,بدن ته لاس"
)
# One of the family. "Bhai" and "uncle" alone may be anybody who is spoken to.
KIN = HOME | word_set(
    "devar dever jeth jaith susar sussar sasur nand nanad behnoi bahnoi sala chacha mamu mamoo mamoon taya phupha khalu "
    "khalazad khaalazad chachazad mamuzad mamoonzad phuphizad sautela sotela mangetar mangaitar baap walid abbu fiance "
    "uncle stepfather stepbrother stepmother stepson cousin boyfriend "
    "جیٹھ سسر نند بہنوئی سالا چچا ماموں تایا پھوپھا خالو چچازاد سوتیلا سوتیلے منگیتر باپ والد ابو "
    "لیور لېور خسر سخر خواښې خوښې اوښی تره چنغول پلار"
)
KIN_TOGETHER = phrases(
    "in law,in laws,step father,step brother,my father,my brother,my ex,khaala zad,chacha zad,mamu zad,mamoon zad,phuphi zad,"
    "mera bhai,mere bhai ne,خالہ زاد,چچا زاد,میرا بھائی,میرے بھائی نے,زما ورور"
)
# Who writes: as the one it is done to, and as the one whose it is.
TO_ME = word_set(
    "mujhe mujhy muje mujay mjhe mujh mujhay mujhse hamein hamen مجھے مجھ ہمیں ما مې راته راباندې"
)
MINE = TO_ME | word_set("mera mere meri merey apne apni apna میرا میرے میری اپنے اپنی زما")
DEEDS = (
    HURTS
    | TROUBLES
    | word_set("ghoorta ghoorte darata dhamkate galiyan qaid jalaya thappar thapar").union(
        word_set("ڈراتا ڈراتے دھمکاتا گھورتا گھورتے چھوتا گالیاں قید جلایا تھپڑ بندوي ډاروي")
    )
)
DEEDS_AT_HOME = phrases(
    "hath laga,nikalne nahi de,nikalne nahin de,nikalne nai de,nikalny nahi de,nikalne nhi de,jane nahi de,jane nahin de,"
    "parhne nahi de,ghar mein band,ghar me band,kamre mein band,kamre me band,ghalat nazar,galat nazar,buri nazar,ghalat hath,"
    "galat hath,kamre mein aa,kamre me aa,kamre mein ghus,kamre me ghus,"
    "ہاتھ لگا,کمرے میں آ,کمرے میں گھس,کمرے میں بند,گھر میں بند,نکلنے نہیں د,جانے نہیں د,پڑھنے نہیں د,غلط نظر,بری نظر,غلط ہاتھ,"
    "لاس لګوي,لاس وهي,نه پرېږدي,نه پریږدي,کوټې ته راځي,کوټه کې راځي"
)
DEEDS_TO_ME = phrases(
    "into my room,in my room,enters my room,my bed,not let me,never lets me,doesn t let me,won t let me,watches me,"
    "hit me,hits me,slaps me,slapped me,kicks me,kicked me,grabs me,grabbed me,kisses me,kissed me,locks me,locked me,"
    "threatens me,threatened me,abuses me,abused me,forces me,forced me,hurts me,scares me,looks at me,afraid of my,"
    "afraid of him,scared of my,scared of him,i fear my,mere kamre,میرے کمرے,ډارېږم,وېرېږم,ویرېږم,ډاریږم"
)
FEARED = re.compile(
    rf" (?:{'|'.join(sorted(KIN))}) (?:se|سی) (?:\w+ ){{0,2}}(?:dar|darti|darta|kauf|ڈر|ڈرتی|ڈرتا|خوف) "
)
# What others do to one of the family, and a wall that is spelled like a brother-in-law: no harm by him.
NOT_BY = re.compile(
    r" (?:husband|law|uncle|fater|broter|cousin)"  # as `fold` leaves them
    r" (?:s|(?:vas|got|is being|has bin) (?:hit|beaten|robed|treatened|atacked))(?= )"
    r"| ki dev[ae]r(?= )| dev[ae]r(?= (?:gir|tut|par |pe |kachi|ban))| mi[ay]+n (?=sa)| میان (?=صاحب)"
    r"| (?:s[ha]*u?o?har|susar|devar|valid|chacha|شوہر|خاوند|والد|دیور|سسر|چچا) (?:ko|کو)(?= )"
)
SHE = word_set(
    "mere merey mujh larki ladki bachi bache bachay bachon aurat khatoon beti behen behan biwi bhabhi "
    "میرے مجھ لڑکی بچی بچے بچوں عورت خاتون بیٹی بہن بیوی ما"
)
WRONGED = word_set(
    "ziadti zyadti ziyadti zyadati ziadati zayadti zayadati ziyadati zina زیادتی زنا تېری تیری زياتی"
)
WITH = word_set("sath saath se ساتھ سے سره")
BATHING = word_set(
    "nahate nahatay nahati nahane bathing showering undressing نہاتے نہاتی نہانے لامبلو لمبېدو لمبیدو"
)
TAKEN = word_set(
    "tasveer tasvir tasveeren tasveerein photo photos picture pictures video videos film filmed films watches watched dekhta "
    "jhankta تصویر تصویریں ویڈیو وڈیو فوٹو دیکھتا جھانکتا انځور تصویرونه ویډیو"
)
# On the web alone: each may be of something else as well.
MAYBE = word_set(
    "acid tezab tezaab honour honor ghairat abuse abused abuses nude nudes zina تیزاب تېزاب غیرت ناموس زنا فحش"
)
MAYBE_TOGETHER = phrases(
    "catcall,stares at me,whistles at,mera rasta rok,mera raasta rok,awazen kas,awazein kas,awaazen kas,aawazein kas,awaze kas,"
    "cher char,chher chhar,ched chad,cher khani,mujhe ghoor,larkiyon ko ghoor,"
    "میرا راستہ روک,آوازیں کس,آوازے کس,فقرے کس,چھیڑ خانی,چھیڑ چھاڑ,مجھے گھور,لڑکیوں کو گھور,عورتوں کو گھور,"
    "راپسې ګرځي,راپسې ګرځی,راپسې راځي,بد رد راته,لاره مې نیسي,لار مې نیسي,"
    "took my photo,took my picture,takes photos of,takes pictures of,took pictures of,pictures of girls,photos of girls,"
    "grabbed me,grabs me,meri video bana,meri tasveer,میری تصویر,میری ویڈیو,لڑکیوں کی تصویر,لڑکیوں کی ویڈیو,"
    "larkiyon ki tasveer,larkiyon ki video,video viral,tasveer viral,تصویر وائرل,ویڈیو وائرل"
)


def found(words: str) -> bool:
    """Whether words surely speak of harassment of or violence against women, or of one at home."""
    folded = NOT_BY.sub(" ", fold(words))
    said = folded.split()
    return (
        _says(frozenset(said))
        or any(each in folded for each in TOGETHER)
        or FEARED.search(folded) is not None
        or _near(said, SHE, WRONGED, WITH)
        or _near(said, MINE | {"my"}, BATHING, TAKEN)
        or _at_home(folded)
    )


def asks(words: str) -> bool:
    """Whether words may speak of that: who writes is asked, and can go on."""
    folded = fold(words)
    said = folded.split()
    return (
        found(words)
        or _says(frozenset(said))
        or not MAYBE.isdisjoint(said)
        or _near(said, WRONGED, WITH)
        or any(each in folded for each in MAYBE_TOGETHER)
    )


def _says(said: frozenset[str]) -> bool:
    return bool(said & ALONE) or bool(said & HOME and said & HURTS) or bool(said & HER and said & TROUBLES)


def _at_home(folded: str) -> bool:
    """Whether one of the family, who writes and a deed stand near each other."""
    for sign, together in (("KIN", KIN_TOGETHER), ("TO_ME", DEEDS_TO_ME), ("DEED", DEEDS_AT_HOME)):
        for each in together:
            folded = folded.replace(each, f"{each} {sign} ")
    said, kin = folded.split(), KIN | {"KIN"}
    return (
        _near(said, kin, {"TO_ME"})
        or _near(said, kin, TO_ME, DEEDS | {"DEED"})
        or _near(said, kin, MINE, {"DEED"})
    )


def _near(said: list[str], *sorts: frozenset[str] | set[str]) -> bool:
    """Whether a word of each sort stands within so many words."""
    if any(each.isdisjoint(said) for each in sorts):
        return False
    rows = (said[at : at + NEAR] for at in range(len(said)))
    return any(not any(each.isdisjoint(row) for each in sorts) for row in rows)
