"""Where the demo lies: real names of places, made-up outlines round rough points, made-up numbers of people."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engagement.organisation import geometry


class Spot(NamedTuple):
    """A locality: its names, how people write them in Latin letters, a rough point, an invented number of people."""

    names: dict[str, str]
    aliases: tuple[str, ...]
    longitude: float
    latitude: float
    population: int


class Beat(NamedTuple):
    """A station with the localities that it serves; the first one is where it stands."""

    short: dict[str, str]  # as its posts are called: SHO Badhber
    names: dict[str, str]
    line: str  # its telephone line: numbers that no exchange gives out
    spots: tuple[Spot, ...]


def _kp(en: str, ur: str, ps: str, aliases: str, longitude: float, latitude: float, people: int) -> Spot:
    return Spot({"en": en, "ur": ur, "ps": ps}, tuple(aliases.split(", ")), longitude, latitude, people)


def _both(sq: str, sr: str) -> str:
    """Return how English text calls a place of Kosovo: by both its names."""
    return sq if sq == sr else f"{sq} / {sr}"


def _ks(sq: str, sr: str, aliases: str, longitude: float, latitude: float, people: int) -> Spot:
    names = {"en": _both(sq, sr), "sq": sq, "sr": sr}
    return Spot(names, tuple(aliases.split(", ")), longitude, latitude, people)


def _station(en: str, ur: str, ps: str, line: str, *spots: Spot) -> Beat:
    names = {"en": f"{en} police station", "ur": f"تھانہ {ur}", "ps": f"{ps} تاڼه"}
    return Beat({"en": en, "ur": ur, "ps": ps}, names, line, spots)


def _stacion(sq: str, sr: str, line: str, *spots: Spot) -> Beat:
    en = _both(sq, sr)
    names = {"en": f"{en} police station", "sq": f"Stacioni policor {sq}", "sr": f"Policijska stanica {sr}"}
    return Beat({"en": en, "sq": sq, "sr": sr}, names, line, spots)


PESHAWAR = (
    _station(
        "Badhber", "بڈھ بیر", "بډهبېر", "091-000 11 01",
        _kp("Badhber", "بڈھ بیر", "بډهبېر", "Badaber, Badabher, Budhber", 71.572, 33.942, 34100),
        _kp("Maryamzai", "مریم زئی", "مریمزي", "Mariamzai, Maryam Zai", 71.536, 33.915, 15800),
        _kp("Mashokhel", "ماشو خیل", "ماشوخېل", "Masho Khel, Mashu Khel", 71.512, 33.936, 21700),
        _kp("Suleman Khel", "سلیمان خیل", "سلیمان خېل", "Sulaimankhel, Sulemankhel", 71.585, 33.905, 18900),
    ),
    _station(
        "Hayatabad", "حیات آباد", "حیات اباد", "091-000 11 02",
        _kp("Hayatabad Phase 1", "حیات آباد فیز 1", "حیات اباد فېز 1", "Phase One, Fez 1", 71.456, 33.995, 28600),
        _kp("Hayatabad Phase 3", "حیات آباد فیز 3", "حیات اباد فېز 3", "Phase Three, Fez 3", 71.442, 33.983, 31200),
        _kp("Hayatabad Phase 6", "حیات آباد فیز 6", "حیات اباد فېز 6", "Phase Six, Fez 6", 71.427, 33.968, 26400),
        _kp("Karkhano", "کارخانو", "کارخانو", "Karkhano Market, Karkhanu, Karkhana", 71.417, 33.995, 19300),
    ),
    _station(
        "Chamkani", "چمکنی", "څمکني", "091-000 11 03",
        _kp("Chamkani", "چمکنی", "څمکني", "Tsamkani, Chamkanai", 71.654, 34.012, 30700),
        _kp("Wadpaga", "وڈپگہ", "وډپګه", "Wad Paga, Wadpagga", 71.640, 34.043, 17600),
        _kp("Jhagra", "جھگڑا", "جګړه", "Jagra, Jhagara", 71.680, 34.036, 14200),
    ),
    _station(
        "Gulbahar", "گلبہار", "ګلبهار", "091-000 11 04",
        _kp("Gulbahar", "گلبہار", "ګلبهار", "Gul Bahar", 71.592, 34.007, 44800),
        _kp("Nishtarabad", "نشتر آباد", "نشتراباد", "Nishtar Abad", 71.584, 34.015, 25300),
        _kp("Sethi Town", "سیٹھی ٹاؤن", "سېټي ټاون", "Seti Town", 71.607, 34.012, 16900),
    ),
    _station(
        "Faqirabad", "فقیر آباد", "فقیر اباد", "091-000 11 05",
        _kp("Faqirabad", "فقیر آباد", "فقیر اباد", "Fakirabad, Faqir Abad", 71.577, 34.024, 47200),
        _kp("Zaryab Colony", "زریاب کالونی", "زریاب کالوني", "Zaryab", 71.586, 34.030, 22100),
        _kp("Charsadda Road", "چارسدہ روڈ", "چارسدې سړک", "Charsada Road, Charsadda Rd", 71.592, 34.047, 27500),
    ),
    _station(
        "Paharipura", "پہاڑی پورہ", "پهاړي پوره", "091-000 11 06",
        _kp("Paharipura", "پہاڑی پورہ", "پهاړي پوره", "Pahari Pura, Paharipora", 71.604, 34.026, 38900),
        _kp("Pakha Ghulam", "پخہ غلام", "پخه غلام", "Pakha Gulam", 71.622, 34.030, 20800),
        _kp("Dilazak Road", "دلہ زاک روڈ", "دله زاک سړک", "Dalazak Road, Dilazak", 71.618, 34.052, 24600),
    ),
    _station(
        "Rahman Baba", "رحمان بابا", "رحمان بابا", "091-000 11 07",
        _kp("Hazar Khwani", "ہزار خوانی", "هزارخواني", "Hazarkhwani, Hazar Khani", 71.590, 33.985, 41500),
        _kp("Garhi Qamardin", "گڑھی قمردین", "ګړهۍ قمردین", "Garhi Qamar Din", 71.575, 33.974, 23900),
        _kp("Achar", "اچر", "اچر", "Acher, Achr", 71.613, 33.978, 12700),
    ),
    _station(
        "Mathra", "متھرا", "مترا", "091-000 11 08",
        _kp("Mathra", "متھرا", "مترا", "Mattra, Mathara", 71.470, 34.092, 26300),
        _kp("Shahi Bala", "شاہی بالا", "شاهي بالا", "Shahibala", 71.508, 34.083, 19800),
        _kp("Warsak Road", "ورسک روڈ", "ورسک سړک", "Warsak, Worsak Road", 71.522, 34.046, 36400),
    ),
    _station(
        "Bhana Mari", "بھانہ ماڑی", "بانه ماړۍ", "091-000 11 09",
        _kp("Bhana Mari", "بھانہ ماڑی", "بانه ماړۍ", "Bhanamari, Bana Mari", 71.566, 33.993, 39700),
        _kp("Kakshal", "کاکشال", "کاکشال", "Kakshaal, Kakshall", 71.577, 34.002, 21400),
        _kp("Yakatoot", "یکہ توت", "یکه توت", "Yakka Toot, Yakatut, Yaka Tut", 71.584, 33.999, 33800),
    ),
    _station(
        "Gharbi", "غربی", "غربي", "091-000 11 10",
        _kp("Nauthia", "نوتھیہ", "نوتیه", "Nothia, Notia, Nauthya", 71.543, 33.999, 43600),
        _kp("Saddar", "صدر", "صدر", "Sadar, Saddar Bazaar", 71.538, 34.006, 29900),
        _kp("Gulberg", "گلبرگ", "ګلبرګ", "Gul Berg", 71.527, 33.991, 24700),
    ),
)  # fmt: skip

KOSOVO = (
    _stacion(
        "Fushë Kosovë", "Kosovo Polje", "038-000 1101",
        _ks("Fushë Kosovë", "Kosovo Polje", "Fushe Kosove, Косово Поље", 21.096, 42.640, 18600),
        _ks("Bresje", "Bresje", "Bresja, Бресје", 21.088, 42.623, 3900),
        _ks("Miradi e Epërme", "Gornje Dobrevo", "Miradi e Eperme, Горње Добрево", 21.058, 42.620, 2800),
    ),
    _stacion(
        "Graçanicë", "Gračanica", "038-000 1102",
        _ks("Graçanicë", "Gračanica", "Gracanica, Грачаница", 21.194, 42.601, 6100),
        _ks("Çagllavicë", "Čaglavica", "Caglavica, Чаглавица", 21.148, 42.615, 4200),
        _ks("Llapllasellë", "Laplje Selo", "Laplje selo, Лапље Село", 21.147, 42.594, 2600),
    ),
)  # fmt: skip


def _khi(en: str, ur: str, aliases: str, longitude: float, latitude: float, people: int) -> Spot:
    return Spot({"en": en, "ur": ur}, tuple(aliases.split(", ")), longitude, latitude, people)


def _thana(en: str, ur: str, line: str, *spots: Spot) -> Beat:
    names = {"en": f"{en} police station", "ur": f"تھانہ {ur}"}
    return Beat({"en": en, "ur": ur}, names, line, spots)


KARACHI_EAST = (
    _thana(
        "Korangi", "کورنگی", "021-000 11 01",
        _khi("Korangi", "کورنگی", "Korangi Town, Qorangi", 67.132, 24.833, 92000),
        _khi("Landhi", "لانڈھی", "Landhi Town, Landi", 67.206, 24.846, 88000),
    ),
    _thana(
        "Malir City", "ملیر سٹی", "021-000 11 02",
        _khi("Malir City", "ملیر سٹی", "Malir, Maleer", 67.205, 24.893, 71000),
        _khi("Khokhrapar", "کھوکھراپار", "Khokrapar, Khokhra Par", 67.222, 24.912, 43000),
    ),
    _thana(
        "Gulshan-e-Iqbal", "گلشن اقبال", "021-000 11 03",
        _khi("Gulshan-e-Iqbal", "گلشن اقبال", "Gulshan, Gulshan Iqbal", 67.096, 24.921, 97000),
        _khi("Gulistan-e-Jauhar", "گلستان جوہر", "Johar, Gulistan Johar", 67.135, 24.914, 105000),
    ),
)  # fmt: skip

EDGE = 0.022  # degrees from the outermost points to the made-up border


def outlines(beats: Sequence[Beat]) -> dict[str, dict[str, Any]]:
    """Return an outline for each locality by its English name: every place belongs to the point that is nearest.

    Nobody drew them and they are nobody's: cells round the points, cut off at a border round all of them.
    """
    from shapely import MultiPoint, STRtree, voronoi_polygons  # noqa: PLC0415 - heavy library
    from shapely.geometry import mapping  # noqa: PLC0415 - heavy library

    spots = [spot for beat in beats for spot in beat.spots]
    points = MultiPoint([(spot.longitude, spot.latitude) for spot in spots])
    border = points.convex_hull.buffer(EDGE, quad_segs=4)
    cells = list(voronoi_polygons(points, extend_to=border).geoms)
    tree = STRtree(cells)
    found: dict[str, dict[str, Any]] = {}
    for spot, point in zip(spots, points.geoms, strict=True):
        cell = cells[int(tree.query(point, predicate="within")[0])]
        found[spot.names["en"]] = geometry.put_right(_plain(mapping(cell.intersection(border))))
    return found


def _plain(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON geometry made of lists, as it would come out of a file."""
    rings = [[[x, y] for x, y, *_ in ring] for ring in shape["coordinates"]]
    return {"type": shape["type"], "coordinates": rings}
