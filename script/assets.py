"""Copies the front-end files that pages use from node_modules/ to static/vendor/, and cuts the fonts to our letters."""

import shutil
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

COPIED = {
    "@picocss/pico/css/pico.classless.min.css": "pico.min.css",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/images": "leaflet/images",
    "leaflet.markercluster/dist/MarkerCluster.css": "markercluster/MarkerCluster.css",
    "leaflet.markercluster/dist/MarkerCluster.Default.css": "markercluster/MarkerCluster.Default.css",
    "leaflet.markercluster/dist/leaflet.markercluster.js": "markercluster/leaflet.markercluster.js",
}

URDU = "ءآأؤئابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھۂۃیےۓةهيك"
PASHTO = "ټځڅډړږښګڼۀېۍ"
MARKS = "".join(map(chr, (*range(0x64B, 0x656), 0x656, 0x657, 0x670, *range(0x610, 0x615))))
POINTS = "،؛؟۔٪٫٬ـ«»()[]:.!-–/ \u00a0\u200c\u200d\u200e\u200f"
DIGITS = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"

FONTS = {
    "@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-400-normal.woff2": (
        "naskh-400",
        URDU + PASHTO,
    ),
    "@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-700-normal.woff2": (
        "naskh-700",
        URDU + PASHTO,
    ),
    "@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-700-normal.woff2": ("nastaliq-700", URDU),
}


def cut(source: Path, target: Path, letters: str) -> None:
    """Write the woff2 font that holds only these letters, with every shaping rule kept."""
    options = subset.Options(flavor="woff2", layout_features=["*"])
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters + MARKS + POINTS + DIGITS)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    """Fill static/vendor/ anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "fonts").mkdir(parents=True)
    for source, target in COPIED.items():
        place = VENDOR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (MODULES / source).is_dir():
            shutil.copytree(MODULES / source, place)
        else:
            shutil.copyfile(MODULES / source, place)
    for source, (name, letters) in FONTS.items():
        cut(MODULES / source, VENDOR / "fonts" / f"{name}.woff2", letters)


if __name__ == "__main__":
    main()
