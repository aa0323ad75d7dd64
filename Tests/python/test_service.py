"""The child that keeps networks: that there is one, what it survives, and that it is gone when Python is."""
import gc
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest

import numpy

from test_glassbox import CAT, COFFEE, ROOT, glassbox, needs
from glassbox import service


def child():
    """The process number of the child."""
    return service._child._process.pid


class ServiceTests(unittest.TestCase):
    def setUp(self):
        glassbox.methods()

    def test_one_child_answers_everything(self):
        first = child()
        glassbox.explain(None, COFFEE)
        glassbox.layers()
        with self.assertRaises(glassbox.GlassboxError):
            glassbox.classify(None, "nowhere.png")
        self.assertEqual(glassbox.classify(None, COFFEE)[0].label, "espresso")
        self.assertEqual(child(), first)

    def test_a_child_that_died_is_started_again(self):
        first = child()
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        self.assertEqual(glassbox.classify(None, COFFEE)[0].label, "espresso")
        self.assertNotEqual(child(), first)

    def test_a_child_that_dies_while_it_works_is_an_error(self):
        first = child()
        killer = threading.Timer(1, os.kill, (first, signal.SIGKILL))
        killer.start()
        with self.assertRaises(glassbox.GlassboxError) as caught:
            glassbox.explain(None, CAT, "rise", masks=100_000)
        killer.join()
        self.assertEqual(caught.exception.status, -signal.SIGKILL)
        self.assertEqual(glassbox.classify(None, COFFEE)[0].label, "espresso")

    def test_what_interrupts_python_ends_the_work(self):
        first = child()
        threading.Timer(1, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
        with self.assertRaises(KeyboardInterrupt):
            glassbox.explain(None, CAT, "rise", masks=100_000)
        self.assertFalse(os.path.exists(f"/proc/{first}"))
        self.assertEqual(glassbox.classify(None, COFFEE)[0].label, "espresso")

    def test_threads_take_turns(self):
        expected = {photo: glassbox.explain(None, photo).values for photo in (CAT, COFFEE)}
        wrong = []

        def ask(photo):
            for _ in range(5):
                if not numpy.array_equal(glassbox.explain(None, photo).values, expected[photo]):
                    wrong.append(photo)

        threads = [threading.Thread(target=ask, args=(photo,)) for photo in (CAT, COFFEE) * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_a_forked_process_has_a_child_of_its_own(self):
        first = child()
        reading, writing = os.pipe()
        forked = os.fork()
        if forked == 0:
            try:
                label = glassbox.classify(None, COFFEE)[0].label
                os.write(writing, f"{label} {child()}".encode())
                service._end()
            finally:
                os._exit(0)
        os.close(writing)
        with open(reading) as answer:
            label, other = answer.read().split()
        os.waitpid(forked, 0)
        self.assertEqual(label, "espresso")
        self.assertNotEqual(int(other), first)
        self.assertEqual(glassbox.classify(None, COFFEE)[0].label, "espresso")
        self.assertEqual(child(), first)

    def test_paths_count_from_the_present_folder(self):
        before = os.getcwd()
        first = child()
        try:
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(CAT.parent)
                self.assertEqual(glassbox.explain(None, "coffee.png").report["image"], "coffee.png")
                os.chdir(folder)
                with self.assertRaises(glassbox.GlassboxError) as caught:
                    glassbox.classify(None, "coffee.png")
                self.assertEqual(caught.exception.status, 66)
        finally:
            os.chdir(before)
        self.assertEqual(child(), first)

    def run_python(self, code):
        """A Python of its own that prints the number of its child last."""
        result = subprocess.run(
            [sys.executable, "-B", "-c", textwrap.dedent(code)], env={**os.environ, "PYTHONPATH": str(ROOT / "Python")},
            capture_output=True, text=True)
        return result, int(result.stdout.split()[-1])

    def assertEnds(self, process):
        for _ in range(500):
            if not os.path.exists(f"/proc/{process}"):
                return
            time.sleep(0.01)
        self.fail("the child is still there")

    def test_the_child_ends_with_python(self):
        result, process = self.run_python("""
            import glassbox
            glassbox.methods()
            print(glassbox.service._child._process.pid, flush=True)
        """)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertFalse(os.path.exists(f"/proc/{process}"))

    def test_the_child_ends_with_a_python_that_is_killed_while_it_works(self):
        result, process = self.run_python("""
            import os, signal, threading, glassbox
            glassbox.methods()
            print(glassbox.service._child._process.pid, flush=True)
            threading.Timer(1, os.kill, (os.getpid(), signal.SIGKILL)).start()
            glassbox.explain(None, "%s", "rise", masks=100_000)
        """ % CAT)
        self.assertEqual(result.returncode, -signal.SIGKILL)
        self.assertEnds(process)


@needs("torch")
class ModuleTests(unittest.TestCase):
    """Modules are exported once, and again when they have changed."""

    def setUp(self):
        import torch
        torch.manual_seed(0)
        self.torch = torch
        self.network = torch.nn.Sequential(
            torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(4, 2))
        self.photo = torch.rand(1, 3, 16, 16)

    def assertAnswersAsPyTorch(self):
        found = {p.index: p.logit for p in glassbox.classify(self.network, self.photo, size=16)}
        with self.torch.no_grad():
            expected = self.network.eval()(self.photo)[0]
        for index in range(2):
            self.assertAlmostEqual(found[index], expected[index].item(), places=5)

    def exported(self):
        from glassbox import exports
        return exports._exports[self.network][(16, 16)].path

    def test_an_export_is_kept(self):
        self.assertAnswersAsPyTorch()
        version = os.stat(self.exported())
        self.assertAnswersAsPyTorch()
        glassbox.explain(self.network, self.photo, layer="0", size=16)
        self.assertEqual(os.stat(self.exported()), version)

    def test_a_module_that_learned_is_exported_anew(self):
        self.assertAnswersAsPyTorch()
        optimizer = self.torch.optim.SGD(self.network.parameters(), lr=1)
        self.network(self.photo).sum().backward()
        optimizer.step()
        self.assertAnswersAsPyTorch()

    def test_a_weight_that_was_changed_past_autograd(self):
        self.assertAnswersAsPyTorch()
        self.network[0].weight.data[1, 2, 0, 0] = 5
        self.assertAnswersAsPyTorch()

    def test_a_layer_that_was_replaced(self):
        self.assertAnswersAsPyTorch()
        self.network[1] = self.torch.nn.Tanh()
        self.assertAnswersAsPyTorch()

    def test_files_go_with_the_module(self):
        glassbox.layers(self.network, size=16)
        path = self.exported()
        self.assertTrue(path.exists())
        del self.network
        gc.collect()
        self.assertFalse(path.exists())


if __name__ == "__main__":
    unittest.main()
