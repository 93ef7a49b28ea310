"""What the demo says in Serbian, in Latin letters; stations write their problems down in Albanian."""

from engagement.concerns.rules import Category
from engagement.demo import words_sq
from engagement.demo.texts import Pledge, Told, Words
from engagement.events.rules import Kind

MEETINGS = {
    Kind.TOWN_HALL: (
        Told(
            "Otvoreni sastanak, {place}",
            "Recite šta vas brine u mestu {place}. Počinjemo obećanjima od prošlog puta. Svako može da govori, na svakom jeziku.",
        ),
    ),
    Kind.COFFEE: (
        Told("Kafa s policijom, {place}", "Bez govora i bez dnevnog reda. Sedite, popijte kafu, pitajte šta želite."),
    ),
}  # fmt: skip

WORDS = Words(
    spots=("kod autobuske stanice", "iza škole", "kod pijace", "kod mosta", "preko puta pekare"),
    meetings=MEETINGS,
    agenda=(
        (10, "Prošli put: šta je urađeno, šta kasni"),
        (30, "Vaše zabrinutosti"),
        (15, "Obećanja, s datumom"),
    ),
    concerns={
        Category.STREET_LIGHT: ("Svetlo {spot} ne radi već tri nedelje. Deca se vraćaju po mraku.",),
        Category.TRAFFIC: ("Automobili voze prebrzo {spot} kad se završi nastava.",),
        Category.RUBBISH: ("Smeće {spot} nije odneto dve nedelje.",),
        Category.PATROL: ("Posle deset uveče {spot} nema patrole.",),
    },
    questions=(
        (
            "Lična karta mi je izgubljena. Da li treba da dođem lično?",
            "Da, jednom. Ponesite kopiju ako je imate. Traje deset minuta i ne naplaćuje se.",
        ),
    ),
    received=(
        "Hvala. Stanica je pročitala poruku. Ove nedelje gledamo mesto i javljamo šta može da se uradi.",
    ),
    passed=("Opština", "Ovo je posao opštine. Danas smo im poslali i tražili datum."),
    more=("Posle kiše je još gore.",),
    thanks="Hvala, to je odgovor na moje pitanje.",
    public={
        Category.STREET_LIGHT: "Svetla ne rade.",
        Category.TRAFFIC: "Saobraćaj je opasan kad se završi nastava.",
        Category.RUBBISH: "Smeće se ne odnosi.",
        Category.PATROL: "Stanovnici traže patrolu noću.",
    },
    minutes=(
        (
            "Dosta ljudi, mirna rasprava.",
            "Govorilo se o svetlima i o putu do škole. Data su nova obećanja, s datumom.",
        ),
    ),
    decisions=("Sledeći sastanak je uveče.",),
    pledges=(
        Pledge(
            "Patrola stoji kod škole kad se završi nastava.",
            "Patrola tamo stoji od prvog dana u mesecu.",
            "Škola je dva puta menjala raspored, a drugog vozila nije bilo.",
        ),
    ),
    called_off=("Veliki sneg: put do škole je zatvoren. Zakazujemo novi dan.",),
    stories=words_sq.STORIES,
    dropped="Više nije potrebno: trgovci su to sami uradili.",
    could_not=words_sq.WORDS.could_not,
)
