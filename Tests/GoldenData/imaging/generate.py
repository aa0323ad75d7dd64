#!/usr/bin/env python3
"""Makes the golden data of ImagingTests: pictures in every supported form and what the references make of them.

Usage: python generate.py    (writes beside itself; seed 7)
Made with Pillow 13.0.0, OpenCV 5.0.0, matplotlib 3.11.2, numpy 2.4.6 and grad-cam 1.5.7.

pictures/NAME           an encoded picture
pictures/NAME.rgb       its upright H×W×3 bytes, transparent pixels over white
pictures/manifest.json  width and height of each
reduced/                JPEG photos and what libjpeg makes of them at a half, a quarter and an eighth
Other .rgb and .npy files: see the function that writes them.
"""
import io
import json
import pathlib
import struct
import zlib

import cv2
import matplotlib
import numpy as np
from PIL import Image, ImageOps
from pytorch_grad_cam.utils.image import show_cam_on_image

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
random = np.random.RandomState(7)
manifest = {}


def scene(width, height):
    """Smooth colours with an edge and a little noise, so that neither codecs nor filters have it easy."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    red = 255 * x / max(width - 1, 1)
    green = 127 + 120 * np.sin(y / 3.0 + x / 7.0)
    blue = np.where((x - width / 2) ** 2 + (y - height / 2) ** 2 < (height / 3) ** 2, 230, 40)
    noise = random.uniform(-12, 12, (height, width, 3))
    return np.clip(np.stack([red, green, blue], 2) + noise, 0, 255).astype(np.uint8)


def over_white(rgba):
    rgba = rgba.astype(np.uint32)
    alpha = rgba[..., 3:]
    return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def put(name, data, expected):
    (PICTURES / name).write_bytes(data)
    expected = np.ascontiguousarray(expected, dtype=np.uint8)
    (PICTURES / (name + ".rgb")).write_bytes(expected.tobytes())
    manifest[name] = {"width": expected.shape[1], "height": expected.shape[0]}


def encode(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def decode(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width, height, depth, colour_type, rows, extra=b"", interlace=0):
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, interlace)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
        + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    )


def rows_of(array, depth):
    """Filter type 0 rows of an H×W or H×W×C array of samples."""
    flat = array.reshape(array.shape[0], -1)
    lines = []
    for line in flat:
        if depth == 16:
            packed = line.astype(">u2").tobytes()
        elif depth == 8:
            packed = line.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(int(value), f"0{depth}b") for value in line)
            bits += "0" * (-len(bits) % 8)
            packed = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        lines.append(b"\0" + packed)
    return b"".join(lines)


def png_pictures():
    rgb = scene(33, 21)
    image = Image.fromarray(rgb)
    grey = np.asarray(image.convert("L"))
    triple = lambda a: np.repeat(a[..., None], 3, 2)
    put("rgb.png", encode(image, format="PNG"), rgb)
    put("one-pixel.png", encode(image.crop((5, 5, 6, 6)), format="PNG"), rgb[5:6, 5:6])
    put("grey8.png", encode(image.convert("L"), format="PNG"), triple(grey))
    for depth in (1, 2, 4):
        samples = grey >> (8 - depth)
        put(f"grey{depth}.png", png(33, 21, depth, 0, rows_of(samples, depth)),
            triple(samples.astype(np.uint32) * 255 // (2**depth - 1)))
    deep = random.randint(0, 65536, (21, 33, 3))
    put("grey16.png", png(33, 21, 16, 0, rows_of(deep[..., 0], 16)), triple(deep[..., 0] >> 8))
    data = png(33, 21, 16, 2, rows_of(deep, 16))
    put("rgb16.png", data, decode(data))
    paletted = image.quantize(40, dither=0)
    put("palette.png", encode(paletted, format="PNG"), np.asarray(paletted.convert("RGB")))
    few = image.quantize(3, dither=0)
    put("palette2bit.png", encode(few, format="PNG", bits=2), np.asarray(few.convert("RGB")))

    one = encode(paletted, format="PNG", transparency=3)
    put("palette-one-transparent.png", one, over_white(np.asarray(Image.open(io.BytesIO(one)).convert("RGBA"))))
    many = encode(paletted, format="PNG", transparency=bytes(range(0, 240, 6)))
    put("palette-alpha.png", many, over_white(np.asarray(Image.open(io.BytesIO(many)).convert("RGBA"))))
    rgba = np.dstack([rgb, random.randint(0, 256, (21, 33)).astype(np.uint8)])
    put("rgba.png", encode(Image.fromarray(rgba), format="PNG"), over_white(rgba))
    la = np.dstack([grey, rgba[..., 3]])
    put("grey-alpha.png", encode(Image.fromarray(la, "LA"), format="PNG"),
        over_white(np.dstack([grey, grey, grey, rgba[..., 3]])))
    blocky = rgb // 128 * 128
    key = blocky[0, 0]
    clear = np.all(blocky == key, axis=2)
    put("rgb-transparent-colour.png",
        png(33, 21, 8, 2, rows_of(blocky, 8), chunk(b"tRNS", struct.pack(">HHH", *map(int, key)))),
        np.where(clear[..., None], 255, blocky))
    level = grey >> 4
    for depth, samples in ((4, level), (8, level * 17)):
        value = int(samples[0, 0])
        put(f"grey{depth}-transparent-colour.png",
            png(33, 21, depth, 0, rows_of(samples, depth), chunk(b"tRNS", struct.pack(">H", value))),
            triple(np.where(samples == value, 255, samples * (17 if depth == 4 else 1))))
    passes = []
    for y0, x0, dy, dx in ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
                           (1, 0, 2, 1)):
        passes.append(rows_of(rgb[y0::dy, x0::dx], 8))
    put("interlaced.png", png(33, 21, 8, 2, b"".join(passes), interlace=1), rgb)
    text = chunk(b"tEXt", b"Comment\0seen by nobody") + chunk(b"gAMA", struct.pack(">I", 200000))
    put("ancillary.png", png(33, 21, 8, 2, rows_of(rgb, 8), text), rgb)


def jpeg_pictures():
    image = Image.fromarray(scene(45, 37))
    for name, options in {
        "rgb.jpg": {"quality": 85},
        "rgb-444.jpg": {"quality": 92, "subsampling": 0},
        "progressive.jpg": {"quality": 80, "progressive": True},
        "restart.jpg": {"quality": 80, "restart_marker_blocks": 2},
    }.items():
        data = encode(image, format="JPEG", **options)
        put(name, data, decode(data))
    data = encode(image.convert("L"), format="JPEG", quality=85)
    put("grey.jpg", data, decode(data))
    data = encode(image.convert("CMYK"), format="JPEG", quality=90)
    put("cmyk.jpg", data, decode(data))
    # The last byte of the Adobe segment says how the inks are coded: 0 as they are, 2 as YCCK.
    adobe = data.index(b"Adobe")
    data = data[:adobe + 11] + b"\2" + data[adobe + 12:]
    put("ycck.jpg", data, decode(data))


def oriented_pictures():
    image = Image.fromarray(scene(24, 13))
    for value in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = value
        data = encode(image, format="JPEG", quality=90, exif=exif)
        put(f"orientation-{value}.jpg", data, ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, options in {"orientation-6.png": {"format": "PNG"},
                          "orientation-6.webp": {"format": "WEBP", "lossless": True}}.items():
        data = encode(image, exif=exif, **options)
        put(name, data, ImageOps.exif_transpose(Image.open(io.BytesIO(data))))


def other_pictures():
    rgb = scene(30, 22)
    image = Image.fromarray(rgb)
    put("rgb.bmp", encode(image, format="BMP"), rgb)
    put("palette.bmp", encode(image.quantize(30, dither=0), format="BMP"),
        np.asarray(image.quantize(30, dither=0).convert("RGB")))
    put("grey.bmp", encode(image.convert("L"), format="BMP"), np.asarray(image.convert("L").convert("RGB")))
    top_down = struct.pack("<IiiHHIIIIII", 40, 30, -22, 1, 32, 0, 30 * 22 * 4, 2835, 2835, 0, 0)
    pixels = np.dstack([rgb[..., ::-1], np.zeros((22, 30), np.uint8)]).tobytes()
    put("top-down.bmp", struct.pack("<2sIHHI", b"BM", 54 + len(pixels), 0, 0, 54) + top_down + pixels, rgb)

    few = np.asarray(image.quantize(6, dither=0))
    palette = np.asarray(image.quantize(6, dither=0).getpalette(), np.uint8).reshape(-1, 3)
    runs = b""
    for line in few[::-1]:
        start = 0
        for end in range(1, len(line) + 1):
            if end == len(line) or line[end] != line[start]:
                runs += bytes([end - start, line[start]])
                start = end
        runs += b"\0\0"
    runs = runs[:-2] + b"\0\1"
    table = b"".join(bytes([b, g, r, 0]) for r, g, b in palette)
    info = struct.pack("<IiiHHIIIIII", 40, 30, 22, 1, 8, 1, len(runs), 2835, 2835, len(palette), 0)
    start = 54 + len(table)
    put("run-length.bmp",
        struct.pack("<2sIHHI", b"BM", start + len(runs), 0, 0, start) + info + table + runs, palette[few])

    noisy = Image.fromarray(random.randint(0, 256, (90, 80)).astype(np.uint8))
    data = encode(noisy, format="GIF")
    put("full-table.gif", data, decode(data))
    data = encode(image.quantize(60, dither=0), format="GIF")
    put("still.gif", data, decode(data))
    other = Image.fromarray(255 - rgb)
    data = encode(image, format="GIF", save_all=True, append_images=[other, image.rotate(180)], duration=50)
    put("animated.gif", data, decode(data))
    data = encode(image.quantize(20, dither=0), format="GIF", transparency=2)
    put("transparent.gif", data, over_white(np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))))
    # The logical screen is made larger than the frame, which moves to (3, 2).
    data = bytearray(encode(image.quantize(60, dither=0), format="GIF"))
    data[6:10] = struct.pack("<HH", 40, 30)
    frame = data.index(b"\x2c\0\0\0\0" + struct.pack("<HH", 30, 22))
    data[frame + 1:frame + 5] = struct.pack("<HH", 3, 2)
    canvas = np.full((30, 40, 3), 255, np.uint8)
    canvas[2:24, 3:33] = np.asarray(image.quantize(60, dither=0).convert("RGB"))
    put("offset-frame.gif", bytes(data), canvas)

    data = encode(image, format="WEBP", quality=80)
    put("lossy.webp", data, decode(data))
    put("lossless.webp", encode(image, format="WEBP", lossless=True), rgb)
    rgba = np.dstack([rgb, random.randint(0, 256, (22, 30)).astype(np.uint8)])
    for name, options in {"lossy-alpha.webp": {"quality": 80},
                          "lossless-alpha.webp": {"lossless": True, "exact": True}}.items():
        data = encode(Image.fromarray(rgba), format="WEBP", **options)
        put(name, data, over_white(np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))))
    for name, first, options in (
        ("animated.webp", image, {"lossless": True}),
        ("animated-alpha.webp", Image.fromarray(rgba), {"quality": 80}),
    ):
        data = encode(first, format="WEBP", save_all=True, append_images=[other.convert(first.mode)],
                      duration=50, **options)
        expected = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
        put(name, data, over_white(expected))


def tiff(width, height, tags, parts, order=">"):
    """A TIFF file by hand: the parts of the picture, then the directory. Tags are (number, [values up to 65535])."""
    places, body = [], b""
    for part in parts:
        places.append(8 + len(body))
        body += part + b"\0" * (len(part) % 2)
    is_tiled = any(tag == 322 for tag, _ in tags)
    tags = dict(tags) | {256: [width], 257: [height], 324 if is_tiled else 273: places,
                         325 if is_tiled else 279: [len(part) for part in parts]}
    start = 8 + len(body)
    tail, entries = b"", b""
    for tag, values in sorted(tags.items()):
        packed = struct.pack(f"{order}{len(values)}H", *values)
        if len(packed) > 4:
            place = start + 2 + 12 * len(tags) + 4 + len(tail)
            tail += packed
            packed = struct.pack(order + "I", place)
        entries += struct.pack(order + "HHI", tag, 3, len(values)) + packed.ljust(4, b"\0")
    directory = struct.pack(order + "H", len(tags)) + entries + b"\0\0\0\0"
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, start)
    return head + body + directory + tail


def tiff_pictures():
    rgb = scene(33, 21)
    image = Image.fromarray(rgb)
    grey = np.asarray(image.convert("L"))
    triple = lambda a: np.repeat(a[..., None], 3, 2)
    for name, options in {"rgb.tif": {}, "lzw.tif": {"compression": "tiff_lzw"}, "runs.tif": {"compression": "packbits"},
                          "deflate.tif": {"compression": "tiff_adobe_deflate"}, "zstd.tif": {"compression": "zstd"}}.items():
        put(name, encode(image, format="TIFF", **options), rgb)
    data = encode(image, format="TIFF", compression="jpeg", quality=90)
    put("jpeg.tif", data, decode(data))
    put("grey.tif", encode(image.convert("L"), format="TIFF"), triple(grey))
    black = image.convert("1")
    put("fax.tif", encode(black, format="TIFF", compression="group4"), triple(np.asarray(black.convert("L"))))
    paletted = image.quantize(40, dither=0)
    put("palette.tif", encode(paletted, format="TIFF", compression="tiff_lzw"), np.asarray(paletted.convert("RGB")))
    deep = random.randint(0, 65536, (21, 33)).astype(np.uint16)
    put("grey16.tif", encode(Image.fromarray(deep), format="TIFF"),
        triple(deep >> 8))
    rgba = np.dstack([rgb, random.randint(0, 256, (21, 33)).astype(np.uint8)])
    put("rgba.tif", encode(Image.fromarray(rgba), format="TIFF", compression="tiff_lzw"), over_white(rgba))
    # Inks of 255 absorb everything, the black one, too: libtiff's formula.
    inks = random.randint(0, 256, (21, 33, 4)).astype(np.uint8)
    light = 255 - inks.astype(np.uint32)
    put("inks.tif", encode(Image.fromarray(inks, "CMYK"), format="TIFF"), light[..., 3:] * light[..., :3] // 255)
    put("pages.tif", encode(image, format="TIFF", save_all=True, append_images=[Image.fromarray(255 - rgb)]), rgb)
    base = [(258, [8, 8, 8]), (259, [1]), (262, [2]), (277, [3])]
    strips = [rgb[y:y + 8].tobytes() for y in range(0, 21, 8)]
    put("big-endian.tif", tiff(33, 21, base + [(278, [8])], strips), rgb)
    padded = np.pad(rgb, ((0, 11), (0, 15), (0, 0)))
    tiles = [zlib.compress(padded[y:y + 16, x:x + 16].tobytes()) for y in (0, 16) for x in (0, 16, 32)]
    put("tiles.tif", tiff(33, 21, base + [(259, [8]), (322, [16]), (323, [16])], tiles, "<"), rgb)
    deeper = random.randint(0, 65536, (21, 33, 3))
    put("rgb16.tif", tiff(33, 21, [(258, [16, 16, 16])] + base[1:] + [(278, [21])], [deeper.astype(">u2").tobytes()]),
        (deeper + 128) // 257)
    planes = [rgb[..., channel].tobytes() for channel in range(3)]
    put("planes.tif", tiff(33, 21, base + [(278, [21]), (284, [2])], planes), rgb)
    for value in range(1, 9):
        data = tiff(33, 21, base + [(278, [8]), (274, [value])], strips)
        put(f"orientation-{value}.tif", data, ImageOps.exif_transpose(Image.open(io.BytesIO(data))))


def avif_pictures():
    image = Image.fromarray(scene(34, 22))
    for name, options in {"rgb.avif": {"quality": 80}, "rgb-444.avif": {"quality": 90, "subsampling": "4:4:4"}}.items():
        data = encode(image, format="AVIF", **options)
        put(name, data, decode(data))
    data = encode(image.convert("L"), format="AVIF", quality=90)
    put("grey.avif", data, decode(data))
    rgba = np.dstack([np.asarray(image), random.randint(0, 256, (22, 34)).astype(np.uint8)])
    data = encode(Image.fromarray(rgba), format="AVIF", quality=90)
    put("alpha.avif", data, over_white(np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))))
    data = encode(image, format="AVIF", quality=80, save_all=True, append_images=[image.rotate(180)], duration=50)
    put("animated.avif", data, decode(data))
    for value in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = value
        data = encode(image, format="AVIF", quality=80, exif=exif)
        put(f"orientation-{value}.avif", data, ImageOps.exif_transpose(Image.open(io.BytesIO(data))))


def reduced_pictures():
    """reduced/NAME.jpg and reduced/NAME-F.rgb: libjpeg's scaled decoding at 1/F of the sides, rounded up."""
    folder = HERE / "reduced"
    folder.mkdir(exist_ok=True)
    image = Image.fromarray(scene(163, 117))
    for name, mode, options in (("baseline", "RGB", {}), ("progressive", "RGB", {"progressive": True}),
                                ("full-colour", "RGB", {"subsampling": 0}), ("grey", "L", {}), ("inks", "CMYK", {})):
        data = encode(image.convert(mode), format="JPEG", quality=85, **options)
        (folder / (name + ".jpg")).write_bytes(data)
        for factor in (2, 4, 8):
            reduced = Image.open(io.BytesIO(data))
            reduced.draft(None, (163 // factor, 117 // factor))
            assert reduced.size == (-(-163 // factor), -(-117 // factor)), reduced.size
            expected = np.asarray(reduced.convert("RGB"))
            (folder / f"{name}-{factor}.rgb").write_bytes(np.ascontiguousarray(expected).tobytes())
    # One pixel row of blocks that is longer than what is read whole.
    long = Image.fromarray(np.repeat(np.linspace(0, 255, 16392).astype(np.uint8)[None], 8, 0))
    (folder / "long.jpg").write_bytes(encode(long, format="JPEG", quality=50))


RESIZES = [(40, 24), (150, 80), (7, 90), (64, 3), (97, 30), (50, 61), (1, 1)]


def resizing():
    """photo.rgb (61×97) and photo-FILTER-WxH.rgb; nearest.npy: rows (input, output, positions up to 300)."""
    photo = scene(97, 61)
    photo[:, :9] = random.choice([0, 255], (61, 9, 3))
    (HERE / "photo.rgb").write_bytes(photo.tobytes())
    image = Image.fromarray(photo)
    for name, kind in {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}.items():
        for width, height in RESIZES:
            out = np.asarray(image.resize((width, height), kind))
            (HERE / f"photo-{name}-{width}x{height}.rgb").write_bytes(out.tobytes())
    # Sizes at which adding the scale up and multiplying by it differ.
    cases = []
    while len(cases) < 12:
        wide, narrow = random.randint(2, 3000), random.randint(2, 300)
        line = Image.fromarray(np.arange(wide, dtype=np.int32)[None], mode="I")
        positions = np.asarray(line.resize((narrow, 1), Image.NEAREST))[0]
        if (positions != np.floor((np.arange(narrow) + 0.5) * (wide / narrow))).any():
            cases.append(np.concatenate([[wide, narrow], positions, np.zeros(300 - narrow)]))
    np.save(HERE / "nearest.npy", np.array(cases, np.float32))

    small = random.uniform(-3, 5, (7, 11)).astype(np.float32)
    np.save(HERE / "map.npy", small)
    for width, height in ((50, 33), (5, 4), (11, 20), (100, 60)):
        out = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
        np.save(HERE / f"map-{width}x{height}.npy", out)


def colormaps():
    """NAME.colours: 256×3 bytes."""
    index = np.arange(256)
    for name, theirs in {"viridis": "viridis", "magma": "magma", "cividis": "cividis",
                         "jet-matplotlib": "jet"}.items():
        table = matplotlib.colormaps[theirs](index, bytes=True)[:, :3]
        (HERE / f"{name}.colours").write_bytes(np.ascontiguousarray(table).tobytes())
    # matplotlib's own gray misses some levels by one through rounding.
    (HERE / "grey.colours").write_bytes(np.repeat(index, 3).astype(np.uint8).tobytes())
    jet = cv2.applyColorMap(index.astype(np.uint8)[None], cv2.COLORMAP_JET)[0, :, ::-1]
    (HERE / "jet.colours").write_bytes(np.ascontiguousarray(jet).tobytes())


def grids():
    """maps.npy (6×14×12) and NORMALISATION.levels (6×14×12 bytes), as numpy computes them in float32;
    shrunken.levels (6×5×7 bytes): z-scores averaged over the covered area in float64."""
    maps = np.maximum(random.normal(0.2, 1.5, (6, 14, 12)), 0).astype(np.float32)
    maps[1] = 0
    maps[2] = 1e3 + random.normal(0, 3, (14, 12))
    maps[3] = random.normal(-5e-8, 1e-9, (14, 12))
    np.save(HERE / "maps.npy", maps)
    z = []
    for one in maps:
        one = one.copy()
        one -= one.mean()
        if one.std() == 0:
            z.append(np.full(one.shape, 128, np.float32))
            continue
        one /= one.std()
        one *= 64
        one += 128
        z.append(np.clip(one, 0, 255))
    z = np.array(z)
    (HERE / "z-score.levels").write_bytes(z.astype("uint8").tobytes())
    spread = lambda a, low, high: ((a.astype(np.float64) - low) * 255 / (high - low)).astype("uint8")
    per_map = [np.zeros(m.shape, "uint8") if m.min() == m.max() else spread(m, m.min(), m.max()) for m in maps]
    (HERE / "per-map.levels").write_bytes(np.array(per_map).tobytes())
    (HERE / "per-layer.levels").write_bytes(spread(maps, float(maps.min()), float(maps.max())).tobytes())

    def cover(size, count):
        weights = np.zeros((count, size))
        for i in range(count):
            for j in range(size):
                weights[i, j] = max(min((i + 1) * size / count, j + 1) - max(i * size / count, j), 0)
        return weights / weights.sum(1, keepdims=True)

    shrunken = np.einsum("yi,cij,xj->cyx", cover(14, 5), z.astype(np.float64), cover(12, 7))
    # Weights add up to 1 only nearly, which must not cut a whole level to the next lower one.
    (HERE / "shrunken.levels").write_bytes((shrunken + 1e-9).astype("uint8").tobytes())


def overlays():
    """heat.npy (7×7), heat-jet.rgb (37×45), under.rgb (37×45), over-{clip,stretch,average}.rgb."""
    heat = np.maximum(random.normal(0.3, 1, (7, 7)), 0).astype(np.float32)
    np.save(HERE / "heat.npy", heat)
    photo = scene(45, 37)
    (HERE / "under.rgb").write_bytes(photo.tobytes())
    normalised = heat / heat.max()
    large = cv2.resize(normalised, (45, 37), interpolation=cv2.INTER_LINEAR)
    jet = cv2.applyColorMap(np.uint8(255 * large), cv2.COLORMAP_JET)[..., ::-1]
    (HERE / "heat-jet.rgb").write_bytes(np.ascontiguousarray(jet).tobytes())
    total = jet * 0.4 + photo
    (HERE / "over-clip.rgb").write_bytes(np.clip(np.rint(total), 0, 255).astype("uint8").tobytes())
    # keras.utils.array_to_img with scale=True, dtype float32.
    stretched = total.astype(np.float32)
    stretched = stretched - stretched.min()
    stretched = stretched / stretched.max() * 255
    (HERE / "over-stretch.rgb").write_bytes(stretched.astype("uint8").tobytes())
    average = show_cam_on_image(np.float32(photo) / 255, large, use_rgb=True)
    (HERE / "over-average.rgb").write_bytes(np.ascontiguousarray(average).tobytes())


def main():
    PICTURES.mkdir(exist_ok=True)
    png_pictures()
    jpeg_pictures()
    oriented_pictures()
    other_pictures()
    resizing()
    colormaps()
    grids()
    overlays()
    later_pictures()
    (PICTURES / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")


def later_pictures():
    """What came later has random numbers of its own, so that the rest stays as it is."""
    global random
    random = np.random.RandomState(8)
    tiff_pictures()
    avif_pictures()
    reduced_pictures()


if __name__ == "__main__":
    main()
