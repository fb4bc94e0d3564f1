# A checkpoint of the embedder -> a model directory in the layout of sentence-transformers, checked against the trainer's model:
# python models/train/embed_export.py out/train/embed.pt out/strux-embed
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F

from embed import DIMENSIONS, PASSAGES, QUERIES
from embed_graph import build
from encoder import Embedder, EncoderShape, padded
from export import manifest, write, write_dense
from feed import Feed

POSITIONS = 256
FILES = ("config.json", "tokenizer.json", "tokenizer_config.json", "modules.json", "sentence_bert_config.json",
         "config_sentence_transformers.json", "1_Pooling/config.json", "onnx/model.onnx")  # fmt: skip
MODULES = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
APART = 2e-3  # what half-precision storage may change of a number of a vector of length 1


def main(checkpoint: str, folder: Path) -> None:
    torch.set_num_threads(1)
    saved = torch.load(checkpoint, map_location="cpu")
    feed, shape = Feed("records"), saved["shape"]
    for name in ("onnx", "1_Pooling"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.float().numpy() for name, tensor in saved["ema"].items()}
    model = build(weights, shape)
    onnx.save(model, folder / "onnx" / "model.onnx")
    settings(folder, shape, feed.ask("tokenizer"))
    print(json.dumps({"nodes": len(model.graph.node), **manifest(saved, weights, folder, FILES)}, indent=1))
    check(saved, folder, feed)


def settings(folder: Path, shape: dict, tokenizer: dict) -> None:
    ids = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    write_dense(folder / "tokenizer.json", tokenizer)
    write(folder / "config.json", {
        "model_type": "strux_embed",
        "architectures": ["StruxEmbed"],
        "vocab_size": shape["vocab"],
        "hidden_size": shape["width"],
        "intermediate_size": shape["ffn"],
        "num_hidden_layers": shape["layers"],
        "num_attention_heads": shape["width"] // shape["head"],
        "head_dim": shape["head"],
        "rotary_dim": shape["rotary"],
        "rope_theta": shape["theta"],
        "num_neighbours": shape["near"],
        "max_position_embeddings": POSITIONS,
        "matryoshka_dimensions": list(DIMENSIONS),
        "pad_token_id": ids["<pad>"],
        "bos_token_id": ids["<bos>"],
        "eos_token_id": ids["<eos>"],
    })  # fmt: skip
    write(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": POSITIONS,
        **{f"{name}_token": f"<{name}>" for name in ("bos", "eos", "pad", "sep", "mask")},
        "clean_up_tokenization_spaces": False,
    })  # fmt: skip
    write(folder / "modules.json", [
        {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"} for at, (path, kind) in enumerate(MODULES)
    ])  # fmt: skip
    write(folder / "sentence_bert_config.json", {"max_seq_length": POSITIONS, "do_lower_case": False})
    write(folder / "config_sentence_transformers.json", {"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"})
    write(folder / "1_Pooling" / "config.json", {
        "word_embedding_dimension": shape["width"],
        **{f"pooling_mode_{mode}": mode == "mean_tokens" for mode in ("cls_token", "mean_tokens", "max_tokens", "lasttoken")},
    })  # fmt: skip


@torch.no_grad()
def check(saved: dict, folder: Path, feed: Feed) -> None:
    """Vectors of a pool by both, the graph with other ids in its paddings; fails where they are apart."""
    model = Embedder(EncoderShape(**saved["shape"]))
    model.load_state_dict(saved["ema"])
    session = onnxruntime.InferenceSession(str(folder / "onnx" / "model.onnx"), providers=["CPUExecutionProvider"])
    pool = feed.ask("pool", world={"seed": 9, "draw": 0, "passages": PASSAGES, "queries": QUERIES, "sentences": 2})
    ids = padded(pool["passages"] + [query["ids"] for query in pool["queries"]])
    mask = (ids != 0).long()
    fed = {"input_ids": (ids + 7 * (1 - mask)).numpy(), "attention_mask": mask.numpy()}
    states = torch.from_numpy(session.run(None, fed)[0])
    ours = F.normalize(states.sum(1) / mask.sum(1, keepdim=True), dim=-1)
    theirs = F.normalize(model(ids), dim=-1)
    apart = float((ours - theirs).abs().max())
    near = [vectors[len(pool["passages"]) :] @ vectors[: len(pool["passages"])].T for vectors in (ours, theirs)]
    same = int((near[0].argmax(1) == near[1].argmax(1)).sum())
    print(json.dumps({"texts": len(ids), "max |difference|": float(np.float32(apart)), "same nearest passage": f"{same} of {QUERIES}"}))
    if apart > APART:
        raise SystemExit("the graph does not compute what the trainer's model does")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
