# What the graphs of encoders share: a block of `Block` (model.py) whose tokens see what a mask lets them see, in ONNX's own operators.
import numpy as np
from onnx import TensorProto

from graph import Graph


class Parts:
    """Operators over the weights of one model."""

    def __init__(self, g: Graph, weights: dict[str, np.ndarray], shape: dict):
        self.g, self.weights = g, weights
        self.width, self.head, self.rotary, self.theta = (shape[name] for name in ("width", "head", "rotary", "theta"))
        self.heads = self.width // self.head

    def linear(self, x: str, name: str, to_name: str = "") -> str:
        return self.g.op("MatMul", x, self.g.weight(name, self.weights[name].T), to_name=to_name)

    def rms(self, x: str, name: str) -> str:
        g = self.g
        mean = g.op("ReduceMean", g.op("Mul", x, x), axes=[-1], keepdims=1)
        return g.op("Mul", g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.number(1e-6)))), g.constant(self.weights[name]))

    def turns(self, places: str) -> tuple[str, str]:
        """places [S] -> cosines and sines [S, rotary / 2]"""
        g = self.g
        frequency = (self.theta ** (-np.arange(0, self.rotary, 2) / self.rotary)).astype(np.float32)
        angle = g.op("Mul", g.op("Unsqueeze", g.op("Cast", places, to=TensorProto.FLOAT), g.whole(1)), g.constant(frequency))
        return g.op("Cos", angle), g.op("Sin", angle)

    def block(self, x: str, part: str, seen: str, turn: tuple[str, str]) -> str:
        """x [B,S,D], seen: bool, what broadcasts to [B,H,S,S]"""
        g = self.g
        h = self.rms(x, f"{part}norm1.weight")
        query, key = (self.side(h, f"{part}{name}", turn) for name in ("q", "k"))
        score = g.op("MatMul", query, g.op("Transpose", key, perm=[0, 1, 3, 2]))
        # score = gain * cosine
        score = g.op("Mul", score, g.constant(self.weights[f"{part}gain"].reshape(1, self.heads, 1, 1)))
        share = g.op("Softmax", g.op("Where", seen, score, g.number(-1e9)), axis=-1)
        mixed = g.op("MatMul", share, self.split(self.linear(h, f"{part}v.weight")))
        mixed = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), g.whole(0, 0, self.width))
        x = g.op("Add", x, self.linear(mixed, f"{part}o.weight"))
        h = self.rms(x, f"{part}norm2.weight")
        gate = self.linear(h, f"{part}gate.weight")
        inner = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), self.linear(h, f"{part}up.weight"))
        return g.op("Add", x, self.linear(inner, f"{part}down.weight"))

    def split(self, x: str) -> str:
        """[B,S,H*D] -> [B,H,S,D]"""
        g = self.g
        return g.op("Transpose", g.op("Reshape", x, g.whole(0, 0, self.heads, self.head)), perm=[0, 2, 1, 3])

    def side(self, h: str, name: str, turn: tuple[str, str]) -> str:
        """Queries or keys: each head of length 1, turned."""
        g = self.g
        x = self.split(g.op("Add", self.linear(h, f"{name}.weight"), g.constant(self.weights[f"{name}_bias"])))
        unit = g.op("Div", x, g.op("Max", g.op("ReduceL2", x, axes=[-1], keepdims=1), g.number(1e-12)))
        half, names = self.rotary // 2, [f"t{len(g.nodes)}_{i}" for i in range(3)]
        a, b, rest = g.several("Split", (unit, g.whole(half, half, self.head - self.rotary)), names, axis=3)
        cos, sin = turn
        left = g.op("Sub", g.op("Mul", a, cos), g.op("Mul", b, sin))
        right = g.op("Add", g.op("Mul", a, sin), g.op("Mul", b, cos))
        return g.op("Concat", left, right, rest, axis=-1)
