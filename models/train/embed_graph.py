# The embedder as an ONNX graph, node by node: opset 17 primitives, fp16-stored weights in the same file.
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from encoder_graph import Parts
from graph import END, Graph, Weights, size


class Inside(Weights):
    """Matrices in half precision as part of the graph."""

    def tensor(self, name: str, value: np.ndarray) -> TensorProto:
        return numpy_helper.from_array(np.ascontiguousarray(value, np.float16), name)


def build(weights: dict[str, np.ndarray], shape: dict) -> onnx.ModelProto:
    """input_ids, attention_mask [B,S] -> last_hidden_state [B,S,D]; states of paddings are zeros"""
    g = Graph(Inside())
    parts, near = Parts(g, weights, shape), shape["near"]
    given = g.input("input_ids", TensorProto.INT64, ["B", "S"])
    mask = g.input("attention_mask", TensorProto.INT64, ["B", "S"])
    g.output("last_hidden_state", TensorProto.FLOAT, ["B", "S", shape["width"]])

    # Whatever id a padding has, neighbours see 0 there, as beyond both ends of a text.
    ids = g.op("Mul", given, mask)
    wide = g.op("Pad", ids, g.whole(0, near, 0, near), g.constant(np.int64(0)))
    table = g.weight("table.weight", weights["table.weight"])
    last = 2 * near
    around = [g.op("Slice", wide, g.whole(j), g.whole(j - last if j < last else END), g.whole(1)) for j in range(last + 1)]
    entries = [g.op("Gather", table, one) for one in around]
    x = parts.linear(g.op("Concat", *entries, axis=-1), "mix.weight")

    length = g.op("Squeeze", size(g, ids, 1), g.whole(0))
    places = g.op("Range", g.constant(np.int64(0)), length, g.constant(np.int64(1)))
    turn = parts.turns(places)
    seen = g.op("Cast", g.op("Unsqueeze", mask, g.whole(1, 2)), to=TensorProto.BOOL)  # [B,1,1,S]
    for layer in range(shape["layers"]):
        x = parts.block(x, f"blocks.{layer}.", seen, turn)
    h = parts.rms(x, "norm.weight")
    counts = g.op("Sigmoid", g.op("Add", parts.linear(h, "weigh.weight"), g.constant(weights["weigh.bias"])))
    here, itself = g.several("Split", (counts, g.whole(1, 1)), ["here", "itself"], axis=-1)
    state = g.op("Add", g.op("Mul", parts.linear(h, "out.weight"), here), g.op("Mul", entries[near], itself))
    own = g.op("Cast", g.op("Unsqueeze", mask, g.whole(2)), to=TensorProto.FLOAT)
    g.op("Mul", state, own, to_name="last_hidden_state")

    body = helper.make_graph(g.nodes, "strux-embed", g.inputs, g.outputs, g.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="strux")
    onnx.checker.check_model(model, full_check=True)
    return model
