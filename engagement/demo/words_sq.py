"""What the demo says in Albanian."""

from engagement.concerns.rules import Category
from engagement.demo.texts import Pledge, Story, Told, Words, Work
from engagement.events.rules import Kind

MEETINGS = {
    Kind.TOWN_HALL: (
        Told(
            "Takim i hapur, {place}",
            "Sillni shqetësimet tuaja nga {place}. Fillojmë me premtimet e herës së kaluar. Secili mund të flasë, në cilëndo gjuhë.",
        ),
    ),
    Kind.COFFEE: (
        Told(
            "Kafe me policinë, {place}",
            "Pa fjalime dhe pa rend dite. Uluni, pini një kafe, pyesni çfarë të doni.",
        ),
    ),
    Kind.WORKSHOP: (
        Told(
            "Punëtori: rruga e sigurt për në shkollë",
            "Për prindër, mësues dhe shoferë. E kalojmë rrugën bashkë dhe shënojmë vendet e rrezikshme.",
        ),
    ),
    Kind.WOMEN: (
        Told(
            "Takim për gra, {place}",
            "Për gra dhe vajza. Policet dëgjojnë. Fëmijët janë të mirëpritur. Vendi u tregohet atyre që konfirmojnë.",
        ),
    ),
    Kind.VISIT: (
        Told(
            "Policia viziton {place}",
            "Zyrtarët policorë ecin nëpër {place} dhe ndalen aty ku dikush do të tregojë diçka.",
        ),
    ),
    Kind.MEETING: (
        Told("Trafiku në {place}: idetë tuaja", "Plani i trafikut në letër. Vizatoni, ndryshoni, pyesni."),
    ),
}

CONCERNS = {
    Category.STREET_LIGHT: (
        "Drita {spot} nuk punon prej tri javësh. Fëmijët kthehen në errësirë.",
        "Katër shtylla {spot} janë pa dritë. Pas perëndimit nuk kalon askush.",
    ),
    Category.TRAFFIC: (
        "Makinat kalojnë shumë shpejt {spot} kur mbaron mësimi.",
        "Kamionët parkojnë në të dy anët {spot}. Ambulanca nuk kaloi dot.",
    ),
    Category.NOISE: ("Muzika {spot} vazhdon deri në orën dy të natës.",),
    Category.WATER: ("Uji del nga gypi {spot} dhe rruga ngrin në mëngjes.",),
    Category.RUBBISH: ("Mbeturinat {spot} nuk janë mbledhur prej dy javësh.",),
    Category.PATROL: ("Nuk shohim patrullë {spot} pas orës dhjetë.",),
    Category.OTHER: ("Një mur {spot} po anon mbi rrugë.",),
}

STORIES = {
    Category.TRAFFIC: (
        Story(
            "Shpejtësia te shkolla në {place}",
            "Makinat kalojnë shumë shpejt te shkolla në {place}.",
            "Një zyrtar policor rri te kalimi çdo ditë shkolle. Komuna ndërtoi dy pengesa për shpejtësi.",
            "Prindërit e ngritën tri herë. Në një orë 41 nga 60 makina kaluan mbi 40.",
            "Rruga është e drejtë dhe e gjerë, kalimi nuk është i shënuar.",
            "Kalimi u lye, u vendosën pengesat, parkimi para portës u ndal.",
            "Në të njëjtën orë 6 nga 63 makina kaluan mbi 40. Drejtoresha e konfirmon.",
            (Work("Matni shpejtësinë në tri ditë shkolle", "U mat tri ditë; fleta është në dosje."),),
        ),
    ),
    Category.STREET_LIGHT: (
        Story(
            "Rrugë pa drita në {place}",
            "Rrugët në {place} janë pa drita.",
            "Të gjitha dritat {spot} punojnë. Komuna i kontrollon çdo muaj.",
            "Nga tridhjetë drita dymbëdhjetë nuk punojnë.",
            "Dritat janë të komunës dhe askush nuk i raporton.",
            "Shtyllat u numëruan dhe lista iu dha komunës.",
            "Të dymbëdhjetat punojnë. Banorët dalin përsëri në mbrëmje.",
            (Work("Numëroni shtyllat pa dritë", "Lista me 30 shtylla iu dorëzua komunës."),),
        ),
    ),
}

WORDS = Words(
    spots=("te ndalesa e autobusit", "pas shkollës", "te tregu", "te ura", "përballë furrës", "te ambulanca"),
    meetings=MEETINGS,
    agenda=(
        (10, "Herën e kaluar: çfarë u bë, çfarë vonon"),
        (30, "Shqetësimet tuaja"),
        (15, "Premtimet, me datë"),
    ),
    concerns=CONCERNS,
    questions=(
        (
            "Më ka humbur letërnjoftimi. A duhet të vij vetë në stacion?",
            "Po, një herë. Sillni një kopje nëse keni. Zgjat dhjetë minuta dhe është pa pagesë.",
        ),
    ),
    received=(
        "Faleminderit. Stacioni e lexoi. Këtë javë e shikojmë vendin dhe ju tregojmë çfarë mund të bëhet.",
    ),
    passed=("Komuna", "Kjo është punë e komunës. E dërguam sot dhe kërkuam një datë."),
    more=("Pas shiut është edhe më keq.",),
    thanks="Faleminderit, kjo ishte ajo që doja të dija.",
    public={
        Category.STREET_LIGHT: "Dritat nuk punojnë.",
        Category.TRAFFIC: "Trafiku është i rrezikshëm kur mbaron mësimi.",
        Category.NOISE: "Zhurmë gjatë natës.",
        Category.WATER: "Ujë në rrugë.",
        Category.RUBBISH: "Mbeturinat nuk mblidhen.",
        Category.PATROL: "Banorët kërkojnë patrullë natën.",
        Category.OTHER: "Një rrezik në rrugë që stacioni po e shikon.",
    },
    minutes=(
        (
            "Sallë e plotë. Biseda më e gjatë ishte për parkimin.",
            "Banorët folën për dritat, shpejtësinë dhe patrullat. Stacioni tregoi çfarë u bë që nga hera e kaluar.",
        ),
    ),
    decisions=("Takimi i ardhshëm mbahet në mbrëmje.", "Lista e vonesave varet në hyrje të stacionit."),
    pledges=(
        Pledge(
            "Patrulla rri te shkolla kur mbaron mësimi.",
            "Patrulla rri aty që nga dita e parë e muajit.",
            "Orari i shkollës ndryshoi dy herë dhe nuk kishim automjet tjetër.",
        ),
        Pledge(
            "I shkruajmë komunës për dritat në rrugën kryesore.",
            "Komuna i rregulloi të tetë dritat.",
            "Komuna nuk ka drita deri në verë. Pyesim përsëri në qershor.",
        ),
    ),
    called_off=("Borë e madhe: rruga deri te shkolla është e mbyllur. Caktojmë një ditë tjetër.",),
    stories=STORIES,
    dropped="Nuk nevojitet më: tregtarët e bënë vetë.",
    could_not=Story(
        "Gyp i thyer në {place}",
        "Një gyp i thyer e mbush me ujë rrugën në {place}.",
        "Nuk mundëm ta rregullonim, sepse gypi është i ujësjellësit dhe paratë e këtij viti kanë mbaruar. "
        "Vendosëm pengesa dhe pyesim përsëri në pranverë.",
        "Rruga {spot} është nën ujë tri ditë në javë.",
        "Gypi është dyzet vjet i vjetër.",
        "U vendosën pengesa dhe një dritë; iu shkrua ujësjellësit.",
        "Askush nuk u rrëzua që kur janë pengesat. Shkaku mbetet.",
        (Work("Shkruani ujësjellësit", "Erdhi përgjigjja: i pari në listën e vitit të ardhshëm."),),
    ),
)
