"""Noto Sans CJK KR, Regular and Bold, reduced to the characters that the program can need."""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

from . import sources

DEBIAN_PACKAGE = "fonts-noto-cjk"
FAMILY = "Noto Sans CJK KR"
FACES = {
    "Regular": "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
    "Bold": "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
}
RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x017F),  # Latin
    (0x0370, 0x03FF),  # Greek
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF),  # punctuation, superscripts, currency
    (0x2100, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF),  # letterlike, arrows, mathematics
    (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x266F), (0x2700, 0x27BF),  # enclosed, shapes, dingbats
    (0x3000, 0x303F), (0xFF00, 0xFFEF),  # East Asian punctuation and widths
    (0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7A3),  # Hangul
]
ELLIPSIS = 0x2026


def make(root: Path, folder: Path) -> list[Path]:
    """Takes the Korean face of each collection; its ellipsis becomes the Latin one, on the base line."""
    sources.run("apt-get", "download", DEBIAN_PACKAGE, cwd=folder)
    package = next(folder.glob(f"{DEBIAN_PACKAGE}_*.deb"))
    sources.run("dpkg-deb", "--extract", str(package), str(folder / DEBIAN_PACKAGE))
    target = root / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for weight, sha256 in FACES.items():
        file = folder / DEBIAN_PACKAGE / f"usr/share/fonts/opentype/noto/NotoSansCJK-{weight}.ttc"
        sources.check(file.read_bytes(), sha256, file.name)
        font = next(
            font for font in TTCollection(file, recalcTimestamp=False)
            if font["name"].getDebugName(1) == FAMILY)
        latin_ellipsis = proportional_forms(font)[font.getBestCmap()[ELLIPSIS]]
        for table in font["cmap"].tables:
            if ELLIPSIS in table.cmap:
                table.cmap[ELLIPSIS] = latin_ellipsis
        options = subset.Options(
            layout_features=["kern", "mark", "mkmk", "ccmp"], name_IDs=["*"], recalc_timestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
        subsetter.subset(font)
        path = target / f"NotoSansKR-{weight}.otf"
        font.save(path)
        written.append(path)
    return written


def proportional_forms(font) -> dict[str, str]:
    """The substitutions of the feature `pwid`: from full-width glyphs to proportional ones."""
    table = font["GSUB"].table
    forms = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "pwid":
            for index in record.Feature.LookupListIndex:
                for subtable in table.LookupList.Lookup[index].SubTable:
                    forms.update(getattr(subtable, "ExtSubTable", subtable).mapping)
    return forms
