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


class Sources:
    """
    Where in a document each token of an answer stands, as a reader would look for it. That there is none it is to see at the first
    token, as attention does that has nothing to attend to (G. Xiao, Y. Tian, B. Chen, S. Han, M. Lewis, "Efficient streaming language
    models with attention sinks", ICLR 2024).
    """

    def __init__(self, vocab: dict[str, int], same: Tensor):
        """same [vocab]: tokens that are the same but for the blank before them."""
        self.same = same.tolist()
        self.numbers = {id for token, id in vocab.items() if token.startswith("Ġ") and token[1:].isdigit()}
        self.sentence, self.name, self.line = vocab["ĠSentence"], vocab["ĠAspectName"], vocab["Ċ"]

    def __call__(self, samples: list[dict], picked: Tensor) -> Tensor:
        """For the nth picked token of all rows: bool [n, length]."""
        found = torch.zeros(int(picked.sum()), picked.shape[1], dtype=torch.bool)
        n = 0
        for sample in samples:
            ids, spans = sample["ids"], sample["spans"]
            # what stands before the first question; a few tokens of that question do no harm
            document = ids[: spans[0][0]]
            for (start, end), kind in zip(spans, sample["found"]):
                answer = ids[start : end - 1]
                if kind == "none":
                    found[n, 0] = True
                elif kind == "text":
                    for at in occurrences(self.plain(document), self.plain(answer)):
                        for step in range(len(answer)):
                            found[n + step, at + step] = True
                elif kind == "sentence":
                    self.number(found[n], document, answer[0])
                elif kind == "structure":
                    self.structure(found[n:], document, answer)
                n += end - start
        return found

    def plain(self, ids: list[int]) -> list[int]:
        return [self.same[id] for id in ids]

    def number(self, row: Tensor, document: list[int], number: int) -> None:
        for at in range(1, len(document)):
            if document[at] == number and document[at - 1] == self.sentence:
                row[at] = True

    def structure(self, rows: Tensor, document: list[int], answer: list[int]) -> None:
        for at, token in enumerate(answer):
            if token in self.numbers:
                self.number(rows[at], document, token)
            elif token == self.name:
                begin = at + 2  # behind the colon
                name = answer[begin : answer.index(self.line, begin)] if self.line in answer[begin:] else []
                for place in occurrences(self.plain(document), self.plain(name))[:1]:
                    for step in range(len(name)):
                        rows[begin + step, place + step] = True


def occurrences(document: list[int], part: list[int]) -> list[int]:
    return [at for at in range(len(document) - len(part) + 1) if document[at : at + len(part)] == part] if part else []


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
