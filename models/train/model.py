# The reader: a small causal decoder whose input shows the current and five previous tokens side by side ("slots").
#
#   x = [E[t] E[t-1] ... E[t-5] | bag | out]        width 6*20 + 20 + 20 = 160; bag and out start from the table F[t]
#   x = [E[t] E[t-1] ... E[t-8] | bag | out | wide] for longer questions
#
# What makes it learn in minutes on one thread is where it starts (`prime`): queries and keys begin as matches between slots,
# two heads of the first layer begin as a soft window that writes the words nearby into `bag` (and one, which looks further back,
# into `wide`), and the last layer begins as a copy of the attended token into `out`, which the unembedding reads. Where tokens are
# weighted, the slots of frequent ones begin short, so that sums of slots match by what is rare: names and aspects
# (S. Arora, Y. Liang, T. Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017).
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    vocab: int
    width: int = 160
    layers: int = 3
    head: int = 32
    ffn: int = 256
    slot: int = 20
    previous: int = 5  # previous tokens beside the current one; the length of past.prev_ids
    rotary: int = 16  # rotated dimensions of each head; the others do not know positions
    theta: float = 10000.0
    wide: bool = False  # there is an area for what a question has said

    @property
    def heads(self) -> int:
        return self.width // self.head

    @property
    def slots(self) -> int:
        return self.previous + 1

    @property
    def bag(self) -> int:
        """The area behind the slots; `out` is the one behind it, then `wide`."""
        return self.slots

    @property
    def far(self) -> int:
        return self.bag + 2

    def record(self) -> dict:
        return asdict(self)


def angles(shape: Shape, length: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """cos, sin: [length, rotary / 2]"""
    frequency = shape.theta ** (-torch.arange(0, shape.rotary, 2, device=device) / shape.rotary)
    angle = torch.arange(length, device=device)[:, None] * frequency
    return angle.cos(), angle.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = cos.shape[-1]
    a, b, rest = x[..., :half], x[..., half : 2 * half], x[..., 2 * half :]
    return torch.cat([a * cos - b * sin, a * sin + b * cos, rest], -1)


class Block(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        width, ffn = shape.width, shape.ffn
        self.shape = shape
        self.norm1, self.norm2 = nn.RMSNorm(width, eps=1e-6), nn.RMSNorm(width, eps=1e-6)
        for name, out, fan_in in [("q", width, width), ("k", width, width), ("v", width, width), ("o", width, width),
                                  ("gate", ffn, width), ("up", ffn, width), ("down", width, ffn)]:  # fmt: skip
            matrix = nn.Linear(fan_in, out, bias=False)
            residual = name in ("o", "down")
            nn.init.normal_(matrix.weight, std=fan_in**-0.5 / (math.sqrt(2 * shape.layers) if residual else 1))
            setattr(self, name, matrix)
        self.q_bias, self.k_bias = nn.Parameter(torch.zeros(width)), nn.Parameter(torch.zeros(width))
        self.gain = nn.Parameter(torch.full((shape.heads, 1, 1), 10.0))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor | None = None) -> Tensor:
        """Causal, unless the `visible` tokens [batch, 1, 1, length] are told: every token then sees all of them."""
        batch, length, width = x.shape
        head = self.shape.head

        def split(t: Tensor) -> Tensor:
            return t.view(batch, length, -1, head).transpose(1, 2)

        h = self.norm1(x)
        # score = gain * cosine; the sqrt undoes the scale that scaled_dot_product_attention applies
        q = F.normalize(split(self.q(h) + self.q_bias), dim=-1) * self.gain * math.sqrt(head)
        k = F.normalize(split(self.k(h) + self.k_bias), dim=-1)
        q, k, v = rotate(q, cos, sin), rotate(k, cos, sin), split(self.v(h))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=visible, is_causal=visible is None)
        x = x + self.o(y.transpose(1, 2).reshape(batch, length, width))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))

    def scores(self, x: Tensor, cos: Tensor, sin: Tensor, picked: Tensor, heads: int) -> Tensor:
        """ln of what the first heads attend to from the picked tokens [n, heads, length], of their own and earlier ones."""
        batch, length, _ = x.shape
        head = self.shape.head
        h, rows = self.norm1(x), slice(0, heads * head)

        def of(matrix: nn.Linear, bias: Tensor) -> Tensor:
            t = F.linear(h, matrix.weight[rows], bias[rows]).view(batch, length, heads, head).transpose(1, 2)
            return rotate(F.normalize(t.float(), dim=-1), cos, sin)

        q, k = of(self.q, self.q_bias) * self.gain[:heads], of(self.k, self.k_bias)
        row, place = picked.nonzero(as_tuple=True)
        score = torch.einsum("nhd,nhld->nhl", q[row, :, place], k[row])
        later = torch.arange(length, device=x.device) > place[:, None]
        return score.masked_fill(later[:, None], -torch.inf).log_softmax(-1)


class Reader(nn.Module):
    def __init__(self, shape: Shape, seed: int = 0, weights: Tensor | None = None):
        """weights [vocab]: how long the slot of each token begins, 1 for the longest."""
        super().__init__()
        torch.manual_seed(seed)
        self.shape = shape
        self.slot = nn.Embedding(shape.vocab, shape.slot)
        self.free = nn.Embedding(shape.vocab, shape.width - shape.slots * shape.slot)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=1e-6)
        self.out = nn.Linear(shape.width, shape.vocab, bias=False)
        nn.init.normal_(self.free.weight, std=0.1)
        nn.init.normal_(self.out.weight, std=0.02)
        prime(self, weights)

    def forward(self, ids: Tensor, picked: Tensor | None = None, heads: int = 0) -> Tensor | tuple[Tensor, Tensor]:
        """
        ids [batch, length] -> logits [batch, length, vocab], or [n, vocab] at the `picked` places; with `heads` also ln of what so
        many heads of the last layer attend to from there, [n, heads, length].
        """
        shape = self.shape
        shifted = [F.pad(ids, (j, 0))[:, : ids.shape[1]] for j in range(shape.slots)]  # id 0 before the start
        x = torch.cat([self.slot(one) for one in shifted] + [self.free(ids)], -1)
        cos, sin = angles(shape, ids.shape[1], ids.device)
        for block in self.blocks:
            before, x = x, block(x, cos, sin)
        if picked is not None:
            x = x[picked]
        logits = self.out(self.norm(x))
        return (logits, self.blocks[-1].scores(before, cos, sin, picked, heads)) if heads else logits


# Slot numbers: 0 = the token itself, then the tokens before it, then bag and out. At "Answer:" after "What is the price of
# Tarvel?" slot 2 and 3 hold the syllables and 5 the aspect: from slot 2 on is where a question's keys are.
def matches(shape: Shape) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """(query slots, key slots) of the heads, in turn, from the last layer but one."""
    bag, last = shape.bag, shape.previous
    key, near = tuple(range(2, last + 1)), tuple(range(1, last + 1))
    if shape.wide:
        said, far = tuple(range(last + 1)), (shape.far,)
        return [(far, near), GOES_ON, (far, said), (far, near), (far, (bag,)), (far, near), GOES_ON, (far, far),
                (far, near), (far, (1, 2))]  # fmt: skip
    return [(key, (bag,)), (key, near), ((last,), (bag,)), ((0,), (1,)), ((*key, bag), (*near, bag)),
            (key, (bag,)), (key, (*near, bag)), ((2,), (bag,)), ((0,), (1,)), ((3,), (bag,))]  # fmt: skip


# Slot by slot, where others match any of theirs with any: what an answer has said last stands before what comes next in it.
GOES_ON = ((0, 1, 2), (1, 2, 3))
EARLY = [((0,), (1,)), ((1,), (2,)), ((0,), (2,))]
WINDOW_HEADS = (0, 2)
WIDE_HEAD = 4


def orthonormal(rows: int, columns: int) -> Tensor:
    tall = torch.linalg.qr(torch.randn(max(rows, columns), min(rows, columns)))[0]
    return tall if rows >= columns else tall.T


@torch.no_grad()
def prime(model: Reader, weights: Tensor | None) -> None:
    shape, head, n = model.shape, model.shape.head, model.shape.slot
    slots = F.normalize(torch.randn_like(model.slot.weight), dim=-1) * math.sqrt(n)
    model.slot.weight.copy_(slots if weights is None else slots * weights[:, None])
    model.free.weight[:, :n] = 0  # the bag starts empty
    pairs = matches(shape)

    def area(j: int) -> slice:
        return slice(j * n, (j + 1) * n)

    for layer, block in enumerate(model.blocks):
        for h in range(shape.heads):
            rows = slice(h * head, (h + 1) * head)
            block.q.weight[rows] *= 0.2
            block.k.weight[rows] *= 0.2
            if layer == 0 and h in WINDOW_HEADS:
                window(block, h, shape, (shape.rotary // 16, shape.rotary // 8))
                move(block, rows, area(0), area(shape.bag), 2.0)
                continue
            if shape.wide and layer == 0 and h == WIDE_HEAD:
                window(block, h, shape, (shape.rotary // 8, 3 * shape.rotary // 16))
                move(block, rows, area(0), area(shape.far), 4.0)
                continue
            late = layer - (shape.layers - 2)
            asked, told = pairs[(late * shape.heads + h) % len(pairs)] if late >= 0 else EARLY[h % len(EARLY)]
            if (asked, told) == GOES_ON:
                step = head // len(asked)
                for place, (j, k) in enumerate(zip(asked, told)):
                    part = slice(h * head + place * step, h * head + (place + 1) * step)
                    match = orthonormal(step, n)
                    block.q.weight[part, area(j)] += match
                    block.k.weight[part, area(k)] += match
            else:
                match = orthonormal(head, n)
                for j in asked:
                    block.q.weight[rows, area(j)] += match
                for j in told:
                    block.k.weight[rows, area(j)] += match
            if asked == (shape.far,):
                block.gain[h] = 20.0
                back(block, h, shape)
            if layer == shape.layers - 1:
                move(block, rows, area(0), area(shape.bag + 1), 1.0)
    model.out.weight[:, area(shape.bag + 1)] += 0.2 * slots


# Equal biases on two rotary pairs: the score is then highest at the token itself and falls off over five to eight tokens; with
# pairs that turn more slowly, over a dozen.
def window(block: Block, h: int, shape: Shape, pairs: tuple[int, int]) -> None:
    block.gain[h] = 4.0
    for pair in pairs:
        block.q_bias[h * shape.head + pair] = 3.0
        block.k_bias[h * shape.head + pair] = 3.0


# Biases of opposite sign on a pair that turns slowly: the score is lowest at the token itself and rises over some hundred tokens. A
# question looks for what it asks in the document, and finds it in itself first.
def back(block: Block, h: int, shape: Shape) -> None:
    pair = h * shape.head + 3 * shape.rotary // 16
    block.q_bias[pair], block.k_bias[pair] = 5.0, -4.0


# Values read one area of the attended position, the output writes it into another.
def move(block: Block, rows: slice, source: slice, target: slice, strength: float) -> None:
    carry = orthonormal(rows.stop - rows.start, source.stop - source.start)
    block.v.weight[rows] *= 0.2
    block.v.weight[rows, source] += carry
    block.o.weight[target, rows] += strength * carry.T
