"""The program is killed, starved of space, or started twice while it writes."""
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["GLASSBOX_EXECUTABLE"]
ROUNDS = int(os.environ.get("GLASSBOX_ROUNDS", "10"))
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NETWORK = ROOT / "Tests/Fuzz/seeds/onnx/small.onnx"
PHOTO = ROOT / "Tests/GoldenData/imaging/pictures/rgb.png"
# The network whose sum the test's server has, see Tests/LoopbackServer.
PUBLISHED = "vgg19"


class FaultTests(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.cache = self.folder / "cache/glassbox"
        self.environment = os.environ | {
            "XDG_CACHE_HOME": str(self.folder / "cache"), "XDG_STATE_HOME": str(self.folder / "state"),
            "HOME": str(self.folder)}
        self.draw = random.Random(5)
        self.network = self.folder / "net.onnx"
        shutil.copy(NETWORK, self.network)

    def start(self, *arguments):
        return subprocess.Popen(
            [PROGRAM, *map(str, arguments)], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def finish(self, *arguments, status=0):
        process = self.start(*arguments)
        message = process.communicate(timeout=120)[1].decode()
        self.assertEqual(process.returncode, status, message)
        return message

    def kill_in_rounds(self, arguments, check, prepare=lambda: None):
        """Lets the program end once to see how long it takes, then kills it at random times up to that."""
        prepare()
        begin = time.monotonic()
        self.finish(*arguments)
        duration = time.monotonic() - begin
        check()
        killed = 0
        for _ in range(ROUNDS):
            prepare()
            process = self.start(*arguments)
            # Rather late: files are written at the end.
            time.sleep(duration * self.draw.triangular(0.2, 1.1, 1))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
            check()
        return killed

    def whole_picture(self, path):
        data = path.read_bytes()
        self.assertTrue(data.startswith(b"\x89PNG") and data.endswith(b"IEND\xaeB`\x82"), path)

    def whole_array(self, path):
        data = path.read_bytes()
        header = eval(data[10:10 + int.from_bytes(data[8:10], "little")], {"__builtins__": {}})  # noqa: S307 our own
        count = 1
        for extent in header["shape"]:
            count *= extent
        self.assertEqual(len(data), 10 + int.from_bytes(data[8:10], "little") + 4 * count)

    def leftovers(self, folder=None):
        """What is neither a result nor a draft that says so."""
        known = {"out.png", "out.npy", "net.onnx", "net.json", "cache", "state"}
        return {path.name for path in (folder or self.folder).iterdir()
                if path.name not in known and not path.name.endswith(".unfinished")}

    def test_exports(self):
        picture, array = self.folder / "out.png", self.folder / "out.npy"

        def check():
            if picture.exists():
                self.whole_picture(picture)
            if array.exists():
                self.whole_array(array)
            self.assertEqual(self.leftovers(), set())

        def prepare():
            for path in (picture, array):
                path.unlink(missing_ok=True)

        arguments = ("explain", PHOTO, "--method", "grad-cam", "--model", self.network, "--output", picture, "--raw", array)
        self.kill_in_rounds(arguments, check, prepare)
        # What was there stays until the new one is whole.
        self.finish(*arguments)
        old = picture.read_bytes()
        self.kill_in_rounds(arguments, lambda: self.assertEqual(picture.read_bytes(), old))

    def test_descriptions(self):
        path = self.folder / "net.json"

        def check():
            if path.exists():
                self.assertEqual(json.loads(path.read_text())["glassbox"], 1)

        self.kill_in_rounds(
            ("classify", PHOTO, "--model", self.network, "--preprocessing", "caffe", "--remember"), check,
            lambda: path.unlink(missing_ok=True))

    def test_patterns(self):
        def check():
            for path in self.cache.rglob("*"):
                if path.suffix == ".png":
                    self.whole_picture(path)
                elif path.is_file():
                    self.assertTrue(path.name.endswith(".unfinished"), path)

        arguments = ("explain", PHOTO, "--method", "filter-pattern", "--model", self.network, "--layer", "conv",
                     "--steps", "2", "--pattern-size", "32", "--output", self.folder / "out.png")
        self.kill_in_rounds(arguments, check, lambda: shutil.rmtree(self.cache, ignore_errors=True))
        self.finish(*arguments)

    def serve(self):
        log = self.folder / "log"
        server = subprocess.Popen(
            ["python3", ROOT / "Tests/LoopbackServer/server.py", log], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self.addCleanup(server.wait)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.stdin.close)
        return f"http://127.0.0.1:{server.stdout.readline().strip()}"

    def downloaded(self):
        return [path for path in (self.cache / "models").glob("*") if path.suffix not in (".part", ".from")]

    def test_downloads(self):
        self.environment["GLASSBOX_MIRROR"] = self.serve() + "/slow"
        sums = set()

        def check():
            for path in self.downloaded():
                if not path.name.endswith(".unfinished"):
                    self.assertEqual(path.stat().st_size, 2_000_000)
                    sums.add(hashlib.sha256(path.read_bytes()).hexdigest())

        def prepare():
            # Parts stay: the next one goes on with them.
            for path in self.downloaded():
                path.unlink()

        self.kill_in_rounds(("models", "get", PUBLISHED), check, prepare)
        prepare()
        self.finish("models", "get", PUBLISHED)
        check()
        self.assertEqual(len(sums), 1)
        self.assertEqual(len(list((self.cache / "models").glob("*.part*"))), 0)

    def test_two_at_once(self):
        picture, array = self.folder / "out.png", self.folder / "out.npy"
        arguments = ("explain", PHOTO, "--method", "grad-cam", "--model", self.network, "--output", picture, "--raw", array)
        self.environment["GLASSBOX_MIRROR"] = self.serve() + "/whole"
        for _ in range(max(1, ROUNDS // 2)):
            pairs = [[self.start(*arguments) for _ in range(2)],
                     [self.start("models", "get", PUBLISHED) for _ in range(2)]]
            for kind, pair in enumerate(pairs):
                statuses = []
                for process in pair:
                    message = process.communicate(timeout=120)[1].decode()
                    statuses.append(process.returncode)
                    # One download may find the other under way.
                    self.assertIn(process.returncode, (0, 69) if kind else (0,), message)
                self.assertIn(0, statuses)
            self.whole_picture(picture)
            self.whole_array(array)
            self.assertEqual([path.stat().st_size for path in self.downloaded()], [2_000_000])
            self.downloaded()[0].unlink()

    def test_a_full_disk(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True, check=False).returncode == 0
        if not mounted:
            self.skipTest("no disk can be mounted here")
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        old = disk / "out.npy"
        old.write_bytes(b"old")
        (disk / "ballast").write_bytes(bytes(56 << 10))
        message = self.finish(
            "explain", PHOTO, "--method", "feature-map", "--model", self.network, "--layer", "conv",
            "--output", disk / "out.png", "--raw", old, status=73)
        self.assertIn("cannot be written", message)
        self.assertEqual(old.read_bytes(), b"old")
        self.assertEqual({path.name for path in disk.iterdir()}, {"out.npy", "ballast"})


if __name__ == "__main__":
    unittest.main()
