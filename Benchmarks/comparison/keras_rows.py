"""A network out of Keras's file: from the start of the process to the first prediction."""

import subprocess
import sys

from .rows import Row, Setting, whole_processes


def vgg16_h5(setting: Setting) -> list[Row]:
    path = setting.models / "vgg16.h5"
    side = [sys.executable, "-m", "comparison.keras_side"]
    if not path.exists():
        subprocess.run([*side, "make", path], check=True, stdout=subprocess.DEVNULL)
    return [whole_processes(
        setting, "VGG16 from a .h5, start → first prediction",
        [setting.program, "classify", setting.photo, "--model", path, "--preprocessing", "caffe"],
        [*side, "predict", path, setting.photo], "Keras", 0.5)]


ROWS = {"vgg16-h5": vgg16_h5}
