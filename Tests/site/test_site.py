"""The documentation as a site: whole, and every link within it leads somewhere."""
import html.parser
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["GLASSBOX_EXECUTABLE"]


class Reader(html.parser.HTMLParser):
    """The links, pictures and marked places of a page, and what it would load from elsewhere."""

    def __init__(self, text):
        super().__init__()
        self.links, self.places, self.elsewhere = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.places.add(attributes["id"])
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "img":
            self.links.append(attributes["src"])
        if tag in ("script", "link", "iframe") or attributes.get("src", "").startswith(("http:", "https:", "//")):
            self.elsewhere.append((tag, attributes))


class Site(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.site = pathlib.Path(cls.folder.name) / "site"
        subprocess.run([ROOT / "Scripts/make-site.py", PROGRAM, cls.site], check=True, capture_output=True)
        cls.pages = {path: Reader(path.read_text(encoding="utf-8")) for path in cls.site.rglob("*.html")}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_link_leads_somewhere(self):
        for path, page in self.pages.items():
            for link in page.links:
                if link.startswith(("http:", "https:", "mailto:", "data:")):
                    continue
                name, _, anchor = link.partition("#")
                target = (path.parent / name).resolve() if name else path
                self.assertTrue(target.is_file(), f"{path.name}: {link}")
                self.assertTrue(target.is_relative_to(self.site), f"{path.name}: {link}")
                if anchor and target in self.pages:
                    self.assertIn(anchor, self.pages[target].places, f"{path.name}: {link}")

    def test_nothing_is_loaded_from_elsewhere(self):
        for path, page in self.pages.items():
            self.assertEqual(page.elsewhere, [], path.name)

    def test_methods_lessons_and_commands_have_pages(self):
        methods = json.loads(subprocess.run(
            [PROGRAM, "methods", "--json"], check=True, capture_output=True, text=True).stdout)
        for method in methods:
            self.assertTrue((self.site / f"methods/{method['name']}.html").is_file(), method["name"])
        for lesson in (ROOT / "Resources/lessons").glob("*.json"):
            for language in ("en", "ko"):
                self.assertTrue((self.site / f"lessons/{lesson.stem}-{language}.html").is_file(), lesson.name)
        for command in ("classify", "explain", "study", "train"):
            text = (self.site / f"commands/{command}.html").read_text(encoding="utf-8")
            self.assertIn(f"USAGE: glassbox {command}", text)

    def test_a_folder_of_somebody_is_left_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            mine = pathlib.Path(folder) / "mine.txt"
            mine.write_text("mine", encoding="utf-8")
            result = subprocess.run(
                [ROOT / "Scripts/make-site.py", PROGRAM, folder], capture_output=True, text=True)
            self.assertNotEqual(result.returncode, 0)
            self.assertEqual(mine.read_text(encoding="utf-8"), "mine")


if __name__ == "__main__":
    unittest.main()
