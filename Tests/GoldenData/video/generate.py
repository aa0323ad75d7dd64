"""Writes short videos of plain colours with FFmpeg's own program (5.1.9), which names the frames' times and turns.

    python3 generate.py

Eight frames of 48×32 pixels, four a second: a white third, one in the colour of the frame, a black one, so that a turned picture
is noticed.
"""

import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT, RATE = 48, 32, 4
COLOURS = [(200, 40, 40), (40, 200, 40), (40, 40, 200), (200, 200, 40), (40, 200, 200), (200, 40, 200), (120, 120, 120),
           (230, 130, 30)]


def frame(colour: tuple[int, int, int]) -> bytes:
    """The left third white, the middle third in the colour, the right third black."""
    row = bytes((255, 255, 255) * (WIDTH // 3)) + bytes(colour * (WIDTH // 3)) + bytes((0, 0, 0) * (WIDTH // 3))
    return row * HEIGHT


def write(name: str, *options: str, frames: int = 8, rate: int = RATE, inputs: tuple[str, ...] = ()) -> None:
    data = b"".join(frame(COLOURS[i % len(COLOURS)]) for i in range(frames))
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(rate), "-i", "-"]
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", *(inputs or source), "-fflags", "+bitexact", "-flags", "+bitexact",
                    "-map_metadata", "-1", *options, str(HERE / name)], check=True, input=data)


H264 = ("-c:v", "libx264", "-preset", "veryslow", "-qp", "10", "-pix_fmt", "yuv420p", "-x264-params", "keyint=4", "-movflags", "+faststart")
write("colours.mp4", *H264)
write("colours.mov", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p")
write("colours.webm", "-c:v", "libvpx", "-b:v", "200k", "-qmin", "4", "-qmax", "10", "-g", "4")
write("colours.mkv", "-c:v", "libvpx-vp9", "-lossless", "0", "-crf", "15", "-b:v", "0", "-g", "4")
write("colours.avi", "-c:v", "mpeg4", "-q:v", "2", "-g", "4")
write("colours.gif")
write("wide.mp4", *H264, "-vf", "setsar=2")
write("fast.mp4", *H264, frames=200, rate=1000)
write("sound.mp4", "-c:a", "aac", "-b:a", "16k", inputs=("-f", "lavfi", "-i", "sine=duration=0.1"))
# A quarter of a turn to the right, as a telephone writes it.
subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", str(HERE / "colours.mp4"), "-c", "copy", "-fflags", "+bitexact",
                "-metadata:s:v:0", "rotate=90", str(HERE / "turned.mp4")], check=True)
