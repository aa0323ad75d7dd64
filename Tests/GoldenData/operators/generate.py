"""Golden data of single operators: outputs and gradients, by PyTorch in float64, stored as float32.

cases.json lists the cases; arrays.safetensors holds their arrays as `<case>/input0`, `<case>/weight`,
`<case>/output`, `<case>/outputGradient`, `<case>/inputGradient0`, `<case>/weightGradient` and so on. Inputs and parameters
are float32 numbers; the reference computes with them in float64.
`padding` is [top, left, bottom, right], "valid" or "same" (the output has ceil(size / stride) rows; an odd number
of rows of padding has its larger half below).
"""

import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from cases import CASES  # noqa: E402
from general import GENERAL  # noqa: E402
from layers import LAYERS  # noqa: E402
from sampling import SAMPLING  # noqa: E402
from reference.summary import write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 20240229


def main() -> None:
    print(f"PyTorch {torch.__version__}, seed {SEED}")
    entries, arrays = [], {}
    for index, case in enumerate(CASES + GENERAL + SAMPLING + LAYERS):
        generator = numpy.random.Generator(numpy.random.PCG64([SEED, index]))
        tensors = {
            f"input{k}": generator.normal(case.offset, case.scale, shape)
            for k, shape in enumerate(case.inputs)}
        for name, shape in case.parameters.items():
            if name == "variance":
                tensors[name] = generator.uniform(0.5, 2, shape)
            else:
                tensors[name] = generator.normal(0, 1, shape)
        tensors = {
            name: torch.from_numpy(value.astype(numpy.float32)).double().requires_grad_()
            for name, value in tensors.items()}
        inputs = [tensors[f"input{k}"] for k in range(len(case.inputs))]
        parameters = {name: tensors[name] for name in case.parameters}
        output = case.compute(*inputs, **parameters)
        gradient = torch.from_numpy(
            generator.normal(0, 1, tuple(output.shape)).astype(numpy.float32)).double()
        output.backward(gradient)
        for name, value in tensors.items():
            arrays[f"{case.name}/{name}"] = value.detach().numpy().astype(numpy.float32)
        arrays[f"{case.name}/output"] = output.detach().numpy().astype(numpy.float32)
        arrays[f"{case.name}/outputGradient"] = gradient.numpy().astype(numpy.float32)
        for name, value in tensors.items():
            if name not in ("mean", "variance"):
                key = name.replace("input", "inputGradient") if name.startswith("input") else f"{name}Gradient"
                arrays[f"{case.name}/{key}"] = value.grad.numpy().astype(numpy.float32)
        entries.append({
            "name": case.name, "operator": case.operator, "attributes": case.attributes,
            "inputs": [f"input{k}" for k in range(len(case.inputs))],
            "parameters": list(case.parameters),
            "inputShapes": [list(shape) for shape in case.inputs], "outputShape": list(output.shape)})
    write_json(FOLDER / "cases.json", {"library": f"PyTorch {torch.__version__}", "seed": SEED, "cases": entries})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": f"PyTorch {torch.__version__}"})
    print(f"{path.stat().st_size:>9}  {path.name}\n{len(entries)} cases")


if __name__ == "__main__":
    main()
