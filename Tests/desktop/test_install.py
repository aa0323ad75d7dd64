"""Installs Glassbox into homes in a temporary folder and removes it again."""
import configparser
import json
import os
import pathlib
import re
import shlex
import stat
import struct
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILT = pathlib.Path(os.environ["GLASSBOX_EXECUTABLE"]).parent
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


class Home:
    """A home folder with things of its owner's in it; its path holds what shells and desktop files stumble over."""

    def __init__(self, enter, xdg=False):
        self.folder = pathlib.Path(enter(tempfile.TemporaryDirectory())) / "집 $HOME \"a\" `b` 50% \\ c"
        (self.folder / ".local/share/applications").mkdir(parents=True)
        (self.folder / ".local/share/applications/other.desktop").write_text("[Desktop Entry]\n")
        (self.folder / "notes.txt").write_text("mine")
        self.environment = {"HOME": str(self.folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        self.data = self.folder / ".local/share"
        if xdg:
            self.data = self.folder / "data elsewhere"
            self.environment["XDG_DATA_HOME"] = str(self.data)
        self.launcher = self.folder / ".local/bin/glassbox"

    def run(self, *arguments, **changes):
        environment = {name: value for name, value in (self.environment | changes).items() if value is not None}
        return subprocess.run(
            [ROOT / "Scripts/install.sh", *arguments], env=environment, capture_output=True, text=True, cwd="/")

    def install(self, **changes):
        return self.run("install", str(BUILT), **changes)

    def uninstall(self):
        return self.run("uninstall")

    def files(self):
        """Every file with its content, links with their targets, and folders; but a list of the menu's entries in which Glassbox
        is not belongs to the others."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            name = str(path.relative_to(self.folder))
            if path.is_symlink():
                found[name] = "-> " + os.readlink(path)
            elif path.is_dir():
                found[name] = "/"
            elif path.name != "mimeinfo.cache" or b"glassbox" in path.read_bytes():
                found[name] = hash(path.read_bytes())
        return found


def quoted_arguments(value):
    """Exec's arguments (Desktop Entry Specification 1.5): escapes of strings, then quotes, then field codes."""
    value = re.sub(r"\\(.)", lambda match: {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}[match[1]], value)
    arguments = []
    for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value):
        arguments.append(re.sub(r'\\(["`$\\])', r"\1", quoted) if quoted else plain)
    return [argument.replace("%%", "%") for argument in arguments]


class InstallTests(unittest.TestCase):
    def succeed(self, process):
        self.assertEqual(process.returncode, 0, process.stderr)
        return process

    def test_removes_exactly_what_it_installed(self):
        for xdg in (False, True):
            with self.subTest(xdg=xdg):
                home = Home(self.enterContext, xdg)
                before = home.files()
                said = self.succeed(home.install()).stderr
                for path in (home.data / "glassbox", home.launcher):
                    self.assertIn(str(path), said)
                installed = home.files()
                self.assertGreater(len(installed), len(before) + 30)
                self.succeed(home.install())
                self.assertEqual(home.files(), installed)
                self.assertIn("removed", self.succeed(home.uninstall()).stderr)
                self.assertEqual(home.files(), before)
                self.assertIn("nothing to remove", self.succeed(home.uninstall()).stderr)
                self.assertEqual(home.files(), before)

    def test_the_installed_program_needs_nothing_of_the_checkout(self):
        home = Home(self.enterContext)
        self.succeed(home.install())
        self.assertEqual(os.readlink(home.launcher), str(home.data / "glassbox/bin/glassbox"))
        for line in (home.data / "glassbox/installed").read_text().splitlines():
            self.assertNotIn(str(ROOT), line)
        for name in ("Resources", "fonts"):
            for path in (ROOT / name).rglob("*"):
                copied = home.data / "glassbox" / path.relative_to(ROOT)
                self.assertEqual(copied.is_dir(), path.is_dir())
                if path.is_file():
                    self.assertEqual(copied.stat().st_size, path.stat().st_size)
        # It knows its commit.
        commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
        said = subprocess.run([home.launcher, "--version"], capture_output=True, text=True, check=True).stdout
        self.assertIn(f"\ncommit {commit}", said)
        # Its own network, labels and photo: it is asked from a folder without any.
        photo = home.data / "glassbox/Resources/photos/coffee.png"
        answer = subprocess.run(
            [home.launcher, "classify", photo, "--json"], env=home.environment, cwd=home.folder, capture_output=True,
            text=True, check=True)
        self.assertEqual(json.loads(answer.stdout)[0]["predictions"][0]["label"], "espresso")
        picture = home.folder / "window.png"
        subprocess.run(
            [home.launcher, "view", "--screenshot", picture, photo], env=home.environment | {"LANG": "ko_KR.UTF-8"},
            cwd=home.folder, capture_output=True, check=True)
        self.assertEqual(picture.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")

    def test_what_belongs_to_others_is_left_alone(self):
        for name in (".local/bin/glassbox", ".local/share/applications/glassbox.desktop", ".local/share/glassbox/x"):
            with self.subTest(name):
                home = Home(self.enterContext)
                (home.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (home.folder / name).write_text("mine")
                before = home.files()
                process = home.install()
                self.assertEqual(process.returncode, 1)
                self.assertIn("is there already", process.stderr)
                self.assertEqual(process.stderr.count("\n"), 1)
                self.assertEqual(home.files(), before)

    def test_changed_files_stay(self):
        home = Home(self.enterContext)
        self.succeed(home.install())
        entry = home.data / "applications/glassbox.desktop"
        entry.write_text("mine")
        kept = home.data / "glassbox/mine.txt"
        kept.write_text("mine")
        self.assertIn(f"{entry} was changed since, so it stays.", self.succeed(home.uninstall()).stderr)
        self.assertEqual(entry.read_text(), "mine")
        self.assertEqual([path.name for path in (home.data / "glassbox").iterdir()], ["mine.txt"])
        self.assertFalse(home.launcher.is_symlink())

    def test_an_installation_that_broke_off_can_be_removed_and_repeated(self):
        home = Home(self.enterContext)
        before = home.files()
        self.succeed(home.install())
        whole = home.files()
        (home.data / "man/man1/glassbox.1").unlink()
        (home.data / "glassbox/NOTICE").rename(home.data / "glassbox/NOTICE.glassbox-new")
        home.launcher.unlink()
        self.succeed(home.install())
        self.assertEqual(home.files(), whole)
        home.launcher.unlink()
        (home.data / "icons/hicolor/scalable/apps/glassbox.svg").unlink()
        self.succeed(home.uninstall())
        self.assertEqual(home.files(), before)

    def test_follows_no_link_that_was_planted(self):
        home = Home(self.enterContext)
        victim = home.folder / "notes.txt"
        program = home.data / "glassbox"
        self.succeed(home.install())
        # Where a file is written before it gets its name.
        (program / "NOTICE.glassbox-new").symlink_to(victim)
        (program / "installed.new").symlink_to(victim)
        self.succeed(home.install())
        self.assertEqual(victim.read_text(), "mine")
        # A folder that leads elsewhere.
        elsewhere = home.folder / "elsewhere"
        (program / "bin").rename(elsewhere)
        (program / "bin").symlink_to(elsewhere)
        before = {path.name: path.stat().st_mtime_ns for path in elsewhere.iterdir()}
        process = home.install()
        self.assertEqual(process.returncode, 1)
        self.assertIn("is a link, and not from this installer", process.stderr)
        self.assertEqual({path.name: path.stat().st_mtime_ns for path in elsewhere.iterdir()}, before)

    def test_a_newer_version_replaces_the_older_one(self):
        home = Home(self.enterContext)
        before = home.files()
        self.succeed(home.install())
        whole = home.files()
        old = home.data / "glassbox/Resources/labels/old.txt"
        old.write_text("old")
        digest = subprocess.run(["sha256sum", old], capture_output=True, text=True, check=True).stdout.split()[0].lstrip("\\")
        manifest = home.data / "glassbox/installed"
        manifest.write_text(manifest.read_text() + f"file {digest} {old}\n")
        self.succeed(home.install())
        self.assertEqual(home.files(), whole)
        self.succeed(home.uninstall())
        self.assertEqual(home.files(), before)

    def test_odd_surroundings(self):
        home = Home(self.enterContext)
        before = home.files()
        for changes in ({"HOME": None}, {"HOME": ""}, {"HOME": "relative"}, {"XDG_DATA_HOME": "/tmp/a\nb"}):
            process = home.install(**changes)
            self.assertEqual((process.returncode, process.stderr.count("\n")), (1, 1), process.stderr)
        for arguments in ((), ("nonsense",)):
            self.assertEqual(home.run(*arguments).returncode, 1)
        self.assertEqual(home.run("install", str(home.folder)).returncode, 1)
        self.assertEqual(home.files(), before)
        # A relative path does not count.
        self.succeed(home.install(XDG_DATA_HOME="somewhere"))
        self.assertTrue((home.folder / ".local/share/glassbox/installed").exists())

    def test_folders_that_may_not_be_written_are_reported(self):
        home = Home(self.enterContext)
        blocker = home.folder / ".local/share/icons"
        blocker.write_text("a file where a folder must be")
        process = home.install()
        self.assertNotEqual(process.returncode, 0)
        self.assertNotEqual(process.stderr, "")
        self.succeed(home.uninstall())
        self.assertEqual(blocker.read_text(), "a file where a folder must be")


class DesktopFileTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Home(cls.enterClassContext)
        process = cls.home.install()
        assert process.returncode == 0, process.stderr
        text = (cls.home.data / "applications/glassbox.desktop").read_text(encoding="utf-8")
        parser = configparser.RawConfigParser(delimiters=("=",), strict=True)
        parser.optionxform = str
        parser.read_string(text)
        assert parser.sections() == ["Desktop Entry"] and text.startswith("[Desktop Entry]\n")
        cls.entry = parser["Desktop Entry"]

    def test_the_menu_entry_starts_the_program(self):
        entry = self.entry
        for key in ("Type", "Name", "Exec", "Icon", "Comment", "GenericName", "Categories", "MimeType"):
            self.assertTrue(entry[key])
        self.assertEqual(entry["Type"], "Application")
        self.assertEqual(entry["Terminal"], "false")
        program, command, files = quoted_arguments(entry["Exec"])
        self.assertEqual((program, command, files), (str(self.home.launcher), "view", "%F"))
        self.assertEqual(entry["TryExec"].replace("\\\\", "\\"), str(self.home.launcher))
        self.assertTrue(os.access(program, os.X_OK))
        subprocess.run([program, command, "--help"], check=True, capture_output=True)
        self.assertNotIn("@", entry["Exec"])
        for key in entry:
            self.assertRegex(key, r"^[A-Za-z0-9-]+(\[[a-z]{2}(_[A-Z]{2})?\])?$")
        for key in ("Categories", "MimeType", "Keywords", "Keywords[ko]"):
            self.assertTrue(entry[key].endswith(";"))
        # Registered ones (Desktop Menu Specification 1.1).
        self.assertEqual(set(entry["Categories"].split(";")) - {""}, {"Education", "Science", "ArtificialIntelligence"})

    def test_the_icons_are_pictures(self):
        icons = self.home.data / "icons/hicolor"
        png = (icons / "256x256/apps/glassbox.png").read_bytes()
        self.assertEqual(struct.unpack(">II", png[16:24]), (256, 256))
        svg = xml.etree.ElementTree.parse(icons / "scalable/apps/glassbox.svg").getroot()
        self.assertEqual(svg.tag, "{http://www.w3.org/2000/svg}svg")
        self.assertEqual(svg.get("viewBox"), "0 0 256 256")

    def test_every_file_type_is_declared(self):
        tree = xml.etree.ElementTree.parse(self.home.data / "mime/packages/glassbox.xml").getroot()
        self.assertEqual(tree.tag, MIME + "mime-info")
        types = {node.get("type"): [glob.get("pattern") for glob in node.iter(MIME + "glob")] for node in tree}
        patterns = sum(types.values(), [])
        self.assertEqual(len(set(patterns)), len(patterns))
        for ending in ("onnx", "safetensors", "keras", "h5", "hdf5", "pth", "pt", "pt2", "ptl", "torchscript", "tflite", "glassbox"):
            self.assertIn(f"*.{ending}", patterns)
        claimed = set(self.entry["MimeType"].split(";")) - {""}
        self.assertEqual(claimed - set(types), {f"image/{name}" for name in ("png", "jpeg", "bmp", "gif", "webp", "tiff", "avif")})
        self.assertEqual(set(types) - claimed, set())

    def test_model_files_open_as_networks(self):
        model = self.home.data / "glassbox/Resources/models/vgg16-features.safetensors"
        picture = self.home.folder / "model.png"
        process = subprocess.run(
            [self.home.launcher, "view", "--screenshot", picture, model], env=self.home.environment,
            capture_output=True, text=True)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertTrue(picture.exists())

    def test_installed_files_can_be_read_by_their_owner_and_only_programs_run(self):
        for path in self.home.data.rglob("*"):
            if path.is_file() and "glassbox" in str(path.relative_to(self.home.data)):
                mode = stat.S_IMODE(path.stat().st_mode)
                self.assertEqual(mode & 0o600, 0o600, path)
                self.assertEqual(bool(mode & 0o111), path.parent.name == "bin", path)


class ManualTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        text = (ROOT / "Desktop/glassbox.1").read_text(encoding="ascii")
        text = re.sub(r"\\\[u([0-9A-F]{4,6})\]", lambda match: chr(int(match[1], 16)), text)
        for roff, plain in ((r"\(aq", "'"), (r"\&", ""), (r"\fB", ""), (r"\fI", ""), (r"\fR", ""), (r"\-", "-"), (r"\e", "\\")):
            text = text.replace(roff, plain)
        cls.lines = text.splitlines()
        cls.headings = [line.split(" ", 1)[1] for line in cls.lines if line.startswith((".SS ", ".SH "))]

    def part(self, heading):
        """The lines below a heading, to the next one."""
        start = next(i for i, line in enumerate(self.lines) if line in (f".SS {heading}", f".SH {heading}"))
        rest = self.lines[start + 1:]
        end = next((i for i, line in enumerate(rest) if line.startswith((".SS ", ".SH "))), len(rest))
        return rest[:end]

    def run_program(self, *arguments):
        return subprocess.run([BUILT / "glassbox", *arguments], capture_output=True, text=True, check=True).stdout

    def test_every_command_and_option_stands_in_the_page(self):
        def check(command, path):
            if command["commandName"] == "help":
                return
            heading = " ".join(path)
            self.assertIn(heading, self.headings)
            part = self.part(heading)
            for argument in command.get("arguments", []):
                if not argument["shouldDisplay"] or argument["valueName"] in ("version", "help"):
                    continue
                for name in argument.get("names", []):
                    dashed = ("--" if name["kind"] == "long" else "-") + name["name"]
                    self.assertTrue(any(dashed in line.split() for line in part), f"{heading} {dashed}")
            for child in command.get("subcommands", []):
                check(child, path + [child["commandName"]])

        root = json.loads(self.run_program("--experimental-dump-help"))["command"]
        self.assertGreater(len(root["subcommands"]), 5)
        for command in root["subcommands"]:
            check(command, [command["commandName"]])

    def test_every_method_and_its_options_stand_in_the_page(self):
        text = self.run_program("explain", "--help").split("METHODS AND THEIR OPTIONS:")[1].split("\nUSAGE:")[0]
        method = None
        count = 0
        for line in text.splitlines():
            if match := re.match(r"(\S+): ", line):
                method = match[1]
                self.assertIn(method, self.headings)
            elif match := re.match(r"  (--\S+): ", line):
                count += 1
                self.assertIn(match[1], self.part(method), method)
        self.assertGreater(count, 30)

    def test_the_page_has_the_usual_parts(self):
        for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "METHODS", "ENVIRONMENT", "FILES", "EXIT STATUS"):
            self.assertIn(heading, self.headings)
        self.assertTrue(any(line.startswith(".TH GLASSBOX 1") for line in self.lines))
        self.assertIn("65", self.part("EXIT STATUS"))


class CompletionTests(unittest.TestCase):
    def test_every_shell_has_completions(self):
        home = Home(self.enterContext)
        self.assertEqual(home.install().returncode, 0)
        zsh = (home.data / "zsh/site-functions/_glassbox").read_text()
        self.assertTrue(zsh.startswith("#compdef glassbox"))
        fish = (home.data / "fish/vendor_completions.d/glassbox.fish").read_text()
        self.assertIn("complete -c 'glassbox'", fish)
        for text in (zsh, fish):
            for word in ("classify", "explain", "benchmark", "screenshot"):
                self.assertIn(word, text)
        script = home.data / "bash-completion/completions/glassbox"
        asked = f"""
            source {shlex.quote(str(script))}
            COMP_WORDS=(glassbox cl) COMP_CWORD=1 COMP_LINE='glassbox cl' COMP_POINT=11
            $(complete -p glassbox | sed 's/.*-F \\([^ ]*\\).*/\\1/') glassbox cl glassbox
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        answer = subprocess.run(
            ["bash", "-c", asked], capture_output=True, text=True,
            env={**home.environment, "PATH": f"{home.launcher.parent}:{os.environ['PATH']}"})
        self.assertEqual(answer.stdout.split(), ["classify"], answer.stderr)


if __name__ == "__main__":
    unittest.main()
