# A small reader whose weights are random, exported and compared with the trainer's model: python test/models/export.py FOLDER
import sys
from pathlib import Path

sys.path.insert(0, "models/train")
import torch
from export import main as export
from model import Reader, Shape
from verify import main as verify

folder = Path(sys.argv[1])
torch.set_num_threads(1)
reader = Reader(Shape(vocab=2048, width=96, layers=2, ffn=64, slot=8, previous=8), 3)
checkpoint = folder / "random.pt"
torch.save({"ema": reader.state_dict(), "shape": reader.shape.record(), "world": "records",
            "seed": 3, "step": 0, "tokens": 0, "seconds": 0}, checkpoint)  # fmt: skip
export(str(checkpoint), folder / "model")
verify(str(checkpoint), folder / "model", 1)
