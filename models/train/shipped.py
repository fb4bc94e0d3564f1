# The weights of a model directory, to train on from them: what train.py --start takes besides a checkpoint.
# Where each weight lies in the graph is found by building the same graph of weights that are all different.
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from graph import Weights, build
from model import Reader, Shape


def shape_of(folder: Path) -> Shape:
    told = json.loads((folder / "config.json").read_text())
    return Shape(vocab=told["vocab_size"], width=told["hidden_size"], layers=told["num_hidden_layers"], head=told["head_dim"],
                 ffn=told["intermediate_size"], slot=told["slot_size"], previous=told["num_previous_ids"], rotary=told["rotary_dim"],
                 theta=told["rope_theta"], inner=told["num_attention_heads"] * told["head_dim"], word=told.get("word_size", 0), read=told.get("read_size", 0),
                 local=told.get("local_heads", ()))  # fmt: skip


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    """As they are stored, matrices in half precision."""
    shape = shape_of(folder)
    wanted = Reader(shape, 0).state_dict()
    random = np.random.default_rng(0)
    made = {name: random.standard_normal(tensor.shape).astype(np.float32) for name, tensor in wanted.items()}
    told = onnx.load(str(folder / "onnx" / "model.onnx")).graph.initializer
    twin = Weights()
    graph = build(made, shape.record(), twin, json.loads((folder / "config.json").read_text())["max_position_embeddings"]).graph
    data = b"".join(twin.parts)
    found: dict[str, torch.Tensor] = {}
    for ours, theirs in zip(graph.initializer, told, strict=True):
        value = numpy_helper.to_array(theirs).astype(np.float32)
        here = here_of(ours, twin, data)
        if here.dtype.kind != "f":
            continue  # no whole number is a weight
        for name, one in made.items():
            for turned in (False, True):
                same = one.T if turned else one
                if name not in found and same.size == here.size and np.array_equal(same.astype(here.dtype).ravel(), here.ravel()):
                    stored = value.reshape(same.shape)
                    found[name] = torch.from_numpy(np.ascontiguousarray(stored.T if turned else stored))
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise SystemExit(f"{folder} has no {', '.join(missing)}")
    return found


def here_of(tensor: onnx.TensorProto, twin: Weights, data: bytes) -> np.ndarray:
    if tensor.data_location != onnx.TensorProto.EXTERNAL:
        return numpy_helper.to_array(tensor)
    offset, length = twin.places[tensor.name]
    return np.frombuffer(data[offset : offset + length], np.float16).reshape(tuple(tensor.dims))
