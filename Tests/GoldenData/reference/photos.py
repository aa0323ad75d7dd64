"""Preprocessing of photos with Pillow, as the networks' own code does it.

Every function takes an RGB picture and gives a float32 array of shape 1×3×H×W and the rectangle
[left, top, width, height] of the photo that it shows, in the photo's pixels.

lite    centre square of side int(size / (size + 32) * min(height, width)), its corner at half the margin rounded down;
        bicubic to `size` in uint8; (x - 127) / 128
torch   bilinear, the shorter side to 256 and the longer to int(256 * long / short); centre square of 224 with its corner
        at int(round(margin / 2)), halves to even; x / 255; minus the mean, divided by the standard deviation
caffe   nearest neighbour to 224×224; BGR minus the mean
tf      nearest neighbour to 299×299; x / 127.5 - 1
"""

from pathlib import Path

import numpy
from PIL import Image

from . import ROOT

PHOTOS = ROOT / "Resources/photos"
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)
CAFFE_MEAN_BGR = numpy.array([103.939, 116.779, 123.68], numpy.float32)


def photo(path: Path) -> Image.Image:
    """The picture as 8-bit RGB."""
    return Image.open(path).convert("RGB")


def tensor(pixels: numpy.ndarray) -> numpy.ndarray:
    """H×W×3 to 1×3×H×W."""
    return numpy.ascontiguousarray(pixels.astype(numpy.float32).transpose(2, 0, 1)[None])


def lite(image: Image.Image, size: int = 224):
    width, height = image.size
    side = int(size / (size + 32) * min(height, width))
    left, top = (width - side) // 2, (height - side) // 2
    crop = image.crop((left, top, left + side, top + side)).resize((size, size), Image.Resampling.BICUBIC)
    pixels = numpy.asarray(crop, numpy.float32)
    return tensor((pixels - numpy.float32(127)) / numpy.float32(128)), [left, top, side, side]


def torch(image: Image.Image, size: int = 224, short: int = 256):
    width, height = image.size
    if width <= height:
        resized = (short, int(short * height / width))
    else:
        resized = (int(short * width / height), short)
    left = int(round((resized[0] - size) / 2.0))
    top = int(round((resized[1] - size) / 2.0))
    crop = image.resize(resized, Image.Resampling.BILINEAR).crop((left, top, left + size, top + size))
    pixels = numpy.asarray(crop, numpy.float32) / numpy.float32(255)
    horizontal, vertical = width / resized[0], height / resized[1]
    shown = [left * horizontal, top * vertical, size * horizontal, size * vertical]
    return tensor((pixels - MEAN) / DEVIATION), shown


def caffe(image: Image.Image, size: int = 224):
    pixels = numpy.asarray(image.resize((size, size), Image.Resampling.NEAREST), numpy.float32)
    return tensor(pixels[:, :, ::-1] - CAFFE_MEAN_BGR), [0, 0, *image.size]


def tf(image: Image.Image, size: int = 299):
    pixels = numpy.asarray(image.resize((size, size), Image.Resampling.NEAREST), numpy.float32)
    return tensor(pixels / numpy.float32(127.5) - numpy.float32(1)), [0, 0, *image.size]


MODES = {"lite": lite, "torch": torch, "caffe": caffe, "tf": tf}
