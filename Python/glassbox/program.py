"""The program that does the work, and how it is run."""
from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from typing import Sequence

from . import exports
from .errors import GlassboxError


def path() -> str:
    """The program: what ``GLASSBOX_EXECUTABLE`` names, or the one in this package."""
    named = os.environ.get("GLASSBOX_EXECUTABLE")
    if named:
        return named
    own = pathlib.Path(__file__).parent / "portable" / "AppRun"
    if not own.exists():
        raise GlassboxError("This package holds no program; set GLASSBOX_EXECUTABLE to one.", 69)
    return str(own)


def run(arguments: Sequence[str]) -> str:
    """What the program prints.

    Raises GlassboxError with its last sentence where it fails; Ctrl-C ends it, too.
    """
    process = subprocess.Popen(
        [path(), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", errors="replace")
    try:
        printed, errors = process.communicate()
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode != 0:
        sentences = [line for line in exports.unnamed(errors).splitlines() if line.strip()]
        said = sentences[-1] if sentences else f"The program ended with {process.returncode} and said nothing."
        raise GlassboxError(said, process.returncode)
    return exports.unnamed(printed)


def main() -> None:
    """The command ``glassbox``: becomes the program."""
    try:
        own = path()
    except GlassboxError as error:
        sys.exit(str(error))
    os.execv(own, [own, *sys.argv[1:]])
