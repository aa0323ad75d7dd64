"""Mouse and keyboard by the XTEST extension, without the time that starting a program takes."""

import ctypes
import time


class Pointer:
    """A connection to the screen that DISPLAY names."""

    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.test = ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self.x11.XFlush.argtypes = [ctypes.c_void_p]
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        self.x11.XStringToKeysym.argtypes = [ctypes.c_char_p]
        self.x11.XKeysymToKeycode.restype = ctypes.c_ubyte
        self.x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        fake = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
        self.test.XTestFakeButtonEvent.argtypes = fake
        self.test.XTestFakeKeyEvent.argtypes = fake
        self.display = self.x11.XOpenDisplay(None)
        if not self.display:
            raise RuntimeError("there is no X11 display")

    def click(self) -> float:
        """Presses and lets go of the first button where the pointer is; when that was (see `now`)."""
        return self._send(self.test.XTestFakeButtonEvent, 1)

    def key(self, name: str) -> float:
        symbol = self.x11.XStringToKeysym(name.encode())
        return self._send(self.test.XTestFakeKeyEvent, self.x11.XKeysymToKeycode(self.display, symbol))

    def _send(self, fake, code: int) -> float:
        start = now()
        for is_pressed in (1, 0):
            fake(self.display, code, is_pressed, 0)
        self.x11.XFlush(self.display)
        return start


def now() -> float:
    """Seconds since the machine started, the clock of the program's trace."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
