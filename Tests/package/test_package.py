"""Looks at finished packages: GLASSBOX_DEB and, where they are set, GLASSBOX_ARCHIVE and GLASSBOX_WHEEL.

GLASSBOX_ORDINARY says that the programs in them are not those of a package but of an ordinary build, whose search for libraries
is not looked at.
"""
import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEB = os.environ["GLASSBOX_DEB"]
ARCHIVE = os.environ.get("GLASSBOX_ARCHIVE")
WHEEL = os.environ.get("GLASSBOX_WHEEL")
ORDINARY = "GLASSBOX_ORDINARY" in os.environ
PROGRAMS = ("usr/lib/glassbox/glassbox", "usr/lib/glassbox/glassbox-hdf5", "usr/lib/glassbox/glassbox-pictures")
# Not in the archive, which would have to carry FFmpeg.
VIDEO = "usr/lib/glassbox/glassbox-video"


def output(*arguments, **more):
    return subprocess.run([str(argument) for argument in arguments], check=True, capture_output=True, text=True, **more).stdout


class Unpacked:
    @classmethod
    def setUpClass(cls):
        cls.tree = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.unpack()

    def shipped(self):
        return {str(path.relative_to(self.tree)) for path in self.tree.rglob("*") if path.is_file() or path.is_symlink()}

    def check_tree(self):
        """What both kinds of packages have."""
        self.assertEqual(os.readlink(self.tree / "usr/bin/glassbox"), "../lib/glassbox/glassbox")
        share = self.tree / "usr/share"
        tracked = output("git", "-C", ROOT, "ls-files", "-z", "Resources", "fonts").split("\0")[:-1]
        self.assertGreater(len(tracked), 30)
        for name in tracked:
            self.assertEqual((share / "glassbox" / name).read_bytes(), (ROOT / name).read_bytes(), name)
        for name in ("applications/glassbox.desktop", "icons/hicolor/scalable/apps/glassbox.svg", "mime/packages/glassbox.xml",
                     "icons/hicolor/256x256/apps/glassbox.png", "man/man1/glassbox.1.gz", "doc/glassbox/copyright",
                     "bash-completion/completions/glassbox", "fish/vendor_completions.d/glassbox.fish",
                     "metainfo/glassbox.metainfo.xml", "doc/glassbox/changelog.gz", "doc/glassbox/NOTICE"):
            self.assertGreater((share / name).stat().st_size, 100, name)
        completion = (share / "bash-completion/completions/glassbox").read_text(encoding="utf-8")
        subprocess.run(["bash", "-n"], input=completion, check=True, text=True)
        self.assertTrue(all(command in completion for command in ("classify", "explain", "models")))
        record = json.loads((share / "glassbox/Resources/build.json").read_text(encoding="utf-8"))
        self.assertEqual(record["commit"].removesuffix("+changes"), output("git", "-C", ROOT, "rev-parse", "HEAD").strip())
        self.check_rights()
        self.check_desktop()
        self.check_bill_of_materials()

    def check_rights(self):
        for path in self.tree.rglob("*"):
            name = str(path.relative_to(self.tree))
            if path.is_symlink() or name.startswith("DEBIAN"):
                continue
            runs = path.is_dir() or name in (*PROGRAMS, VIDEO) or name == "AppRun" or re.search(r"^usr/lib/.*\.so", name)
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o755 if runs else 0o644, name)

    def check_desktop(self):
        entry = self.tree / "usr/share/applications/glassbox.desktop"
        text = entry.read_text(encoding="utf-8")
        self.assertIn("\nExec=glassbox view %F\nIcon=glassbox\n", text)
        self.assertNotIn("@", text)
        component = xml.etree.ElementTree.parse(self.tree / "usr/share/metainfo/glassbox.metainfo.xml").getroot()
        self.assertEqual(component.find("launchable").text, entry.name)
        claimed = set(re.search(r"^MimeType=(.*);$", text, re.M)[1].split(";"))
        self.assertEqual({node.text for node in component.iter("mediatype")},
                         {name for name in claimed if not name.startswith("image/")})
        if shutil.which("desktop-file-validate"):
            self.assertEqual(output("desktop-file-validate", "--no-hints", entry), "")
        if shutil.which("appstreamcli"):
            found = subprocess.run(
                ["appstreamcli", "validate", "--no-net", "--no-color", self.tree / "usr/share/metainfo/glassbox.metainfo.xml"],
                capture_output=True, text=True).stdout
            # A name that begins with a domain would need one.
            self.assertEqual([line for line in re.findall(r"^[EW]: .*", found, re.M) if "is-not-rdns" not in line], [])

    def check_bill_of_materials(self):
        """Every file stands in it, with its true sum, and every reference leads somewhere."""
        path = "usr/share/doc/glassbox/glassbox.spdx.json"
        bill = json.loads((self.tree / path).read_text(encoding="utf-8"))
        listed = {file["fileName"][2:]: file for file in bill["files"]}
        files = {name for name in self.shipped() if not (self.tree / name).is_symlink() and not name.startswith("DEBIAN/")}
        self.assertEqual(set(listed), files - {path})
        for name, file in listed.items():
            sums = {entry["algorithm"]: entry["checksumValue"] for entry in file["checksums"]}
            self.assertEqual(sums["SHA256"], hashlib.sha256((self.tree / name).read_bytes()).hexdigest(), name)
        known = {"SPDXRef-DOCUMENT"} | {part["SPDXID"] for part in bill["packages"] + bill["files"]}
        self.assertEqual(len(known), 1 + len(bill["packages"]) + len(bill["files"]))
        for relation in bill["relationships"]:
            self.assertLessEqual({relation["spdxElementId"], relation["relatedSpdxElement"]}, known)
        names = {part["name"] for part in bill["packages"]}
        self.assertLessEqual({"glassbox", "swift", "swift-protobuf", "swift-log", "swift-argument-parser"}, names)
        if not ORDINARY:
            self.assertTrue(any(name.startswith("libdnnl") for name in names))
        licences = {name: file["licenseConcluded"] for name, file in listed.items()}
        resources = "usr/share/glassbox/Resources/"
        self.assertEqual(licences[resources + "models/vgg16-features.safetensors"], "CC-BY-4.0 AND BSD-3-Clause")
        self.assertEqual(licences[resources + "backgrounds/palace-2.jpg"], "CC-BY-2.0")
        self.assertEqual(licences["usr/share/glassbox/fonts/OFL.txt"], "OFL-1.1")

    def check_hardening(self, search_path):
        """PIE, full RELRO, a stack that is not executable, stack protection, and where libraries are looked for."""
        for name in filter(lambda name: name != VIDEO or (self.tree / name).exists(), (*PROGRAMS, VIDEO)):
            program = self.tree / name
            with self.subTest(name):
                self.assertIn("Type: DYN (Position-Independent Executable file)", " ".join(output("readelf", "-h", program).split()))
                dynamic = output("readelf", "-dW", program)
                self.assertRegex(dynamic, r"FLAGS_1.*\bNOW\b.*\bPIE\b")
                segments = output("readelf", "-lW", program)
                self.assertIn("GNU_RELRO", segments)
                self.assertRegex(segments, r"GNU_STACK( +0x0+){5} RW +0x")
                self.assertNotRegex(segments, r"LOAD .* RWE ")
                symbols = output("readelf", "-W", "--dyn-syms", program)
                self.assertIn("__stack_chk_fail", symbols)
                # Copies whose length the compiler does not know, into arrays whose size it does: only the networks' C has some.
                if name == PROGRAMS[0]:
                    self.assertTrue("__memcpy_chk" in symbols, "no call is fortified")
                if ORDINARY:
                    continue
                self.assertEqual(re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", dynamic), search_path)
                self.assertNotIn("libswift", dynamic)
                self.assertNotIn("libFoundation", dynamic)
                self.assertNotIn(str(ROOT).encode(), program.read_bytes())


class DebianPackageTests(Unpacked, unittest.TestCase):
    @classmethod
    def unpack(cls):
        subprocess.run(["dpkg-deb", "--raw-extract", DEB, cls.tree], check=True)

    def test_the_tree(self):
        self.check_tree()
        self.assertTrue((self.tree / "usr/share/zsh/vendor-completions/_glassbox").exists())

    def test_the_sums_are_those_of_the_files(self):
        lines = (self.tree / "DEBIAN/md5sums").read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        self.assertEqual(set(sums), {name for name in self.shipped()
                                     if not name.startswith("DEBIAN/") and not (self.tree / name).is_symlink()})
        for name, digest in sums.items():
            self.assertEqual(digest, hashlib.md5((self.tree / name).read_bytes()).hexdigest(), name)  # noqa: S324 dpkg's

    def test_everything_belongs_to_root_and_is_of_the_commit(self):
        listed = output("dpkg-deb", "--contents", DEB, env={**os.environ, "TZ": "UTC"}).splitlines()
        commit = output("git", "-C", ROOT, "log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d %H:%M",
                        env={**os.environ, "TZ": "UTC"}).strip()
        for line in listed:
            _, owner, _, day, time, *_ = line.split()
            self.assertEqual((owner, f"{day} {time}"), ("root/root", commit), line)

    def test_nothing_is_run_while_it_is_installed(self):
        self.assertEqual({path.name for path in (self.tree / "DEBIAN").iterdir()}, {"control", "md5sums"})

    def test_the_size(self):
        self.assertLessEqual(os.path.getsize(DEB), 80e6 if not ORDINARY else 200e6)

    def test_the_hardening(self):
        self.check_hardening([])

    @unittest.skipIf(ORDINARY, "an ordinary build")
    def test_what_it_depends_on(self):
        depends = output("dpkg-deb", "--field", DEB, "Depends")
        for name in ("libc6", "libdnnl", "libopenblas0", "libsdl2-2.0-0", "libsdl2-ttf-2.0-0", "libsdl2-image-2.0-0", "libjpeg62-turbo", "libtiff6", "libavif", "libhdf5",
                     "libcairo2", "libfontconfig1", "libcurl4", "libssl3"):
            self.assertRegex(depends, rf"(^|, ){re.escape(name)}")
        recommends = output("dpkg-deb", "--field", DEB, "Recommends")
        for name in ("libavdevice", "libavformat", "libavcodec", "libswscale", "libavutil"):
            self.assertNotIn(name, depends)
            self.assertRegex(recommends, rf"(^|, ){re.escape(name)}")

    @unittest.skipIf(ORDINARY or not shutil.which("lintian"), "an ordinary build, or no lintian")
    def test_lintian_has_nothing_to_say(self):
        process = subprocess.run(
            ["lintian", "--no-cfg", "--profile", "debian", "--allow-root", "--fail-on", "error,warning", DEB],
            capture_output=True, text=True)
        self.assertEqual((process.returncode, process.stdout), (0, ""), process.stderr)


@unittest.skipUnless(ARCHIVE, "no archive")
class ArchiveTests(Unpacked, unittest.TestCase):
    @classmethod
    def unpack(cls):
        subprocess.run(["tar", "--extract", f"--file={ARCHIVE}", f"--directory={cls.tree}", "--strip-components=1"], check=True)

    def test_the_tree(self):
        self.check_tree()
        self.assertEqual(os.readlink(self.tree / ".DirIcon"), "glassbox.png")
        for name in ("AppRun", "glassbox.desktop", "glassbox.png", "README"):
            self.assertTrue((self.tree / name).exists(), name)

    def test_the_hardening(self):
        self.check_hardening(["$ORIGIN/.."])

    def test_every_library_has_its_licence_and_looks_only_here(self):
        bill = json.loads((self.tree / "usr/share/doc/glassbox/glassbox.spdx.json").read_text(encoding="utf-8"))
        packages = {part["SPDXID"]: part["name"] for part in bill["packages"]}
        files = {file["SPDXID"]: file["fileName"][2:] for file in bill["files"]}
        origin = {files[relation["spdxElementId"]]: packages[relation["relatedSpdxElement"]]
                  for relation in bill["relationships"] if relation["relationshipType"] == "COPY_OF"}
        libraries = {name for name in self.shipped() if re.search(r"\.so", name)}
        self.assertEqual(set(origin), libraries)
        for part in ("libdnnl.so", "libopenblas.so", "libSDL2-2.0.so", "libSDL2_ttf", "libSDL2_image", "libhdf5"):
            self.assertTrue(any(part in name for name in libraries), part)
        for name, package in origin.items():
            licence = (self.tree / "usr/share/doc" / package / "copyright").read_text(encoding="utf-8", errors="replace")
            self.assertGreater(len(licence), 200, package)
            for text in re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])", licence):
                # Some of Debian's files say GPL-3.0 where the text is called GPL-3.
                names = (text, text.removesuffix(".0"))
                self.assertTrue(any((self.tree / "usr/share/doc/common-licenses" / name).exists() for name in names),
                                f"{package} refers to {text}")
            paths = re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", output("readelf", "-dW", self.tree / name))
            self.assertEqual(paths, ["$ORIGIN/../.." if "/fallback/" in name else "$ORIGIN"], name)

    def test_nothing_but_the_base_of_a_system_is_missing(self):
        base = re.compile(r"(ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libstdc\+\+|libgcc_s)\.so")
        libraries = {pathlib.Path(name).name for name in self.shipped() if re.search(r"\.so", name)}
        for name in sorted(self.shipped()):
            if name in PROGRAMS or re.search(r"\.so", name):
                for needed in re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-dW", self.tree / name)):
                    self.assertTrue(needed in libraries or base.match(needed), f"{name} needs {needed}")


@unittest.skipUnless(WHEEL, "no wheel")
class WheelTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.wheel = cls.enterClassContext(zipfile.ZipFile(WHEEL))
        cls.names = cls.wheel.namelist()
        cls.own = next(name for name in cls.names if name.endswith(".dist-info/RECORD")).removesuffix("RECORD")

    def read(self, name):
        return self.wheel.read(self.own + name).decode()

    def test_the_record_is_true(self):
        listed = dict(line.split(",", 1) for line in self.read("RECORD").splitlines())
        self.assertEqual(sorted(listed), sorted(self.names))
        for name, record in listed.items():
            data = self.wheel.read(name)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
            self.assertEqual(record, "," if name.endswith("/RECORD") else f"sha256={digest},{len(data)}", name)

    def test_it_is_called_what_it_is(self):
        version = re.search(r"^Version: (.*)$", self.read("METADATA"), re.M)[1]
        # PEP 440: a release, or a development version before one with the commit.
        self.assertRegex(version, r"^\d+\.\d+\.\d+(\.dev\d+\+[0-9a-f]{10}(\.changes)?)?$")
        tag = re.search(r"^Tag: (.*)$", self.read("WHEEL"), re.M)[1]
        self.assertEqual(os.path.basename(WHEEL), f"glassbox-{version}-{tag}.whl")
        self.assertEqual(self.own, f"glassbox-{version}.dist-info/")
        self.assertRegex(tag, r"^py3-none-manylinux_2_\d+_x86_64$")

    def test_programs_can_be_run_and_every_module_is_there(self):
        running = {entry.filename for entry in self.wheel.infolist() if entry.external_attr >> 16 & 0o111}
        for name in ("AppRun", *PROGRAMS):
            self.assertIn("glassbox/portable/" + name, running)
        package = ROOT / "Python"
        for path in (package / "glassbox").rglob("*.py"):
            self.assertEqual(self.wheel.read(str(path.relative_to(package))), path.read_bytes())


if __name__ == "__main__":
    unittest.main()
