"""torch and transformers on the same weights, beside the bench: the same prompts, greedy, one table. Skipped where they are missing."""

import json
import os
import sys
import time

DRY = "--dry" in sys.argv
SIZES = ["tiny"] if DRY else ["0.1B", "1B"]
CONTEXTS = [32, 96] if DRY else [1024, 4096, 16384, 65536, 131072]
BATCHES = [1, 2] if DRY else [1, 8, 64]
TOKENS = 4 if DRY else 32
SECONDS = 300

try:
    import numpy
    import onnx
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM
except ImportError as error:
    print(f"skipped: torch, transformers or onnx is not there ({error})")
    sys.exit(0)

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
NAMES = {"q": "self_attn.q_proj", "k": "self_attn.k_proj", "v": "self_attn.v_proj", "o": "self_attn.o_proj",
         "gate": "mlp.gate_proj", "up": "mlp.up_proj", "down": "mlp.down_proj"}


def numbers(one, folder):
    """The numbers of an initializer. onnx itself reads no data file that has another name too, as ours has once the bench has run."""
    told = {entry.key: entry.value for entry in one.external_data}
    if not told:
        return onnx.numpy_helper.to_array(one).copy()
    with open(os.path.join(folder, told["location"]), "rb") as file:
        file.seek(int(told.get("offset", 0)))
        data = file.read(int(told["length"]))
    kind = onnx.helper.tensor_dtype_to_np_dtype(one.data_type)
    return numpy.frombuffer(data, kind).reshape(tuple(one.dims)).copy()


def read(folder):
    """The decoder of a directory as a Llama model; products are stored [inner, outer], torch has them the other way."""
    with open(os.path.join(folder, "config.json")) as file:
        told = json.load(file)
    config = LlamaConfig(
        vocab_size=told["vocab_size"], hidden_size=told["hidden_size"], intermediate_size=told["intermediate_size"],
        num_hidden_layers=told["num_hidden_layers"], num_attention_heads=told["num_attention_heads"],
        num_key_value_heads=told["num_key_value_heads"], max_position_embeddings=told["max_position_embeddings"],
        rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=False)
    graph = onnx.load(os.path.join(folder, "onnx", "model.onnx"), load_external_data=False)
    held = {one.name: torch.from_numpy(numbers(one, os.path.join(folder, "onnx"))) for one in graph.graph.initializer}
    state = {"model.embed_tokens.weight": held["embed"], "model.norm.weight": held["norm.weight"],
             "lm_head.weight": held["lm_head.weight"].T.contiguous()}
    for layer in range(told["num_hidden_layers"]):
        at, to = f"layers.{layer}", f"model.layers.{layer}"
        for short, long in NAMES.items():
            state[f"{to}.{long}.weight"] = held[f"{at}.{short}.weight"].T.contiguous()
        state[f"{to}.input_layernorm.weight"] = held[f"{at}.input_norm.weight"]
        state[f"{to}.post_attention_layernorm.weight"] = held[f"{at}.post_norm.weight"]
    model = LlamaForCausalLM(config)
    model.load_state_dict(state, strict=True)
    return model.to(DEVICE).eval(), told["vocab_size"]


def wait():
    if DEVICE == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


@torch.inference_mode()
def measure(model, vocab, context, batch):
    for turn in (0, 1):
        ids = [[((at + 1) * 7919 * (row + 2) + 13 * turn + 5) % vocab for at in range(context)] for row in range(batch)]
        ids = torch.tensor(ids, device=DEVICE)
        began = wait()
        out = model(ids, use_cache=True, logits_to_keep=1)
        token = out.logits[:, -1].argmax(-1, keepdim=True)
        said = [token[0, 0].item()]
        first = wait()
        for _ in range(TOKENS - 1):
            out = model(token, past_key_values=out.past_key_values, use_cache=True)
            token = out.logits[:, -1].argmax(-1, keepdim=True)
            said.append(token[0, 0].item())
        end = wait()
    step = (end - first) / (TOKENS - 1)
    return context * batch / (first - began), step, said


def main():
    print(f"torch {torch.__version__} on {DEVICE}")
    torch.backends.cuda.matmul.allow_tf32 = False
    began = time.perf_counter()
    for size in SIZES:
        folder = f".cache/decoders/{size}-gqa-fp32-v1"
        if not os.path.isdir(folder):
            print(f"| {size} | torch | not run: {folder} is not there |")
            continue
        model, vocab = read(folder)
        for context, batch in sorted(((c, b) for c in CONTEXTS for b in BATCHES), key=lambda one: one[0] * one[1]):
            row = f"| {size} | torch {DEVICE} | {context} | {batch} |"
            if time.perf_counter() - began > SECONDS:
                print(f"{row} not run: the time is up | | | | |")
                continue
            try:
                prefill, step, said = measure(model, vocab, context, batch)
            except torch.OutOfMemoryError:
                print(f"{row} not run: out of memory | | | | |")
                continue
            print(f"{row} {prefill:.0f} | {batch / step:.1f} | {1000 * step:.2f} | | {' '.join(map(str, said[:4]))} |", flush=True)
        del model


main()
