"""The program as a child that stays (``glassbox serve --stdio``): it keeps networks, so that a second question costs a pass and
not a start. docs/serve.md says what goes to and fro.

The child is started with the first question, again when it has died, and ends with Python. Threads take turns; a process that
was forked has a child of its own.
"""
from __future__ import annotations

import atexit
import collections
import fcntl
import json
import os
import subprocess
import threading
from typing import Any, Mapping, Sequence

from . import exports, program
from .errors import GlassboxError


class _Ended(Exception):
    """The child is gone."""


class _Child:
    """Owns the process and the pipes' ends as plain numbers: objects with buffers and locks do not survive a fork."""

    #: F_SETPIPE_SZ of Linux, which Python 3.9 has no name for.
    _SET_PIPE_SIZE = 1031
    #: Lines of standard error that are kept, for the last sentence of a child that ends.
    _KEPT_LINES = 20

    def __init__(self, executable: str):
        self.executable = executable
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        self._errors, errors = os.pipe()
        try:
            # In a session of its own, so that Ctrl-C is Python's to handle.
            self._process = subprocess.Popen(
                [executable, "serve", "--stdio"], stdin=requests, stdout=answers, stderr=errors, start_new_session=True)
        except BaseException:
            for end in (self._requests, self._answers, self._errors):
                os.close(end)
            raise
        finally:
            for end in (requests, answers, errors):
                os.close(end)
        try:
            # Pictures in one piece; more than a user may have is refused and not needed.
            fcntl.fcntl(self._answers, self._SET_PIPE_SIZE, 1 << 20)
        except OSError:
            pass
        self._said: collections.deque[str] = collections.deque(maxlen=self._KEPT_LINES)
        self._listener = threading.Thread(target=self._listen, args=(self._errors,), name="glassbox", daemon=True)
        self._listener.start()
        self._rest = bytearray()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, head: dict[str, Any], contents: Sequence[bytes]) -> tuple[str, list[bytearray]]:
        """The answer's line, and the bytes of each of its files.

        :raises _Ended: where there is none.
        """
        try:
            self._write(json.dumps(head).encode() + b"\n")
            for content in contents:
                self._write(content)
        except BrokenPipeError:
            raise _Ended from None
        line = self._line()
        return line.decode("utf-8", "replace"), [self._bytes(file["bytes"]) for file in json.loads(line)["files"]]

    def end(self) -> GlassboxError:
        """Ends the child at once and says with what it ended."""
        self._process.kill()
        status = self._process.wait()
        self._close()
        self._listener.join(1)
        sentences = [line for line in self._said if line.strip()]
        return GlassboxError(sentences[-1] if sentences else f"The program ended with {status} and said nothing.", status)

    def finish(self, seconds: float) -> None:
        """Lets the child end, as the end of its input does."""
        os.close(self._requests)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """After a fork, in the process that the child does not belong to."""
        os.close(self._errors)
        self._close()
        # It is no child of this process, so that there is nothing to wait for.
        self._process.returncode = 0

    def _close(self) -> None:
        os.close(self._requests)
        os.close(self._answers)

    def _listen(self, errors: int) -> None:
        with open(errors, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                self._said.append(line.rstrip("\n"))

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._requests, rest):]

    def _line(self) -> bytes:
        searched = 0
        while (end := self._rest.find(b"\n", searched)) < 0:
            searched = len(self._rest)
            read = os.read(self._answers, 1 << 16)
            if not read:
                raise _Ended
            self._rest += read
        line = bytes(self._rest[:end])
        del self._rest[:end + 1]
        return line

    def _bytes(self, count: int) -> bytearray:
        data = self._rest[:count]
        del self._rest[:count]
        filled = len(data)
        data += bytes(count - filled)
        with memoryview(data) as view:
            while filled < count:
                read = os.readv(self._answers, [view[filled:]])
                if not read:
                    raise _Ended
                filled += read
        return data


_lock = threading.Lock()
_child: _Child | None = None


def ask(arguments: Sequence[str], photos: Mapping[str, bytes] | None = None) -> tuple[Any, dict[str, bytearray]]:
    """What the program answers to a command line, as it prints it with ``--json``, and the files that it would write.

    :param photos: what stands for files of these names where the arguments name a photo.
    :raises GlassboxError: with the program's sentence.
    """
    global _child
    photos = photos or {}
    head: dict[str, Any] = {
        "arguments": list(arguments), "files": [{"name": name, "bytes": len(content)} for name, content in photos.items()]}
    try:
        head["folder"] = os.getcwd()
    except FileNotFoundError:
        pass
    with _lock:
        executable = program.path()
        if _child is not None and (_child.executable != executable or not _child.is_alive()):
            _child.end()
            _child = None
        if _child is None:
            _child = _Child(executable)
        try:
            line, contents = _child.ask(head, list(photos.values()))
        except BaseException as error:
            # Nobody can say what comes next, also after Ctrl-C.
            ended, _child = _child, None
            failure = ended.end()
            if isinstance(error, _Ended):
                raise failure from None
            raise
    answer = json.loads(exports.unnamed(line))
    if answer["status"] != 0:
        raise GlassboxError(answer.get("error") or f"The program ended with {answer['status']}.", answer["status"])
    return answer["answer"], {file["name"]: content for file, content in zip(answer["files"], contents)}


def _end() -> None:
    global _child
    with _lock:
        ended, _child = _child, None
    if ended is not None:
        ended.finish(seconds=2)


def _forget() -> None:
    global _lock, _child
    _lock = threading.Lock()
    forgotten, _child = _child, None
    if forgotten is not None:
        forgotten.forget()


atexit.register(_end)
os.register_at_fork(after_in_child=_forget)
