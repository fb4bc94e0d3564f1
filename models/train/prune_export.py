# A checkpoint -> a model directory in the Hugging Face layout, held against the trainer's own model:
# python models/train/prune_export.py out/train/prune.pt models/strux-prune
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from export import manifest, write
from feed import ROOT, Feed
from graph import LOCATION, Weights
from prune import pack
from prune_graph import build
from pruner import Pruner, Shape

POSITIONS = 4096
EACH = 12  # documents of each size that are compared
FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx", f"onnx/{LOCATION}")


def main(checkpoint: str, folder: Path) -> None:
    torch.set_num_threads(1)
    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    shape = saved["shape"]
    weights = {name: tensor.float().numpy() for name, tensor in saved["ema"].items() if name != "aspect.weight"}
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    store = Weights()
    graph = build(weights, shape, store)
    onnx.save(graph, folder / "onnx" / "model.onnx")
    store.write(folder / "onnx")
    onnx.checker.check_model(str(folder / "onnx" / "model.onnx"), full_check=True)
    shared = ROOT / "models" / "tokenizer"
    (folder / "tokenizer.json").write_text((shared / "tokenizer.json").read_text())
    write(folder / "tokenizer_config.json", {**json.loads((shared / "tokenizer_config.json").read_text()), "model_max_length": POSITIONS})
    write(folder / "config.json", {
        "model_type": "strux_prune",
        "architectures": ["StruxPruneForTokenClassification"],
        "vocab_size": shape["vocab"],
        "hidden_size": shape["width"],
        "intermediate_size": shape["ffn"],
        "num_hidden_layers": shape["layers"],
        "num_attention_heads": shape["width"] // shape["head"],
        "head_dim": shape["head"],
        "rotary_dim": shape["rotary"],
        "rope_theta": shape["theta"],
        "slot_size": shape["slot"],
        "num_ids_before": shape["before"],
        "num_ids_after": shape["after"],
        "max_position_embeddings": POSITIONS,
        "pad_token_id": 0,
        "sep_token_id": shape["sep"],
        "id2label": {"0": "O", "1": "keep"},
        "label2id": {"O": 0, "keep": 1},
        # the relevance is told as it is, a logit
        "sentence_transformers": {"activation_fn": "torch.nn.modules.linear.Identity"},
    })  # fmt: skip
    told = manifest(saved, weights, folder, FILES)
    model = Pruner(Shape(**shape))
    model.load_state_dict(saved["ema"])
    print(json.dumps({"nodes": len(graph.graph.node), **told, **verified(model, folder)}, indent=1))


@torch.no_grad()
def verified(model: Pruner, folder: Path) -> dict:
    """The graph against the trainer's model, documents of different lengths padded together: the largest differences."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / "onnx" / "model.onnx"), options, providers=["CPUExecutionProvider"])
    feed, tasks = Feed("records"), ["single", "unanswerable", "two_hop", "compare"]
    apart, same, tokens = [0.0, 0.0], 0, 0
    for facts in (8, 32):
        rows = feed.ask("keep", world={"facts": facts, "split": "test", "seed": 9}, tasks=(tasks * EACH)[:EACH], step="exam")
        for at in range(0, EACH, 4):
            ids, mask, _ = pack(rows[at : at + 4])
            ours = session.run(["logits", "relevance"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
            theirs = [out.numpy() for out in model(ids, mask)]
            own = mask.bool().numpy()
            apart[0] = max(apart[0], float(np.abs(ours[0] - theirs[0])[own].max()))
            apart[1] = max(apart[1], float(np.abs(ours[1] - theirs[1]).max()))
            same += int((ours[0].argmax(-1) == theirs[0].argmax(-1))[own].sum())
            tokens += int(own.sum())
    return {"tokens": tokens, "same label": same, "max |dlogit|": round(apart[0], 5), "max |drelevance|": round(apart[1], 5)}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
