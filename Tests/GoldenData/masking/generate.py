"""Golden data of hiding parts of a picture: OpenCV's inpainting and box blur, as shap's image masker calls them.

    photo.rgb         20 rows and 26 columns of RGB bytes
    holes-NAME.bytes  1 for each pixel that is to be filled
    telea-NAME.rgb    cv2.inpaint(photo, holes, 3, INPAINT_TELEA)
    blur-SIZE.npy     3×20×26 float32: cv2.blur(photo as float32, (SIZE, SIZE))

OpenCV 5.0.0.
"""

from pathlib import Path

import cv2
import numpy

FOLDER = Path(__file__).resolve().parent
HEIGHT, WIDTH = 20, 26


def photo() -> numpy.ndarray:
    """A slope, a wave, a disc and a little noise."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    planes = [10 * x, 127 + 120 * numpy.sin(y / 3 + x / 7), numpy.where((x - 13) ** 2 + (y - 9) ** 2 < 40, 230, 40)]
    noise = numpy.random.RandomState(7).uniform(-12, 12, (HEIGHT, WIDTH, 3))
    return numpy.clip(numpy.stack(planes, 2) + noise, 0, 255).astype(numpy.uint8)


def holes() -> dict[str, numpy.ndarray]:
    shapes = {name: numpy.zeros((HEIGHT, WIDTH), numpy.uint8) for name in ("middle", "quarter", "halves", "most", "dots")}
    shapes["middle"][6:13, 8:17] = 1
    shapes["quarter"][:10, :13] = 1
    shapes["halves"][:, 13:] = 1
    shapes["most"][:] = 1
    shapes["most"][5:10, 13:19] = 0
    shapes["dots"][numpy.random.RandomState(8).uniform(size=(HEIGHT, WIDTH)) < 0.3] = 1
    return shapes


def main() -> None:
    print("OpenCV", cv2.__version__)
    picture = photo()
    (FOLDER / "photo.rgb").write_bytes(picture.tobytes())
    for name, mask in holes().items():
        (FOLDER / f"holes-{name}.bytes").write_bytes(mask.tobytes())
        (FOLDER / f"telea-{name}.rgb").write_bytes(cv2.inpaint(picture, mask, 3, cv2.INPAINT_TELEA).tobytes())
    for size in (1, 4, 7, 50):
        blurred = cv2.blur(picture.astype(numpy.float32), (size, size))
        numpy.save(FOLDER / f"blur-{size}.npy", numpy.ascontiguousarray(blurred.transpose(2, 0, 1)))


if __name__ == "__main__":
    main()
