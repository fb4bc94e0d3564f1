# The reader as an ONNX graph, node by node: opset 17 primitives, key-value cache and previous ids as state, fp16-stored weights.
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

END = 2**62


class Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self):
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []

    def constant(self, value: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def whole(self, *numbers: int) -> str:
        return self.constant(np.array(numbers, np.int64))

    def number(self, value: float) -> str:
        return self.constant(np.float32(value))

    def weight(self, value: np.ndarray) -> str:
        """Stored in half precision, cast once when the graph is loaded."""
        return self.op("Cast", self.constant(value.astype(np.float16)), to=TensorProto.FLOAT)

    def op(self, kind: str, *inputs: str, to_name: str = "", **attributes) -> str:
        name = to_name or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=f"n{len(self.nodes)}", **attributes))
        return name

    def split(self, value: str, sizes: list[int]) -> list[str]:
        names = [f"t{len(self.nodes)}_{i}" for i in range(len(sizes))]
        self.nodes.append(helper.make_node("Split", [value, self.whole(*sizes)], names, name=f"n{len(self.nodes)}", axis=3))
        return names

    def input(self, name: str, kind: int, dims: list) -> str:
        self.inputs.append(helper.make_tensor_value_info(name, kind, dims))
        return name

    def output(self, name: str, kind: int, dims: list) -> str:
        self.outputs.append(helper.make_tensor_value_info(name, kind, dims))
        return name


def build(weights: dict[str, np.ndarray], shape: dict) -> onnx.ModelProto:
    """
    input_ids, position_ids [B,S]; past.prev_ids [B,k]; past.{l}.key/value [B,H,P,D]
    -> logits [B,S,V]; present.prev_ids [B,k]; present.{l}.key/value [B,H,P+S,D]
    """
    g = Graph()
    width, layers, head, rotary, k = (shape[name] for name in ("width", "layers", "head", "rotary", "previous"))
    heads, vocab = width // head, shape["vocab"]
    ids = g.input("input_ids", TensorProto.INT64, ["B", "S"])
    positions = g.input("position_ids", TensorProto.INT64, ["B", "S"])
    before = g.input("past.prev_ids", TensorProto.INT64, ["B", k])
    g.output("logits", TensorProto.FLOAT, ["B", "S", vocab])
    g.output("present.prev_ids", TensorProto.INT64, ["B", k])

    def linear(x: str, name: str) -> str:
        return g.op("MatMul", x, g.weight(weights[name].T))

    def rms(x: str, name: str) -> str:
        mean = g.op("ReduceMean", g.op("Mul", x, x), axes=[-1], keepdims=1)
        return g.op("Mul", g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.number(1e-6)))), g.constant(weights[name]))

    def split_heads(x: str) -> str:  # [B,S,H*D] -> [B,H,S,D]
        return g.op("Transpose", g.op("Reshape", x, g.whole(0, 0, heads, head)), perm=[0, 2, 1, 3])

    def unit(x: str) -> str:
        return g.op("Div", x, g.op("Max", g.op("ReduceL2", x, axes=[-1], keepdims=1), g.number(1e-12)))

    # Slots: the token and the k before it, one table; k zeros before the start come in as past.prev_ids.
    line = g.op("Concat", before, ids, axis=1)
    g.op("Slice", line, g.whole(-k), g.whole(END), g.whole(1), to_name="present.prev_ids")
    table = g.weight(weights["slot.weight"])
    shifted = [ids] + [g.op("Slice", line, g.whole(k - j), g.whole(-j), g.whole(1)) for j in range(1, k + 1)]
    slots = [g.op("Gather", table, one) for one in shifted]
    x = g.op("Concat", *slots, g.op("Gather", g.weight(weights["free.weight"]), ids), axis=-1)

    frequency = (shape["theta"] ** (-np.arange(0, rotary, 2) / rotary)).astype(np.float32)
    place = g.op("Unsqueeze", g.op("Cast", positions, to=TensorProto.FLOAT), g.whole(1, 3))  # [B,1,S,1]
    angle = g.op("Mul", place, g.constant(frequency))
    cos, sin = g.op("Cos", angle), g.op("Sin", angle)

    def rotate(x: str) -> str:
        a, b, rest = g.split(x, [rotary // 2, rotary // 2, head - rotary])
        left = g.op("Sub", g.op("Mul", a, cos), g.op("Mul", b, sin))
        right = g.op("Add", g.op("Mul", a, sin), g.op("Mul", b, cos))
        return g.op("Concat", left, right, rest, axis=-1)

    def size(x: str, axis: int) -> str:
        return g.op("Squeeze", g.op("Slice", g.op("Shape", x), g.whole(axis), g.whole(axis + 1)), g.whole(0))

    visible = ""
    for layer in range(layers):
        part = f"blocks.{layer}."
        keys, values = (g.input(f"past.{layer}.{n}", TensorProto.FLOAT, ["B", heads, "P", head]) for n in ("key", "value"))
        h = rms(x, f"{part}norm1.weight")
        query = rotate(unit(split_heads(g.op("Add", linear(h, f"{part}q.weight"), g.constant(weights[f"{part}q_bias"])))))
        key = rotate(unit(split_heads(g.op("Add", linear(h, f"{part}k.weight"), g.constant(weights[f"{part}k_bias"])))))
        value = split_heads(linear(h, f"{part}v.weight"))
        all_keys = g.op("Concat", keys, key, axis=2, to_name=g.output(f"present.{layer}.key", TensorProto.FLOAT, ["B", heads, "T", head]))
        all_values = g.op("Concat", values, value, axis=2, to_name=g.output(f"present.{layer}.value", TensorProto.FLOAT, ["B", heads, "T", head]))
        if not visible:  # token i of this call stands at P + i and sees places 0 to P + i
            zero, one = (g.constant(np.int64(n)) for n in (0, 1))
            places = g.op("Range", zero, size(all_keys, 2), one)
            own = g.op("Range", size(keys, 2), size(all_keys, 2), one)
            visible = g.op("LessOrEqual", places, g.op("Unsqueeze", own, g.whole(1)))  # [S,T]
        score = g.op("MatMul", query, g.op("Transpose", all_keys, perm=[0, 1, 3, 2]))
        score = g.op("Mul", score, g.constant(weights[f"{part}gain"].reshape(1, heads, 1, 1)))
        share = g.op("Softmax", g.op("Where", visible, score, g.number(-1e9)), axis=-1)
        mixed = g.op("Transpose", g.op("MatMul", share, all_values), perm=[0, 2, 1, 3])
        x = g.op("Add", x, linear(g.op("Reshape", mixed, g.whole(0, 0, width)), f"{part}o.weight"))
        h = rms(x, f"{part}norm2.weight")
        gate = linear(h, f"{part}gate.weight")
        inner = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), linear(h, f"{part}up.weight"))
        x = g.op("Add", x, linear(inner, f"{part}down.weight"))
    g.op("MatMul", rms(x, "norm.weight"), g.weight(weights["out.weight"].T), to_name="logits")

    body = helper.make_graph(g.nodes, "strux-nano", g.inputs, g.outputs, g.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="strux")
    onnx.checker.check_model(model, full_check=True)
    return model
