// Packs the bench for a GPU machine without network and without anything installed: node, the program, ONNX Runtime with its CUDA
// provider out of Python's onnxruntime-gpu wheel of the same version. Flags: --cuda (NVIDIA's libraries too), --parts MIB.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle, fresh, root } from "../../bin/build.mjs";

const { values: flags } = parseArgs({ options: { cuda: { type: "boolean" }, parts: { type: "string" } } });
const place = join(root, ".cache", "gpu");
const wheels = join(place, "wheels");
const pack = join(place, "pack");
const modules = join(root, "node_modules");
const linux = join("bin", "napi-v6", "linux", "x64");
/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(join(modules, "onnxruntime-node", "package.json"), "utf8"));
/** NVIDIA's wheels; the provider of 1.30 is built for CUDA 13. */
const NVIDIA = [
  "nvidia-cublas",
  "nvidia-cuda-runtime",
  "nvidia-curand",
  "nvidia-cufft",
  "nvidia-cudnn-cu13",
  "nvidia-cuda-nvrtc",
];

rmSync(pack, { recursive: true, force: true });
mkdirSync(wheels, { recursive: true });
await fresh();
const library = wheel(`onnxruntime-gpu==${version}`);
// two roots: the wheel's library goes with its provider, and has no WebGPU, which npm's has
await program(join(pack, "webgpu"));
await program(join(pack, "cuda"));
const target = join(pack, "cuda", "node_modules", "onnxruntime-node", linux);
for (const name of ["libonnxruntime_providers_cuda.so", "libonnxruntime_providers_shared.so"])
  unzip(library, `onnxruntime/capi/${name}`, target);
unzip(library, `onnxruntime/capi/libonnxruntime.so.${version}`, target);
cpSync(join(target, `libonnxruntime.so.${version}`), join(target, "libonnxruntime.so.1"));
rmSync(join(target, `libonnxruntime.so.${version}`));
if (flags.cuda) for (const name of NVIDIA) unzip(wheel(name), "nvidia/*.so*", join(pack, "nvidia"));
cpSync(process.execPath, join(pack, "node"));
for (const name of ["run.sh", "peer.py"]) cpSync(join(root, "bench", "gpu", name), join(pack, name));
console.log(`${pack}: ${megabytes(size(pack))}`);
if (flags.parts) {
  const archive = join(place, "pack.tar.zst");
  for (const name of readdirSync(place).filter((one) => one.startsWith("pack.tar")))
    rmSync(join(place, name));
  execFileSync("tar", ["--zstd", "-cf", archive, "-C", place, "pack"]);
  console.log(`${archive}: ${megabytes(statSync(archive).size)}`);
  execFileSync("split", ["-d", "-b", `${flags.parts}M`, archive, `${archive}.`]);
  rmSync(archive);
  console.log(
    `in parts: ${readdirSync(place)
      .filter((one) => one.startsWith("pack.tar"))
      .join(" ")}`,
  );
  console.log("there: cat pack.tar.zst.* | tar --zstd -x && pack/run.sh");
}

/**
 * The bench and the runner with the packages that are not in the bundle.
 * @param {string} home
 */
async function program(home) {
  mkdirSync(join(home, "dist"), { recursive: true });
  const files = await bundle({
    bench: join(root, "bench", "gpu", "bench.ts"),
    runner: join(root, "runtime", "model", "process.ts"),
  });
  for (const { name, code } of files) writeFileSync(join(home, "dist", name), code);
  cpSync(join(root, "package.json"), join(home, "package.json"));
  for (const name of ["onnxruntime-common", "koffi", "@koromix/koffi-linux-x64", "@mlc-ai/web-xgrammar"])
    cpSync(join(modules, name), join(home, "node_modules", name), { recursive: true, dereference: true });
  const from = join(modules, "onnxruntime-node");
  const to = join(home, "node_modules", "onnxruntime-node");
  for (const name of ["package.json", "dist", linux])
    cpSync(join(from, name), join(to, name), { recursive: true });
}

/**
 * A wheel for Linux, fetched once.
 * @param {string} wanted
 * @returns {string}
 */
function wheel(wanted) {
  const [name = ""] = wanted.split("==");
  const found = () => readdirSync(wheels).find((file) => file.startsWith(`${name.replaceAll("-", "_")}-`));
  if (found() === undefined) {
    const platforms = ["manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014"].flatMap(
      (one) => ["--platform", `${one}_x86_64`],
    );
    const how = [
      "download",
      "--quiet",
      "--no-deps",
      "--only-binary=:all:",
      "--python-version",
      "3.12",
      ...platforms,
    ];
    execFileSync("pip", [...how, "--dest", wheels, wanted], { stdio: "inherit" });
  }
  return join(wheels, found() ?? "");
}

/**
 * @param {string} archive
 * @param {string} names
 * @param {string} to
 */
function unzip(archive, names, to) {
  mkdirSync(to, { recursive: true });
  execFileSync("unzip", ["-q", "-o", "-j", archive, names, "-d", to]);
}

/**
 * @param {string} path
 * @returns {number}
 */
function size(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}
