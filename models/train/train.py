# Trains the reader: python models/train/train.py --name nano --millions 11. Writes out/train/NAME.pt; run again to resume.
# With --world records it learns from the world of records, with a wider model; --seconds ends it by the clock.
import argparse
import calendar
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F

from exam import share
from feed import ROOT, Feed, Sources, pack
from model import MARKS, Reader, Shape, parts
from optimizer import Optimizer
from shipped import weights_of
from words import learnt

LEVELS = (2, 4, 8, 16, 32, 64)
QUESTIONS = 10  # per document; one for every two facts where that is more


@dataclass(frozen=True)
class World:
    """What a step is made of: the layouts with their tokens per fact, and the model's shape but for the vocabulary."""

    tokens_per_fact: dict[str, int]
    tokens_per_question: int
    tokens_per_step: int
    shape: dict[str, object]
    easy: tuple[str, ...]  # learnt early; later every third step keeps them
    trained: dict[str, str]  # what an exam says to be told in trained sentence forms
    judged: tuple[int, ...]  # facts of the documents judged on the way
    each: int
    passing: float = 0.85  # running token accuracy at which a layout moves to the next level: more, where most tokens follow from the first
    begin: int = 0  # the level that a layout begins at
    leading: int = 0  # first tokens of an answer that weigh as much as all of it together: with them it is looked up
    sharpen: float = 1.0  # see Optimizer
    shown: int = 0  # heads of the last layer that are told where in the document an answer stands
    share: dict[str, float] = field(default_factory=dict)  # of a step's tokens, where a layout has more or fewer than the others
    late: int = 2  # times as large are batches when the learning rate has begun to fall
    turns: int = 1  # steps over which the layouts take turns: small steps learn more from the same tokens


WORLDS = {
    "small": World({"prose": 13, "linked": 12, "list": 8, "outline": 6}, 14, 3600, {}, ("list", "outline"), {"templates": "trained"}, (4, 8, 32, 64), 24),
    "records": World(
        {"prose": 15, "linked": 14, "numbered": 23, "list": 11, "outline": 9, "abstract": 20, "json": 10, "noisy": 15},
        18, 3600, {"width": 336, "head": 64, "inner": 256, "word": 64, "slot": 32, "previous": 2, "layers": 4, "ffn": 112, "read": 64, "local": (("sentence", "turn", "section"), ("sentence",))}, ("list", "outline", "json"), {"forms": "train"}, (8, 32), 12, 0.85, 2, 2, 10.0, 3,
        {"prose": 1.6, "linked": 1.2, "numbered": 1.6, "abstract": 0.5, "json": 0.5, "noisy": 0.6}, 1, 2,
    ),
}  # fmt: skip
EMA = 0.995
LATE = 0.05  # so much of the run after the learning rate begins to fall, batches are larger


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="nano")
    parser.add_argument("--world", default="small", choices=WORLDS)
    parser.add_argument("--millions", type=float, default=11, help="tokens to train on")
    parser.add_argument("--seconds", type=float, default=0, help="train so long instead")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cool", type=float, default=0.5, help="the learning rate is constant up to this share of the run, then falls linearly")
    parser.add_argument("--tokens", type=int, default=0, help="tokens per step, over all layouts; 0: the world's")
    parser.add_argument("--every", type=float, default=240, help="seconds between checkpoints")
    parser.add_argument("--compile", type=int, default=1, help="needs a C++ compiler")
    parser.add_argument("--bf16", type=int, default=0, help="1: matrix products in bfloat16, a third faster where the processor has them")
    parser.add_argument("--device", default="cpu", help="cuda where there is one")
    parser.add_argument("--smoke", action="store_true", help="start anew, and fail unless the loss has fallen")
    parser.add_argument("--start", default="", help="a checkpoint, or a model directory, whose weights to start from")
    parser.add_argument("--top", type=int, default=0, help="1: begin at the last level (with --start)")
    return parser.parse_args()


AT_LEVEL = 0.35


class Curriculum:
    """Each layout climbs on its own: a good third of its batches at its level, the rest below."""

    def __init__(self, seed: int, top: bool, world: World):
        self.random, self.world = random.Random(seed), world
        self.level = {layout: len(LEVELS) - 1 if top else world.begin for layout in world.tokens_per_fact}
        self.accuracy = {layout: 0.0 for layout in world.tokens_per_fact}

    def facts(self, layout: str) -> int:
        level = self.level[layout]
        if level == 0 or self.random.random() < AT_LEVEL:
            facts = LEVELS[level]
        else:
            facts = LEVELS[self.random.randrange(level)]
        return facts * 3 // 4 if facts >= 8 and self.random.random() < 0.3 else facts

    def mark(self, layout: str, facts: int, hits: float) -> bool:
        """Notes the token accuracy of a batch; True when the layout has moved up."""
        top = LEVELS[self.level[layout]]
        if facts * 4 >= top * 3:
            self.accuracy[layout] += 0.05 * (hits - self.accuracy[layout])
        if self.accuracy[layout] <= self.world.passing or self.level[layout] == len(LEVELS) - 1:
            return False
        self.level[layout] += 1
        self.accuracy[layout] = 0.5
        return True

    def due(self, layout: str, step: int) -> bool:
        learnt = self.level[layout] == len(LEVELS) - 1 and self.accuracy[layout] > 0.9
        return layout not in self.world.easy or not learnt or step // self.world.turns % 3 == 0


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    folder = ROOT / "out" / "train"
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / f"{args.name}.pt"
    world, feed = WORLDS[args.world], Feed(args.world)
    layouts, tokens = tuple(world.tokens_per_fact), args.tokens or world.tokens_per_step
    shape = Shape(vocab=feed.size(), **world.shape)
    say = lambda **line: print(json.dumps(line), flush=True)
    vocab = feed.ask("tokenizer")["model"]["vocab"]
    same = alike(vocab)
    sources = Sources(vocab, same) if world.shown else None
    words = words_of(feed, shape, vocab, same, folder / f"{args.name}.words.pt", args, say) if shape.word and not args.start else None
    model = Reader(shape, args.seed, words, marked(vocab) if shape.word else None, same if shape.word else None).to(args.device)
    if args.start:
        given = Path(args.start)
        started = weights_of(given) if given.is_dir() else torch.load(args.start, map_location="cpu")["ema"]
        model.load_state_dict(started)
    optimizer, curriculum = Optimizer(model, world.sharpen), Curriculum(args.seed, bool(args.top), world)
    ema = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    seen = step = 0
    before = pointed = 0.0
    losses: dict[str, float] = {}  # running means
    first: dict[str, float] = {}  # of the first step
    if checkpoint.exists() and not args.smoke:
        saved = torch.load(checkpoint, map_location=args.device)
        model.load_state_dict(saved["model"])
        optimizer.restore(saved["optimizer"])
        ema, seen, step, before = saved["ema"], saved["tokens"], saved["step"], saved["seconds"]
        curriculum.level, curriculum.accuracy = saved["level"], saved["accuracy"]
        curriculum.random.setstate(saved["random"])
    say(parameters=sum(p.numel() for p in model.parameters()), **vars(args), **model.shape.record(), resumed=step)
    if args.compile:
        torch._dynamo.config.recompile_limit = 32
        for block in model.blocks:
            block.compile(dynamic=True)

    began = time.time() - before
    saved_at = told_at = time.time()

    def save() -> None:
        torch.save({"model": model.state_dict(), "ema": ema, "optimizer": optimizer.state(), "shape": model.shape.record(),
                    "tokens": seen, "step": step, "seconds": time.time() - began, "level": curriculum.level, "seed": args.seed, "world": args.world,
                    "accuracy": curriculum.accuracy, "random": curriculum.random.getstate()}, checkpoint)  # fmt: skip

    def progress() -> float:
        return (time.time() - began) / args.seconds if args.seconds else seen / (args.millions * 1e6)

    while (done := progress()) < 1:
        schedule = min(1, (step + 1) / 50) * (1 if done < args.cool else max(0.02, (1 - done) / (1 - args.cool)))
        budget = tokens * (world.late if done > args.cool + LATE else 1) * world.turns / len(layouts)
        turn = layouts[step % world.turns :: world.turns]
        due = [layout for layout in turn if curriculum.due(layout, step)]
        for layout in due:
            facts = curriculum.facts(layout)
            questions = max(QUESTIONS, facts // 2)
            count = max(1, round(budget * world.share.get(layout, 1) / (world.tokens_per_fact[layout] * facts + world.tokens_per_question * questions)))
            samples = feed.lesson(layout, facts, count, args.seed, step, questions)
            ids, answer = pack(samples, args.device)
            picked = answer[:, 1:]
            with torch.autocast(args.device, torch.bfloat16, enabled=bool(args.bf16)):
                out, gold = model(ids[:, :-1], picked, world.shown), ids[:, 1:][picked]
            logits = out[0] if world.shown else out
            losses_of = F.cross_entropy(logits.float(), gold, reduction="none")
            loss = losses_of.mean()
            if world.leading:
                first_of = picked & ~F.pad(picked, (world.leading, 0))[:, : picked.shape[1]]
                loss = (loss + losses_of[first_of[picked]].mean()) / 2
            if sources:
                places = sources(samples, picked).to(args.device)
                told = pointing(out[1], places)
                if shape.word:
                    told = told + pointing(out[2][:, None], end_of_part(parts(model.marks[ids[:, :-1]])["sentence"], picked, places))
                pointed += 0.05 * (told.item() - pointed)
                loss = loss + SHOWN * told
            (loss / len(due)).backward()
            losses[layout] = loss.item() if layout not in losses else losses[layout] + 0.1 * (loss.item() - losses[layout])
            seen += ids.numel()
            if curriculum.mark(layout, facts, (logits.argmax(-1) == gold).float().mean().item()):
                say(s=round(time.time() - began), tokens=seen, layout=layout, facts=LEVELS[curriculum.level[layout]])
        optimizer.step(schedule)
        step += 1
        first = {**losses, **first}
        keep = min(EMA, step / (step + 10))
        with torch.no_grad():
            for name, tensor in model.state_dict().items():
                ema[name].lerp_(tensor, 1 - keep)
        if time.time() - told_at > args.every / 24:
            told_at = time.time()
            say(s=round(told_at - began), step=step, tokens=seen, pointed=round(pointed, 2), loss=rounded(losses))
        if time.time() - saved_at > args.every:
            save()
            judge = Reader(model.shape).to(args.device)
            judge.load_state_dict(ema)
            cells = {layout: [share(judge, feed.exam(layout, n, world.each, 1)) for n in world.judged] for layout in layouts}
            cells["prose trained"] = [share(judge, feed.exam("prose", n, world.each, 1, **world.trained)) for n in world.judged]
            short = {name: " ".join(f"{value:.2f}" for value in row) for name, row in cells.items()}
            say(s=round(time.time() - began), step=step, tokens=seen, per_s=round(seen / (time.time() - began)),
                accuracy=rounded(curriculum.accuracy), loss=rounded(losses), **short)  # fmt: skip
            saved_at = time.time()
    save()
    say(finished=str(Path(checkpoint).relative_to(ROOT)), s=round(time.time() - began), step=step, tokens=seen, loss=rounded(losses))
    if args.smoke and not all(losses[layout] < first[layout] for layout in first):
        raise SystemExit(f"the loss has not fallen: {rounded(first)} at the start")


SHOWN = 0.5  # weight of the loss of heads that are told where to look


def pointing(attended: torch.Tensor, sources: torch.Tensor) -> torch.Tensor:
    """
    Mean of -ln of what each head [n, heads, length] attends to at the sources [n, length] of its token, where it has any
    (L. Liu, M. Utiyama, A. Finch, E. Sumita, "Neural machine translation with supervised attention", COLING 2016).
    """
    has = sources.any(-1)
    if not has.any():
        return attended.new_zeros(())
    return -attended[has].masked_fill(~sources[has][:, None], -torch.inf).logsumexp(-1).mean()


def end_of_part(numbers: torch.Tensor, picked: torch.Tensor, sources: torch.Tensor) -> torch.Tensor:
    """
    The last tokens of the parts that the sources [n, length] are of, where all is known that they say, and the first token alone;
    numbers [batch, length] of the parts.
    """
    row = picked.nonzero(as_tuple=True)[0]
    rows, ends = numbers.long()[row], F.pad(numbers.diff(dim=1) > 0, (0, 1))[row]
    meant = torch.zeros(len(rows), int(rows.max()) + 1, device=rows.device).scatter_reduce(1, rows, sources.float(), "amax")
    return torch.where(sources[:, :1], sources, (meant.gather(1, rows) > 0) & ends)


WORDS = 3000  # steps
SHORT = 50  # the same for a smoke run


def words_of(feed: Feed, shape: Shape, vocab: dict[str, int], same: torch.Tensor, kept: Path, args: argparse.Namespace, say) -> torch.Tensor:
    """Where the table of words begins, learnt once for a run. Before that, words of one stem begin near each other."""
    if kept.exists() and not args.smoke:
        return torch.load(kept)
    random = torch.Generator().manual_seed(args.seed)
    own, shared = (torch.randn(shape.vocab, shape.word, generator=random) for _ in range(2))
    beginning = F.normalize(0.6 * own + 0.8 * shared[stems(vocab)], dim=-1)
    found = learnt(feed, beginning, vocab, same, SHORT if args.smoke else WORDS, args.seed, say)
    torch.save(found, kept)
    return found


def alike(vocab: dict[str, int]) -> torch.Tensor:
    """Which tokens [vocab] are the same but for the blank before them."""
    return grouped(vocab, lambda token: token.lstrip("Ġ") or token)


STEM = 4  # letters


def stems(vocab: dict[str, int]) -> torch.Tensor:
    """
    Which tokens [vocab] begin alike: by their first letters, the blank before them and capitals aside ("melts", " Melting"); after
    P. Bojanowski, E. Grave, A. Joulin, T. Mikolov, "Enriching word vectors with subword information", TACL 2017.
    """

    def stem(token: str) -> str:
        text = token.lstrip("Ġ")
        return text.lower()[:STEM] if text.isalpha() and len(token) > 3 else text or token

    return grouped(vocab, stem)


def grouped(vocab: dict[str, int], key) -> torch.Tensor:
    numbers: dict[str, int] = {}
    out = torch.zeros(len(vocab), dtype=torch.long)
    for token, id in vocab.items():
        out[id] = numbers.setdefault(key(token), len(numbers))
    return out


DATES = {f"Ġ{month}": -1 for month in calendar.month_name[1:]} | {"Ġ19": -2, "Ġ20": -3}


def marked(vocab: dict[str, int]) -> torch.Tensor:
    """
    Which tokens [vocab, 5] end a sentence, begin a section, begin a turn, or have a number behind them: see `parts`; and of what a
    date is made: see `years`.
    """
    out = torch.zeros(len(vocab), MARKS)
    for token, id in vocab.items():
        turn = token.removeprefix("Ċ") == "Question:"
        section = "#" in token or token.endswith(('},"', '{"')) and ":" not in token
        ends = token[-1:] in ".?!" or "Ċ" in token or token.endswith((',"', "},"))
        digits = 1 + int(token) if len(token) == 2 and token.isdecimal() else 0
        out[id] = torch.tensor([ends or turn, section, turn, token == "ĠSentence", DATES.get(token, digits)], dtype=torch.float)
    return out


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in values.items()}


if __name__ == "__main__":
    main()
