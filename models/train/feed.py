# The TypeScript generator as seen from Python: a node process that is asked for documents, line by line.
import json
import subprocess
from pathlib import Path

import torch
from torch import Tensor

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUNDLE = ROOT / "out" / "world-stream.mjs"
LAYOUTS = ("prose", "linked", "list", "outline")
COMMANDS = {"small": ["node", str(BUNDLE)], "records": ["node", "models/data.mjs", "stream"]}


class Feed:
    def __init__(self, world: str = "small"):
        if world == "small" and not BUNDLE.exists():
            raise SystemExit(f"{BUNDLE} is missing; build it first (models/train/README.md)")
        self.process = subprocess.Popen(COMMANDS[world], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, kind: str, **request):
        self.process.stdin.write(json.dumps({"kind": kind, **request}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def lesson(self, layout: str, facts: int, count: int, seed: int, step: int, questions: int, repeat: float = 0.25):
        return self.ask("lesson", layout=layout, facts=facts, count=count, seed=seed, step=step, questions=questions, repeat=repeat)

    def exam(self, layout: str, facts: int, n: int, seed: int, **world):
        return self.ask("exam", layout=layout, world={"n": n, "facts": facts, "seed": seed, "split": "test", **world})

    def size(self) -> int:
        return self.ask("size")


def sources(samples: list[dict], picked: Tensor) -> Tensor:
    """For the nth picked token of all rows, where in the document it stands as part of the same answer: bool [n, length]."""
    rows, length = picked.shape
    found = torch.zeros(int(picked.sum()), length, dtype=torch.bool)
    n = 0
    for sample in samples:
        ids, spans = sample["ids"], sample["spans"]
        # what stands before the first question; a few tokens of that question do no harm
        document = ids[: spans[0][0]]
        for start, end in spans:
            answer = ids[start : end - 1]
            for at in range(len(document) - len(answer) + 1):
                if document[at : at + len(answer)] == answer:
                    for step in range(len(answer)):
                        found[n + step, at + step] = True
            n += end - start
    return found


def pack(samples: list[dict], device: torch.device | str = "cpu") -> tuple[Tensor, Tensor]:
    """ids [batch, length] padded with 0 at the end, and a mask of the answer tokens."""
    length = max(len(sample["ids"]) for sample in samples)
    ids = torch.zeros(len(samples), length, dtype=torch.long)
    answer = torch.zeros(len(samples), length, dtype=torch.bool)
    for row, sample in enumerate(samples):
        ids[row, : len(sample["ids"])] = torch.tensor(sample["ids"])
        for start, end in sample["spans"]:
            answer[row, start:end] = True
    return ids.to(device), answer.to(device)
