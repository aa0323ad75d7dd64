#!/usr/bin/python3
"""Writes the documentation as a site of plain HTML, which needs no network, no script and no server.

    Scripts/make-site.py .build/release/glassbox [FOLDER]      into .build/site unless told otherwise

It holds README, the pages of docs with their pictures, every lesson in both languages, and the help of every command of
the program. Needs Debian's python3-markdown.
"""
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import markdown

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGUAGES = {"en": "English", "ko": "한국어"}
STYLE = """
body { font: 16px/1.6 sans-serif; color: #222; background: #fff; margin: 0; display: flex; }
nav { background: #f4f4f6; padding: 1rem 1.2rem; min-width: 14rem; min-height: 100vh; box-sizing: border-box; font-size: .92rem; }
nav h2 { font-size: .92rem; margin: 1.1rem 0 .2rem; } nav ul { list-style: none; margin: 0; padding: 0; }
main { max-width: 52rem; padding: 1rem 2rem 4rem; min-width: 0; }
a { color: #14509b; } nav a { text-decoration: none; } nav a[aria-current] { font-weight: bold; color: #222; }
img { max-width: 100%; height: auto; } table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
pre { background: #f4f4f6; padding: .7rem 1rem; overflow-x: auto; } code { font-size: .92em; }
@media print { nav { display: none; } }
@media (max-width: 50rem) { body { display: block; } nav { min-height: 0; } }
"""


class Page:
    """A page: its place in the site, its place in the menu, its title, and its markup."""

    def __init__(self, path, group, title, body, source=None):
        self.path, self.group, self.title, self.body = pathlib.PurePosixPath(path), group, title, body
        # The file of the tree that it was made from, to which the links of other pages lead.
        self.source = source


def rendered(path):
    return markdown.markdown(path.read_text(encoding="utf-8"), extensions=["tables", "fenced_code", "toc"])


def title_of(path):
    found = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.M)
    return found[1] if found else path.stem


def documents():
    """README, CHANGELOG and what docs holds."""
    names = {"README.md": ("index.html", "Glassbox"), "CHANGELOG.md": ("changelog.html", "What changed")}
    for name, (place, title) in names.items():
        yield Page(place, "Start", title, rendered(ROOT / name), ROOT / name)
    for source in sorted((ROOT / "docs").rglob("*.md")):
        place = source.relative_to(ROOT / "docs").with_suffix(".html")
        group = "Methods" if source.parent.name == "methods" else "Guides"
        if source.stem == "README":
            place = place.with_name("index.html")
        yield Page(place, group, title_of(source), rendered(source), source)


def lessons():
    """Every lesson as a page in each language."""
    for source in sorted((ROOT / "Resources/lessons").glob("*.json")):
        lesson = json.loads(source.read_text(encoding="utf-8"))
        for language, name in LANGUAGES.items():
            def told(texts):
                return html.escape(texts.get(language, texts["en"]) if isinstance(texts, dict) else texts)

            def step(parts):
                task = f"<br><b>{told(parts['do'])}</b>" if "do" in parts else ""
                return f"<li>{told(parts['text'])}{task}</li>"

            steps = "\n".join(map(step, lesson["steps"]))
            body = f"<h1>{told(lesson['title'])}</h1>\n<p>{told(lesson['summary'])}</p>\n<ol>{steps}</ol>"
            title = lesson["title"]
            yield Page(
                f"lessons/{source.stem}-{language}.html", f"Lessons, {name}",
                title.get(language, title["en"]) if isinstance(title, dict) else title, body)


def commands(program):
    """The help of the program and of each of its commands."""
    def help_of(*words):
        return subprocess.run([program, "help", *words], check=True, capture_output=True, text=True).stdout

    whole = help_of()
    names = re.findall(r"^  ([a-z]+)(?: \(default\))?  ", whole.split("SUBCOMMANDS:")[1], re.M)
    yield Page("commands/index.html", "Command line", "glassbox", f"<h1>glassbox</h1><pre>{html.escape(whole)}</pre>")
    for name in names:
        if name == "help":
            continue
        text = html.escape(help_of(name))
        yield Page(f"commands/{name}.html", "Command line", name, f"<h1>glassbox {name}</h1><pre>{text}</pre>")


def menu(pages, here):
    groups = {}
    for page in pages:
        groups.setdefault(page.group, []).append(page)
    parts = []
    for group, members in groups.items():
        items = []
        for page in members:
            link = os.path.relpath(page.path, here.path.parent)
            current = ' aria-current="page"' if page is here else ""
            items.append(f'<li><a href="{link}"{current}>{html.escape(page.title)}</a></li>')
        parts.append(f"<h2>{html.escape(group)}</h2><ul>{''.join(items)}</ul>")
    return "".join(parts)


def linked(page, pages, site):
    """The markup with its links within the tree leading to the site's pages; files that they lead to are copied.

    A link to what the site does not hold (a source file, a folder) becomes its text.
    """
    if page.source is None:
        return page.body
    places = {other.source: other.path for other in pages if other.source}

    def target(link):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link) or not path:
            return link
        file = (page.source.parent / html.unescape(path)).resolve()
        if file.is_dir() and file / "README.md" in places:
            file = file / "README.md"
        if file in places:
            found = os.path.relpath(places[file], page.path.parent)
            return found + (f"#{anchor}" if anchor else "")
        if file.is_file() and file.suffix in (".png", ".webp", ".jpg", ".svg", ".html", ".ipynb"):
            copy = site / "files" / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            return os.path.relpath(copy.relative_to(site), page.path.parent)
        return None

    def anchor(match):
        found = target(match[1])
        return match[2] if found is None else f'<a href="{found}">{match[2]}</a>'

    body = re.sub(r'<a href="([^"]*)">(.*?)</a>', anchor, page.body, flags=re.S)
    return re.sub(r'(<img [^>]*?src=")([^"]*)"', lambda m: f'{m[1]}{target(m[2])}"', body)


def main():
    program = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".build/release/glassbox").resolve())
    site = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / ".build/site").resolve()
    if site.exists() and not (site / "index.html").exists() and any(site.iterdir()):
        sys.exit(f"{site} holds something else; name an empty folder.")
    shutil.rmtree(site, ignore_errors=True)
    pages = [*documents(), *lessons(), *commands(program)]
    for page in pages:
        place = site / page.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(
            f"""<!DOCTYPE html>
<html lang="{'ko' if page.path.stem.endswith('-ko') else 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(page.title)}</title><style>{STYLE}</style></head>
<body><nav>{menu(pages, page)}</nav><main>{linked(page, pages, site)}</main></body>
</html>
""", encoding="utf-8")
    print(f"{len(pages)} pages in {site}")


if __name__ == "__main__":
    main()
