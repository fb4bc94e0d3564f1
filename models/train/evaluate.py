# The evaluation of a checkpoint, as Markdown: python models/train/evaluate.py out/train/nano.pt [documents per cell] [README.md]
# With a README the text between its marks <!-- measured --> and <!-- end --> is replaced; otherwise it is printed.
import json
import sys
from pathlib import Path

import torch

from exam import share
from feed import Feed
from model import Reader, Shape

FACTS = (4, 8, 16, 32, 48, 64)
BEYOND = (96, 128)
SEED = 2024
ROWS = [
    ("outline", "outline", {}),
    ("list", "list", {}),
    ("prose, trained templates", "prose", {"templates": "trained"}),
    ("**prose, held-out templates**", "prose", {}),
    ("linked prose, trained templates", "linked", {"templates": "trained"}),
    ("linked prose, held-out templates", "linked", {}),
]
DOMAIN = [
    ("held-out domain, outline", "outline", {"domain": "labs"}),
    ("held-out domain, list", "list", {"domain": "labs"}),
    ("held-out domain, prose, held-out templates", "prose", {"domain": "labs"}),
]


class Evaluation:
    def __init__(self, checkpoint: str, n: int):
        saved = torch.load(checkpoint, map_location="cpu")
        self.model, self.feed, self.n = Reader(Shape(**saved["shape"])), Feed(), n
        self.model.load_state_dict(saved["ema"])
        self.question = self.feed.ask("tokenizer")["model"]["vocab"]["Question:"]

    def score(self, layout: str, facts: int, world: dict) -> str:
        return f"{share(self.model, self.feed.exam(layout, facts, self.n, SEED, **world)):.3f}"

    def tokens(self, layout: str, facts: int, world: dict) -> str:
        """Of the document alone: without <bos>, question and answer."""
        samples = self.feed.exam(layout, facts, 50, SEED, **world)
        return str(round(sum(sample["ids"].index(self.question) - 1 for sample in samples) / len(samples)))

    def report(self) -> list[str]:
        seen = [[name, *(self.score(layout, n, world) for n in FACTS)] for name, layout, world in ROWS + DOMAIN]
        seen.append(["closed book (question alone)", *(self.score("", n, {}) for n in FACTS)])
        frequent = self.feed.ask("chance", seed=SEED, draws=20000)
        seen.append(["chance: the aspect's most frequent value", *[f"{frequent:.3f}"] * len(FACTS)])
        seen.append(["chance: any value of the document", *(f"{1 / n:.3f}" for n in FACTS)])
        longer = [[name, *(self.score(layout, n, world) for n in BEYOND)] for name, layout, world in ROWS]
        lengths = [[name, *(self.tokens(layout, n, world) for n in FACTS + BEYOND)] for name, layout, world in ROWS]
        return [
            f"Exact match, {self.n} documents with one question each per cell:", "", *table("", FACTS, seen), "",
            "Beyond the training length (more facts in one document than it was ever trained on):", "", *table("", BEYOND, longer), "",
            "Tokens of the document (mean of 50):", "", *table("", FACTS + BEYOND, lengths),
        ]  # fmt: skip


def table(corner: str, facts: tuple[int, ...], rows: list[list[str]]) -> list[str]:
    head = [[corner, *(f"{n} facts" for n in facts)], ["---", *["---:"] * len(facts)]]
    return [f"| {' | '.join(row)} |" for row in head + rows]


def files(folder: Path) -> list[str]:
    manifest = json.loads((folder / "manifest.json").read_text())
    training = manifest["training"]
    rows = [f"| `{name}` | {one['bytes']:,} | `{one['sha256']}` |" for name, one in manifest["files"].items()]
    return [
        f"{manifest['parameters']:,} parameters; trained on {training['tokens']:,} tokens in {training['steps']:,} steps, "
        f"{training['seconds']:,} s of one thread, seed {training['seed']}.",
        "", "| file | bytes | sha256 |", "| --- | ---: | --- |", *rows,
    ]  # fmt: skip


def main(checkpoint: str, n: int = 400, readme: str = "") -> None:
    torch.set_num_threads(1)
    lines = Evaluation(checkpoint, int(n)).report()
    if not readme:
        print("\n".join(lines))
        return
    path = Path(readme)
    before, _, rest = path.read_text().partition("<!-- measured -->")
    _, _, after = rest.partition("<!-- end -->")
    block = "\n".join(["<!-- measured -->", *lines, "", *files(path.parent), "<!-- end -->"])
    path.write_text(before + block + after)
    print("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
