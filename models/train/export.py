# A checkpoint -> a model directory in the Hugging Face layout: python models/train/export.py out/train/nano.pt models/strux-nano
import hashlib
import json
import sys
from pathlib import Path

import onnx
import torch

from feed import Feed
from graph import LOCATION, Weights, build

POSITIONS = {"small": 2048, "records": 8192}  # 128 facts with held-out names told as prose are 4,100 tokens
NEW = {"small": 12, "records": 768}  # a structure of 40 sentences is long
KINDS = {"small": ("strux_nano", "StruxNano"), "records": ("strux_reader", "StruxReader")}
GRAPHS = {"model.onnx": False, "model_gqa.onnx": True}
FILES = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
         *(f"onnx/{name}" for name in (*GRAPHS, LOCATION)))  # fmt: skip


def main(checkpoint: str, folder: Path) -> None:
    saved = torch.load(checkpoint, map_location="cpu")
    world = saved.get("world", "small")
    shape, feed = saved["shape"], Feed(world)
    tokenizer = feed.ask("tokenizer")
    ids = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.float().numpy() for name, tensor in saved["ema"].items()}
    nodes = write_graphs(folder / "onnx", weights, shape, POSITIONS[world])
    special = {"pad_token_id": ids["<pad>"], "bos_token_id": ids["<bos>"], "eos_token_id": ids["<eos>"]}
    write_dense(folder / "tokenizer.json", tokenizer)
    heads = (shape.get("inner") or shape["width"]) // shape["head"]
    write(folder / "config.json", {
        "model_type": KINDS[world][0],
        "architectures": [KINDS[world][1]],
        "vocab_size": shape["vocab"],
        "hidden_size": shape["width"],
        "intermediate_size": shape["ffn"],
        "num_hidden_layers": shape["layers"],
        "num_attention_heads": heads,
        "num_key_value_heads": heads,
        "head_dim": shape["head"],
        "rotary_dim": shape["rotary"],
        "rope_theta": shape["theta"],
        "slot_size": shape["slot"],
        "num_previous_ids": shape["previous"],
        **({"word_size": shape["word"], "read_size": shape["read"], "local_heads": shape["local"]} if shape.get("word") else {}),
        "max_position_embeddings": POSITIONS[world],
        **special,
    })  # fmt: skip
    write(folder / "generation_config.json", {"do_sample": False, "max_new_tokens": NEW[world], **special})
    write(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": POSITIONS[world],
        "bos_token": "<bos>",
        "eos_token": "<eos>",
        "pad_token": "<pad>",
        **({"unk_token": "<unk>"} if "<unk>" in ids else {"sep_token": "<sep>", "mask_token": "<mask>"}),
        "clean_up_tokenization_spaces": False,
    })  # fmt: skip
    told = manifest(saved, weights, folder, FILES)
    print(json.dumps({"nodes": nodes, **told}, indent=1))


def manifest(saved: dict, weights: dict, folder: Path, files: tuple[str, ...]) -> dict:
    """Writes manifest.json: how large the model is, how it was trained, the digests of its files."""
    told = {
        "parameters": sum(value.size for name, value in weights.items() if name != "marks"),
        "training": {"seed": saved["seed"], "steps": saved["step"], "tokens": saved["tokens"], "seconds": round(saved["seconds"])},
        "files": {name: {"bytes": (folder / name).stat().st_size, "sha256": digest(folder / name)} for name in files},
    }
    write(folder / "manifest.json", told)
    return told



def write_graphs(folder: Path, weights: dict, shape: dict, positions: int) -> dict[str, int]:
    """Both variants over one file of weights; how many nodes each has."""
    store, nodes = Weights(), {}
    for name, fused in GRAPHS.items():
        model = build(weights, shape, store, positions, fused)
        onnx.save(model, folder / name)
        nodes[name] = len(model.graph.node)
    store.write(folder)
    for name in GRAPHS:
        onnx.checker.check_model(str(folder / name), full_check=True)
    return nodes


def write(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_dense(path: Path, value: dict) -> None:
    """For files that nobody reads by eye: less than half as long."""
    path.write_text(json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
