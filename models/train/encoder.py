# The embedder: a small encoder that sees the whole text; the vector of a text is the mean of its tokens' states.
#
#   x = M [E[t-1] E[t] E[t+1]]                  each token sees its neighbours at once
#   two blocks of attention in both directions; two heads of the first begin as a window over the tokens nearby
#   state = sigmoid(a) * W x + sigmoid(b) * E[t]  what a token means here, and which it is, each with its weight: the mean asks all alike
#
# Entries begin the shorter the more frequent their token is, and W begins small: the embedder starts as a search by rare words
# (S. Arora, Y. Liang, T. Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017), tokens that training never
# meets stay a part of that, and what words mean is learnt on top.
import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import Block, angles


@dataclass(frozen=True)
class EncoderShape:
    vocab: int
    width: int = 128
    layers: int = 2
    head: int = 32
    ffn: int = 256
    near: int = 1  # neighbours on each side that a token sees beside itself
    rotary: int = 16  # rotated dimensions of each head; the others do not know positions
    theta: float = 10000.0

    @property
    def heads(self) -> int:
        return self.width // self.head

    @property
    def slots(self) -> int:
        return 2 * self.near + 1

    def record(self) -> dict:
        return asdict(self)


LONGEST = 4.0  # entry of a rare token
SMALL = 0.05


class Embedder(nn.Module):
    def __init__(self, shape: EncoderShape, seed: int = 0, weights: Tensor | None = None):
        """weights [vocab]: how long the entry of each token begins, 1 for the longest."""
        super().__init__()
        torch.manual_seed(seed)
        self.shape = shape
        self.table = nn.Embedding(shape.vocab, shape.width)
        self.mix = nn.Linear(shape.slots * shape.width, shape.width, bias=False)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=1e-6)
        self.out, self.weigh = nn.Linear(shape.width, shape.width, bias=False), nn.Linear(shape.width, 2)
        nn.init.orthogonal_(self.out.weight, SMALL)
        nn.init.normal_(self.mix.weight, std=0.5)
        with torch.no_grad():
            self.table.weight.copy_(LONGEST * F.normalize(self.table.weight, dim=-1))
            if weights is not None:
                self.table.weight.mul_(weights[:, None])
        window(self.blocks[0], shape)

    def states(self, ids: Tensor) -> Tensor:
        """ids [batch, length], padded with 0 -> [batch, length, width]"""
        shape, length = self.shape, ids.shape[1]
        wide = F.pad(ids, (shape.near, shape.near))
        around = [self.table(wide[:, j : j + length]) for j in range(shape.slots)]
        x = self.mix(torch.cat(around, -1))
        cos, sin = angles(shape, length, ids.device)
        seen = (ids != 0)[:, None, None, :]
        for block in self.blocks:
            x = block(x, cos, sin, seen)
        h = self.norm(x)
        here, itself = torch.sigmoid(self.weigh(h)).split(1, -1)
        return self.out(h) * here + around[shape.near] * itself

    def forward(self, ids: Tensor) -> Tensor:
        """ids [batch, length], padded with 0 -> [batch, width], not of length 1 yet"""
        own = (ids != 0).unsqueeze(-1)
        return (self.states(ids) * own).sum(1) / own.sum(1)


# Equal biases on two rotary pairs: the score is then highest at the token itself and falls off over five to eight tokens.
@torch.no_grad()
def window(block: Block, shape: EncoderShape) -> None:
    for h in range(0, shape.heads, 2):
        rows = slice(h * shape.head, (h + 1) * shape.head)
        block.q.weight[rows] *= 0.2
        block.k.weight[rows] *= 0.2
        block.gain[h] = 4.0
        for pair in (shape.rotary // 16, shape.rotary // 8):
            block.q_bias[h * shape.head + pair] = 3.0
            block.k_bias[h * shape.head + pair] = 3.0


def padded(texts: list[list[int]]) -> Tensor:
    ids = torch.zeros(len(texts), max(map(len, texts)), dtype=torch.long)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = torch.tensor(text)
    return ids


def vectors(model: Embedder, texts: list[list[int]], rows: int = 32) -> Tensor:
    """[texts, width]; texts of near lengths go together, so that little is padded."""
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    device = model.out.weight.device
    parts = [model(padded([texts[at] for at in order[i : i + rows]]).to(device)) for i in range(0, len(order), rows)]
    place = torch.empty(len(order), dtype=torch.long)
    place[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[place.to(device)]
