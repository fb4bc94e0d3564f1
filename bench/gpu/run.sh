#!/usr/bin/env bash
# Prints the table of the GPU bench on a machine that has a GPU and nothing else. What pack.mjs has packed lies beside it.
# usage: run.sh [--dry] [--seconds N]    --dry: every line at tiny sizes, on the CPU
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dry=""
for word in "$@"; do [ "$word" = "--dry" ] && dry=1; done
[ -x "$here/node" ] || { echo "no node beside $0: node bench/gpu/pack.mjs packs it" >&2; exit 2; }

# NVIDIA's libraries: those in the pack, those that come with Python's torch, those of a toolkit
folders="$here/nvidia"
for site in $(python3 -c 'import sysconfig; print(sysconfig.get_path("purelib"))' 2>/dev/null); do
  for folder in "$site"/nvidia/*/lib; do [ -d "$folder" ] && folders="$folders:$folder"; done
done
for folder in /usr/local/cuda*/lib64 /usr/local/nvidia/lib64; do [ -d "$folder" ] && folders="$folders:$folder"; done
export LD_LIBRARY_PATH="$folders${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export STRUX_STORE="$here/store"
work="$here/work"
mkdir -p "$work" && cd "$work" || exit 2

"$here/node" --version
failed=0
if [ -n "$dry" ]; then
  for root in cuda webgpu; do "$here/node" "$here/$root/dist/bench.mjs" --on cpu "$@" || failed=1; done
  python3 "$here/peer.py" --dry || failed=1
  exit $failed
fi
if ! nvidia-smi -L >/dev/null 2>&1; then
  echo "no GPU: nvidia-smi lists none, so there is nothing to measure; run.sh --dry goes through every line on the CPU" >&2
  exit 1
fi
"$here/node" "$here/cuda/dist/bench.mjs" --on cuda "$@" || failed=1
"$here/node" "$here/webgpu/dist/bench.mjs" --on webgpu "$@" || failed=1
python3 "$here/peer.py" || failed=1
exit $failed
