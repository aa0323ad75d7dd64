#!/usr/bin/env python3
"""Draws Resources/icons/glassbox.svg and, with resvg, the PNG of it beside it: a cube of glass with three layers of
feature maps and a glow of heat in it.

    python3 -m venv /tmp/icon && /tmp/icon/bin/pip install resvg-py==0.5.0
    /tmp/icon/bin/python Scripts/make-icon.py
"""
import math
import pathlib

import resvg_py

# The colours of viridis and of a glowing body, from low to high.
COLD = [(0x3A, 0x2F, 0x7A), (0x2F, 0x6B, 0x8E), (0x21, 0x9C, 0x89), (0x5E, 0xC9, 0x62), (0xE8, 0xE4, 0x3A)]
HOT = [(0x43, 0x1C, 0x6B), (0x9C, 0x2A, 0x6C), (0xE0, 0x4A, 0x3A), (0xFB, 0x9A, 0x1E), (0xFF, 0xEE, 0x8A)]
TILES = 4
# The cube's corners: the top, then clockwise, and the front corner of the upper face.
TOP, RIGHT, LOW_RIGHT, BOTTOM, LOW_LEFT, LEFT = (
    (128, 14), (226, 70), (226, 184), (128, 241), (30, 184), (30, 70))
FRONT = (128, 127)
BACK = (128, 128)


def colour(table, value):
    position = min(max(value, 0), 1) * (len(table) - 1)
    index = min(int(position), len(table) - 2)
    share = position - index
    mixed = (a + (b - a) * share for a, b in zip(table[index], table[index + 1]))
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def polygon(points, attributes):
    text = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polygon points="{text}" {attributes}/>'


def plane(height, table, opacity, peak):
    """A level square of tiles, drawn in isometric projection: u runs to the lower right, v to the lower left."""
    half_width, half_height = 79, 45

    def place(u, v):
        return (round(128 + (u - v) * half_width, 1), round(height + (u + v - 1) * half_height, 1))

    lines = [polygon([place(0, 0), place(1, 0), place(1, 1), place(0, 1)],
                     f'fill="#0d1b2e" fill-opacity="{0.30 * opacity:.2f}"')]
    gap = 0.016
    for row in range(TILES):
        for column in range(TILES):
            u, v = (column + 0.5) / TILES, (row + 0.5) / TILES
            value = math.exp(-((u - peak[0]) ** 2 + (v - peak[1]) ** 2) / 0.11)
            value = 0.9 * value + 0.10 * (1 + math.sin(7.3 * column + 3.1 * row)) / 2
            left, right = column / TILES + gap, (column + 1) / TILES - gap
            near, far = row / TILES + gap, (row + 1) / TILES - gap
            corners = [place(left, near), place(right, near), place(right, far), place(left, far)]
            lines.append(polygon(corners, f'fill="{colour(table, value)}" fill-opacity="{opacity}"'))
    return lines


def drawing():
    edge = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256">',
        "<title>Glassbox</title>",
        "<defs>",
        '<linearGradient id="top" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#ffffff" '
        'stop-opacity=".62"/><stop offset="1" stop-color="#9fd8f4" stop-opacity=".22"/></linearGradient>',
        '<linearGradient id="left" x1="0" y1="0" x2=".7" y2="1"><stop offset="0" stop-color="#d9f3ff" '
        'stop-opacity=".32"/><stop offset="1" stop-color="#2f86c1" stop-opacity=".18"/></linearGradient>',
        '<linearGradient id="right" x1="0" y1="0" x2=".6" y2="1"><stop offset="0" stop-color="#7cc4ea" '
        'stop-opacity=".20"/><stop offset="1" stop-color="#14507f" stop-opacity=".28"/></linearGradient>',
        '<linearGradient id="inside" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#1c4468" '
        'stop-opacity=".90"/><stop offset="1" stop-color="#0a1c33" stop-opacity=".96"/></linearGradient>',
        '<radialGradient id="glow"><stop offset="0" stop-color="#fff3b0" stop-opacity=".95"/>'
        '<stop offset=".35" stop-color="#ffb02e" stop-opacity=".62"/>'
        '<stop offset=".7" stop-color="#ff4d2e" stop-opacity=".28"/>'
        '<stop offset="1" stop-color="#ff2e2e" stop-opacity="0"/></radialGradient>',
        "</defs>",
        polygon([TOP, RIGHT, LOW_RIGHT, BOTTOM, LOW_LEFT, LEFT], 'fill="url(#inside)"'),
        f'<path d="M{TOP[0]} {TOP[1]}V{BACK[1]}L{LOW_LEFT[0]} {LOW_LEFT[1]}M{BACK[0]} {BACK[1]}L{LOW_RIGHT[0]} '
        f'{LOW_RIGHT[1]}" {edge} stroke="#bfe6fb" stroke-opacity=".30" stroke-width="2"/>',
    ]
    lines += plane(181, COLD, 0.80, (0.30, 0.60))
    lines += plane(132, COLD, 0.88, (0.55, 0.35))
    lines += plane(83, HOT, 0.96, (0.60, 0.55))
    lines.append('<ellipse cx="132" cy="88" rx="60" ry="40" fill="url(#glow)"/>')
    lines.append(polygon([LEFT, FRONT, BOTTOM, LOW_LEFT], 'fill="url(#left)"'))
    lines.append(polygon([FRONT, RIGHT, LOW_RIGHT, BOTTOM], 'fill="url(#right)"'))
    lines.append(polygon([TOP, RIGHT, FRONT, LEFT], 'fill="url(#top)" fill-opacity=".55"'))
    lines.append('<polygon points="42,86 66,100 66,186 42,172" fill="#ffffff" fill-opacity=".20"/>')
    lines.append('<polygon points="73,104 81,109 81,195 73,190" fill="#ffffff" fill-opacity=".14"/>')
    outline = [TOP, RIGHT, LOW_RIGHT, BOTTOM, LOW_LEFT, LEFT]
    lines.append(polygon(outline, f'{edge} stroke="#e9f8ff" stroke-opacity=".95" stroke-width="5"'))
    lines.append(
        f'<path d="M{LEFT[0]} {LEFT[1]}L{FRONT[0]} {FRONT[1]}L{RIGHT[0]} {RIGHT[1]}M{FRONT[0]} {FRONT[1]}V{BOTTOM[1]}" '
        f'{edge} stroke="#e9f8ff" stroke-opacity=".80" stroke-width="3.5"/>')
    lines.append(polygon(outline, f'{edge} stroke="#1b5f93" stroke-opacity=".55" stroke-width="1.5"'))
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    folder = pathlib.Path(__file__).resolve().parent.parent / "Resources" / "icons"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "glassbox.svg").write_text(drawing(), encoding="utf-8")
    (folder / "glassbox-256.png").write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=drawing(), width=256)))
