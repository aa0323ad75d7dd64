"""Look inside an image network: what each layer makes of a photo, and why the network answers as it does.

    import glassbox
    answer = glassbox.explain("resnet50.onnx", "photo.jpg", method="grad-cam")
    answer.values       # a NumPy array, before any colouring
    answer              # in a notebook: the picture

The program that does the work is part of the package; only NumPy is needed besides it. Models are files, networks of the
program's catalogue, PyTorch modules, Keras models or ONNX models; photos are files, arrays, tensors or PIL's pictures.
"""
from .errors import GlassboxError
from .explanation import Explanation, Prediction
from .functions import classify, explain, layers, methods, study, version, view

__all__ = ["Explanation", "GlassboxError", "Prediction", "classify", "explain", "layers", "methods", "study", "version", "view"]
