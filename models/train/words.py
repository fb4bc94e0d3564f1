# Where the reader's table of words begins: vectors, one for each token, by which the sum of a question is nearest to the sum of the
# sentence that answers it. No layer, no order of words: learnt in minutes, and the reader's heads match such sums from the start.
# The idea is that of bags of embeddings trained for retrieval (L. Wu, A. Fisch, S. Chopra, K. Adams, A. Bordes, J. Weston, "StarSpace:
# Embed all the things!", AAAI 2018).
import random
import time

import torch
import torch.nn.functional as F
from torch import Tensor

from feed import Feed, occurrences

LAYOUTS = ("list", "prose")
FACTS = (4, 8, 16, 24)
DOCUMENTS, QUESTIONS = 8, 10
RATE, GAIN = 1e-2, 8.0
LONG = 0.9  # the quantile of the vectors' lengths that becomes the square root of their dimensions
Asked = tuple[list[int], int]  # a question, and the number of the sentence that answers it


def learnt(feed: Feed, beginning: Tensor, vocab: dict[str, int], same: Tensor, steps: int, seed: int, say) -> Tensor:
    """
    [vocab, dimensions]. beginning: where the vectors start; same [vocab]: tokens that are the same but for the blank before them.
    """
    table = torch.nn.Parameter(beginning.clone())
    gain = torch.nn.Parameter(torch.tensor(GAIN))
    adam = torch.optim.Adam([{"params": [table], "lr": RATE}, {"params": [gain], "lr": 3 * RATE}], betas=(0.9, 0.98))
    chance, began, mean = random.Random(seed), time.time(), 0.0
    for step in range(steps):
        adam.param_groups[0]["lr"] = RATE * max(0.05, 1 - step / steps)
        loss, n = torch.zeros(()), 0
        for layout in LAYOUTS:
            samples = feed.lesson(layout, chance.choice(FACTS), DOCUMENTS, seed, -2 - step, QUESTIONS)
            for sentences, asked in documents(samples, vocab, same, "." if layout == "prose" else "Ċ"):
                scores = gain * F.normalize(sums(table, [q for q, _ in asked]), dim=-1) @ F.normalize(sums(table, sentences), dim=-1).T
                loss = loss + F.cross_entropy(scores, torch.tensor([gold for _, gold in asked]), reduction="sum")
                n += len(asked)
        (loss / n).backward()
        adam.step()
        adam.zero_grad()
        mean += (loss.item() / n - mean) * max(0.01, 1 / (step + 1))
        if step % 100 == 99:
            say(words=step + 1, s=round(time.time() - began), loss=round(mean, 2))
    found = table.detach()
    return found * beginning.shape[1] ** 0.5 / found.norm(dim=-1).quantile(LONG)


def documents(samples: list[dict], vocab: dict[str, int], same: Tensor, end: str):
    """Of each document its sentences, and the questions that one of them alone answers."""
    turn = vocab["ĊQuestion:"]
    for sample in samples:
        ids, spans = sample["ids"], sample["spans"]
        last = spans[0][0] - 1 - ids[: spans[0][0]][::-1].index(turn)
        sentences = [part for part in cut(ids[1:last], vocab[end]) if part]
        plain = [same[torch.tensor(part)].tolist() for part in sentences]
        asked: list[Asked] = []
        begin = last + 1
        for (start, stop), found in zip(spans, sample["found"]):
            question, answer = ids[begin : start - 1], same[torch.tensor(ids[start : stop - 1])].tolist()
            begin = stop + 1
            gold = [at for at, part in enumerate(plain) if found == "text" and occurrences(part, answer)]
            if len(gold) == 1:
                asked.append((question, gold[0]))
        if asked and len(sentences) > 1:
            yield sentences, asked


def cut(ids: list[int], end: int) -> list[list[int]]:
    parts: list[list[int]] = [[]]
    for id in ids:
        if id == end:
            parts.append([])
        else:
            parts[-1].append(id)
    return parts


def sums(table: Tensor, lists: list[list[int]]) -> Tensor:
    """[lists, dimensions]"""
    flat = torch.tensor([id for ids in lists for id in ids])
    starts = torch.tensor([0] + [len(ids) for ids in lists[:-1]]).cumsum(0)
    return F.embedding_bag(flat, table, starts, mode="sum")
