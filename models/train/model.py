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
# heads that match sums find most of what is asked before any training. `part` tells the number of the sentence that a token is of. One head
# of the last layer but one finds a sentence (FINDS): what it attends to says its number in `found`, and the one head of the last layer
# (LOOKS), which has nothing else, sees that sentence above all, so that what stands before the words that were asked for is read too.
# Until then `found` tells the year of a date, by the first head how late the dates of a sentence are, and where sentences end: there
# all is known that they say, and of two that say the same the later one is found.
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

    def heads_of(self, layer: int) -> int:
        """Where words have a table the last layer is one head that looks through a sentence."""
        return 1 if self.word and layer == self.layers - 1 else self.heads

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
MARKS = 5
TURNS = (2.6171, 2.5542, 0.6503, 2.2732)
SAME = 40.0
ALIKE = SAME / len(TURNS)
TOLD = 2.0  # the same numbers are in the input, so much larger
FINDS, LOOKS = 1, 0  # the heads that find a sentence, and look through it
YEAR = 5.0  # to a century


def parts(marks: Tensor) -> dict[str, Tensor]:
    """
    The number of the part that each token is of, [batch, length]. marks [batch, length, 5]: it ends a sentence, begins a section,
    begins a turn; it is followed by a number and a full stop that ends nothing; see `years`. Before the first section sentences are
    sections.
    """
    ends, sections, turns, numbers = marks[..., :4].unbind(-1)
    ends = ends * (1 - F.pad(numbers, (2, 0))[:, : ends.shape[1]])
    sentence, section = ends.cumsum(1) - ends, sections.cumsum(1)
    return {"sentence": sentence, "section": torch.where(section > 0, -section, sentence), "turn": turns.cumsum(1)}


def years(marks: Tensor) -> Tensor:
    """
    [batch, length]: where a date ends ("13 June 1952"), centuries from 1960 to its year; elsewhere 0. The last of the marks [batch,
    length, 5] is -1 of the name of a month, -2 of a "19" and -3 of a "20" that may begin a year, and one more than what two digits say.
    """
    digits = marks[..., 4]
    hundred, month = (F.pad(digits, (back, 0))[:, : digits.shape[1]] for back in (1, 2))
    return (month == -1) * (hundred < -1) * (digits > 0) * (digits / 100 - hundred - 2.61)


def phases(numbers: dict[str, Tensor]) -> dict[str, Tensor]:
    """[batch, length, 2 * angles]"""
    turns = torch.tensor(TURNS, device=numbers["turn"].device)
    return {kind: torch.cat([(n[..., None] * turns).cos(), (n[..., None] * turns).sin()], -1) for kind, n in numbers.items()}


def told_to(x: Tensor, first: int, told: Tensor) -> Tensor:
    """
    x [batch, heads, length, head], but that the last dimensions of some heads from the first on are what is told [batch, n, length,
    2 * angles]; one before them is left for the number as it is.
    """
    last = first + told.shape[1]
    ours = torch.cat([F.pad(x[:, first:last, :, : x.shape[-1] - told.shape[-1] - 1], (0, 1)), told.to(x.dtype)], -1)
    return torch.cat([x[:, :first], ours, x[:, last:]], 1)


class Block(nn.Module):
    def __init__(self, shape: Shape, local: tuple[str, ...] = (), finds: bool = False, looks: bool = False):
        """local: of what part the first heads are; finds: it has the head of that name; looks: it is that one alone."""
        super().__init__()
        self.local, self.finds, self.looks = local, finds, looks
        self.heads = 1 if looks else shape.heads
        width, ffn, inner = shape.width, 0 if looks else shape.ffn, self.heads * shape.head
        self.shape = shape
        self.norm1 = nn.RMSNorm(width, eps=1e-6)
        matrices = [("q", inner, width), ("k", inner, width), ("v", inner, width), ("o", width, inner)]
        if ffn:
            self.norm2 = nn.RMSNorm(width, eps=1e-6)
            matrices += [("gate", ffn, width), ("up", ffn, width), ("down", width, ffn)]
        for name, out, fan_in in matrices:
            matrix = nn.Linear(fan_in, out, bias=False)
            residual = name in ("o", "down")
            nn.init.normal_(matrix.weight, std=fan_in**-0.5 / (math.sqrt(2 * shape.layers) if residual else 1))
            setattr(self, name, matrix)
        self.q_bias, self.k_bias = nn.Parameter(torch.zeros(inner)), nn.Parameter(torch.zeros(inner))
        self.gain = nn.Parameter(torch.full((self.heads, 1, 1), 10.0))

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
            told = torch.stack([phase[kind] for kind in self.local], 1)
            q, k = told_to(q, 0, ALIKE * math.sqrt(head) * told), told_to(k, 0, told)
        if self.looks:
            q, k = self.looking(q, k, x, phase, math.sqrt(head))
        if self.finds:
            v = told_to(v, FINDS, phase["sentence"][:, None])
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=visible, is_causal=visible is None)
        x = x + self.o(y.transpose(1, 2).reshape(batch, length, -1))
        if self.looks:
            return x
        h = self.norm2(x)
        x = x + self.down(F.silu(self.gate(h)) * self.up(h))
        return torch.cat([x[..., : -2 * len(TURNS)], TOLD * y[:, FINDS, :, -2 * len(TURNS) :]], -1) if self.finds else x

    def looking(self, q: Tensor, k: Tensor, x: Tensor, phase: dict[str, Tensor], scale: float) -> tuple[Tensor, Tensor]:
        """Queries ask for the number that FINDS has said in `found`, keys tell that of their sentence."""
        said = x[:, None, :, -2 * len(TURNS) :] / TOLD
        return told_to(q, LOOKS, ALIKE * scale * said), told_to(k, LOOKS, phase["sentence"][:, None])

    def scores(self, x: Tensor, cos: Tensor, sin: Tensor, picked: Tensor, heads: int, phase: dict[str, Tensor] | None = None) -> Tensor:
        """ln of what the first heads attend to from the picked tokens [n, heads, length], of their own and earlier ones."""
        batch, length, _ = x.shape
        head = self.shape.head
        h, rows = self.norm1(x), slice(0, heads * head)

        def of(matrix: nn.Linear, bias: Tensor) -> Tensor:
            t = F.linear(h, matrix.weight[rows], bias[rows]).view(batch, length, heads, head).transpose(1, 2)
            return rotate(F.normalize(t.float(), dim=-1), cos, sin)

        q, k = of(self.q, self.q_bias) * self.gain[:heads], of(self.k, self.k_bias)
        if self.looks:
            q, k = self.looking(q, k, x, phase, 1.0)
        rows, at = picked.nonzero(as_tuple=True)
        # the picked queries of each row side by side, as many as the longest has: fewer than all pairs
        place = picked.cumsum(1)[picked] - 1
        asking = torch.zeros(batch, int(picked.sum(1).max()), dtype=torch.long, device=x.device)
        asking[rows, place] = at
        q = q.gather(2, asking[:, None, :, None].expand(-1, heads, -1, head))
        score = (q @ k.transpose(2, 3)).transpose(1, 2)[rows, place]
        later = torch.arange(length, device=x.device) > at[:, None]
        return score.masked_fill(later[:, None], -torch.inf).log_softmax(-1)


class Reader(nn.Module):
    def __init__(self, shape: Shape, seed: int = 0, words: Tensor | None = None, marks: Tensor | None = None, stems: Tensor | None = None):
        """
        words [vocab, word]: where the table of words begins; marks [vocab, 5]: which tokens end or begin a part, or a date (`parts`, `years`);
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
        local, last = dict(enumerate(shape.local)), shape.layers - 1 if shape.word else None
        self.blocks = nn.ModuleList(Block(shape, local.get(layer, ()), layer + 1 == last, layer == last) for layer in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=1e-6)
        self.out = nn.Linear(shape.read or shape.width, shape.vocab, bias=False)
        nn.init.normal_(self.out.weight, std=0.02)
        prime(self, words, stems)

    def input(self, ids: Tensor, phase: dict[str, Tensor] | None) -> Tensor:
        """Of shapes with words `found` begins with the year of a date, what `later` fills, and whether a sentence ends."""
        shifted = [F.pad(ids, (j, 0))[:, : ids.shape[1]] for j in range(self.shape.slots)]  # id 0 before the start
        slots = [self.slot(one) for one in shifted]
        if not self.shape.word:
            return torch.cat([*slots, self.free(ids)], -1)
        part = self.shape.areas()["part"]
        told = torch.cat([self.word(ids), *slots], -1)
        told = F.pad(told, (0, part.start - told.shape[-1]))
        marks = self.marks[ids]
        found = torch.stack([YEAR * years(marks), torch.zeros_like(marks[..., 0]), TOLD * marks[..., 0]], -1)
        return F.pad(torch.cat([told, TOLD * phase["sentence"], found], -1), (0, self.shape.width - part.stop - found.shape[-1]))

    def forward(self, ids: Tensor, picked: Tensor | None = None, heads: int = 0) -> Tensor | tuple[Tensor, ...]:
        """
        ids [batch, length] -> logits [batch, length, vocab], or [n, vocab] at the `picked` places; with `heads` also ln of what so
        many heads of the last layer attend to from there, [n, heads, length]. Of shapes with words these are of the last layer but one,
        and in place of the head that finds sentences the one that looks through them; and the former by itself, [n, length].
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
        if not self.shape.word:
            return logits, self.blocks[-1].scores(before[-1], cos, sin, picked, heads)
        told = self.blocks[-2].scores(before[-2], cos, sin, picked, max(heads, FINDS + 1))
        looked = self.blocks[-1].scores(before[-1], cos, sin, picked, 1, phase)
        return logits, torch.cat([told[:, :FINDS], looked, told[:, FINDS + 1 :]], 1), told[:, FINDS]


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
LOOKED: Match = (("far",), ("bag", "word"))
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
    copies = shape.layers - (2 if shape.word else 1)  # the layer whose heads begin by copying; behind it one looks through a sentence
    for layer, block in enumerate(model.blocks):
        for h in range(shape.heads_of(layer)):
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
            late = layer - copies + 1
            match = pairs[(late * shape.heads + h) % len(pairs)] if late >= 0 else EARLY[h % len(EARLY)]
            match = LOOKED if block.looks else match
            look(block, rows, [areas[one] for one in match[0]], [areas[one] for one in match[1]], match == GOES_ON)
            if match[0] == ("far",):
                block.gain[h] = 20.0
                back(block, h, shape)
            if layer >= copies:
                move(block, rows, areas["0"], areas["out"], 2.0 if block.looks else 1.0)
    if shape.word:
        later(model)
        # the first dimensions read what was copied
        n = areas["out"].stop - areas["out"].start
        nn.init.normal_(model.read.weight, std=shape.width**-0.5)
        model.read.weight[:n] *= 0.2
        model.read.weight[:n, areas["out"]] += torch.eye(n)
        model.out.weight[:, :n] += 0.2 * slots
    else:
        model.out.weight[:, areas["out"]] += 0.2 * slots


LATER = 0.5  # of what a query and a key say


@torch.no_grad()
def later(model: Reader) -> None:
    """
    The last dimension of the first head carries years into the second of `found`, which adds to the keys of the heads that look up;
    to those of FINDS also that a sentence ends.
    """
    shape, year = model.shape, model.shape.areas()["found"].start
    first, last, finds = model.blocks[0], shape.head - 1, model.blocks[-2]
    for block in model.blocks[:-1]:
        block.o.weight[year : year + 3] = block.down.weight[year : year + 3] = 0
    first.v.weight[last] = first.o.weight[:, last] = 0
    first.v.weight[last, year] = first.o.weight[year + 1, last] = 3.0

    def add(dimension: int, source: int) -> None:
        finds.q.weight[dimension] = finds.k.weight[dimension] = 0
        finds.q_bias[dimension] = LATER * math.sqrt(shape.head)
        finds.k.weight[dimension, source] = LATER * math.sqrt(shape.head) / TOLD

    for h in range(shape.heads):
        add(h * shape.head + last, year + 1)
    add(FINDS * shape.head + last - 1, year + 2)


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
