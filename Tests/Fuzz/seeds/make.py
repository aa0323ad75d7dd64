#!/usr/bin/env python3
"""Writes the seeds that are taken from other files: Keras's descriptions, reports of glassbox-hdf5, a small network.

    make.py FOLDER_OF_THE_BUILT_PROGRAMS      (h5py 3.x, onnx 1.22 or later, numpy)
"""
import os
import subprocess
import sys

import h5py
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

here = os.path.dirname(os.path.abspath(__file__))
golden = os.path.join(here, "../../GoldenData")


def keras_descriptions():
    for name in ["constants2", "constants3", "first3", "nested2", "nested3", "parts2", "parts3", "rows3", "twice2", "twice3"]:
        with h5py.File(f"{golden}/keras-cases/{name}.h5") as file:
            text = file.attrs["model_config"]
        text = text.encode() if isinstance(text, str) else text
        with open(f"{here}/keras-json/{name}.json", "wb") as out:
            out.write(text + b"\n")


def reports(program):
    for folder, name in [("hdf5", "sound"), ("hdf5", "soft-link"), ("keras-cases", "rows3")]:
        path = f"{golden}/{folder}/{name}.h5"
        # Descriptor 3 is the file and 4 the result, as the program has them.
        given = os.open(path, os.O_RDONLY)
        result = os.memfd_create("result")
        command = f'exec "$0" 0 {os.path.getsize(path)} 1000000 3<&{given} 4>&{result} >/dev/null'
        subprocess.run(
            ["bash", "-c", command.replace("4>&", "4<>/proc/self/fd/"), program], pass_fds=[given, result], check=True)
        os.lseek(result, 0, os.SEEK_SET)
        with open(f"{here}/hdf5-report/{name}", "wb") as out:
            out.write(os.read(result, 1 << 20))


def small_network():
    random = np.random.default_rng(0)

    def tensor(name, *shape):
        return numpy_helper.from_array(random.standard_normal(shape).astype(np.float32), name)

    nodes = [
        helper.make_node("Conv", ["x", "w", "b"], ["conv"], "conv", pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", ["conv", "s", "o", "m", "v"], ["norm"], "norm"),
        helper.make_node("Relu", ["norm"], ["relu"], "relu"),
        helper.make_node("MaxPool", ["relu"], ["pool"], "pool", kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["pool", "w2"], ["conv2"], "conv2", kernel_shape=[1, 1]),
        helper.make_node("Add", ["conv2", "pool"], ["sum"], "sum"),
        helper.make_node("GlobalAveragePool", ["sum"], ["mean"], "mean"),
        helper.make_node("Flatten", ["mean"], ["flat"], "flat", axis=1),
        helper.make_node("Gemm", ["flat", "fw", "fb"], ["logits"], "fc", transB=1),
        helper.make_node("Softmax", ["logits"], ["y"], "softmax", axis=1),
    ]
    variance = numpy_helper.from_array(np.ones(4, np.float32), "v")
    graph = helper.make_graph(
        nodes, "small", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3])],
        [tensor("w", 4, 3, 3, 3), tensor("b", 4), tensor("s", 4), tensor("o", 4), tensor("m", 4), variance,
         tensor("w2", 4, 4, 1, 1), tensor("fw", 3, 4), tensor("fb", 3)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, f"{here}/onnx/small.onnx")


keras_descriptions()
reports(os.path.join(sys.argv[1], "glassbox-hdf5"))
small_network()
