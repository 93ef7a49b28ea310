"""What offices, posts and halls of the demo's forces are called."""

from dataclasses import dataclass, field, replace

from engagement.organisation.rules import OfficeKind

Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class Hall:
    """A sort of venue: its name, what it offers, and how to find it."""

    names: Names
    features: tuple[str, ...]
    directions: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Titles:
    """The words with which a force is set up; {} stands for the station, {place} for the locality."""

    slug: str
    zone: str
    locales: tuple[str, ...]
    speaks: tuple[str, ...]
    emergency: str
    oversight: str
    force: Names
    region: Names
    district: Names
    administrator: Names
    head: Names
    chief: Names
    pro: Names
    sho: Names
    officer: Names
    duty: Names
    desk: Names
    halls: tuple[Hall, ...]
    middle: OfficeKind = OfficeKind.DISTRICT  # what stands over the stations
    desks: tuple[int, ...] = ()  # stations with a women's desk, by number
    headless: int = -1  # the station whose first head is still to come
    country: str = "PK"
    overseer: Names = field(
        default_factory=dict
    )  # who reads complaints about police; nobody where it is empty
    texts: tuple[str, ...] = ()  # numbers that people text: of the region, the district, the first station
    reads: dict[str, str] = field(default_factory=dict)  # who reads another language than English


PAKISTANI = Titles(
    slug="kp-police",
    zone="Asia/Karachi",
    locales=("en", "ur", "ps"),
    speaks=("ur", "en", "ps"),
    emergency="15",
    texts=("8484", "8486", "8487"),
    oversight="پبلک سیفٹی کمیشن، سول سیکرٹریٹ، پشاور · Public Safety Commission, Civil Secretariat, Peshawar, commission@example.org · 000-0000000 (demo, نمائشی نمبر)",
    overseer={
        "en": "Complaints desk, Public Safety Commission",
        "ur": "شکایات ڈیسک، پبلک سیفٹی کمیشن",
        "ps": "د شکایتونو مېز، عامه خوندیتوب کمېسیون",
    },
    force={"en": "Khyber Pakhtunkhwa Police", "ur": "خیبر پختونخوا پولیس", "ps": "د خیبر پښتونخوا پولیس"},
    region={
        "en": "Capital City Police, Peshawar",
        "ur": "کیپیٹل سٹی پولیس، پشاور",
        "ps": "د پلازمېنې پولیس، پېښور",
    },
    district={"en": "Peshawar district", "ur": "ضلع پشاور", "ps": "پېښور ضلع"},
    administrator={"en": "Administrator", "ur": "منتظم", "ps": "منتظم"},
    head={"en": "CCPO Peshawar", "ur": "سی سی پی او پشاور", "ps": "سي سي پي او پېښور"},
    chief={"en": "DPO Peshawar", "ur": "ڈی پی او پشاور", "ps": "ډي پي او پېښور"},
    pro={"en": "PRO Peshawar", "ur": "پی آر او پشاور", "ps": "پي ار او پېښور"},
    sho={"en": "SHO {}", "ur": "ایس ایچ او {}", "ps": "ایس ایچ او {}"},
    officer={"en": "Community officer {}", "ur": "رابطہ اہلکار {}", "ps": "د رابطې اهلکار {}"},
    duty={"en": "Duty officer {}", "ur": "ڈیوٹی اہلکار {}", "ps": "نوکریوال اهلکار {}"},
    desk={"en": "Women's desk {}", "ur": "خواتین ڈیسک {}", "ps": "د ښځو مېز {}"},
    halls=(
        Hall(
            {
                "en": "Government High School {place}",
                "ur": "گورنمنٹ ہائی سکول {place}",
                "ps": "د {place} لېسه",
            },
            ("step_free", "womens_entrance"),
            "Side gate on the left; a second gate for women. Chairs are there.",
        ),
        Hall(
            {"en": "Community hall {place}", "ur": "کمیونٹی ہال {place}", "ps": "د {place} ټولنیز تالار"},
            ("step_free", "womens_entrance", "childcare"),
            "بڑی سڑک سے اندر، سبز دروازہ۔ ریمپ موجود ہے۔",
            "ur",
        ),
        Hall(
            {
                "en": "Union council office {place}",
                "ur": "دفتر یونین کونسل {place}",
                "ps": "د {place} یونین کونسل دفتر",
            },
            (),
            "First floor: twelve steps, no ramp.",
        ),
        Hall(
            {"en": "Public library {place}", "ur": "پبلک لائبریری {place}", "ps": "د {place} عامه کتابتون"},
            ("step_free", "interpreter"),
            "Beside the park. An interpreter for sign language comes if asked three days before.",
        ),
    ),
    desks=(0, 1, 3, 8),
    headless=9,
    reads={"second0": "ur", "pro": "ur"},
)

ALBANIAN = Titles(
    slug="kosovo-police",
    country="XK",
    zone="Europe/Belgrade",
    locales=("en", "sq", "sr"),
    speaks=("sq", "sr", "sq"),
    emergency="192",
    texts=("8383",),
    oversight="Police Inspectorate of Kosovo, Prishtinë / Priština, inspectorate@example.org",
    force={"en": "Kosovo Police", "sq": "Policia e Kosovës", "sr": "Policija Kosova"},
    region={
        "en": "Prishtinë / Priština region",
        "sq": "Drejtoria rajonale Prishtinë",
        "sr": "Regionalna direkcija Priština",
    },
    district={
        "en": "Prishtinë / Priština South",
        "sq": "Prishtinë Jug",
        "sr": "Priština Jug",
    },
    administrator={"en": "Administrator", "sq": "Administrator", "sr": "Administrator"},
    head={"en": "Regional director", "sq": "Drejtor rajonal", "sr": "Regionalni direktor"},
    chief={"en": "Head of stations", "sq": "Udhëheqje e stacioneve", "sr": "Rukovodilac stanica"},
    pro={"en": "Information office", "sq": "Zyra për informim", "sr": "Služba za informisanje"},
    sho={"en": "Station commander {}", "sq": "Komandant i stacionit {}", "sr": "Komandir stanice {}"},
    officer={"en": "Community officer {}", "sq": "Polici në bashkësi {}", "sr": "Policija u zajednici {}"},
    duty={"en": "Duty officer {}", "sq": "Kujdestari {}", "sr": "Dežurstvo {}"},
    desk={"en": "Women's desk {}", "sq": "Zyra për gra {}", "sr": "Kancelarija za žene {}"},
    halls=(
        Hall(
            {
                "en": "House of culture {place}",
                "sq": "Shtëpia e kulturës {place}",
                "sr": "Dom kulture {place}",
            },
            ("step_free", "interpreter"),
            "Entrance from the car park, no steps.",
        ),
        Hall(
            {"en": "Primary school {place}", "sq": "Shkolla fillore {place}", "sr": "Osnovna škola {place}"},
            ("step_free", "childcare"),
        ),
    ),
)

# A zone of the police that is no administrative district: it holds stations of three.
KARACHI = replace(
    PAKISTANI,
    slug="sindh-police",
    texts=("8485",),
    locales=("en", "ur"),
    speaks=("ur", "en", "ur"),
    oversight="صوبائی پبلک سیفٹی کمیشن، کراچی · Provincial Public Safety Commission, Karachi, commission@example.org · 000-0000000 (demo, نمائشی نمبر)",
    force={"en": "Sindh Police", "ur": "سندھ پولیس"},
    region={"en": "Karachi range", "ur": "کراچی رینج"},
    district={"en": "Karachi East Zone", "ur": "کراچی ایسٹ زون"},
    middle=OfficeKind.ZONE,
    administrator={"en": "Administrator", "ur": "منتظم"},
    head={"en": "Head of Karachi range", "ur": "سربراہ کراچی رینج"},
    chief={"en": "Head of Karachi East Zone", "ur": "سربراہ کراچی ایسٹ زون"},
    pro={"en": "PRO Karachi East Zone", "ur": "پی آر او کراچی ایسٹ زون"},
    sho={"en": "SHO {}", "ur": "ایس ایچ او {}"},
    officer={"en": "Community officer {}", "ur": "رابطہ اہلکار {}"},
    duty={"en": "Duty officer {}", "ur": "ڈیوٹی اہلکار {}"},
    desk={"en": "Women's desk {}", "ur": "خواتین ڈیسک {}"},
    halls=tuple(
        replace(hall, names={code: hall.names[code] for code in ("en", "ur")}) for hall in PAKISTANI.halls
    ),
    desks=(0,),
    headless=-1,
    reads={"pro": "ur"},
)
