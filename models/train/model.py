# The reader: a small causal decoder whose input shows the current and a few previous tokens side by side ("slots").
#
#   x = [E[t] E[t-1] ... E[t-5] | bag | out]                 width 6*20 + 20 + 20 = 160; bag and out start from the table F[t]
#   x = [W[t] | E[t] E[t-1] E[t-2] | bag | far | out | part | found]
#                                                            width 64 + 3*32 + 64 + 64 + 32 + 8 + 8 = 336, where words have a table of their own
#
# What makes it learn in minutes on one thread is where it starts (`prime`): queries and keys begin as matches between slots,
# two heads of the first layer begin as a soft window that writes the words nearby into `bag` (and one, which looks further back,
# into `far`), and the last layer begins as a copy of the attended token into `out`, which the unembedding reads. The table W is
# given: vectors by which a sum of the words of a question is nearest to the sum of those that answer it (words.py), so that the
# heads that match sums find most of what is asked before any training. `part` tells the number of the sentence that a token is of; a head
# that has found a sentence writes its number into `found`, and one of the next layer looks through that sentence.
import math
from dataclasses import asdict, dataclass
from itertools import accumulate

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    vocab: int
    width: int = 160
    layers: int = 3
    head: int = 32
    inner: int = 0  # dimensions of all heads of a layer; 0: as many as the width
    ffn: int = 256
    slot: int = 20
    previous: int = 5  # previous tokens beside the current one; the length of past.prev_ids
    rotary: int = 16  # rotated dimensions of each head; the others do not know positions
    theta: float = 10000.0
    word: int = 0  # dimensions of the table of words, of the bag and of what a question has said; 0: there is one table for all
    read: int = 0  # dimensions between the last layer and the unembedding; 0: none between
    # of the first layers, heads that see their own part of the text alone: a sentence, a section, a turn
    local: tuple[tuple[str, ...], ...] = ()

    @property
    def heads(self) -> int:
        return (self.inner or self.width) // self.head

    @property
    def slots(self) -> int:
        return self.previous + 1

    @property
    def free(self) -> int:
        """Of the input, what is neither word nor slot."""
        return self.width - self.word - self.slots * self.slot

    def areas(self) -> dict[str, slice]:
        """Where in the input what stands: "0" is the slot of the token itself, "1" of the one before it."""
        sizes = {"word": self.word} if self.word else {}
        sizes |= {str(j): self.slot for j in range(self.slots)}
        behind = {"bag": self.word, "far": self.word, "out": self.slot, "part": 2 * len(TURNS), "found": 2 * len(TURNS)}
        sizes |= behind if self.word else {"bag": self.slot, "out": self.slot}
        ends = dict(zip(sizes, accumulate(sizes.values())))
        return {name: slice(ends[name] - size, ends[name]) for name, size in sizes.items()}

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


# Parts of a text are numbered by tokens that end or begin them. A local head adds, to what its query and key say, how alike the numbers
# of their parts are: the mean cosine of turns by these angles is 1 for the same number, at most 0.60 up to 60 numbers apart, and 0.79 up to 400.
PARTS = ("sentence", "section", "turn")
MARKS = 4
TURNS = (2.6171, 2.5542, 0.6503, 2.2732)
SAME = 40.0
TOLD = 2.0  # the same numbers are in the input, so much larger


def parts(marks: Tensor) -> dict[str, Tensor]:
    """
    The number of the part that each token is of, [batch, length]. marks [batch, length, 4]: it ends a sentence, begins a section,
    begins a turn; it is followed by a number and a full stop that ends nothing. Before the first section sentences are sections.
    """
    ends, sections, turns, numbers = marks.unbind(-1)
    ends = ends * (1 - F.pad(numbers, (2, 0))[:, : ends.shape[1]])
    sentence, section = ends.cumsum(1) - ends, sections.cumsum(1)
    return {"sentence": sentence, "section": torch.where(section > 0, -section, sentence), "turn": turns.cumsum(1)}


def phases(numbers: dict[str, Tensor]) -> dict[str, Tensor]:
    """[batch, length, 2 * angles]"""
    turns = torch.tensor(TURNS, device=numbers["turn"].device)
    return {kind: torch.cat([(n[..., None] * turns).cos(), (n[..., None] * turns).sin()], -1) for kind, n in numbers.items()}


class Block(nn.Module):
    def __init__(self, shape: Shape, local: tuple[str, ...] = ()):
        """local: of what part the first heads are."""
        super().__init__()
        self.local = local
        width, ffn, inner = shape.width, shape.ffn, shape.heads * shape.head
        self.shape = shape
        self.norm1, self.norm2 = nn.RMSNorm(width, eps=1e-6), nn.RMSNorm(width, eps=1e-6)
        for name, out, fan_in in [("q", inner, width), ("k", inner, width), ("v", inner, width), ("o", width, inner),
                                  ("gate", ffn, width), ("up", ffn, width), ("down", width, ffn)]:  # fmt: skip
            matrix = nn.Linear(fan_in, out, bias=False)
            residual = name in ("o", "down")
            nn.init.normal_(matrix.weight, std=fan_in**-0.5 / (math.sqrt(2 * shape.layers) if residual else 1))
            setattr(self, name, matrix)
        self.q_bias, self.k_bias = nn.Parameter(torch.zeros(inner)), nn.Parameter(torch.zeros(inner))
        self.gain = nn.Parameter(torch.full((shape.heads, 1, 1), 10.0))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor | None = None, phase: dict[str, Tensor] | None = None) -> Tensor:
        """Causal, unless the `visible` tokens [batch, 1, 1, length] are told: every token then sees all of them. phase: see `phases`."""
        batch, length, _ = x.shape
        head = self.shape.head

        def split(t: Tensor) -> Tensor:
            return t.view(batch, length, -1, head).transpose(1, 2)

        h = self.norm1(x)
        # score = gain * cosine; the sqrt undoes the scale that scaled_dot_product_attention applies
        q = F.normalize(split(self.q(h) + self.q_bias), dim=-1) * self.gain * math.sqrt(head)
        k = F.normalize(split(self.k(h) + self.k_bias), dim=-1)
        q, k, v = rotate(q, cos, sin), rotate(k, cos, sin), split(self.v(h))
        if self.local and phase:
            q, k = self.own(q, phase, SAME / len(TURNS) * math.sqrt(head)), self.own(k, phase, 1.0)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=visible, is_causal=visible is None)
        x = x + self.o(y.transpose(1, 2).reshape(batch, length, -1))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))

    def own(self, x: Tensor, phase: dict[str, Tensor], scale: float) -> Tensor:
        """The last dimensions of local heads tell the number of the part; one before them is left for it as it is."""
        end = x.shape[-1] - 2 * len(TURNS) - 1
        told = torch.stack([phase[kind] for kind in self.local], 1).to(x.dtype) * scale
        ours = torch.cat([F.pad(x[:, : len(self.local), :, :end], (0, 1)), told], -1)
        return torch.cat([ours, x[:, len(self.local) :]], 1)

    def scores(self, x: Tensor, cos: Tensor, sin: Tensor, picked: Tensor, heads: int) -> Tensor:
        """ln of what the first heads attend to from the picked tokens [n, heads, length], of their own and earlier ones."""
        batch, length, _ = x.shape
        head = self.shape.head
        h, rows = self.norm1(x), slice(0, heads * head)

        def of(matrix: nn.Linear, bias: Tensor) -> Tensor:
            t = F.linear(h, matrix.weight[rows], bias[rows]).view(batch, length, heads, head).transpose(1, 2)
            return rotate(F.normalize(t.float(), dim=-1), cos, sin)

        q, k = of(self.q, self.q_bias) * self.gain[:heads], of(self.k, self.k_bias)
        at = picked.flatten().nonzero()[:, 0]
        # all pairs are fewer numbers than the keys of each picked token
        score = (q @ k.transpose(2, 3)).transpose(1, 2).flatten(0, 1).index_select(0, at)
        later = torch.arange(length, device=x.device) > (at % length)[:, None]
        return score.masked_fill(later[:, None], -torch.inf).log_softmax(-1)


class Reader(nn.Module):
    def __init__(self, shape: Shape, seed: int = 0, words: Tensor | None = None, marks: Tensor | None = None, stems: Tensor | None = None):
        """
        words [vocab, word]: where the table of words begins; marks [vocab, 4]: which tokens end or begin a part (`parts`);
        stems [vocab]: slots of tokens with the same number begin near each other. Of shapes with words alone.
        """
        super().__init__()
        torch.manual_seed(seed)
        self.shape = shape
        self.slot = nn.Embedding(shape.vocab, shape.slot)
        if shape.word:
            self.word = nn.Embedding(shape.vocab, shape.word)
            self.read = nn.Linear(shape.width, shape.read, bias=False)
            self.register_buffer("marks", torch.zeros(shape.vocab, MARKS) if marks is None else marks)
        else:
            self.free = nn.Embedding(shape.vocab, shape.free)
            nn.init.normal_(self.free.weight, std=0.1)
        local = dict(enumerate(shape.local))
        self.blocks = nn.ModuleList(Block(shape, local.get(layer, ())) for layer in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=1e-6)
        self.out = nn.Linear(shape.read or shape.width, shape.vocab, bias=False)
        nn.init.normal_(self.out.weight, std=0.02)
        prime(self, words, stems)

    def input(self, ids: Tensor, phase: dict[str, Tensor] | None) -> Tensor:
        shifted = [F.pad(ids, (j, 0))[:, : ids.shape[1]] for j in range(self.shape.slots)]  # id 0 before the start
        slots = [self.slot(one) for one in shifted]
        if not self.shape.word:
            return torch.cat([*slots, self.free(ids)], -1)
        part = self.shape.areas()["part"]
        told = torch.cat([self.word(ids), *slots], -1)
        told = F.pad(told, (0, part.start - told.shape[-1]))
        return F.pad(torch.cat([told, TOLD * phase["sentence"]], -1), (0, self.shape.width - part.stop))

    def forward(self, ids: Tensor, picked: Tensor | None = None, heads: int = 0) -> Tensor | tuple[Tensor, ...]:
        """
        ids [batch, length] -> logits [batch, length, vocab], or [n, vocab] at the `picked` places; with `heads` also ln of what so
        many heads of the last layer attend to from there, [n, heads, length], and of shapes with words the head that finds sentences,
        [n, length].
        """
        phase = phases(parts(self.marks[ids])) if self.shape.word else None
        x = self.input(ids, phase)
        cos, sin = angles(self.shape, ids.shape[1], ids.device)
        before = []
        for block in self.blocks:
            before.append(x)
            x = block(x, cos, sin, phase=phase)
        if picked is not None:
            x = x[picked]
        x = self.norm(x)
        logits = self.out(self.read(x) if self.shape.word else x)
        if not heads:
            return logits
        told = self.blocks[-1].scores(before[-1], cos, sin, picked, heads)
        if not self.shape.word:
            return logits, told
        return logits, told, self.blocks[-2].scores(before[-2], cos, sin, picked, FINDS + 1)[:, FINDS]


# What heads match, in turn, from the last layer but one: areas of the asking token with areas of the others. At "Answer:" after "What is
# the price of Tarvel?" the keys of the question are in slot 2 and those behind it.
Match = tuple[tuple[str, ...], tuple[str, ...]]


def matches(shape: Shape) -> list[Match]:
    if shape.word:
        far, bag = ("far",), ("bag",)
        return [(("word",), ("word",)), (far, bag), GOES_ON, (("word",), bag), (far, bag), (far, bag), GOES_ON, (far, ("bag", "word"))]
    near = tuple(str(j) for j in range(1, shape.slots))
    key, last = near[1:], near[-1:]
    return [(key, ("bag",)), (key, near), (last, ("bag",)), (("0",), ("1",)), ((*key, "bag"), (*near, "bag")),
            (key, ("bag",)), (key, (*near, "bag")), (("2",), ("bag",)), (("0",), ("1",)), (("3",), ("bag",))]  # fmt: skip


# How much of the mean of its part a local head adds.
BAG = {"sentence": 3.0, "section": 1.5, "turn": 4.0}
# Slot by slot, where others match any of theirs with any: what an answer has said last stands before what comes next in it.
GOES_ON = (("0", "1"), ("1", "2"))
EARLY: list[Match] = [(("0",), ("1",)), (("1",), ("2",)), (("0",), ("2",))]
WINDOW_HEADS = (0, 2)


def orthonormal(rows: int, columns: int) -> Tensor:
    tall = torch.linalg.qr(torch.randn(max(rows, columns), min(rows, columns)))[0]
    return tall if rows >= columns else tall.T


@torch.no_grad()
def prime(model: Reader, words: Tensor | None, stems: Tensor | None) -> None:
    shape, head = model.shape, model.shape.head
    slots = torch.randn_like(model.slot.weight)
    if stems is not None:
        slots = 0.6 * slots + 0.8 * torch.randn_like(slots)[stems]
    slots = F.normalize(slots, dim=-1) * math.sqrt(shape.slot)
    model.slot.weight.copy_(slots)
    if words is not None:
        model.word.weight.copy_(words)
    if not shape.word:
        model.free.weight[:, : shape.slot] = 0  # the bag starts empty
    areas, pairs = shape.areas(), matches(shape)
    near = areas.get("word", areas["0"])
    for layer, block in enumerate(model.blocks):
        for h in range(shape.heads):
            rows = slice(h * head, (h + 1) * head)
            block.q.weight[rows] *= 0.2
            block.k.weight[rows] *= 0.2
            if layer == 0 and shape.word and h < len(block.local):
                block.gain[h] = 2.0
                if block.local[h] == "section":
                    # a section begins with its name
                    block.gain[h] = 12.0
                    back(block, h, shape)
                move(block, rows, near, areas["far" if block.local[h] == "turn" else "bag"], BAG[block.local[h]])
                continue
            if layer == 0 and not shape.word and h in WINDOW_HEADS:
                window(block, h, shape, (shape.rotary // 16, shape.rotary // 8))
                move(block, rows, areas["0"], areas["bag"], 2.0)
                continue
            late = layer - (shape.layers - 2)
            match = pairs[(late * shape.heads + h) % len(pairs)] if late >= 0 else EARLY[h % len(EARLY)]
            look(block, rows, [areas[one] for one in match[0]], [areas[one] for one in match[1]], match == GOES_ON)
            if match[0] == ("far",):
                block.gain[h] = 20.0
                back(block, h, shape)
            if layer == shape.layers - 1:
                move(block, rows, areas["0"], areas["out"], 1.0)
    if shape.word:
        finds(model.blocks[-2], model.blocks[-1], areas)
        # the first dimensions read what was copied
        n = areas["out"].stop - areas["out"].start
        nn.init.normal_(model.read.weight, std=shape.width**-0.5)
        model.read.weight[:n] *= 0.2
        model.read.weight[:n, areas["out"]] += torch.eye(n)
        model.out.weight[:, :n] += 0.2 * slots
    else:
        model.out.weight[:, areas["out"]] += 0.2 * slots


FINDS, LOOKS = 1, 1  # the heads that find a sentence, and look through it


def finds(first: Block, second: Block, areas: dict[str, slice]) -> None:
    head = first.shape.head
    carry = orthonormal(head, areas["part"].stop - areas["part"].start)
    rows = slice(FINDS * head, (FINDS + 1) * head)
    first.v.weight[rows, areas["part"]] += carry
    first.o.weight[areas["found"], rows] += 2.0 * carry.T
    rows = slice(LOOKS * head + first.shape.rotary, (LOOKS + 1) * head)
    match = 2.0 * orthonormal(rows.stop - rows.start, areas["part"].stop - areas["part"].start)
    second.q.weight[rows, areas["found"]] += match
    second.k.weight[rows, areas["part"]] += match


def look(block: Block, rows: slice, asked: list[slice], told: list[slice], one_by_one: bool) -> None:
    """Queries of the `asked` areas and keys of the `told` ones match: any with any, or each with its own part of the head."""
    # sums are matched in the dimensions that do not know positions
    first = rows.start + (block.shape.rotary if block.shape.word else 0)
    step = (rows.stop - first) // (len(asked) if one_by_one else 1)
    for place in range((rows.stop - first) // step):
        part = slice(first + place * step, first + (place + 1) * step)
        match = orthonormal(step, asked[0].stop - asked[0].start)
        for area in asked[place : place + 1] if one_by_one else asked:
            block.q.weight[part, area] += match
        for area in told[place : place + 1] if one_by_one else told:
            block.k.weight[part, area] += match


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
