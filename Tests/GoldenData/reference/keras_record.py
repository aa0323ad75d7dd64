"""Keeps what every layer of a Keras model puts out, and the gradients there, with channels first.

Import this before keras: it chooses PyTorch as the backend, because its tensors remember gradients. The pass is computed in
float64 by a copy of the model; a softmax or sigmoid of the last layer is left out of the copy, so that the layer's sum stands
under `NAME/linear` and its gradient is that of the class score.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import json  # noqa: E402

import keras  # noqa: E402
import numpy  # noqa: E402
import torch  # noqa: E402

from . import splitmix  # noqa: E402
from .record import Record, deviations, layer_summaries  # noqa: E402
from .summary import digits, summary  # noqa: E402

torch.set_num_threads(1)


class KerasModel:
    """A copy of a model in another precision, without the last layer's softmax or sigmoid."""

    def __init__(self, model: keras.Model, dtype: str):
        config = json.loads(model.to_json().replace('"float32"', f'"{dtype}"'))
        last = next(
            layer for layer in config["config"]["layers"]
            if layer["config"]["name"] == model.layers[-1].name)
        self.activation = last["config"].get("activation")
        self.is_split = self.activation in ("softmax", "sigmoid") and last["class_name"] != "Activation"
        if self.is_split:
            last["config"]["activation"] = "linear"
        self.last = model.layers[-1].name
        self.model = keras.models.model_from_json(json.dumps(config))
        self.model.set_weights([weight.astype(dtype) for weight in model.get_weights()])
        self.record = Record()
        self.calls = {}
        self.wrap(self.model, "")

    def wrap(self, model, prefix):
        for operation in model.operations if hasattr(model, "operations") else model.layers:
            name = prefix + operation.name
            if isinstance(operation, keras.Model):
                self.wrap(operation, name + "/")
            elif not isinstance(operation, keras.layers.InputLayer):
                activation = getattr(operation, "activation", None)
                if callable(activation) and not isinstance(activation, torch.nn.Module):
                    self.wrap_activation(operation)
                self.wrap_call(operation, name)

    def wrap_activation(self, operation):
        function = operation.activation
        operation.activation = lambda x: function(self.record.disturbed(x))

    def wrap_call(self, operation, name):
        call = operation.call

        def recorded(*arguments, **options):
            output = call(*arguments, **options)
            self.calls[name] = self.calls.get(name, 0) + 1
            key = name if self.calls[name] == 1 else f"{name}/{self.calls[name]}"
            if name == self.last and self.is_split:
                key = f"{name}/linear"
            return self.record(key, output)

        operation.call = recorded

    def run(self, record: Record, x: torch.Tensor) -> torch.Tensor:
        """The scores for an N×H×W×C input; the layers' outputs are kept in the record."""
        self.record, self.calls = record, {}
        return self.model(x, training=False)


def channels_first(tensor: torch.Tensor) -> torch.Tensor:
    """N×…×C as N×C×…, with its gradient."""
    if tensor.ndim < 3:
        return tensor
    moved = tensor.detach().movedim(-1, 1).contiguous()
    moved.grad = tensor.grad.movedim(-1, 1).contiguous()
    return moved


def golden(model: keras.Model, seeds: range = range(1)) -> dict:
    """What the tests compare for one input: N×C×H×W of splitmix numbers, with the first of the seeds for which no activation
    lies near a kink, or else the best of them."""
    best, least = None, float("inf")
    for seed in seeds:
        found = golden_of_seed(model, seed, least)
        if found is not None:
            best, least = found
        if least < 1e-5:
            break
    print(f"  seed {best['seed']}, class {best['topClass']}, largest gradient deviation {least:.1e}", flush=True)
    return best


def golden_of_seed(model: keras.Model, seed: int, limit: float) -> tuple[dict, float] | None:
    """The data and the largest gradient deviation, unless that is not below the limit."""
    rows, columns, channels = model.input_shape[1:]
    array = splitmix.network_input((1, channels, rows, columns), seed)
    double = torch.from_numpy(numpy.ascontiguousarray(array.transpose(0, 2, 3, 1))).double()
    # The backend keeps new tensors of the default type.
    keras.config.set_floatx("float64")
    reference, copy = Record(), KerasModel(model, "float64")
    scores = copy.run(reference, double.clone().requires_grad_())
    top = int(scores[0].argmax())
    scores[0, top].backward()
    single = KerasModel(model, "float32")

    def repeat(record, dtype):
        used = copy if dtype == torch.float64 else single
        keras.config.set_floatx("float64" if dtype == torch.float64 else "float32")
        used.run(record, double.clone().to(dtype).requires_grad_())[0, top].backward()

    def largest(**options) -> tuple[float, dict[str, float]]:
        deviation = deviations(repeat, reference, **options)
        return max(deviation.values()), deviation

    is_worse = largest(trials=0)[0] >= limit or largest(trials=1, single=False)[0] >= limit
    greatest, deviation = (limit, {}) if is_worse else largest()
    keras.config.set_floatx("float32")
    if greatest >= limit:
        return None
    moved = {name: channels_first(tensor) for name, tensor in reference.items()}
    probabilities = numpy.asarray(model(double.float().numpy(), training=False).detach())[0]
    data = {
        "library": f"Keras {keras.__version__}, PyTorch {torch.__version__}, float64",
        "seed": seed,
        "input": {"shape": list(array.shape), **summary(array)},
        "topClass": top,
        "logits": digits(scores[0].tolist()),
        "probabilities": digits(probabilities.tolist()),
        "layers": layer_summaries(moved, deviation),
    }
    return data, greatest


def randomise(model: keras.Model, seed: int) -> None:
    """Weights from a normal distribution, and statistics as of a trained network."""
    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    for variable in model.weights:
        name, shape = variable.path.split("/")[-1].split(":")[0], tuple(variable.shape)
        if name in ("moving_variance", "variance"):
            value = generator.uniform(0.3, 2, shape)
        elif name in ("moving_mean", "mean", "beta", "bias"):
            value = generator.normal(0, 0.2, shape)
        elif name == "gamma":
            value = generator.uniform(0.5, 1.5, shape)
        elif name == "alpha":
            value = generator.uniform(0.05, 0.4, shape)
        elif "kernel" in name:
            fan = numpy.prod(shape[:-1]) if name != "depthwise_kernel" else numpy.prod(shape[:2])
            value = generator.normal(0, numpy.sqrt(1.6 / fan), shape)
        else:
            continue
        variable.assign(value.astype("float32"))
