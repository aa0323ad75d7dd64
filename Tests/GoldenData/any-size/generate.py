"""Networks that take pictures of any size, as ONNX files with open rows and columns.

red.onnx    maps of two classes, at the picture's size: where the means of 8×8 pixels are more than half red, and the rest
baked.onnx  the same with a reshape that names 224×224 in spite of the open extents: it takes nothing else

onnx 1.23.
"""

from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).resolve().parent


def write(name, last, extra):
    weights = [
        # Of values from -1 to 1: red is far from grey, where all three are the same.
        numpy_helper.from_array(
            numpy.array([[0, 0, 0], [2, -1, -1]], "float32").reshape(2, 3, 1, 1), "kernel"),
        numpy_helper.from_array(numpy.array([2, 0], "float32"), "bias"),
        numpy_helper.from_array(numpy.array([1, 1, 8, 8], "float32"), "scales"),
        *extra,
    ]
    nodes = [
        helper.make_node("AveragePool", ["photo"], ["means"], "means", kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Conv", ["means", "kernel", "bias"], ["redness"], "redness"),
        helper.make_node(
            "Resize", ["redness", "", "scales"], ["large"], "large", mode="nearest",
            coordinate_transformation_mode="asymmetric", nearest_mode="floor"),
        *last,
    ]
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("photo", TensorProto.FLOAT, [1, 3, "rows", "columns"])],
        [helper.make_tensor_value_info("maps", TensorProto.FLOAT, [1, 2, "rows", "columns"])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / f"{name}.onnx")


write("red", [helper.make_node("Identity", ["large"], ["maps"], "maps")], [])
write(
    "baked", [helper.make_node("Reshape", ["large", "extents"], ["maps"], "maps")],
    [numpy_helper.from_array(numpy.array([1, 2, 224, 224], "int64"), "extents")])
