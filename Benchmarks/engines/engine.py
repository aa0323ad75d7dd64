"""One engine with one network, as a process that is asked for one run at a time:

    python -m engines.engine ENGINE NETWORK FILE PICTURES SIDE

`onnxruntime` and `openvino` answer `forward`, of so many pictures at once; `pytorch` also `forward-gradients`, with the gradient at
the input. Each line on standard input is answered with the seconds of one run, `peak-memory` with bytes. All use every core.
"""

import os
import sys
import time

import numpy


def cores() -> int:
    return len(os.sched_getaffinity(0))


def pictures(count: int, side: int) -> numpy.ndarray:
    return numpy.random.default_rng(0).standard_normal((count, 3, side, side), dtype=numpy.float32)


def peak_memory() -> int:
    """In bytes (VmHWM of proc(5); what getrusage says includes the parent before the start)."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM:"))


def onnxruntime_runs(path: str, x: numpy.ndarray) -> dict:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    return {"forward": lambda: session.run(None, {entry.name: x})}


def openvino_runs(path: str, x: numpy.ndarray) -> dict:
    import openvino

    core = openvino.Core()
    model = core.read_model(path)
    model.reshape(list(x.shape))
    compiled = core.compile_model(model, "CPU", {
        "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": cores()})
    request = compiled.create_infer_request()
    return {"forward": lambda: request.infer([x])}


def pytorch_runs(name: str, x: numpy.ndarray) -> dict:
    import torch

    from . import networks

    torch.set_num_threads(cores())
    network = networks.build(name).to(memory_format=torch.channels_last)
    x = torch.from_numpy(x).contiguous(memory_format=torch.channels_last)

    def forward():
        with torch.inference_mode():
            network(x)

    def gradients():
        entry = x.clone().requires_grad_()
        network(entry)[0, 0].backward()

    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return {"forward": forward, "forward-gradients": gradients}


def main() -> None:
    engine, name, path, count, side = sys.argv[1:]
    x = pictures(int(count), int(side))
    if engine == "pytorch":
        runs = pytorch_runs(name, x)
    else:
        runs = {"onnxruntime": onnxruntime_runs, "openvino": openvino_runs}[engine](path, x)
    for line in sys.stdin:
        line = line.strip()
        if line == "peak-memory":
            print(peak_memory(), flush=True)
            continue
        start = time.perf_counter()
        runs[line]()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
