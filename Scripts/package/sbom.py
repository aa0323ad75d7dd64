#!/usr/bin/env python3
"""Writes what a package is made of, in the form of SPDX 2.3 (JSON): every file with its SHA-256 and licence, the Swift packages
in the programs with their commits (Package.resolved, which the build wrote), and Debian's packages of libraries with their versions.

    sbom.py TREE NAME VERSION COMMIT EPOCH LIBRARIES > glassbox.spdx.json

TREE is the root of the package's files. LIBRARIES has a line for each library that the programs load: its path in the package
or a dash for one that stays Debian's, the package that it is from, and that package's version. The same package gives the same
bytes.
"""
import datetime
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OWN = "Apache-2.0"
SWIFT = "Apache-2.0 WITH Swift-exception"
PUBLIC_DOMAIN = "LicenseRef-public-domain"
# Licences of what is by others, by the place below usr/share; the first that fits counts. NOTICE says more.
LICENCES = [
    ("glassbox/Resources/models/vgg16-features.safetensors", "CC-BY-4.0 AND BSD-3-Clause"),
    ("glassbox/Resources/models/efficientnet-lite0.safetensors", "Apache-2.0"),
    ("glassbox/Resources/labels/imagenet-en.txt", "BSD-3-Clause"),
    ("glassbox/Resources/*/README.md", OWN),
    ("glassbox/Resources/*/flower.jpg", "CC-BY-2.0"),
    ("glassbox/Resources/*/palace*.jpg", "CC-BY-2.0"),
    ("glassbox/Resources/*/admiral.jpg", PUBLIC_DOMAIN),
    ("glassbox/Resources/*/astronaut.jpg", PUBLIC_DOMAIN),
    ("glassbox/Resources/*/clock.jpg", PUBLIC_DOMAIN),
    ("glassbox/Resources/*/hubble.jpg", PUBLIC_DOMAIN),
    ("glassbox/Resources/photos/*", "CC0-1.0"),
    ("glassbox/Resources/backgrounds/*", "CC0-1.0"),
    ("glassbox/fonts/*", "OFL-1.1"),
    ("doc/glassbox/*", OWN),
    ("doc/*", "NOASSERTION"),
    ("*", OWN),
]
SWIFT_PACKAGES = {"swift-argument-parser": SWIFT, "swift-log": "Apache-2.0", "swift-protobuf": SWIFT}


def identifier(kind, name):
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def package(name, version, licence, kind="Package", **more):
    return {
        "SPDXID": identifier(kind, name), "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence,
        "copyrightText": "NOASSERTION", **more,
    }


def swift_packages():
    pins = json.loads((ROOT / "Package.resolved").read_text(encoding="utf-8"))["pins"]
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        name, state = pin["identity"], pin["state"]
        yield package(
            name, state["version"], SWIFT_PACKAGES[name],
            downloadLocation=f"git+{pin['location']}@{state['revision']}")
    text = subprocess.run(["swift", "--version"], check=True, capture_output=True, text=True).stdout
    yield package(
        "swift", re.search(r"Swift version (\S+)", text)[1], SWIFT,
        comment="Its runtime libraries, with Foundation and libdispatch, are part of the programs.")
    yield package(
        "icu", "as in Swift's Foundation", "Unicode-3.0", comment="Unicode's data, part of Swift's Foundation.")


def licence(path):
    if not path.startswith("usr/share/"):
        return "NOASSERTION" if re.search(r"\.so(\.|$)", path) else OWN
    return next(licence for pattern, licence in LICENCES if fnmatch.fnmatch(path[len("usr/share/"):], pattern))


def files(tree):
    for path in sorted(tree.rglob("*")):
        name = str(path.relative_to(tree))
        if path.is_symlink() or not path.is_file() or name.startswith("DEBIAN/"):
            continue
        data = path.read_bytes()
        kind = "BINARY" if data[:4] == b"\x7fELF" else "OTHER"
        yield {
            "SPDXID": identifier("File", name), "fileName": "./" + name, "fileTypes": [kind],
            "checksums": [
                {"algorithm": "SHA1", "checksumValue": hashlib.sha1(data).hexdigest()},  # noqa: S324 the format wants it
                {"algorithm": "SHA256", "checksumValue": hashlib.sha256(data).hexdigest()},
            ],
            "licenseConcluded": licence(name), "copyrightText": "NOASSERTION",
        }


def debian_packages(lines, architecture):
    """Packages of libraries, and the relationships (from, kind, to) of the programs and the carried files to them."""
    packages, relations = {}, set()
    for line in lines:
        place, name, version = line.split()
        found = packages.setdefault(name, package(
            name, version, "NOASSERTION", kind="Debian", supplier="Organization: Debian",
            externalRefs=[{
                "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                "referenceLocator": f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}",
            }]))
        if place == "-":
            relations.add(("SPDXRef-glassbox", "DYNAMIC_LINK", found["SPDXID"]))
        else:
            relations.add((identifier("File", place), "COPY_OF", found["SPDXID"]))
            relations.add(("SPDXRef-glassbox", "CONTAINS", found["SPDXID"]))
    return [packages[name] for name in sorted(packages)], sorted(relations)


def document(tree, name, version, commit, epoch, lines):
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()
    contained = list(files(tree))
    own = package("glassbox", version, OWN, primaryPackagePurpose="APPLICATION", sourceInfo=f"commit {commit}")
    sums = sorted(file["checksums"][0]["checksumValue"] for file in contained)
    own.update({
        "SPDXID": "SPDXRef-glassbox", "filesAnalyzed": True, "licenseInfoFromFiles": ["NOASSERTION"],
        "packageVerificationCode": {
            "packageVerificationCodeValue": hashlib.sha1("".join(sums).encode()).hexdigest(),  # noqa: S324
            "packageVerificationCodeExcludedFiles": ["./usr/share/doc/glassbox/glassbox.spdx.json"],
        },
        "hasFiles": [file["SPDXID"] for file in contained],
    })
    swift = list(swift_packages())
    debian, relations = debian_packages(lines, architecture)
    relations = (
        [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-glassbox")]
        + [("SPDXRef-glassbox", "STATIC_LINK", part["SPDXID"]) for part in swift] + relations)
    created = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc)
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
        "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{commit}",
        "creationInfo": {
            "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: Scripts/package/sbom.py"],
        },
        "packages": [own, *swift, *debian], "files": contained,
        "relationships": [
            {"spdxElementId": start, "relationshipType": kind, "relatedSpdxElement": end} for start, kind, end in relations
        ],
        "hasExtractedLicensingInfos": [{
            "licenseId": PUBLIC_DOMAIN, "name": "Public domain",
            "extractedText": "In the public domain; Resources/photos/README.md and Resources/backgrounds/README.md say whose.",
        }],
    }


if __name__ == "__main__":
    tree, name, version, commit, epoch, libraries = sys.argv[1:]
    with open(libraries, encoding="utf-8") as file:
        made = document(pathlib.Path(tree), name, version, commit, epoch, sorted(set(file.read().splitlines())))
    json.dump(made, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write(os.linesep)
