# Trains the embedder on the world of records: python models/train/embed.py --name embed --millions 20. Writes out/train/NAME.pt;
# run again to resume. A step is whole fact sets: the passages about the same entity and about the same aspect are its hard negatives.
import argparse
import json
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoder import Embedder, EncoderShape, vectors
from feed import ROOT, Feed
from optimizer import Optimizer

DIMENSIONS = (32, 64, 128)
RARE = 0.003  # a token as frequent as this begins with half the length
COUNTED = 50  # steps whose tokens are counted for that
EMA = 0.998
COOL = 0.4  # the learning rate is constant up to this share of the tokens, then falls linearly
JUDGED = {"held-out forms": {}, "trained forms": {"forms": "train"}, "ship": {"domain": "ship"}, "museum": {"domain": "museum"},
          "three sentences": {"sentences": 3}}  # fmt: skip
POOLS, PASSAGES, QUERIES = 2, 200, 100


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="embed")
    parser.add_argument("--millions", type=float, default=20, help="tokens to train on")
    parser.add_argument("--seconds", type=float, default=0, help="train so long instead")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--queries", type=int, default=96, help="questions of a step at least")
    parser.add_argument("--every", type=float, default=150, help="seconds between checkpoints")
    parser.add_argument("--strange", type=float, default=0.5, help="share of fact sets with strange words")
    parser.add_argument("--long", type=float, default=0.1, help="share of fact sets with passages of several sentences")
    parser.add_argument("--start", default="", help="a checkpoint whose weights to start from")
    parser.add_argument("--compile", type=int, default=1, help="needs a C++ compiler")
    parser.add_argument("--bf16", type=int, default=0, help="1: matrix products in bfloat16, faster where the processor has them")
    parser.add_argument("--device", default="cpu", help="cuda where there is one")
    parser.add_argument("--smoke", action="store_true", help="start anew, and fail unless the loss has fallen")
    return parser.parse_args()


class Contrast(nn.Module):
    """InfoNCE in both directions for each number of dimensions, each with a temperature of its own."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.full((len(DIMENSIONS),), 3.0))

    def forward(self, asked: Tensor, told: Tensor, at: Tensor, hidden: tuple[Tensor, Tensor]) -> Tensor:
        """asked [q, width], told [p, width]; at [q]: the passage that answers; hidden [q, p] and [q, q]: neither right nor wrong."""
        answers, others = hidden
        losses = []
        for scale, size in zip(self.scale.clamp(max=4.6).exp(), DIMENSIONS):
            score = scale * F.normalize(asked[:, :size], dim=-1) @ F.normalize(told[:, :size], dim=-1).T
            losses.append(F.cross_entropy(score.masked_fill(answers, -1e4), at))
            back = score.T[at].masked_fill(others, -1e4)
            losses.append(F.cross_entropy(back, torch.arange(len(at), device=at.device)))
        return torch.stack(losses).mean()


def marks(queries: list[dict], passages: int) -> tuple[Tensor, Tensor, Tensor]:
    """
    at; passages that answer the same question in another fact set; for a passage, the other questions that it answers too.
    """
    at = torch.tensor([query["at"] for query in queries])
    names = {key: number for number, key in enumerate(dict.fromkeys(query["key"] for query in queries))}
    key = torch.tensor([names[query["key"]] for query in queries])
    same = key[:, None] == key
    tells = torch.zeros(len(queries), passages, dtype=torch.bool)
    for row in range(len(queries)):
        tells[row, at[same[row]]] = True
    others = tells[:, at].T | same
    tells[torch.arange(len(queries)), at] = False
    others.fill_diagonal_(False)
    return at, tells, others


def rarity(feed: Feed, vocab: int, seed: int, mix: dict[str, float]) -> Tensor:
    """Weights [vocab] by how rare tokens are in lessons; what never occurs weighs 1."""
    counts = torch.zeros(vocab)
    for step in range(COUNTED):
        lesson = feed.ask("passages", least=100, mix=mix, seed=seed + 1, step=step)
        for ids in lesson["passages"] + [query["ids"] for query in lesson["queries"]]:
            counts += torch.bincount(torch.tensor(ids), minlength=vocab)
    return RARE / (RARE + counts / counts.sum())


@torch.no_grad()
def recall(model: Embedder, feed: Feed, world: dict, seed: int = 7) -> dict[int, float]:
    """Share of questions whose passage is the nearest of a pool, by number of dimensions."""
    hits = {size: 0 for size in DIMENSIONS}
    asked = 0
    for draw in range(POOLS):
        one = feed.ask("pool", world={"seed": seed, "draw": draw, "passages": PASSAGES, "queries": QUERIES, **world})
        told, query = vectors(model, one["passages"]), vectors(model, [query["ids"] for query in one["queries"]])
        at = torch.tensor([query["at"] for query in one["queries"]], device=told.device)
        asked += len(at)
        for size in DIMENSIONS:
            near = F.normalize(query[:, :size], dim=-1) @ F.normalize(told[:, :size], dim=-1).T
            hits[size] += int((near.argmax(1) == at).sum())
    return {size: hits[size] / asked for size in DIMENSIONS}


def main() -> None:
    args = arguments()
    torch.set_num_threads(1)
    folder = ROOT / "out" / "train"
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / f"{args.name}.pt"
    feed = Feed("records")
    shape, mix = EncoderShape(vocab=feed.size()), {"strange": args.strange, "long": args.long}
    model = Embedder(shape, args.seed, rarity(feed, shape.vocab, args.seed, mix)).to(args.device)
    if args.start:
        model.load_state_dict(torch.load(args.start, map_location=args.device)["ema"])
    contrast = Contrast().to(args.device)
    # the blocks under their own name first, as the optimizer knows their matrices by it
    optimizer = Optimizer(nn.ModuleDict({"blocks": model.blocks, "model": model, "contrast": contrast}))
    ema = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    seen = step = 0
    before = loss = first = 0.0
    if checkpoint.exists() and not args.smoke:
        saved = torch.load(checkpoint, map_location=args.device)
        model.load_state_dict(saved["model"])
        contrast.load_state_dict(saved["contrast"])
        optimizer.restore(saved["optimizer"])
        ema, seen, step, before, loss = saved["ema"], saved["tokens"], saved["step"], saved["seconds"], saved["loss"]
    say = lambda **line: print(json.dumps(line), flush=True)
    say(parameters=sum(p.numel() for p in model.parameters()), **vars(args), **model.shape.record(), resumed=step)

    if args.compile:
        for block in model.blocks:
            block.compile(dynamic=True)

    began = time.time() - before
    waited = 0.0  # for the generator

    def save() -> None:
        torch.save({"model": model.state_dict(), "contrast": contrast.state_dict(), "ema": ema, "optimizer": optimizer.state(),
                    "shape": model.shape.record(), "tokens": seen, "step": step, "seconds": time.time() - began, "seed": args.seed,
                    "loss": loss}, checkpoint)  # fmt: skip

    def judge() -> None:
        judged = Embedder(model.shape).to(args.device)
        judged.load_state_dict(ema)
        cells = {name: " ".join(f"{value:.2f}" for value in recall(judged, feed, world).values()) for name, world in JUDGED.items()}
        say(s=round(time.time() - began), step=step, tokens=seen, loss=round(loss, 3), waited=round(waited), **cells)

    def progress() -> float:
        return (time.time() - began) / args.seconds if args.seconds else seen / (args.millions * 1e6)

    saved_at = time.time()
    while (done := progress()) < 1:
        asked_at = time.time()
        lesson = feed.ask("passages", least=args.queries, mix=mix, seed=args.seed, step=step)
        waited += time.time() - asked_at
        passages, queries = lesson["passages"], [query["ids"] for query in lesson["queries"]]
        at, *hidden = (mark.to(args.device) for mark in marks(lesson["queries"], len(passages)))
        with torch.autocast(args.device, torch.bfloat16, enabled=bool(args.bf16)):
            asked, told = vectors(model, queries), vectors(model, passages)
        now = contrast(asked.float(), told.float(), at, hidden)
        now.backward()
        optimizer.step(min(1, (step + 1) / 50) * (1 if done < COOL else max(0.02, (1 - done) / (1 - COOL))))
        seen += sum(map(len, passages)) + sum(map(len, queries))
        step += 1
        first = first or now.item()
        loss = loss + 0.03 * (now.item() - loss) if loss else now.item()
        keep = min(EMA, step / (step + 10))
        with torch.no_grad():
            for name, tensor in model.state_dict().items():
                ema[name].lerp_(tensor, 1 - keep)
        if time.time() - saved_at > args.every:
            save()
            judge()
            saved_at = time.time()
    save()
    judge()
    say(finished=str(Path(checkpoint).relative_to(ROOT)), scale=[round(one, 1) for one in contrast.scale.exp().tolist()])
    if args.smoke and loss >= first:
        raise SystemExit(f"the loss has not fallen: {first:.2f} at the start, {loss:.2f} at the end")


if __name__ == "__main__":
    main()
