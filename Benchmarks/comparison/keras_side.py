"""Keras, as a person's script uses it.

    python -m comparison.keras_side make FILE            VGG16 with random weights as an .h5 file
    python -m comparison.keras_side predict FILE PHOTO   loads the network and prints the best class of a photo
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402


def make(path: str) -> None:
    draft = path + ".draft.h5"
    keras.utils.set_random_seed(0)
    keras.applications.VGG16(weights=None).save(draft)
    os.rename(draft, path)


def predict(path: str, photo: str) -> None:
    network = keras.models.load_model(path, compile=False)
    picture = keras.utils.img_to_array(keras.utils.load_img(photo, target_size=(224, 224)))
    scores = network.predict(keras.applications.vgg16.preprocess_input(picture[None]), verbose=0)
    print(scores[0].argmax(), scores[0].max())


if __name__ == "__main__":
    {"make": make, "predict": predict}[sys.argv[1]](*sys.argv[2:])
