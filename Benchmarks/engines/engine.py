"""One engine with one network, as a process that is asked for one run at a time:

    python -m engines.engine ENGINE NETWORK FILE

`onnxruntime` and `openvino` answer `forward`; `pytorch` also `forward-gradients`, with the gradient at the input. Each line
on standard input is answered with the seconds of one run, `peak-memory` with bytes. All use every core.
"""

import os
import sys
import time

import numpy


def cores() -> int:
    return len(os.sched_getaffinity(0))


def picture(side: int) -> numpy.ndarray:
    return numpy.random.default_rng(0).standard_normal((1, 3, side, side), dtype=numpy.float32)


def peak_memory() -> int:
    """In bytes (VmHWM of proc(5); what getrusage says includes the parent before the start)."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM:"))


def onnxruntime_runs(name: str, path: str) -> dict:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    x = picture(entry.shape[-1])
    return {"forward": lambda: session.run(None, {entry.name: x})}


def openvino_runs(name: str, path: str) -> dict:
    import openvino

    core = openvino.Core()
    model = core.read_model(path)
    compiled = core.compile_model(model, "CPU", {
        "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": cores()})
    request = compiled.create_infer_request()
    x = picture(model.inputs[0].shape[3])
    return {"forward": lambda: request.infer([x])}


def pytorch_runs(name: str, path: str) -> dict:
    import torch

    from . import networks

    torch.set_num_threads(cores())
    network = networks.build(name).to(memory_format=torch.channels_last)
    x = torch.from_numpy(picture(networks.size(name))).contiguous(memory_format=torch.channels_last)

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
    engine, name, path = sys.argv[1:]
    runs = {"onnxruntime": onnxruntime_runs, "openvino": openvino_runs, "pytorch": pytorch_runs}[engine](name, path)
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
