#!/usr/bin/env python3
"""Writes everything in Resources/ and fonts/ that was not made by hand.

Usage: make-resources.py [--root FOLDER] [PART ...]

Parts: efficientnet-lite0, vgg16-features, labels, photos, backgrounds, fonts (default: all).
The same sources give the same bytes; a source that changed is an error.
"""

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

from resources import backgrounds, efficientnet, fonts, labels, photos, vgg16
from resources.sources import SourceError

PARTS = {
    "efficientnet-lite0": efficientnet.make,
    "vgg16-features": vgg16.make,
    "labels": labels.make,
    "photos": photos.make,
    "backgrounds": backgrounds.make,
    "fonts": fonts.make,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--root", type=Path, default=Path(__file__).resolve().parent.parent,
        help="the folder that receives Resources/ and fonts/ (default: this repository)")
    arguments = parser.parse_args()
    for unknown in set(arguments.parts) - set(PARTS):
        parser.error(f"there is no part {unknown}; the parts are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="glassbox-resources-") as folder:
        for name in arguments.parts or PARTS:
            try:
                written = PARTS[name](arguments.root, Path(folder))
            except SourceError as error:
                print(f"make-resources: {name}: {error}", file=sys.stderr)
                return 1
            for path in written:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                print(f"{digest}  {path.stat().st_size:>9}  {path.relative_to(arguments.root)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
