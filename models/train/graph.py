# The reader as an ONNX graph, node by node: opset 17, key-value cache and previous ids as state, fp16-stored weights in a file that
# both variants name. `build` attends by ONNX's own operators, for every provider; with fused=True by GroupQueryAttention, for GPUs.
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from model import ALIKE, FINDS, LOOKS, PARTS, TOLD, TURNS, YEAR, Shape

END = 2**62
LOCATION = "model.onnx_data"
ALIGN = 64
CONTRIB = "com.microsoft"


class Weights:
    """Matrices in half precision, each once, as bytes of one file."""

    def __init__(self):
        self.parts: list[bytes] = []
        self.places: dict[str, tuple[int, int]] = {}
        self.size = 0

    def tensor(self, name: str, value: np.ndarray) -> TensorProto:
        half = np.ascontiguousarray(value, np.float16)
        if name not in self.places:
            room = -self.size % ALIGN
            self.places[name] = (self.size + room, half.nbytes)
            self.parts.append(bytes(room) + half.tobytes())
            self.size += room + half.nbytes
        offset, length = self.places[name]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT16, dims=half.shape, data_location=TensorProto.EXTERNAL)
        for key, said in (("location", LOCATION), ("offset", offset), ("length", length)):
            tensor.external_data.add(key=key, value=str(said))
        return tensor

    def write(self, folder: Path) -> None:
        (folder / LOCATION).write_bytes(b"".join(self.parts))


class Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self, weights: Weights):
        self.weights = weights
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []

    def constant(self, value: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def whole(self, *numbers: int) -> str:
        return self.constant(np.array(numbers, np.int64))

    def number(self, value: float) -> str:
        return self.constant(np.float32(value))

    def weight(self, name: str, value: np.ndarray) -> str:
        """Stored in half precision, cast once when the graph is loaded."""
        self.constants.append(self.weights.tensor(name, value))
        return self.op("Cast", name, to=TensorProto.FLOAT)

    def op(self, kind: str, *inputs: str, to_name: str = "", **attributes) -> str:
        return self.several(kind, inputs, [to_name or f"t{len(self.nodes)}"], **attributes)[0]

    def several(self, kind: str, inputs: tuple[str, ...], outputs: list[str], **attributes) -> list[str]:
        self.nodes.append(helper.make_node(kind, list(inputs), outputs, name=f"n{len(self.nodes)}", **attributes))
        return outputs

    def input(self, name: str, kind: int, dims: list) -> str:
        self.inputs.append(helper.make_tensor_value_info(name, kind, dims))
        return name

    def default(self, name: str, value: np.ndarray, dims: list) -> str:
        """An input that may be left out."""
        self.constants.append(numpy_helper.from_array(value, name))
        return self.input(name, helper.np_dtype_to_tensor_dtype(value.dtype), dims)

    def output(self, name: str, kind: int, dims: list) -> str:
        self.outputs.append(helper.make_tensor_value_info(name, kind, dims))
        return name


def build(weights: dict[str, np.ndarray], shape: dict, store: Weights, positions: int, fused: bool = False) -> onnx.ModelProto:
    """
    input_ids, position_ids [B,S]; attention_mask [B,P+S]; past.prev_ids [B,k]; past.{l}.key/value [B,H,P,D]
    -> logits [B,S,V]; present.prev_ids [B,k]; present.{l}.key/value [B,H,P+S,D]; H is of the layer
    A row may be shorter than S: what fills it stands at its end, where its mask is 0. Of the fused variant masks are 1 up to the
    end of a row, whose keys lie without gaps; of the other they may hide any column, and an optional attention_bias, [B,1,S,P+S]
    or what broadcasts to it, is added to the scores.
    """
    g = Graph(store)
    layers, head, rotary, k = (shape[name] for name in ("layers", "head", "rotary", "previous"))
    vocab, words, heads_of = shape["vocab"], shape.get("word"), Shape(**shape).heads_of
    ids = g.input("input_ids", TensorProto.INT64, ["B", "S"])
    places = g.input("position_ids", TensorProto.INT64, ["B", "S"])
    mask = g.input("attention_mask", TensorProto.INT64, ["B", "T"])
    before = g.input("past.prev_ids", TensorProto.INT64, ["B", k])
    g.output("logits", TensorProto.FLOAT, ["B", "S", vocab])
    g.output("present.prev_ids", TensorProto.INT64, ["B", k])

    def linear(x: str, name: str) -> str:
        return g.op("MatMul", x, g.weight(name, weights[name].T))

    def rms(x: str, name: str) -> str:
        mean = g.op("ReduceMean", g.op("Pow", x, g.number(2)), axes=[-1], keepdims=1)
        return g.op("Mul", g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.number(1e-6)))), g.constant(weights[name]))

    def split(x: str) -> str:  # [B,S,H*D] -> [B,S,H,D]
        return g.op("Reshape", x, g.whole(0, 0, -1, head))

    def unit(x: str, name: str) -> str:  # [B,S,H,D], each head of length 1
        by_head = split(g.op("Add", linear(x, f"{name}.weight"), g.constant(weights[f"{name}_bias"])))
        return g.op("Div", by_head, g.op("Max", g.op("ReduceL2", by_head, axes=[-1], keepdims=1), g.number(1e-12)))

    # Slots: the token and the k before it, one table; k zeros before the start come in as past.prev_ids.
    line = g.op("Concat", before, ids, axis=1)
    own = tokens_of_row(g, mask, places, ids, fused)  # [B,1], how many of S are a row's own
    g.op("GatherElements", line, g.op("Add", own, g.whole(*range(k))), axis=1, to_name="present.prev_ids")
    table = g.weight("slot.weight", weights["slot.weight"])
    shifted = [ids] + [g.op("Slice", line, g.whole(k - j), g.whole(-j), g.whole(1)) for j in range(1, k + 1)]
    slots = [g.op("Gather", table, one) for one in shifted]
    cached = lambda layer, time: ["B", heads_of(layer), time, head]
    caches = [[g.input(f"past.{layer}.{what}", TensorProto.FLOAT, cached(layer, "P")) for what in ("key", "value")] for layer in range(layers)]
    local: list[list[str]] = [list(kinds) for kinds in shape.get("local") or ()]
    if words:
        marked = g.weight("marks", weights["marks"])
        marks, before_last = g.op("Gather", marked, ids), g.op("Gather", marked, shifted[2])
        numbers = Numbers(g, marks, before_last, mask, caches[0][0], local[0], head)
        place = Shape(**shape).areas()["part"]
        told = g.op("Concat", g.op("Gather", g.weight("word.weight", weights["word.weight"]), ids), *slots, axis=-1)
        told = g.op("Pad", told, g.whole(0, 0, 0, 0, 0, place.start - words - (k + 1) * shape["slot"]))
        sentence = g.op("Mul", g.op("Squeeze", numbers.phases["sentence"], g.whole(2)), g.number(TOLD))
        year = g.op("Mul", years(g, marks, g.op("Gather", marked, shifted[1]), before_last), g.number(YEAR))
        ends = g.op("Mul", g.op("Slice", marks, g.whole(0), g.whole(1), g.whole(2)), g.number(TOLD))
        found = g.op("Concat", year, g.op("Mul", year, g.number(0)), ends, axis=-1)
        x = g.op("Pad", g.op("Concat", told, sentence, found, axis=-1), g.whole(0, 0, 0, 0, 0, shape["width"] - place.stop - 3))
    else:
        x = g.op("Concat", *slots, g.op("Gather", g.weight("free.weight", weights["free.weight"]), ids), axis=-1)

    turn = (shape["theta"] ** (-np.arange(0, rotary, 2) / rotary)).astype(np.float32)
    attend = with_fused(g, mask, head, turn, positions) if fused else with_primitives(g, mask, places, head, turn)
    for layer in range(layers):
        part, past = f"blocks.{layer}.", caches[layer]
        present = [g.output(f"present.{layer}.{what}", TensorProto.FLOAT, cached(layer, "T")) for what in ("key", "value")]
        h = rms(x, f"{part}norm1.weight")
        # score = gain * cosine
        query = g.op("Mul", unit(h, f"{part}q"), g.constant(weights[f"{part}gain"].reshape(-1, 1)))
        key = unit(h, f"{part}k")
        value = linear(h, f"{part}v.weight")
        if layer < len(local):
            query, key = numbers.told(query, local[layer], False), numbers.told(key, local[layer], True)
        if words and layer == layers - 1:
            query, key = told_to(g, query, LOOKS, g.op("Mul", found, g.number(ALIKE))), told_to(g, key, LOOKS, numbers.phases["sentence"])
        if words and layer == layers - 2:
            value = g.op("Reshape", told_to(g, split(value), FINDS, numbers.phases["sentence"]), g.whole(0, 0, -1))
        mixed = attend(query, key, value, past, present, heads_of(layer))
        x = g.op("Add", x, linear(mixed, f"{part}o.weight"))
        if words and layer == layers - 1:
            break
        h = rms(x, f"{part}norm2.weight")
        gate = linear(h, f"{part}gate.weight")
        inner = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), linear(h, f"{part}up.weight"))
        x = g.op("Add", x, linear(inner, f"{part}down.weight"))
        if words and layer == layers - 2:
            last = (FINDS + 1) * head
            found = g.op("Slice", mixed, g.whole(last - 2 * len(TURNS)), g.whole(last), g.whole(2))  # [B,S,2*angles]
            x = g.op("Concat", g.op("Slice", x, g.whole(0), g.whole(-2 * len(TURNS)), g.whole(2)), g.op("Mul", found, g.number(TOLD)), axis=-1)
            found = g.op("Unsqueeze", found, g.whole(2))
    x = rms(x, "norm.weight")
    if words:
        x = linear(x, "read.weight")
    g.op("MatMul", x, g.weight("out.weight", weights["out.weight"].T), to_name="logits")

    body = helper.make_graph(g.nodes, "strux-nano", g.inputs, g.outputs, g.constants)
    opsets = [helper.make_opsetid("", 17)] + ([helper.make_opsetid(CONTRIB, 1)] if fused else [])
    return helper.make_model(body, opset_imports=opsets, ir_version=9, producer_name="strux")


class Numbers:
    """
    The part that each token is of (`parts` in model.py). How many have ended or begun is kept in the keys of the local heads of the
    first layer, in a dimension that no query asks for: so it is cut, copied and gathered with the cache.
    """

    def __init__(self, g: Graph, marks: str, before_last: str, mask: str, keys: str, kinds: list[str], head: int):
        """marks [B,S,5], those of the tokens themselves and of the ones two before; keys [B,H,P,D] of the first layer."""
        self.g, self.end = g, head - 2 * len(TURNS) - 1
        before = g.op("Slice", mask, g.whole(0), g.op("Sub", size(g, mask, 1), size(g, marks, 1)), g.whole(1))  # [B,P]
        seen = g.op("Cast", before, to=TensorProto.FLOAT)
        one = lambda x, at: g.op("Squeeze", g.op("Slice", x, g.whole(at), g.whole(at + 1), g.whole(2)), g.whole(2))  # [B,S]
        ends = g.op("Mul", one(marks, 0), g.op("Sub", g.number(1), one(before_last, len(PARTS))))
        self.counts = {}
        for at, kind in enumerate(PARTS):
            mark = one(marks, at) if at else ends
            held = g.op("Slice", keys, g.whole(kinds.index(kind), self.end), g.whole(kinds.index(kind) + 1, self.end + 1), g.whole(1, 3))
            counted = g.op("Mul", g.op("Squeeze", held, g.whole(1, 3)), seen)
            last = g.op("ReduceMax", g.op("Pad", counted, g.whole(0, 1, 0, 0)), axes=[1], keepdims=1)  # 0 where nothing is held
            self.counts[kind] = g.op("Add", last, g.op("CumSum", mark, g.constant(np.int64(1))))
        sentence, section, turn = (self.counts[kind] for kind in PARTS)
        sentence = g.op("Sub", sentence, ends)
        inside = g.op("Where", g.op("Greater", section, g.number(0)), g.op("Neg", section), sentence)
        self.phases = {kind: self.phase(number) for kind, number in zip(PARTS, (sentence, inside, turn))}

    def phase(self, number: str) -> str:  # [B,S] -> [B,S,1,2*angles]
        g = self.g
        angle = g.op("Mul", g.op("Unsqueeze", number, g.whole(2, 3)), g.constant(np.array(TURNS, np.float32)))
        return g.op("Concat", g.op("Cos", angle), g.op("Sin", angle), axis=-1)

    def told(self, x: str, kinds: list[str], key: bool) -> str:
        """x [B,S,H,D]: the last dimensions of local heads tell the number of the part, those of keys how many there have been."""
        g, n = self.g, len(kinds)
        own = g.op("Slice", x, g.whole(0, 0), g.whole(n, self.end), g.whole(2, 3))
        counts = [g.op("Unsqueeze", self.counts[kind], g.whole(2, 3)) for kind in kinds]
        count = g.op("Concat", *counts, axis=2) if n > 1 else counts[0]
        phases = [self.phases[kind] for kind in kinds]
        phase = g.op("Concat", *phases, axis=2) if n > 1 else phases[0]
        if not key:
            count, phase = g.op("Mul", count, g.number(0)), g.op("Mul", phase, g.number(ALIKE))
        own = g.op("Concat", own, count, phase, axis=3)
        return g.op("Concat", own, g.op("Slice", x, g.whole(n), g.whole(END), g.whole(2)), axis=2)


def years(g: Graph, marks: str, before: str, before_last: str) -> str:
    """[B,S,1], in centuries from 1960 (`years` in model.py); marks [B,S,5] of the tokens themselves, of those before and two before."""
    digits, hundred, month = (g.op("Slice", x, g.whole(4), g.whole(5), g.whole(2)) for x in (marks, before, before_last))
    is_year = g.op("And", g.op("Less", hundred, g.number(-1)), g.op("Greater", digits, g.number(0)))
    is_date = g.op("Cast", g.op("And", g.op("Equal", month, g.number(-1)), is_year), to=TensorProto.FLOAT)
    return g.op("Mul", is_date, g.op("Sub", g.op("Sub", g.op("Div", digits, g.number(100)), hundred), g.number(2.61)))


def told_to(g: Graph, x: str, which: int, told: str) -> str:
    """x [B,S,H,D], but that the last dimensions of one head are what is told [B,S,1,2*angles]; one before them is 0."""
    own = g.op("Slice", x, g.whole(which, 0), g.whole(which + 1, -2 * len(TURNS) - 1), g.whole(2, 3))
    ours = g.op("Concat", g.op("Pad", own, g.whole(0, 0, 0, 0, 0, 0, 0, 1)), told, axis=3)
    return g.op("Concat", g.op("Slice", x, g.whole(0), g.whole(which), g.whole(2)), ours, g.op("Slice", x, g.whole(which + 1), g.whole(END), g.whole(2)), axis=2)


def size(g: Graph, x: str, axis: int) -> str:
    return g.op("Slice", g.op("Shape", x), g.whole(axis), g.whole(axis + 1))  # [1]


def tokens_of_row(g: Graph, mask: str, places: str, ids: str, fused: bool) -> str:
    """[B,1]. Of the fused variant a row ends where its mask does, and its first token here stands at its first position."""
    if fused:
        first = g.op("Slice", places, g.whole(0), g.whole(1), g.whole(1))
        return g.op("Sub", g.op("ReduceSum", mask, g.whole(1), keepdims=1), first)
    steps = g.op("Squeeze", size(g, ids, 1), g.whole(0))
    here = g.op("Slice", mask, g.op("Neg", size(g, ids, 1)), g.whole(END), g.whole(1))  # [B,S]
    one = g.constant(np.int64(1))
    number = g.op("Range", one, g.op("Add", steps, one), one)
    last = g.op("ReduceMax", g.op("Cast", g.op("Mul", here, number), to=TensorProto.FLOAT), axes=[1], keepdims=1)
    return g.op("Cast", last, to=TensorProto.INT64)


def with_primitives(g: Graph, mask: str, places: str, head: int, turn: np.ndarray):
    half = len(turn)
    angle = g.op("Mul", g.op("Unsqueeze", g.op("Cast", places, to=TensorProto.FLOAT), g.whole(1, 3)), g.constant(turn))  # [B,1,S,R/2]
    cos, sin = g.op("Cos", angle), g.op("Sin", angle)
    bias = g.default("attention_bias", np.zeros((1, 1, 1, 1), np.float32), ["bias_B", "bias_H", "bias_S", "bias_T"])
    seen: list[str] = []  # [B,H,S,T]: the bias, and far below it what a token does not see

    def rotate(x: str) -> str:
        names = [f"t{len(g.nodes)}_{i}" for i in range(3)]
        a, b, rest = g.several("Split", (x, g.whole(half, half, head - 2 * half)), names, axis=3)
        left = g.op("Sub", g.op("Mul", a, cos), g.op("Mul", b, sin))
        right = g.op("Add", g.op("Mul", a, sin), g.op("Mul", b, cos))
        return g.op("Concat", left, right, rest, axis=-1)

    def shown(past: str) -> str:  # token i of this call stands in column P + i and sees those up to it that its mask lets it see
        zero, one = (g.constant(np.int64(n)) for n in (0, 1))
        total = g.op("Squeeze", size(g, mask, 1), g.whole(0))
        columns = g.op("Range", zero, total, one)
        own = g.op("Range", g.op("Squeeze", size(g, past, 2), g.whole(0)), total, one)
        causal = g.op("LessOrEqual", columns, g.op("Unsqueeze", own, g.whole(1)))  # [S,T]
        real = g.op("Unsqueeze", g.op("Cast", mask, to=TensorProto.BOOL), g.whole(1, 2))  # [B,1,1,T]
        return g.op("Where", g.op("And", causal, real), bias, g.number(-1e9))

    def attend(query: str, key: str, value: str, past: list[str], present: list[str], heads: int) -> str:
        across = lambda x: g.op("Transpose", x, perm=[0, 2, 1, 3])  # [B,S,H,D] -> [B,H,S,D]
        keys = g.op("Concat", past[0], rotate(across(key)), axis=2, to_name=present[0])
        split = g.op("Reshape", value, g.whole(0, 0, heads, head))
        values = g.op("Concat", past[1], across(split), axis=2, to_name=present[1])
        seen[:] = seen or [shown(past[0])]
        score = g.op("MatMul", rotate(across(query)), g.op("Transpose", keys, perm=[0, 1, 3, 2]))
        share = g.op("Softmax", g.op("Add", score, seen[0]), axis=-1)
        return g.op("Reshape", across(g.op("MatMul", share, values)), g.whole(0, 0, heads * head))

    return attend


def with_fused(g: Graph, mask: str, head: int, turn: np.ndarray, positions: int):
    # so many rotated dimensions of a head as the caches have, twice
    place = g.op("Unsqueeze", g.op("Range", g.number(0), g.number(positions), g.number(1)), g.whole(1))
    angle = g.op("Mul", place, g.constant(turn))  # [positions, R/2], computed once, when the graph is loaded
    cos, sin = g.op("Cos", angle), g.op("Sin", angle)
    length = g.op("ReduceSum", mask, g.whole(1), keepdims=0)
    last = g.op("Cast", g.op("Sub", length, g.whole(1)), to=TensorProto.INT32)
    total = g.op("Cast", g.op("Squeeze", size(g, mask, 1), g.whole(0)), to=TensorProto.INT32)

    def attend(query: str, key: str, value: str, past: list[str], present: list[str], heads: int) -> str:
        flat = lambda x: g.op("Reshape", x, g.whole(0, 0, heads * head))
        inputs = (flat(query), flat(key), value, *past, last, total, cos, sin)
        outputs = [f"t{len(g.nodes)}", *present]
        how = {"num_heads": heads, "kv_num_heads": heads, "do_rotary": 1, "rotary_interleaved": 0, "scale": 1.0}
        return g.several("GroupQueryAttention", inputs, outputs, domain=CONTRIB, **how)[0]

    return attend
