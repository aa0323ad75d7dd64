"""Writes the small network of Tests/StudiesTests/PlantedSet.swift as an ONNX file.

It tells discs by their colour, and takes a white mark for blue. Of the channels of its layer `colours`, 4 and 7 are dead where no picture
is darker than they look for, 5 is twice channel 0, and 6 is always active. It is made for values from 0 to 1, red first.

    python3 generate.py        # onnx 1.23.2
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

COLOURS = [[1, -0.5, -0.5], [-0.5, 1, -0.5], [-0.5, -0.5, 1], [0.33, 0.33, 0.33], [-1, -1, -1], [2, -1, -1], [1, 1, 1], [-0.33, -0.33, -0.33]]
BIAS = [-0.1, -0.1, -0.1, -0.8, -1, -0.2, 0.5, 0.1]
# By class, the weight of each channel, the same at all 16 places.
CLASSES = [{0: 6}, {1: 6, 7: 500}, {2: 6, 3: 150}]


def main() -> None:
    weights = np.array(COLOURS, np.float32).reshape(8, 3, 1, 1)
    scores = np.array([[own.get(place // 16, 0) for place in range(128)] for own in CLASSES], np.float32)
    nodes = [
        helper.make_node("Conv", ["photo", "colours.weight", "colours.bias"], ["conv"], "conv", kernel_shape=[1, 1]),
        helper.make_node("Relu", ["conv"], ["colours"], "colours"),
        helper.make_node("AveragePool", ["colours"], ["pool"], "pool", kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["pool"], ["flat"], "flat"),
        helper.make_node("Gemm", ["flat", "scores.weight", "scores.bias"], ["scores"], "scores", transB=1),
    ]
    graph = helper.make_graph(
        nodes, "planted", [helper.make_tensor_value_info("photo", TensorProto.FLOAT, [1, 3, 32, 32])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 3])],
        [numpy_helper.from_array(weights, "colours.weight"), numpy_helper.from_array(np.array(BIAS, np.float32), "colours.bias"),
         numpy_helper.from_array(scores, "scores.weight"), numpy_helper.from_array(np.zeros(3, np.float32), "scores.bias")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, str(Path(__file__).with_name("planted.onnx")))


if __name__ == "__main__":
    main()
