"""Golden data of ONNX operators in small files: quantised ones, those that ONNX Runtime's optimiser writes, sequences, ranks,
scatterings and others.

Every case is a file `<case>.onnx` that reads one picture. arrays.safetensors holds `<case>/picture`, and for each output
`<case>/<output>`, what ONNX Runtime (without optimisation) or ONNX's reference evaluator makes of it. Where PyTorch has the
same operation, `<case>/<output>/direction` d and `<case>/<output>/gradient`, the gradient of ⟨output, d⟩ at the picture,
are beside it.
"""

import io
import sys
import tempfile
import warnings
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import reference  # noqa: E402, F401 (finds resources)
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
MICROSOFT = "com.microsoft"
SEED = 20240229
draw = numpy.random.Generator(numpy.random.PCG64(SEED))


def normal(*shape, scale=1.0):
    return draw.normal(0, scale, shape).astype(numpy.float32)


def whole(low, high, *shape, dtype=numpy.uint8):
    return draw.integers(low, high, shape).astype(dtype)


class Case:
    """A file with its picture; `torch` says what PyTorch makes of it, for the gradient."""

    def __init__(self, name, shape, nodes, constants, outputs, *, opset=17, torch=None, reference=False, dtype=1, scale=1.0):
        self.name, self.torch, self.reference = name, torch, reference
        self.picture = normal(*shape, scale=scale) if dtype == 1 else whole(0, 256, *shape)
        initializers = [
            value if isinstance(value, TensorProto) else numpy_helper.from_array(numpy.asarray(value), key)
            for key, value in constants.items()]
        types = {output: 1 for output in outputs} if isinstance(outputs, list) else outputs
        graph = helper.make_graph(
            nodes, name, [helper.make_tensor_value_info("picture", dtype, shape)],
            [helper.make_tensor_value_info(output, kind, None) for output, kind in types.items()], initializers)
        self.model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid(MICROSOFT, 1)], ir_version=10)

    def answers(self):
        if self.reference:
            return ReferenceEvaluator(self.model).run(None, {"picture": self.picture})
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            self.model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return session.run(None, {"picture": self.picture})


class Exported(Case):
    """What PyTorch's exporter writes of a module."""

    def __init__(self, name, shape, module, outputs, opset=17):
        self.name, self.torch, self.reference = name, module, False
        self.picture = normal(*shape)
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module, (torch.from_numpy(self.picture),), buffer, opset_version=opset, dynamo=False,
                input_names=["picture"], output_names=outputs)
        self.model = onnx.load_from_string(buffer.getvalue())


def node(operation, inputs, outputs, **attributes):
    return helper.make_node(operation, inputs.split(), outputs.split(), **attributes)


def microsoft(operation, inputs, outputs, **attributes):
    inputs = ["" if name == "-" else name for name in inputs.split()]
    return helper.make_node(operation, inputs, outputs.split(), domain=MICROSOFT, **attributes)


def f32(*values):
    return numpy.array(values, numpy.float32)


def i64(*values):
    return numpy.array(values, numpy.int64)


def four_bits(name, shape, low, high, kind):
    return helper.make_tensor(name, kind, shape, draw.integers(low, high, int(numpy.prod(shape))).tolist())


PICTURE = (1, 3, 6, 8)


def quantised():
    scale, zero = numpy.float32(0.02), numpy.uint8(120)
    yield Case(
        "qdq", PICTURE,
        [node("QuantizeLinear", "picture s z", "q"), node("DequantizeLinear", "q s z", "y")],
        {"s": scale, "z": zero}, ["y"],
        torch=lambda x: torch.fake_quantize_per_tensor_affine(x, float(scale), 120, 0, 255))
    scales, zeros = f32(0.01, 0.02, 0.5), numpy.array([0, -5, 100], numpy.int8)
    yield Case(
        "qdq-channels", PICTURE,
        [node("QuantizeLinear", "picture s z", "q", axis=1), node("DequantizeLinear", "q s z", "y", axis=-3)],
        {"s": scales, "z": zeros}, ["y"],
        torch=lambda x: torch.fake_quantize_per_channel_affine(
            x, torch.from_numpy(scales), torch.from_numpy(zeros.astype(numpy.int32)), 1, -128, 127))
    yield Case(
        "qdq-16-bits", PICTURE,
        [node("QuantizeLinear", "picture s z", "q"), node("DequantizeLinear", "q s z", "y")],
        {"s": numpy.float32(4e-5), "z": numpy.int16(3)}, ["y"], opset=21, reference=True,
        torch=lambda x: torch.fake_quantize_per_tensor_affine(x, 4e-5, 3, -32768, 32767))
    yield Case(
        "weights-of-4-bits", (1, 3, 6, 8),
        [node("DequantizeLinear", "w s z", "reals", axis=1, block_size=4), node("MatMul", "picture reals", "y")],
        {"w": four_bits("w", (8, 8), -8, 8, TensorProto.INT4), "s": numpy.abs(normal(8, 2, scale=0.1)),
         "z": four_bits("z", (8, 2), -2, 3, TensorProto.INT4)}, ["y"], opset=21, reference=True)
    yield Case(
        "qlinear-conv", PICTURE,
        [node("QuantizeLinear", "picture s z", "q"),
         node("QLinearConv", "q s z w ws wz ys yz b", "c", pads=[1, 1, 0, 1], strides=[1, 2]),
         node("DequantizeLinear", "c ys yz", "y")],
        {"s": scale, "z": zero, "w": whole(0, 256, 4, 3, 3, 3), "ws": numpy.float32(0.01), "wz": numpy.uint8(131),
         "ys": numpy.float32(0.05), "yz": numpy.uint8(99), "b": whole(-9000, 9000, 4, dtype=numpy.int32)}, ["y"])
    yield Case(
        "qlinear-conv-channels", PICTURE,
        [node("QuantizeLinear", "picture s z", "q"),
         node("QLinearConv", "q s z w ws wz ys yz b", "c", group=3),
         node("DequantizeLinear", "c ys yz", "y")],
        {"s": scale, "z": zero, "w": whole(-60, 60, 6, 1, 3, 3, dtype=numpy.int8),
         "ws": numpy.abs(normal(6, scale=0.01)), "wz": numpy.zeros(6, numpy.int8), "ys": numpy.float32(0.04),
         "yz": numpy.uint8(128), "b": whole(-900, 900, 6, dtype=numpy.int32)}, ["y"])
    yield Case(
        "qlinear-product", PICTURE,
        [node("QuantizeLinear", "picture s z", "q"), node("QLinearMatMul", "q s z w ws wz ys yz", "c"),
         node("DequantizeLinear", "c ys yz", "y")],
        {"s": scale, "z": zero, "w": whole(0, 256, 8, 5), "ws": numpy.float32(0.01), "wz": numpy.uint8(100),
         "ys": numpy.float32(0.05), "yz": numpy.uint8(99)}, ["y"])
    yield Case(
        "dynamic-conv", PICTURE,
        [node("DynamicQuantizeLinear", "picture", "q s z"), node("ConvInteger", "q w z wz", "n", pads=[1, 1, 1, 1]),
         node("Cast", "n", "r", to=1), node("Mul", "s ws", "u"), node("Mul", "r u", "y")],
        {"w": whole(0, 256, 4, 3, 3, 3), "ws": numpy.float32(0.01), "wz": numpy.uint8(131)}, ["y"])
    yield Case(
        "dynamic-product", PICTURE,
        [node("DynamicQuantizeLinear", "picture", "q s z"), node("MatMulInteger", "q w z wz", "n"),
         node("Cast", "n", "r", to=1), node("Mul", "r s", "y")],
        {"w": whole(-128, 128, 8, 5, dtype=numpy.int8), "wz": numpy.int8(3)}, ["y"],
        # ONNX Runtime cuts off pairs of products to 16 bits on some processors.
        reference=True)
    constants = {
        "s": scale, "z": zero, "s2": numpy.float32(0.03), "z2": numpy.uint8(90), "k": whole(0, 256, 1, 3, 1, 1),
        "g": whole(0, 256, 8, 4), "gb": whole(-999, 999, 4, dtype=numpy.int32)}
    names = ["add", "mul", "sigmoid", "leaky", "average", "everywhere", "concat", "gemm", "real"]
    yield Case(
        "qlinear-functions", PICTURE,
        [node("QuantizeLinear", "picture s z", "q"),
         microsoft("QLinearAdd", "q s z k s2 z2 s2 z2", "q0"), microsoft("QLinearMul", "q s z k s2 z2 s2 z2", "q1"),
         microsoft("QLinearSigmoid", "q s z s2 z2", "q2"), microsoft("QLinearLeakyRelu", "q s z s2 z2", "q3", alpha=0.2),
         microsoft("QLinearAveragePool", "q s z s2 z2", "q4", kernel_shape=[2, 3], strides=[2, 1]),
         microsoft("QLinearGlobalAveragePool", "q s z s2 z2", "q5"),
         microsoft("QLinearConcat", "s2 z2 q s z k2 s2 z2", "q6", axis=1),
         node("Reshape", "q shape", "flat"), microsoft("QGemm", "flat s z g s2 z2 gb s2 z2", "q7"),
         microsoft("QGemm", "flat s z g s2 z2 gb", "real", alpha=0.5),
         *[node("DequantizeLinear", f"q{index} s2 z2", name) for index, name in enumerate(names[:-1])]],
        {**constants, "k2": whole(0, 256, 1, 2, 6, 8), "shape": i64(18, 8)}, names)


def fused():
    w, z = normal(4, 3, 3, 3, scale=0.3), normal(1, 4, 6, 8)
    kinds = [("Relu", None), ("Tanh", None), ("Sigmoid", None), ("LeakyRelu", [0.1]), ("Clip", [-0.5, 0.7]),
             ("HardSigmoid", [0.3, 0.4])]
    yield Case(
        "fused-conv", PICTURE,
        [microsoft("FusedConv", "picture w b z" if index == 0 else "picture w b", name.lower(), pads=[1, 1, 1, 1],
                   activation=name, **({"activation_params": values} if values else {}))
         for index, (name, values) in enumerate(kinds)],
        {"w": w, "b": normal(4), "z": z}, [name.lower() for name, _ in kinds])
    yield Case(
        "fused-product", (2, 3, 4, 5),
        [microsoft("FusedMatMul", "picture a", "ta", transA=1, alpha=0.5), microsoft("FusedMatMul", "picture b", "tb", transB=1),
         node("Reshape", "picture shape", "rows"), microsoft("FusedGemm", "rows w c", "gemm", activation="Relu", transB=1, alpha=2.0)],
        {"a": normal(2, 3, 4, 6), "b": normal(2, 3, 7, 5), "shape": i64(6, 20), "w": normal(3, 20), "c": normal(3)},
        ["ta", "tb", "gemm"])
    yield Case(
        "gelus", PICTURE,
        [microsoft("Gelu", "picture", "gelu"), microsoft("BiasGelu", "picture b", "bias"),
         microsoft("FastGelu", "picture b", "fast"), microsoft("QuickGelu", "picture", "quick", alpha=1.5)],
        {"b": normal(8)}, ["gelu", "bias", "fast", "quick"])
    yield Case(
        "skipping-normalisation", PICTURE,
        [node("Reshape", "picture shape", "rows"),
         microsoft("SkipLayerNormalization", "rows skip gamma beta bias", "skip-norm", epsilon=1e-5),
         microsoft("SkipSimplifiedLayerNormalization", "rows skip gamma", "simplified", epsilon=1e-5),
         helper.make_node("SimplifiedLayerNormalization", ["rows", "gamma"], ["plain"], axis=-1, epsilon=1e-5),
        ],
        {"shape": i64(1, 18, 8), "skip": normal(1, 18, 8), "gamma": normal(8), "beta": normal(8), "bias": normal(8)},
        ["skip-norm", "simplified", "plain"])
    yield Case(
        "fused-attention", (1, 3, 4, 8),
        [node("Reshape", "picture shape", "rows"),
         microsoft("Attention", "rows w b", "attention", num_heads=2),
         microsoft("Attention", "rows w b", "causal", num_heads=4, unidirectional=1, scale=0.3),
         node("MatMul", "rows q", "queries"), node("MatMul", "rows k", "keys"),
         microsoft("MultiHeadAttention", "queries keys rows b", "several", num_heads=2),
         microsoft("MultiHeadAttention", "queries keys rows - - bias", "biased", num_heads=2)],
        {"shape": i64(1, 12, 8), "w": normal(8, 24, scale=0.4), "b": normal(24), "q": normal(8, 8, scale=0.4),
         "k": normal(8, 8, scale=0.4), "bias": normal(1, 2, 12, 12)},
        ["attention", "causal", "several", "biased"])
    yield Case(
        "packed-products", (1, 3, 4, 32),
        [microsoft("MatMulNBits", "picture w s", "plain", K=32, N=6, bits=4, block_size=16),
         microsoft("MatMulNBits", "picture w s z", "zeros", K=32, N=6, bits=4, block_size=16)],
        {"w": whole(0, 256, 6, 2, 8), "s": numpy.abs(normal(12, scale=0.1)), "z": whole(0, 256, 6)},
        ["plain", "zeros"])


def attention():
    mask = numpy.triu(numpy.ones((12, 12), bool)) ^ numpy.eye(12, k=3, dtype=bool)
    mask[:, 0] = True
    yield Case(
        "attention", (1, 3, 4, 8),
        [node("Reshape", "picture shape", "rows"), node("MatMul", "rows q", "queries"),
         node("Attention", "queries rows rows", "flat", q_num_heads=4, kv_num_heads=4),
         node("Attention", "queries rows rows mask", "masked", q_num_heads=2, kv_num_heads=2, scale=0.4),
         node("Attention", "queries rows rows bias", "causal", q_num_heads=2, kv_num_heads=2, is_causal=1),
         node("Reshape", "queries many", "many-heads"), node("Reshape", "rows few", "few-heads"),
         node("Attention", "many-heads few-heads few-heads", "grouped", softcap=1.5)],
        {"shape": i64(1, 12, 8), "q": normal(8, 8), "mask": mask, "bias": normal(12, 12),
         "many": i64(1, 4, 6, 4), "few": i64(1, 2, 12, 4)},
        ["flat", "masked", "causal", "grouped"], opset=23, reference=True)
    yield Case(
        "rotary-embedding", (1, 2, 5, 8),
        [node("RotaryEmbedding", "picture c s", "halves"),
         node("RotaryEmbedding", "picture c s", "pairs", interleaved=1),
         node("RotaryEmbedding", "picture cache sines places", "part", rotary_embedding_dim=4),
         node("RMSNormalization", "picture g", "rms", axis=-1)],
        {"c": normal(1, 5, 4), "s": normal(1, 5, 4), "cache": normal(9, 2), "sines": normal(9, 2),
         "places": i64(8, 3, 0, 1, 4).reshape(1, 5), "g": normal(8)},
        ["halves", "pairs", "part", "rms"], opset=23, reference=True)


class Recurrent(torch.nn.Module):
    """Columns as steps, their channels and rows as features."""

    def __init__(self, kind, **settings):
        super().__init__()
        torch.manual_seed(3)
        self.cell = getattr(torch.nn, kind)(12, 5, **settings)
        self.batch_first = settings.get("batch_first", False)

    def forward(self, picture):
        steps = picture.flatten(1, 2).permute(*((0, 2, 1) if self.batch_first else (2, 0, 1)))
        output, state = self.cell(steps)
        return (output, *(state if isinstance(state, tuple) else (state,)))


def sequences():
    shape = (1, 3, 4, 7)
    yield Exported("lstm", shape, Recurrent("LSTM", bidirectional=True), ["all", "state", "cell"])
    yield Exported("lstm-batch-first", shape, Recurrent("LSTM", num_layers=2, batch_first=True), ["all", "state", "cell"])
    yield Exported("gru", shape, Recurrent("GRU", bidirectional=True), ["all", "state"])
    yield Exported("rnn", shape, Recurrent("RNN", nonlinearity="relu"), ["all", "state"])
    weights = {"w": normal(1, 15, 12, scale=0.4), "r": normal(1, 15, 5, scale=0.4), "b": normal(1, 30)}
    yield Case(
        "gru-before-product", shape,
        [node("Reshape", "picture shape", "rows"), node("Transpose", "rows", "steps", perm=[2, 0, 1]),
         node("GRU", "steps w r b", "all state", hidden_size=5, direction="reverse")],
        {"shape": i64(1, 12, 7), **weights}, ["all", "state"])


class Function(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, picture):
        return self.function(picture)


def others():
    w = normal(3, 8, 5)
    equations = {
        "product": ("nchw,cwd->nchd", w), "mix": ("...ab,cd->...bd", normal(4, 2)), "outer": ("nchw,d->nd", normal(4)),
        "implicit": ("bcij,k", normal(2)), "rows": ("nchw,nchv->nhwv", normal(1, 3, 6, 2))}
    for name, (equation, operand) in equations.items():
        yield Case(
            f"einsum-{name}", PICTURE, [node("Einsum", "picture w", "y", equation=equation)], {"w": operand}, ["y"],
            torch=lambda x, equation=equation, operand=operand: torch.einsum(equation, x, torch.from_numpy(operand).to(x)))
    yield Case(
        "cumulative-sums", PICTURE,
        [node("CumSum", "picture one", "plain"), node("CumSum", "picture last", "reversed", reverse=1, exclusive=1)],
        {"one": i64(1)[0], "last": i64(-1)[0]}, ["plain", "reversed"],
        torch=lambda x: (x.cumsum(1), x.flip(-1).cumsum(-1).flip(-1) - x))
    places = draw.permutation(8)[:6].reshape(1, 1, 1, 6)
    places = numpy.broadcast_to(places, (1, 3, 6, 6)).astype(numpy.int64).copy()
    rows = numpy.array([[0, 1, 2], [0, 2, 5], [0, 0, -1]], numpy.int64)
    updates, values = normal(3, 8), normal(*places.shape)

    def scattered(x):
        whole = x.clone()
        whole[tuple(rows.T)] = torch.from_numpy(updates).to(x)
        return whole

    yield Case(
        "scattering", PICTURE,
        [node("GatherElements", "picture places", "elements", axis=3), node("GatherND", "picture rows", "slices"),
         node("ScatterND", "picture rows updates", "scattered"),
         node("ScatterElements", "picture places values", "added", axis=3, reduction="add")],
        {"places": places, "rows": rows, "updates": updates, "values": values},
        ["elements", "slices", "scattered", "added"],
        torch=lambda x: (
            torch.gather(x, 3, torch.from_numpy(places)), x[tuple(rows.T)], scattered(x),
            x.scatter_add(3, torch.from_numpy(places), torch.from_numpy(values))))
    yield Case(
        "ranks", PICTURE,
        [node("TopK", "picture k", "values places", axis=1), node("TopK", "picture k", "least least-places", largest=0),
         node("ArgMax", "picture", "greatest", axis=3, keepdims=0), node("ArgMin", "picture", "lowest", axis=2),
         node("OneHot", "greatest depth pair", "classes", axis=1)],
        {"k": i64(2), "depth": i64(8)[0], "pair": f32(-1, 3)},
        {"values": 1, "places": 7, "least": 1, "least-places": 7, "greatest": 7, "lowest": 7, "classes": 1},
        torch=lambda x: (torch.topk(x, 2, 1)[0], None, torch.topk(x, 2, 3, largest=False)[0], None, None, None, None))
    yield Case(
        "masks", PICTURE,
        [node("Trilu", "picture k", "lower", upper=0), node("Trilu", "picture", "upper"),
         node("Clip", "picture low high", "clipped"), node("Mod", "picture two", "rest", fmod=1),
         node("ReduceMax", "picture", "peak", keepdims=0), node("Mul", "peak half", "high"), node("Neg", "high", "low"),
         node("Div", "picture zero", "infinite"), node("IsInf", "infinite", "ends", detect_negative=0),
         node("Mul", "infinite zero", "undefined"), node("IsNaN", "undefined", "nothing")],
        {"k": i64(-1)[0], "two": f32(0.75), "zero": f32(0), "half": f32(0.5)[0]},
        {"lower": 1, "upper": 1, "clipped": 1, "rest": 1, "ends": 9, "nothing": 9}, opset=18,
        torch=lambda x: (x.tril(-1), x.triu(), torch.clamp(x, -x.max() / 2, x.max() / 2), x.fmod(0.75), None, None))
    yield Exported(
        "blocks", (1, 8, 3, 4),
        Function(lambda x: (functional.fold(x.reshape(1, 8, 12), (4, 5), 2), functional.fold(
            x.reshape(1, 8, 12), (9, 15), 2, padding=1, stride=(4, 4), dilation=(2, 1))), ), ["plain", "apart"], opset=18)
    yield Case(
        "integers", (1, 4, 5, 3),
        [node("Transpose", "picture", "first", perm=[0, 3, 1, 2]), node("Cast", "first", "reals", to=1),
         node("Div", "reals scale", "unit"), node("Cast", "first", "wide", to=6), node("Div", "wide three", "thirds"),
         node("Mod", "wide three", "rest"), node("Cast", "unit", "cut", to=7), node("Cast", "rest", "truth", to=9),
         node("Cast", "truth", "number", to=1)],
        {"scale": f32(64), "three": numpy.array(7, numpy.int32)},
        {"unit": 1, "thirds": 6, "rest": 6, "cut": 7, "number": 1}, dtype=TensorProto.UINT8)
    branches = [
        helper.make_graph(
            [node(operation, "picture offset", "inner")], operation, [],
            [helper.make_tensor_value_info("inner", 1, None)]) for operation in ("Add", "Mul")]
    yield Case(
        "condition", PICTURE,
        [node("Shape", "picture", "shape"), node("Gather", "shape one", "channels"), node("Equal", "channels three", "is"),
         node("Mul", "step step", "offset"), node("If", "is", "y", then_branch=branches[0], else_branch=branches[1])],
        {"one": i64(1)[0], "three": i64(3)[0], "step": f32(1.5)}, ["y"], torch=lambda x: x + 2.25)
    yield Case(
        "constants", PICTURE,
        [node("TopK", "numbers two", "top places"), node("CumSum", "numbers zero", "sums"), node("ArgMax", "reals", "best", axis=1),
         node("OneHot", "places depth pair", "classes"), node("Mod", "sums three", "rest"), node("Clip", "reals low high", "clipped"),
         node("NonZero", "rest", "hits"), node("BitShift", "small ones", "shifted", direction="LEFT"),
         node("Trilu", "reals", "upper"), node("EyeLike", "reals", "eye"),
         node("QuantizeLinear", "reals scale zeropoint", "quantised"), node("ReduceL2", "reals one", "norm", keepdims=0),
         node("Compress", "reals chosen", "chosen-columns", axis=1), node("Softmax", "reals", "softmax"),
         node("GatherND", "numbers pairs", "picked"), node("Identity", "picture", "y")],
        {"numbers": i64(5, 3, 9, -2), "two": i64(2), "zero": i64(0)[0], "reals": normal(3, 4), "depth": i64(4)[0],
         "pair": i64(0, 2), "three": i64(3)[0], "low": f32(-0.5)[0], "high": f32(0.5)[0], "small": whole(0, 256, 3),
         "ones": numpy.ones(3, numpy.uint8), "scale": f32(0.02)[0], "zeropoint": numpy.int8(4), "one": i64(1),
         "chosen": numpy.array([True, False, True, True]), "pairs": i64(3, 0).reshape(2, 1)},
        {"top": 7, "places": 7, "sums": 7, "best": 7, "classes": 7, "rest": 7, "clipped": 1, "hits": 7, "shifted": 2,
         "upper": 1, "eye": 1, "quantised": 3, "norm": 1, "chosen-columns": 1, "softmax": 1, "picked": 7, "y": 1}, opset=18)


def main() -> None:
    print(f"PyTorch {torch.__version__}, onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}, seed {SEED}")
    arrays = {}
    for cases in (quantised, fused, attention, sequences, others):
        for case in cases():
            (FOLDER / f"{case.name}.onnx").write_bytes(case.model.SerializeToString())
            arrays[f"{case.name}/picture"] = case.picture.astype(numpy.float32)
            names = [output.name for output in case.model.graph.output]
            for name, answer in zip(names, case.answers()):
                arrays[f"{case.name}/{name}"] = numpy.ascontiguousarray(answer).astype(numpy.float32)
            if case.torch is None:
                continue
            x = torch.from_numpy(case.picture).requires_grad_()
            outputs = case.torch(x)
            for name, output in zip(names, outputs if isinstance(outputs, tuple) else (outputs,)):
                if output is None:
                    continue
                direction = normal(*output.shape)
                (gradient,) = torch.autograd.grad((output * torch.from_numpy(direction)).sum(), x, retain_graph=True)
                arrays[f"{case.name}/{name}/direction"] = direction
                arrays[f"{case.name}/{name}/gradient"] = gradient.numpy()
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": f"PyTorch {torch.__version__}"})
    for written in [path, *sorted(FOLDER.glob("*.onnx"))]:
        print(f"{written.stat().st_size:>9}  {written.name}")


if __name__ == "__main__":
    main()
