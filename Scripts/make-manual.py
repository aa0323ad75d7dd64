#!/usr/bin/env python3
"""Writes Desktop/glassbox.1, the manual page, from what the program says of itself.

    Scripts/make-manual.py .build/release/glassbox
"""
import json
import pathlib
import re
import subprocess
import sys

PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".build/release/glassbox")
COMMON = ("version", "help")


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout


def roff(text):
    """Plain text with code in backquotes, safe for roff."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", text)
    text = "".join(letter if ord(letter) < 128 else rf"\[u{ord(letter):04X}]" for letter in text)
    return "\n".join((r"\&" if line[:1] in ".'" else "") + line for line in text.split("\n"))


def paragraphs(text):
    return "\n.PP\n".join(roff(" ".join(part.split())) for part in text.split("\n\n") if part.strip())


def names(argument):
    if argument["kind"] == "positional":
        text = rf"\fI{roff(argument['valueName'])}\fR"
        return text + (" ..." if argument.get("isRepeating") else "")
    spelled = [("\\-\\-" if name["kind"].startswith("long") and name["kind"] != "longWithSingleDash" else "\\-")
               + roff(name["name"]) for name in argument["names"]]
    text = ", ".join(rf"\fB{name}\fR" for name in spelled)
    return text + (rf" \fI{roff(argument['valueName'])}\fR" if argument["kind"] == "option" else "")


def options(command):
    lines = []
    for argument in command.get("arguments", []):
        if not argument["shouldDisplay"] or argument["valueName"] in COMMON:
            continue
        lines += [".TP", names(argument), roff(argument.get("abstract", ""))]
        extra = []
        if argument.get("allValues") or argument.get("allValueStrings"):
            extra.append("one of " + ", ".join(argument.get("allValueStrings") or argument["allValues"]))
        if argument.get("defaultValue"):
            extra.append(f"default {argument['defaultValue']}")
        if extra:
            lines.append(roff(f"({'; '.join(extra)})"))
        if argument.get("discussion"):
            lines.append(roff(" ".join(argument["discussion"].split())))
    return lines


def methods(discussion):
    """The part of `explain --help` about methods: paragraphs of a method and its options, further ones indented."""
    lines = []
    for part in discussion.split("\n\n"):
        entries = []
        for line in part.split("\n"):
            if re.match(r"\S|  --", line):
                entries.append(line.strip())
            elif entries:
                entries[-1] += " " + line.strip()
        if not entries or ": " not in entries[0]:
            continue
        name, summary = entries[0].split(": ", 1)
        lines += [f".SS {roff(name)}", roff(summary)]
        for entry in entries[1:]:
            option, text = entry.split(": ", 1)
            lines += [".TP", rf"\fB{roff(option)}\fR", roff(text)]
    return lines


def page():
    root = json.loads(run("--experimental-dump-help"))["command"]
    version = run("--version").split()[1]
    explain = run("explain", "--help")
    lines = [
        r'.\" Written by Scripts/make-manual.py.',
        f'.TH GLASSBOX 1 "" "Glassbox {roff(version)}" "User Commands"',
        ".SH NAME", r"glassbox \- look inside a convolutional network",
        ".SH SYNOPSIS",
        r"\fBglassbox\fR [\fIimage\fR ...] [\fB\-\-model\fR \fIname\fR] [\fB\-\-layer\fR \fIname\fR] "
        r"[\fB\-\-mode\fR \fImethod\fR]",
        ".br", r"\fBglassbox\fR \fIcommand\fR [\fIoption\fR ...]",
        ".SH DESCRIPTION", roff(root["abstract"]), ".PP",
        paragraphs(root["discussion"].split("Exit codes:")[0]),
        ".SH COMMANDS",
    ]

    def describe(command, path):
        if command["commandName"] == "help":
            return
        lines.extend([f".SS {roff(' '.join(path))}", roff(command.get("abstract", ""))])
        discussion = command.get("discussion", "").split("METHODS AND THEIR OPTIONS")[0]
        if discussion.strip():
            lines.extend([".PP", paragraphs(discussion)])
        lines.extend(options(command))
        for child in command.get("subcommands", []):
            describe(child, path + [child["commandName"]])

    for command in root["subcommands"]:
        describe(command, [command["commandName"]])
    lines += [".SS All commands", ".TP", r"\fB\-\-version\fR", "Show the version, the commit and the libraries.", ".TP", r"\fB\-h\fR, \fB\-\-help\fR",
              "Explain the command.", ".SH METHODS", "The methods of", r"\fBexplain\fR", "and of the window, each with its",
              "options."]
    found = re.search(r"METHODS AND THEIR OPTIONS:\n(.*?)\nUSAGE:", explain, re.S)
    lines += methods(found.group(1))
    lines += [
        ".SH ENVIRONMENT",
        ".TP", r"\fBLC_ALL\fR, \fBLC_MESSAGES\fR, \fBLANG\fR",
        "The language of the window: Korean where the first of them that is set begins with ko, else English.",
        ".TP", r"\fBGLASSBOX_RESOURCES\fR", r"The folder that holds \fBResources\fR and \fBfonts\fR.",
        ".TP", r"\fBGLASSBOX_MIRROR\fR", "A server to download networks from that has the same files under the same paths.",
        ".TP", r"\fBGLASSBOX_TRACE\fR", "A file to write to what happens in the window and when, as lines of JSON.",
        ".SH FILES",
        ".TP", r"\fB$XDG_CACHE_HOME/glassbox/models\fR", r"Downloaded networks; by default in \fB~/.cache\fR.",
        ".TP", r"\fB$XDG_DATA_HOME/glassbox\fR",
        r"The program where \fB./run \-\-install\fR put it, and \fBinstalled\fR, the list of all that it installed.",
        ".SH EXIT STATUS",
        ".PD 0",
    ]
    for code, meaning in re.findall(r"(\d+) ([a-z ]+)", root["discussion"].split("Exit codes:")[1]):
        lines += [".TP", rf"\fB{code}\fR", roff(meaning.strip())]
    lines += [
        ".PD", ".SH EXAMPLES",
        ".TP", r"\fBglassbox photo.jpg\fR", "The window on a photo.",
        ".TP", r"\fBglassbox classify photo.jpg other.png \-\-top 3\fR", "What is in the photos.",
        ".TP", r"\fBglassbox explain photo.jpg \-\-method grad\-cam \-\-class #2 \-\-output heat.png\fR",
        "Where the network finds evidence for its second prediction.",
        ".TP", r"\fBglassbox models get resnet50\fR", "Download a network.",
        ".SH COPYING", "Glassbox is licensed under the Apache License 2.0. The weights, class names, photos and fonts are by",
        r"others; the file \fBNOTICE\fR names them.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = pathlib.Path(__file__).resolve().parent.parent / "Desktop" / "glassbox.1"
    target.write_text(page(), encoding="utf-8")
