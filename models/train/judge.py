# Tables of a checkpoint of the world of records, as Markdown: python models/train/judge.py out/train/records.pt [items per cell]
# Everything is of the test split: names of held-out pieces, and held-out sentence and question forms but where "trained forms" is said.
import math
import sys

import torch

from feed import Feed, pack
from model import Reader, Shape

FACTS = (8, 32, 128)
VIEWS = ("prose", "linked", "list", "outline", "json", "noisy")
TASKS = ("single", "two_hop", "count", "compare", "unanswerable")
DOMAINS = ("ship", "museum")
DEPTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
LENGTHS = (256, 1024)
SEED = 2024
TOKENS = 8000  # of a batch


class Judge:
    def __init__(self, checkpoint: str, n: int):
        saved = torch.load(checkpoint, map_location="cpu")
        self.model, self.feed, self.n = Reader(Shape(**saved["shape"])), Feed("records"), n
        self.model.load_state_dict(saved["ema"])
        # the first token of " none": what says that there is no answer
        self.none = self.feed.ask("ids", text=" none")[0]

    @torch.no_grad()
    def answers(self, layout: str, **world) -> list[tuple[bool, bool, bool]]:
        """Of each item: is the greedy answer right, is the gold answer "none", does the greedy answer begin like it."""
        samples = self.feed.exam(layout, world.pop("facts", 32), self.n, SEED, **world)
        size = max(1, TOKENS // max(len(sample["ids"]) for sample in samples))
        out = []
        for i in range(0, len(samples), size):
            part = samples[i : i + size]
            ids, answer = pack(part)
            asked = answer[:, 1:]
            guess = torch.zeros_like(ids[:, 1:])
            guess[asked] = self.model(ids[:, :-1], asked).argmax(-1)
            for row, sample in enumerate(part):
                start, end = sample["spans"][0]
                told, gold = guess[row, start - 1 : end - 1].tolist(), sample["ids"][start:end]
                out.append((told == gold, gold[0] == self.none, told[0] == self.none))
        return out

    def cell(self, layout: str, **world) -> str:
        return share([right for right, _, _ in self.answers(layout, **world)])

    def f1(self, layout: str, facts: int) -> str:
        """Of "none" against any other answer."""
        marks = self.answers(layout, facts=facts, task="unanswerable")
        hit = sum(gold and told for _, gold, told in marks)
        return f"{2 * hit / max(1, sum(gold + told for _, gold, told in marks)):.3f}"


def share(marks: list[bool]) -> str:
    """Share of right answers with its 95 % Wilson interval."""
    n, p, z = len(marks), sum(marks) / len(marks), 1.96
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return f"{p:.3f} ({low:.2f}-{high:.2f})"


def table(title: str, heads: tuple, rows: list[list[str]]) -> None:
    print(f"\n| {title} | " + " | ".join(map(str, heads)) + " |\n|---|" + "---:|" * len(heads))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def main(checkpoint: str, n: int) -> None:
    torch.set_num_threads(1)
    judge = Judge(checkpoint, n)
    facts = tuple(f"{count} facts" for count in FACTS)
    print(f"Exact match of the whole answer, {n} items per cell, 95 % intervals.")
    for task in TASKS:
        rows = [[view, *(judge.cell(view, facts=count, task=task) for count in FACTS)] for view in VIEWS]
        table(task, facts, [*rows, ["closed book", *(judge.cell("", facts=count, task=task) for count in FACTS)]])
    table("F1 of none", facts, [[view, *(judge.f1(view, count) for count in FACTS)] for view in VIEWS])
    forms = [[view, *(judge.cell(view, facts=count, task="single", forms="train") for count in FACTS)] for view in VIEWS]
    table("single, trained forms", facts, forms)
    for domain in DOMAINS:
        rows = [[view, *(judge.cell(view, facts=count, task="single", domain=domain) for count in FACTS)] for view in VIEWS]
        table(f"single, held-out domain {domain}", facts, rows)
    numbered = [[task, *(judge.cell("numbered", facts=count, task=task) for count in FACTS)] for task in ("cite", "structurize")]
    table("numbered sentences", facts, numbered)
    needles = [[f"{length} tokens", *(judge.cell("prose", task="needle", depth=depth, length=length) for depth in DEPTHS)]
               for length in LENGTHS]  # fmt: skip
    table("needle at depth", DEPTHS, needles)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200)
