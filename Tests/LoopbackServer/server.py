"""A server on loopback that misbehaves as the first part of the path says.

usage: server.py LOG [CERTIFICATE KEY]

Prints its port on one line and serves until its standard input ends. Every request is a line in LOG: the path, and the
Range header if there is one. /whole/models/x.pth is the file as it should be; the other parts are the functions below.
With a certificate it speaks https.
"""

import hashlib
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# The first digits of its SHA-256 are those that the catalogue has of the network called name in LoopbackServer.swift.
BODY = hashlib.shake_256(b"glassbox").digest(1_999_988) + b"dlkgaeeaaaaa"
TAG = '"body-1"'
HALF = len(BODY) // 2


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        asked = self.headers.get("Range", "")
        with self.server.log_lock:
            print(self.path, asked, file=self.server.log, flush=True)
        self.close_connection = True
        behaviour = self.path.split("/")[1].replace("-", "_")
        try:
            getattr(self, "answer_" + behaviour)()
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *_):
        pass

    def head(self, status, length=None, **headers):
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def requested_start(self):
        """Where the wanted part begins, 0 for the whole."""
        asked = self.headers.get("Range")
        if asked and self.headers.get("If-Range") == TAG:
            return int(asked.removeprefix("bytes=").rstrip("-"))
        return 0

    def begin(self):
        """Sends the head of the whole or of the wanted part; returns where that begins."""
        start = self.requested_start()
        if start >= len(BODY):
            self.head(416, 0, Content_Range=f"bytes */{len(BODY)}")
        elif start:
            self.head(
                206, len(BODY) - start, ETag=TAG, Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"
            )
        else:
            self.head(200, len(BODY), ETag=TAG)
        return start

    def answer_whole(self):
        self.wfile.write(BODY[self.begin() :])

    def answer_slow(self):
        """In pieces, about two seconds for the whole."""
        for start in range(self.begin(), len(BODY), 50_000):
            self.wfile.write(BODY[start : start + 50_000])
            time.sleep(0.05)

    def answer_cut(self):
        """Half of what is missing, then the connection ends; the wanted part of a file comes whole."""
        start = self.begin()
        self.wfile.write(BODY[start:] if start else BODY[:HALF])

    def answer_no_ranges(self):
        self.head(200, len(BODY), ETag=TAG)
        self.wfile.write(BODY)

    def answer_changed(self):
        """Another file than before: the condition of the range does not hold."""
        self.head(200, len(BODY), ETag='"body-2"')
        self.wfile.write(BODY)

    def answer_other_part(self):
        start = self.requested_start()
        self.head(206, 10, ETag=TAG, Content_Range=f"bytes {start + 1}-{start + 10}/{len(BODY)}")
        self.wfile.write(BODY[start + 1 : start + 11])

    def answer_short(self):
        self.head(200, HALF, ETag=TAG)
        self.wfile.write(BODY[:HALF])

    def answer_long(self):
        self.head(200, len(BODY) + 5, ETag=TAG)
        self.wfile.write(BODY + b"extra")

    def answer_endless(self):
        """More than the file, without saying how much."""
        self.head(200)
        while True:
            self.wfile.write(BODY)

    def answer_undeclared(self):
        self.head(200)
        self.wfile.write(BODY)

    def answer_undeclared_short(self):
        self.head(200)
        self.wfile.write(BODY[:HALF])

    def answer_wrong(self):
        self.head(200, len(BODY), ETag=TAG)
        self.wfile.write(bytes(len(BODY)))

    def answer_stall(self):
        self.begin()
        self.wfile.write(BODY[:HALF])
        self.wfile.flush()
        time.sleep(600)

    def answer_trickle(self):
        """Never silent for long, and never done."""
        self.begin()
        for number in range(3000):
            self.wfile.write(BODY[number : number + 1])
            self.wfile.flush()
            time.sleep(0.2)

    def answer_silent(self):
        time.sleep(600)

    def answer_plain(self):
        self.head(302, 0, Location="http://elsewhere.test/body")

    def answer_circle(self):
        self.head(302, 0, Location=self.path)

    def answer_moved(self):
        self.head(302, 0, Location=self.path.replace("moved", "whole"))

    def answer_busy(self):
        self.head(503, 4)
        self.wfile.write(b"busy")

    def __getattr__(self, name):
        if name.startswith("answer_"):
            return lambda: self.head(404, 0)
        raise AttributeError(name)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that refuses the certificate is none of the server's business."""


def main():
    server = Server(("127.0.0.1", 0), Handler)
    server.log = open(sys.argv[1], "a")
    server.log_lock = threading.Lock()
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


main()
