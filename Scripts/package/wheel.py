#!/usr/bin/env python3
"""Packs the Python package with the portable program in it into a wheel (PEP 427).

    wheel.py TREE VERSION EPOCH FOLDER

TREE holds the portable program. The wheel's tag names the lowest glibc that everything in it asks for (PEP 600). The same files
give the same bytes.
"""
import base64
import datetime
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def glibc(tree):
    """The newest version of glibc's symbols that programs and libraries of a tree ask for: (2, 36)."""
    found = set()
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.open("rb").read(4) == b"\x7fELF":
            text = subprocess.run(["readelf", "--version-info", "--wide", path], check=True, capture_output=True, text=True).stdout
            found |= {tuple(map(int, match.split("."))) for match in re.findall(r"Name: GLIBC_(\d+\.\d+)", text)}
    return max(found)


def members(tree):
    """(name in the wheel, bytes, whether it can be run), in order."""
    package = ROOT / "Python"
    for path in sorted((package / "glassbox").rglob("*")):
        if path.suffix in (".py", ".typed"):
            yield str(path.relative_to(package)), path.read_bytes(), False
    for path in sorted(tree.rglob("*")):
        # A wheel has no links.
        if path.is_file() and not path.is_symlink():
            yield f"glassbox/portable/{path.relative_to(tree)}", path.read_bytes(), os.access(path, os.X_OK)


def information(version, tag):
    metadata = f"""Metadata-Version: 2.1
Name: glassbox
Version: {version}
Summary: Look inside image networks: Grad-CAM, feature maps, LIME, SHAP and other explanations of ONNX, Keras and PyTorch models
License: Apache-2.0
License-File: LICENSE
License-File: NOTICE
Classifier: Operating System :: POSIX :: Linux
Classifier: Topic :: Scientific/Engineering :: Artificial Intelligence
Requires-Python: >=3.9
Requires-Dist: numpy
Description-Content-Type: text/markdown

""" + (ROOT / "docs/python.md").read_text(encoding="utf-8")
    wheel = f"Wheel-Version: 1.0\nGenerator: Scripts/package/wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n"
    yield "METADATA", metadata.encode()
    yield "WHEEL", wheel.encode()
    yield "entry_points.txt", b"[console_scripts]\nglassbox = glassbox.program:main\n"
    for name in ("LICENSE", "NOTICE"):
        yield name, (ROOT / name).read_bytes()


def write(tree, version, epoch, folder):
    major, minor = glibc(tree)
    tag = f"py3-none-manylinux_{major}_{minor}_x86_64"
    path = folder / f"glassbox-{version}-{tag}.whl"
    date = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).timetuple()[:6]
    record = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        def add(name, data, runs=False):
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            archive.writestr(entry, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
            record.append(f"{name},sha256={digest},{len(data)}\n")

        for name, data, runs in members(tree):
            add(name, data, runs)
        own = f"glassbox-{version}.dist-info/"
        for name, data in information(version, tag):
            add(own + name, data)
        add(own + "RECORD", ("".join(record) + f"{own}RECORD,,\n").encode())
    return path


if __name__ == "__main__":
    print(write(pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])))
