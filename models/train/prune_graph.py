# The pruner as an ONNX graph, node by node: opset 17 primitives, both heads out of one pass, fp16-stored weights in a file beside it.
import numpy as np
import onnx
from onnx import TensorProto, helper

from encoder_graph import Parts
from graph import Graph, Weights


def build(weights: dict[str, np.ndarray], shape: dict, store: Weights) -> onnx.ModelProto:
    """input_ids, attention_mask [B,S] -> logits [B,S,2] of drop and keep, relevance [B,1]"""
    g = Graph(store)
    parts, slots = Parts(g, weights, shape), shape["before"] + 1 + shape["after"]
    given = g.input("input_ids", TensorProto.INT64, ["B", "S"])
    mask = g.input("attention_mask", TensorProto.INT64, ["B", "S"])
    g.output("logits", TensorProto.FLOAT, ["B", "S", 2])
    g.output("relevance", TensorProto.FLOAT, ["B", 1])

    # Slots: each token with those before and behind it; padding is id 0, as is what lies outside.
    ids = g.op("Mul", given, mask)
    length = g.op("Slice", g.op("Shape", ids), g.whole(1), g.whole(2))
    line = g.op("Pad", ids, g.whole(0, shape["before"], 0, shape["after"]), g.constant(np.int64(0)))
    table = g.weight("slot.weight", weights["slot.weight"])
    shifted = [g.op("Slice", line, g.whole(j), g.op("Add", length, g.whole(j)), g.whole(1)) for j in range(slots)]

    # The question: what stands between the first token and the first <sep>.
    zero, one = g.constant(np.int64(0)), g.constant(np.int64(1))
    places = g.op("Range", zero, g.op("Squeeze", length, g.whole(0)), one)
    end = g.op("ArgMax", g.op("Cast", g.op("Equal", ids, g.constant(np.int64(shape["sep"]))), to=TensorProto.FLOAT), axis=1, keepdims=1)
    asked = g.op("And", g.op("Greater", places, zero), g.op("Less", places, end))
    asked = g.op("Unsqueeze", g.op("Cast", asked, to=TensorProto.FLOAT), g.whole(2))
    free = g.op("Add", g.op("Gather", g.weight("free.weight", weights["free.weight"]), ids), g.op("Mul", asked, g.constant(weights["asked"])))
    x = g.op("Concat", *(g.op("Gather", table, one_slot) for one_slot in shifted), free, axis=-1)
    turn = parts.turns(places)

    # What each head sees: its own sentence, or everything. What ends a sentence belongs to it.
    flags = np.zeros(shape["vocab"], np.int64)
    flags[[shape["sep"], *shape["ends"]]] = 1
    last = g.op("Gather", g.constant(flags), ids)
    sentence = g.op("Sub", g.op("CumSum", last, g.constant(np.int64(1))), last)
    row, column = g.op("Unsqueeze", sentence, g.whole(1, 3)), g.op("Unsqueeze", sentence, g.whole(1, 2))
    seen = g.op("Cast", g.op("Unsqueeze", mask, g.whole(1, 2)), to=TensorProto.BOOL)  # [B,1,1,S]
    told = g.op("Greater", places, end)
    question = g.op("Not", g.op("Unsqueeze", told, g.whole(1, 2)))
    everything = g.op("And", seen, g.op("Or", g.op("Unsqueeze", told, g.whole(1, 3)), question))  # [B,1,S,S]
    own = g.op("And", everything, g.op("Equal", row, column))
    visible = g.op("Concat", *[own] * shape["local"], *[everything] * (parts.heads - shape["local"]), axis=1)
    for layer in range(shape["layers"]):
        x = parts.block(x, f"blocks.{layer}.", visible, turn)
    x = parts.rms(x, "norm.weight")
    # The score: how surely the best tokens of the document are kept.
    parts.linear(x, "keep.weight", "logits")
    margin = g.op("Sub", *(g.op("Squeeze", g.op("Slice", "logits", g.whole(n), g.whole(n + 1), g.whole(2)), g.whole(2)) for n in (1, 0)))
    told = g.op("And", told, g.op("Cast", mask, to=TensorProto.BOOL))
    g.op("ReduceLogSumExp", g.op("Where", told, margin, g.number(-1e4)), axes=[1], keepdims=1, to_name="relevance")

    body = helper.make_graph(g.nodes, "strux-prune", g.inputs, g.outputs, g.constants)
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="strux")
