# Trains the pruner: python models/train/prune.py --name prune --seconds 2400. Writes out/train/NAME.pt; run again to resume.
# Each step: documents with a question each (which tokens are needed?) and lists of passages (which of them answers?).
import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from feed import ROOT, Feed
from optimizer import Optimizer
from pruner import Pruner, Shape

LEVELS = (4, 8, 16, 32, 48)  # facts of a document; 48 are some 900 tokens
PASS = 0.85  # running F1 of kept tokens at which the documents grow
# What is asked, by how often; where facts are few there is nothing to count or to compare.
TASKS = {"single": 5, "unanswerable": 4, "two_hop": 3, "compare": 2, "count": 1, "needle": 1}
FEW = 8
EASY = ("single", "unanswerable")
RENAMED = 0.6  # share of documents whose names are made of random pieces
ENDS = (".", "!", "?", "\n")  # of a sentence
FAST = ("free.weight", "aspect.weight")  # tables of words, each seen now and then
COUNTED = 1500  # lists whose words are counted before the training
RARE = 20  # so often a token must occur to count half
WORD = 2.0  # length of what a telling token brings into the bag
SIZE = 8  # passages of a list
PASSAGE = 34  # tokens of a question with a passage
KEPT = 2.0  # weight of a token to keep beside one to drop
EMA = 0.995
COOL = 0.5  # the learning rate is constant up to this share of the time, then falls linearly
LATE = 0.55  # from this share of the time on, steps are twice as large
HELD = 12  # documents of each cell judged on the way


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="prune")
    parser.add_argument("--seconds", type=float, default=1800, help="of processor time for training, judging left out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tokens", type=int, default=800, help="half of those of a step")
    parser.add_argument("--every", type=float, default=120, help="such seconds between checkpoints")
    parser.add_argument("--compile", type=int, default=1, help="needs a C++ compiler")
    parser.add_argument("--bf16", type=int, default=0, help="1: matrix products in bfloat16")
    parser.add_argument("--smoke", action="store_true", help="a minute from nothing; fails unless the losses have fallen")
    return parser.parse_args()


def pack(rows: list[dict]) -> tuple[Tensor, Tensor, Tensor]:
    """ids, mask, labels [batch, length]; a label of -1 does not count."""
    length = max(len(row["ids"]) for row in rows)

    def padded(name: str, fill: int) -> Tensor:
        return torch.tensor([row[name] + [fill] * (length - len(row[name])) for row in rows])

    labels = padded("labels", -1)
    mask = torch.tensor([[1] * len(row["ids"]) + [0] * (length - len(row["ids"])) for row in rows])
    return padded("ids", 0), mask, labels


class Lessons:
    """Documents that grow with what is learnt: half of the batches at the level, the rest below."""

    def __init__(self, feed: Feed, seed: int, tokens: int):
        self.feed, self.seed, self.tokens = feed, seed, tokens
        self.random, self.level, self.hits = random.Random(seed), 0, [0.0, 0.0, 0.0]

    def world(self, facts: int, **more) -> dict:
        return {"facts": facts, "split": "train", "seed": self.seed, **more}

    def documents(self, step: int, times: int) -> tuple[int, list[dict]]:
        level = self.level if self.random.random() < 0.5 else self.random.randrange(self.level + 1)
        facts = LEVELS[level]
        count = max(1, round(times * (2 * self.tokens - self.listed()) / (19 * facts + 20)))
        tasks = self.random.choices(list(TASKS), TASKS.values(), k=count) if facts >= FEW else self.random.choices(EASY, k=count)
        return facts, self.feed.ask("keep", world=self.world(facts), tasks=tasks, step=step, renamed=RENAMED)

    def lists(self, step: int, times: int) -> list[list[dict]]:
        count = max(1, round(times * self.listed() / (SIZE * PASSAGE)))
        return self.feed.ask("lists", world=self.world(self.random.choice(LEVELS[:4])), n=count, size=SIZE, step=step, renamed=RENAMED)

    def listed(self) -> float:
        """Tokens of lists in a step: half of them at first, as they teach what answers, a fifth later."""
        return self.tokens * (1 if self.level == 0 else 0.4)

    def mark(self, facts: int, logits: Tensor, labels: Tensor, done: float) -> None:
        """Counts hits at the level; the documents grow when it is learnt, or when its share of the time is over."""
        if facts == LEVELS[self.level]:
            kept, gold = logits[..., 1] > logits[..., 0], labels == 1
            now = (kept & gold).sum().item(), (kept & (labels == 0)).sum().item(), (gold & ~kept).sum().item()
            self.hits = [0.97 * old + new for old, new in zip(self.hits, now)]
        if self.level < len(LEVELS) - 1 and (self.f1() > PASS or done > 0.15 * (self.level + 1)):
            self.level, self.hits = self.level + 1, [0.0, 0.0, 50.0]

    def f1(self) -> float:
        right, extra, missed = self.hits
        return 2 * right / max(1.0, 2 * right + extra + missed)


@torch.no_grad()
def words(model: Pruner, lists: list[list[dict]]) -> None:
    """
    Starts the bag from counts: how much more often each token stands in a question or a passage about an aspect than elsewhere
    (pointwise mutual information), in as many dimensions as the bag has. Rare tokens count less.
    """
    shape = model.shape
    counts = torch.zeros(shape.vocab, shape.aspects)
    for one in lists:
        for place, row in enumerate(one):
            end = row["ids"].index(shape.sep)
            if place == 0:
                counts[row["ids"][1:end], row["asked"]] += len(one) / 2  # a question comes once for all its passages
            if row["told"] >= 0:
                counts[row["ids"][end + 1 :], row["told"]] += 1
    of_token, of_aspect = counts.sum(1, keepdim=True), counts.sum(0, keepdim=True)
    expected = of_token * of_aspect / counts.sum()
    told = ((counts + 1) / (expected + 1)).log() * (of_token / (of_token + RARE)) * (of_aspect > 0)
    left, size, right = torch.linalg.svd(told - told.mean(1, keepdim=True), full_matrices=False)
    bag = left[:, : shape.slot] * size[: shape.slot]
    model.free.weight[:, : shape.slot] = bag * (WORD / bag.norm(dim=1).quantile(0.9))
    model.aspect.weight.copy_(right[: shape.slot].T * 2)


def losses_of(model: Pruner, documents: list[dict], lists: list[list[dict]]) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    ids, mask, labels = pack(documents)
    logits, _, _ = model(ids, mask)
    weight = torch.tensor([1.0, KEPT])
    keep = F.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), weight, ignore_index=-1)
    passages = [row for one in lists for row in one]
    each, passage_mask, passage_labels = pack(passages)
    own, relevance, aspects = model(each, passage_mask)
    part = F.cross_entropy(own.float().flatten(0, 1), passage_labels.flatten(), weight, ignore_index=-1)
    first = torch.zeros(len(lists), dtype=torch.long)  # the passage that answers
    rank = F.cross_entropy(relevance.float().view(len(lists), -1), first)
    of = torch.full_like(each, -1)
    for place, row in enumerate(passages):
        end = row["ids"].index(model.shape.sep)
        of[place, 1:end], of[place, end + 1 : len(row["ids"])] = row["asked"], row["told"]
    # of lists whose nouns are all strange there is nothing to tell
    aspect = F.cross_entropy(aspects.float().flatten(0, 1), of.flatten(), ignore_index=-1, reduction="sum") / max(1, int((of >= 0).sum()))
    return {"keep": keep, "passage": part, "rank": rank, "aspect": aspect}, logits.detach(), labels


@torch.no_grad()
def judged(model: Pruner, feed: Feed) -> dict[str, float]:
    """On held-out names and forms: F1 of sentences to keep at 8 and 32 facts, and how often the answering passage comes first."""
    held = {"split": "test", "seed": 1}
    out = {}
    for task in ("single", "unanswerable", "two_hop", "compare"):
        for facts in (8, 32):
            rows = feed.ask("keep", world={"facts": facts, **held}, tasks=[task] * HELD, step="exam")
            out[f"{task} {facts}"] = f1([pair for row in rows for pair in sentences(model, row)])
    lists = feed.ask("lists", world={"facts": 16, **held}, n=4 * HELD, size=SIZE, step="exam")
    ids, mask, _ = pack([row for one in lists for row in one])
    out["first"] = (model(ids, mask)[1].view(len(lists), -1).argmax(1) == 0).float().mean().item()
    return out


@torch.no_grad()
def sentences(model: Pruner, row: dict, threshold: float = 0.5) -> list[tuple[bool, bool]]:
    """Of each sentence: is it kept, and is it needed. Kept is one whose tokens' mean probability is above the threshold."""
    ids, mask, _ = pack([row])
    share = model(ids, mask)[0][0].softmax(-1)[:, 1]
    of = torch.tensor(row["sentences"])
    return [((share[of == at].mean() > threshold).item(), row["labels"][row["sentences"].index(at)] == 1) for at in range(int(of.max()) + 1)]


def f1(pairs: list[tuple[bool, bool]]) -> float:
    right = sum(kept and gold for kept, gold in pairs)
    return 2 * right / max(1, sum(kept + gold for kept, gold in pairs))


def main() -> None:
    args = arguments()
    torch.set_num_threads(1)
    folder = ROOT / "out" / "train"
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / f"{args.name}.pt"
    feed = Feed("records")
    ends = tuple(feed.ask("ids", text=end)[0] for end in ENDS)
    model = Pruner(Shape(vocab=feed.size(), ends=ends, aspects=feed.ask("aspects")), args.seed)
    optimizer, lessons = Optimizer(model, fast=FAST), Lessons(feed, args.seed, args.tokens)
    if args.smoke or not checkpoint.exists():
        words(model, feed.ask("lists", world=lessons.world(16), n=COUNTED, size=SIZE, step=-1, renamed=RENAMED))
    ema = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    seen = step = 0
    spent = 0.0
    if checkpoint.exists() and not args.smoke:
        saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.restore(saved["optimizer"])
        ema, seen, step, spent = saved["ema"], saved["tokens"], saved["step"], saved["seconds"]
        lessons.level, lessons.hits = saved["level"]
        lessons.random.setstate(saved["random"])
    if args.compile:
        model.blocks = torch.nn.ModuleList(torch.compile(block, dynamic=True) for block in model.blocks)
    say = lambda **line: print(json.dumps(line), flush=True)  # noqa: E731
    say(name=args.name, parameters=sum(p.numel() for p in ema.values()), step=step)
    running: dict[str, float] = {}
    first: dict[str, float] = {}
    told = saved_at = spent

    def save() -> None:
        torch.save({"model": plain(model), "ema": ema, "optimizer": optimizer.state(), "shape": model.shape.record(),
                    "tokens": seen, "step": step, "seconds": spent, "level": (lessons.level, lessons.hits), "seed": args.seed,
                    "random": lessons.random.getstate()}, checkpoint)  # fmt: skip

    while (done := spent / args.seconds) < 1:
        began = time.process_time()
        schedule = min(1, (step + 1) / 50) * (1 if done < COOL else max(0.02, (1 - done) / (1 - COOL)))
        times = 2 if done > LATE else 1
        facts, documents = lessons.documents(step, times)
        lists = lessons.lists(step, times)
        with torch.autocast("cpu", torch.bfloat16, enabled=bool(args.bf16)):
            parts, logits, labels = losses_of(model, documents, lists)
        (parts["keep"] + parts["passage"] + 0.5 * parts["rank"] + 0.5 * parts["aspect"]).backward()
        optimizer.step(schedule)
        step += 1
        lessons.mark(facts, logits, labels, done)
        seen += sum(len(row["ids"]) for row in documents) + sum(len(row["ids"]) for one in lists for row in one)
        for name, part in parts.items():
            running[name] = part.item() if name not in running else running[name] + 0.05 * (part.item() - running[name])
        first = {**running, **first}
        share = min(EMA, step / (step + 10))
        with torch.no_grad():
            for name, tensor in plain(model).items():
                ema[name].lerp_(tensor, 1 - share)
        spent += time.process_time() - began
        if spent - told > args.every / 8:
            told = spent
            say(s=round(spent), step=step, tokens=seen, facts=LEVELS[lessons.level], f1=round(lessons.f1(), 2), **rounded(running))
        if spent - saved_at > args.every:
            save()
            judge = Pruner(model.shape)
            judge.load_state_dict(ema)
            say(s=round(spent), step=step, tokens=seen, held_out=rounded(judged(judge, feed)))
            saved_at = spent
    save()
    say(finished=str(Path(checkpoint).relative_to(ROOT)), s=round(spent), step=step, tokens=seen, **rounded(running))
    if args.smoke and not all(running[name] < first[name] for name in first):
        raise SystemExit(f"a loss has not fallen: {rounded(first)} at the start")


def plain(model: Pruner) -> dict[str, Tensor]:
    """The weights under the names that they have where nothing is compiled."""
    return {name.replace("_orig_mod.", ""): tensor for name, tensor in model.state_dict().items()}


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


if __name__ == "__main__":
    main()
