#!/usr/bin/env python3
"""Takes out of a program, in place, what depends on the folder in which it was built and is not read when it runs: the sums by
which Swift decides what to compile again become zeros, and the linker's build number becomes the SHA-1 of what is left.

    normalise.py PROGRAM

Tools that write a program anew (objcopy) lose that its relocations are read-only.
"""
import hashlib
import re
import subprocess
import sys


def section(path, name):
    """Where a section lies in the file, or None."""
    text = subprocess.run(["readelf", "--sections", "--wide", path], check=True, capture_output=True, text=True).stdout
    found = re.search(rf" {re.escape(name)} +\S+ +[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+) ", text)
    return found and slice(int(found[1], 16), int(found[1], 16) + int(found[2], 16))


def normalise(path):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    sums, number = section(path, ".swift_modhash"), section(path, ".note.gnu.build-id")
    if sums:
        data[sums] = bytes(sums.stop - sums.start)
    if number:
        # A note's header and name, then the number (gABI 4.1, chapter 5).
        own = slice(number.start + 16, number.stop)
        length = own.stop - own.start
        data[own] = bytes(length)
        data[own] = hashlib.sha1(data).digest()[:length].ljust(length, b"\0")  # noqa: S324 a name, no proof
    with open(path, "r+b") as file:
        file.write(data)


if __name__ == "__main__":
    normalise(sys.argv[1])
