"""The other side of the column about whole processes: ONNX Runtime classifies a photo with a network.

    python -m engines.first_prediction FILE PHOTO
"""

import sys

import numpy
import onnxruntime
from PIL import Image

from .engine import cores

MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def main(path: str, photo: str) -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    side = entry.shape[-1]
    image = Image.open(photo).convert("RGB").resize((side, side), Image.Resampling.BILINEAR)
    pixels = (numpy.asarray(image, numpy.float32) / 255 - MEAN) / DEVIATION
    scores = session.run(None, {entry.name: pixels.transpose(2, 0, 1)[None].copy()})[0][0]
    print(numpy.argsort(scores)[-5:])


if __name__ == "__main__":
    main(*sys.argv[1:])
