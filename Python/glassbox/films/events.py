"""TensorBoard's event files, as far as pictures need them, so that TensorBoard need not be installed where a network learns.

An event file is a TFRecord file (tensorflow/core/lib/io/record_writer.h) of Event messages (tensorflow/core/util/event.proto) with
Summary messages (tensorflow/core/framework/summary.proto) in protocol buffers' wire format.
"""
from __future__ import annotations

import os
import pathlib
import socket
import struct
import time


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            # Castagnoli's polynomial, bits reversed (RFC 3720, B.4).
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


_CRC_TABLE = _crc_table()


def crc32c(data: bytes) -> int:
    """The CRC-32C of RFC 3720."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def _masked(data: bytes) -> bytes:
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


class EventFile:
    """A new event file in a folder; every picture is in it as soon as it was added."""

    _RGB = 3

    def __init__(self, folder: str | os.PathLike[str]):
        name = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}.{os.getpid()}.{time.monotonic_ns()}.glassbox"
        self.path = pathlib.Path(folder) / name
        self._file = open(self.path, "xb")
        self._add(_bytes(3, b"brain.Event:2"))

    def add_picture(self, tag: str, png: bytes, rows: int, columns: int, step: int) -> None:
        """Adds a PNG file.

        :param tag: what TensorBoard calls it; a slash makes groups.
        :param step: the place on TensorBoard's slider.
        """
        image = _number(1, rows) + _number(2, columns) + _number(3, self._RGB) + _bytes(4, png)
        summary = _bytes(1, _bytes(1, tag.encode()) + _bytes(4, image))
        self._add(_number(2, step) + _bytes(5, summary))

    def close(self) -> None:
        self._file.close()

    def _add(self, event: bytes) -> None:
        event = struct.pack("<Bd", 1 << 3 | 1, time.time()) + event
        length = struct.pack("<Q", len(event))
        self._file.write(length + _masked(length) + event + _masked(event))
        self._file.flush()
