# The embedder as an ONNX graph, node by node: opset 17 primitives, fp16-stored weights in the same file.
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from graph import END, Graph, Weights, size


class Inside(Weights):
    """Matrices in half precision as part of the graph."""

    def tensor(self, name: str, value: np.ndarray) -> TensorProto:
        return numpy_helper.from_array(np.ascontiguousarray(value, np.float16), name)


def build(weights: dict[str, np.ndarray], shape: dict) -> onnx.ModelProto:
    """input_ids, attention_mask [B,S] -> last_hidden_state [B,S,D]; states of paddings are zeros"""
    g = Graph(Inside())
    width, layers, head, rotary, near = (shape[name] for name in ("width", "layers", "head", "rotary", "near"))
    heads = width // head
    given = g.input("input_ids", TensorProto.INT64, ["B", "S"])
    mask = g.input("attention_mask", TensorProto.INT64, ["B", "S"])
    g.output("last_hidden_state", TensorProto.FLOAT, ["B", "S", width])

    def linear(x: str, name: str) -> str:
        return g.op("MatMul", x, g.weight(name, weights[name].T))

    def rms(x: str, name: str) -> str:
        mean = g.op("ReduceMean", g.op("Mul", x, x), axes=[-1], keepdims=1)
        return g.op("Mul", g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.number(1e-6)))), g.constant(weights[name]))

    def split_heads(x: str) -> str:  # [B,S,H*D] -> [B,H,S,D]
        return g.op("Transpose", g.op("Reshape", x, g.whole(0, 0, heads, head)), perm=[0, 2, 1, 3])

    def unit(x: str) -> str:
        return g.op("Div", x, g.op("Max", g.op("ReduceL2", x, axes=[-1], keepdims=1), g.number(1e-12)))

    # Whatever id a padding has, neighbours see 0 there, as beyond both ends of a text.
    ids = g.op("Mul", given, mask)
    wide = g.op("Pad", ids, g.whole(0, near, 0, near), g.constant(np.int64(0)))
    table = g.weight("table.weight", weights["table.weight"])
    last = 2 * near
    around = [g.op("Slice", wide, g.whole(j), g.whole(j - last if j < last else END), g.whole(1)) for j in range(last + 1)]
    entries = [g.op("Gather", table, one) for one in around]
    x = linear(g.op("Concat", *entries, axis=-1), "mix.weight")

    length = g.op("Squeeze", size(g, ids, 1), g.whole(0))
    places = g.op("Range", g.constant(np.int64(0)), length, g.constant(np.int64(1)))
    frequency = (shape["theta"] ** (-np.arange(0, rotary, 2) / rotary)).astype(np.float32)
    angle = g.op("Mul", g.op("Cast", g.op("Unsqueeze", places, g.whole(1)), to=TensorProto.FLOAT), g.constant(frequency))
    cos, sin = g.op("Cos", angle), g.op("Sin", angle)  # [S, rotary / 2]

    def rotate(x: str) -> str:
        names = [f"t{len(g.nodes)}_{i}" for i in range(3)]
        a, b, rest = g.several("Split", (x, g.whole(rotary // 2, rotary // 2, head - rotary)), names, axis=3)
        left = g.op("Sub", g.op("Mul", a, cos), g.op("Mul", b, sin))
        right = g.op("Add", g.op("Mul", a, sin), g.op("Mul", b, cos))
        return g.op("Concat", left, right, rest, axis=-1)

    seen = g.op("Cast", g.op("Unsqueeze", mask, g.whole(1, 2)), to=TensorProto.BOOL)  # [B,1,1,S]
    for layer in range(layers):
        part = f"blocks.{layer}."
        h = rms(x, f"{part}norm1.weight")
        query = rotate(unit(split_heads(g.op("Add", linear(h, f"{part}q.weight"), g.constant(weights[f"{part}q_bias"])))))
        key = rotate(unit(split_heads(g.op("Add", linear(h, f"{part}k.weight"), g.constant(weights[f"{part}k_bias"])))))
        score = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 1, 3, 2]))
        score = g.op("Mul", score, g.constant(weights[f"{part}gain"].reshape(1, heads, 1, 1)))
        share = g.op("Softmax", g.op("Where", seen, score, g.number(-1e9)), axis=-1)
        mixed = g.op("MatMul", share, split_heads(linear(h, f"{part}v.weight")))
        mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), g.whole(0, 0, width))
        x = g.op("Add", x, linear(mixed, f"{part}o.weight"))
        h = rms(x, f"{part}norm2.weight")
        gate = linear(h, f"{part}gate.weight")
        inner = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), linear(h, f"{part}up.weight"))
        x = g.op("Add", x, linear(inner, f"{part}down.weight"))
    h = rms(x, "norm.weight")
    counts = g.op("Sigmoid", g.op("Add", linear(h, "weigh.weight"), g.constant(weights["weigh.bias"])))
    here, itself = g.several("Split", (counts, g.whole(1, 1)), ["here", "itself"], axis=-1)
    state = g.op("Add", g.op("Mul", linear(h, "out.weight"), here), g.op("Mul", entries[near], itself))
    own = g.op("Cast", g.op("Unsqueeze", mask, g.whole(2)), to=TensorProto.FLOAT)
    g.op("Mul", state, own, to_name="last_hidden_state")

    body = helper.make_graph(g.nodes, "strux-embed", g.inputs, g.outputs, g.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="strux")
    onnx.checker.check_model(model, full_check=True)
    return model
