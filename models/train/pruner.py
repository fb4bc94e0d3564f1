# The pruner: a small encoder that reads <bos> question <sep> document at once, keeps or drops each token, and scores the whole.
#
#   x = [E[t-3] ... E[t] E[t+1] E[t+2] | bag | mark | seen | past]   width 6*10 + 4*10 = 100; the last four start from the table F[t]
#
# The question sees itself only: what is told of a passage alone then holds within a document. Two heads of each layer see their own
# sentence, the others everything. Where it starts (`prime`) is what makes it learn:
#   bag   the heads of a sentence in the first layer begin as means of it: what the sentence, or the question, is about. While it is
#         trained a head tells the aspect from it (`aspect`, which is not exported).
#   mark  tells tokens of the question from others. Three heads of the first two layers begin as "is this token, with a neighbour, in
#         the question?", two of the third as "is what my sentence is about what the question is about?", and write that here.
#   seen  the heads of a sentence in the later layers begin as means of the marks.
#   past  one head of the third layer begins as a window over what was seen before ("it"), one of the last over what is marked next.
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import Block, angles, move, orthonormal


@dataclass(frozen=True)
class Shape:
    vocab: int
    width: int = 100
    layers: int = 4
    head: int = 20
    ffn: int = 96
    slot: int = 10
    before: int = 3
    after: int = 2
    rotary: int = 10  # rotated dimensions of each head; the others do not know positions
    theta: float = 10000.0
    local: int = 2  # heads of each layer that see their own sentence only
    sep: int = 3  # id of what ends the question
    ends: tuple[int, ...] = ()  # ids that end a sentence
    aspects: int = 0  # that passages are said to tell of while it is trained

    @property
    def heads(self) -> int:
        return self.width // self.head

    @property
    def slots(self) -> int:
        return self.before + 1 + self.after

    def area(self, place: int) -> slice:
        """Dimensions of the token `place` steps on; bag, mark, seen and past lie behind."""
        return slice((place + self.before) * self.slot, (place + self.before + 1) * self.slot)

    @property
    def bag(self) -> slice:
        return self.area(self.after + 1)

    @property
    def mark(self) -> slice:
        return self.area(self.after + 2)

    @property
    def seen(self) -> slice:
        return self.area(self.after + 3)

    @property
    def past(self) -> slice:
        return self.area(self.after + 4)

    def record(self) -> dict:
        return asdict(self)


class Pruner(nn.Module):
    def __init__(self, shape: Shape, seed: int = 0):
        super().__init__()
        torch.manual_seed(seed)
        self.shape = shape
        self.slot = nn.Embedding(shape.vocab, shape.slot)
        self.free = nn.Embedding(shape.vocab, shape.width - shape.slots * shape.slot)
        self.asked = nn.Parameter(torch.zeros(self.free.embedding_dim))  # added to tokens of the question
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=1e-6)
        self.keep = nn.Linear(shape.width, 2, bias=False)
        self.aspect = nn.Linear(shape.slot, shape.aspects, bias=False)
        nn.init.normal_(self.free.weight, std=0.1)
        nn.init.normal_(self.keep.weight, std=0.02)
        prime(self)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """ids, mask [batch, length] -> logits of drop and keep [batch, length, 2], relevance [batch, 1], of aspects [batch, length, n]"""
        shape, length = self.shape, ids.shape[1]
        ids = ids * mask
        padded = F.pad(ids, (shape.before, shape.after))  # id 0 before the start and behind the end
        slots = [self.slot(padded[:, j : j + length]) for j in range(shape.slots)]
        places = torch.arange(length, device=ids.device)
        end = (ids == shape.sep).int().argmax(1, keepdim=True)
        asked = ((places > 0) & (places < end)).to(self.asked.dtype)[..., None]
        x = torch.cat([*slots, self.free(ids) + asked * self.asked], -1)
        cos, sin = angles(shape, length, ids.device)
        visible = self.visible(ids, mask, places > end)
        for layer, block in enumerate(self.blocks):
            if layer == ASKING:
                aspects = self.aspect(F.rms_norm(x[..., shape.bag], (shape.slot,)))
            x = block(x, cos, sin, visible)
        x = self.norm(x)
        logits = self.keep(x)
        told = (places > end) & mask.bool()
        # how surely its best tokens are kept
        relevance = (logits[..., 1] - logits[..., 0]).masked_fill(~told, -1e4).logsumexp(1, keepdim=True)
        return logits, relevance, aspects

    def visible(self, ids: Tensor, mask: Tensor, told: Tensor) -> Tensor:
        """told [batch, length], of the document -> [batch, heads, length, length]: what each head may see of each token."""
        shape = self.shape
        last = (ids[..., None] == torch.tensor((shape.sep, *shape.ends), device=ids.device)).any(-1).int()
        sentence = last.cumsum(1) - last  # what ends a sentence belongs to it
        everything = mask.bool()[:, None, None, :] & (told[:, None, :, None] | ~told[:, None, None, :])
        own = everything & (sentence[:, None, :, None] == sentence[:, None, None, :])
        return torch.cat([own] * shape.local + [everything] * (shape.heads - shape.local), 1)


# The places whose tokens must be those of the question, of the heads behind the local ones in the first layers.
ASKED = ((-1, 0), (0, 1), (0,))
ASKING = 2  # layers
WIDE = (-2, -1, 0, 1, 2)
# What the heads of the last layer match at first, within the document.
PAIRS = {2: WIDE, 3: (0,)}
# Last heads that begin as windows: by layer how many tokens before, and what they gather.
WINDOWS = {2: 20, 3: -20}


@torch.no_grad()
def prime(model: Pruner) -> None:
    shape, head = model.shape, model.shape.head
    model.slot.weight.copy_(F.normalize(torch.randn_like(model.slot.weight), dim=-1) * math.sqrt(shape.slot))
    model.asked[shape.slot] = 2.0
    for layer, block in enumerate(model.blocks):
        for h in range(shape.heads):
            rows = slice(h * head, (h + 1) * head)
            if h < shape.local:
                block.gain[h] = 2.0  # nearly a mean
                move(block, rows, *((shape.mark, shape.seen, 2.0) if layer > 0 else (shape.bag, shape.bag, 6.0)))
                continue
            if layer in WINDOWS and h == shape.heads - 1:
                window(block, h, WINDOWS[layer], shape)
                move(block, rows, shape.seen if layer == ASKING else shape.mark, shape.past, 2.0)
                continue
            asking = layer <= ASKING
            last = PAIRS.get(h, ())
            areas = [shape.bag] if layer == ASKING else [shape.area(j) for j in (ASKED[h - shape.local] if asking else last)]
            block.q.weight[rows] *= 0.2
            block.k.weight[rows] *= 0.2
            match = torch.zeros(head, shape.slot)  # in the dimensions that do not know positions
            match[shape.rotary :] = orthonormal(head - shape.rotary, shape.slot)
            for area in areas:
                block.q.weight[rows, area] += match
                block.k.weight[rows, area] += match
            if asking:
                question(block, h, layer, shape, math.sqrt(len(areas)))


# A key of the question is nearer to every query than the same token of the document; what is attended writes that it was asked.
def question(block: Block, h: int, layer: int, shape: Shape, size: float) -> None:
    slow, asked = h * shape.head + shape.rotary // 2 - 1, shape.mark.start  # the pair that hardly turns
    block.q_bias[slow] = 2.5 * size
    block.k.weight[slow, asked] = 1.25 * size
    block.gain[h] = 20.0
    value = h * shape.head
    block.v.weight[value] = 0
    block.v.weight[value, asked] = 0.5
    block.o.weight[asked + 1 + layer * len(ASKED) + h - shape.local, value] = 2.0


# Biases on two rotary pairs: the score is then highest so many tokens before, and falls off to either side.
def window(block: Block, h: int, before: int, shape: Shape) -> None:
    half, first = shape.rotary // 2, h * shape.head
    block.gain[h] = 6.0
    for pair in (2, 3):
        angle = before * shape.theta ** (-2 * pair / shape.rotary)
        block.q_bias[first + pair], block.q_bias[first + half + pair] = 3 * math.cos(angle), -3 * math.sin(angle)
        block.k_bias[first + pair] = 3.0
