# A small reader whose weights are random, exported and compared with the trainer's model: python test/models/export.py FOLDER
import sys
from pathlib import Path

sys.path.insert(0, "models/train")
import torch
from export import main as export
from feed import Feed
from model import Reader, Shape
from train import marked
from verify import main as verify

folder = Path(sys.argv[1])
torch.set_num_threads(1)
vocab = Feed("records").ask("tokenizer")["model"]["vocab"]
shape = Shape(vocab=len(vocab), width=96, layers=3, head=32, inner=96, ffn=64, word=16, slot=8, previous=2, read=16,
              local=(("sentence", "turn", "section"), ("sentence",)))  # fmt: skip
reader = Reader(shape, 3, marks=marked(vocab))
checkpoint = folder / "random.pt"
torch.save({"ema": reader.state_dict(), "shape": reader.shape.record(), "world": "records",
            "seed": 3, "step": 0, "tokens": 0, "seconds": 0}, checkpoint)  # fmt: skip
export(str(checkpoint), folder / "model")
verify(str(checkpoint), folder / "model", 1)
