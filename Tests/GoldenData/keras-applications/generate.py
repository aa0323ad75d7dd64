"""VGG16, ResNet50 and Xception of Keras's applications with drawn weights, in the files that Keras writes.

<name>.json                what Keras computes (reference/keras_record.py) at the network's own size
<name>-small.json          the same on a small input on which no activation lies near a kink, so that 1e-4 is due everywhere
<name>.h5.hollow           the whole model          (reference/hollow.py)
<name>-weights.h5.hollow   only its weights, in the form of the files that Keras's applications download
<name>.keras.hollow        the whole model as an archive

The arrays are drawn in the order of `model.weights`.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import hollow  # noqa: E402
from reference.keras_record import golden, keras, torch  # noqa: E402
from reference.summary import write_json  # noqa: E402

import h5py  # noqa: E402
import numpy  # noqa: E402
from keras.src.legacy.saving import legacy_h5_format  # noqa: E402

FOLDER = Path(__file__).resolve().parent


def draw_weights(model) -> hollow.Draw:
    draw = hollow.Draw()
    for variable in model.weights:
        shape = tuple(variable.shape)
        name = variable.path.split("/")[-1]
        fan_in = int(numpy.prod(shape[:2] if name == "depthwise_kernel" else shape[:-1])) if len(shape) > 1 else None
        variable.assign(draw(shape, *hollow.rule(name, shape, fan_in)))
    return draw


def write(name: str, build, size: int, seeds: range, endings: list[str], golden_name: str | None = None) -> None:
    keras.utils.clear_session()
    model = build(weights=None, input_shape=(size, size, 3), classes=1000)
    draw = draw_weights(model)
    with tempfile.TemporaryDirectory() as folder:
        for ending in endings:
            path = Path(folder) / (name + ending)
            if ending == "-weights.h5":
                with h5py.File(path, "w") as file:
                    legacy_h5_format.save_weights_to_hdf5_group(file, model)
            else:
                model.save(path)
            hollow.write(path, FOLDER / f"{name}{ending}.hollow", draw)
    write_json(FOLDER / f"{golden_name or name}.json", golden(model, seeds))


def main() -> None:
    print(f"Keras {keras.__version__}, PyTorch {torch.__version__}")
    wanted = sys.argv[1:] or ["resnet50", "xception", "vgg16"]
    applications = keras.applications
    if "resnet50" in wanted:
        write("resnet50", applications.ResNet50, 224, range(1), [".h5", "-weights.h5"])
        write("resnet50", applications.ResNet50, 32, range(60), [], "resnet50-small")
    if "xception" in wanted:
        write("xception", applications.Xception, 299, range(1), [".keras", "-weights.h5"])
        write("xception", applications.Xception, 71, range(60), [], "xception-small")
    if "vgg16" in wanted:
        write("vgg16", applications.VGG16, 224, range(1), [".h5", "-weights.h5"])


if __name__ == "__main__":
    main()
