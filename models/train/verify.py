# The exported graphs against the trainer's model: document, question, then token by token through the cache must give the same
# greedy text as full passes without a cache; where two tokens are so near that half precision decides, a near tie is counted. And the
# weights read back from the directory (`train.py --start`) must be the trainer's.
# python models/train/verify.py out/train/nano.pt models/strux-nano [documents per cell]
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from export import GRAPHS
from feed import LAYOUTS, Feed
from model import Reader, Shape
from shipped import weights_of

MOST = 12  # new tokens
TIE = 0.01  # tokens whose logits are nearer than this are told apart by half precision, if at all
LAST = 16


class Cached:
    """The graph with its state, as a runner holds it."""

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.start = {}
        for port in self.session.get_inputs():
            if port.name.startswith("past."):
                dims = [1 if d == "B" else 0 if d == "P" else d for d in port.shape]
                self.start[port.name] = np.zeros(dims, np.int64 if "int64" in port.type else np.float32)
        self.names = [port.name for port in self.session.get_outputs()]

    def open(self) -> None:
        self.state, self.length = dict(self.start), 0

    def read(self, ids: list[int]) -> np.ndarray:
        """Logits after the last of these ids."""
        places = np.arange(self.length, self.length + len(ids))[None]
        mask = np.ones((1, self.length + len(ids)), np.int64)
        got = self.session.run(None, {"input_ids": np.array([ids]), "position_ids": places, "attention_mask": mask, **self.state})
        out = dict(zip(self.names, got))
        self.state = {name: out[name.replace("past", "present")] for name in self.start}
        self.length += len(ids)
        return out["logits"][0, -1]


@torch.no_grad()
def main(checkpoint: str, folder: Path, each: int) -> None:
    torch.set_num_threads(1)
    saved = torch.load(checkpoint, map_location="cpu")
    model = Reader(Shape(**saved["shape"]))
    model.load_state_dict(saved["ema"])
    eos = json.loads((folder / "config.json").read_text())["eos_token_id"]
    ask = {t["content"]: t["id"] for t in json.loads((folder / "tokenizer.json").read_text())["added_tokens"]}.get("Question:")
    back = weights_of(folder)
    rounded = {name: tensor.float().half().float() if tensor.ndim == 2 else tensor.float() for name, tensor in saved["ema"].items()}
    differing = [name for name, tensor in rounded.items() if not torch.allclose(back[name], tensor, atol=1e-6)]
    print(json.dumps({"weights read back": len(back), "differing": differing}), flush=True)
    if differing:
        raise SystemExit(f"{folder} does not have the weights of {checkpoint}: {', '.join(differing)}")
    feed = Feed(saved.get("world", "small"))
    for name in GRAPHS:
        print(json.dumps({"graph": name, **compared(model, Cached(folder / "onnx" / name), feed, eos, ask, each)}), flush=True)


def compared(model: Reader, graph: Cached, feed: Feed, eos: int, ask: int | None, each: int) -> dict:
    same = ties = correct = total = 0
    apart = 0.0
    for layout in LAYOUTS:
        for facts in (8, 32):
            for sample in feed.exam(layout, facts, each, 9):
                start = sample["spans"][0][0]
                prompt, gold = sample["ids"][:start], sample["ids"][start:]
                # where a question has no token of its own, the last tokens are fed by themselves
                mark = len(prompt) - (prompt[::-1].index(ask) + 1 if ask in prompt else min(LAST, len(prompt) - 1))
                graph.open()
                graph.read(prompt[:mark])
                logits = graph.read(prompt[mark:])
                ours, theirs = [], []
                while len(theirs) < MOST and (not theirs or theirs[-1] != eos):
                    reference = model(torch.tensor([prompt + theirs]))[0, -1]
                    if ours == theirs:
                        apart = max(apart, float((reference - torch.from_numpy(logits)).abs().max()))
                    theirs.append(int(reference.argmax()))
                    if not ours or ours[-1] != eos:
                        said = int(logits.argmax())
                        ties += ours == theirs[:-1] and said != theirs[-1] and float(reference.max() - reference[said]) < TIE
                        ours.append(said)
                        logits = graph.read(ours[-1:])
                total, same, correct = total + 1, same + (ours == theirs), correct + (ours == gold)
    return {"documents": total, "same greedy text": same, "apart by a near tie": ties, "correct": correct, "max |dlogit|": round(apart, 5)}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 25)
