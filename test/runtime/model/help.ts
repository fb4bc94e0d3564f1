// Help for the model tests: the runner built from source, model directories in temporary folders.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, onTestFinished } from "vitest";
import type { Variant } from "../../../bench/decoder/shape.ts";
import { decoder, words } from "../../../bench/decoder/write.ts";
import type { ModelError } from "../../../runtime/model/error.ts";
import type { GenerateOptions, Generation, LoadedModel, Prompt } from "../../../runtime/model/protocol.ts";
import {
  startRunner,
  type GenerateHooks,
  type Runner,
  type RunnerOptions,
} from "../../../runtime/model/runner.ts";
import { makeModel, makeTensor, writeModel } from "../../../runtime/onnx/graph.ts";
import { shared } from "../../shared.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const runnerSource = join(root, "runtime/model/runner.ts");
/** Both ways to ONNX Runtime; what one answers, the other must. */
export const backends = ["ffi", "binding"] as const;
/** The embedded model: a real decoder that is always there. */
export const nano = join(root, "models/strux-nano");
/** Goes after the test file's last test: hooks run in the reverse order of their registration. */
const temporary = new Set<string>();
afterAll(() => temporary.forEach((path) => rmSync(path, { recursive: true, force: true })));

let built: Promise<string> | undefined;

/** The runner's entry, bundled once per test process: several may run side by side. */
export function runnerEntry(): Promise<string> {
  const place = join(root, `.cache/test-runner/${process.pid}`);
  const file = join(place, "runner.mjs");
  built ??= (async () => {
    sweep();
    const bundle = await rolldown({
      input: join(root, "runtime/model/process.ts"),
      platform: "node",
      external: ["onnxruntime-node", "koffi"],
      logLevel: "silent",
    });
    await bundle.write({ file, format: "esm" });
    await bundle.close();
    // not with the first test file that used it: where files share their modules, the next one uses it too
    process.once("exit", () => rmSync(place, { recursive: true, force: true }));
    return file;
  })();
  return built;
}

/** What processes that were killed left behind. */
function sweep(): void {
  const all = join(root, ".cache/test-runner");
  for (const name of existsSync(all) ? readdirSync(all) : [])
    try {
      process.kill(Number(name), 0);
    } catch {
      rmSync(join(all, name), { recursive: true, force: true });
    }
}

/** A runner on the sources as they are; it ends with the test file. */
export async function makeRunner(options: RunnerOptions = {}): Promise<Runner> {
  const runner = startRunner({ entry: await runnerEntry(), ...options });
  afterAll(() => runner.close());
  return runner;
}

/** The same for one test. */
export async function testRunner(options: RunnerOptions = {}): Promise<Runner> {
  const runner = startRunner({ entry: await runnerEntry(), ...options });
  onTestFinished(() => runner.close());
  return runner;
}

/** A temporary folder that goes after the last test of the file. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "strux-model-"));
  temporary.add(path);
  return path;
}

/** A model directory: files by name, given as JSON values, texts, or `copy` of another file. */
export function directory(files: Readonly<Record<string, unknown>>): string {
  const dir = folder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir, name);
    mkdirSync(join(path, ".."), { recursive: true });
    if (content instanceof Copy) cpSync(content.from, path);
    else writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return dir;
}

class Copy {
  readonly from: string;
  constructor(from: string) {
    this.from = from;
  }
}

export const copy = (from: string): Copy => new Copy(from);

/** A tokenizer of whole words, for graphs whose tokenizer is not at hand. */
export { words };

export const greedy = { temperature: 0, stop: [] } as const;

/** A random decoder of 100,000 parameters: of ONNX's own operators, or of ONNX Runtime's fused ones. */
export const tinyDecoder = (variant: Variant): Promise<string> =>
  decoder({ size: "tiny", variant, precisions: ["fp32"] }, join(root, ".cache/decoders"));

/** A tiny random model as its own genai_config.json describes it, with a tokenizer of whole words; undefined where it is not at hand. */
export function tinyRandom(name: string, files: readonly string[], vocab: number): string | undefined {
  const found = [...files, "genai_config.json"].map(
    (file) => [file, shared(`models/tiny-random/${name}/${file}`)] as const,
  );
  if (found.some(([, path]) => path === undefined)) return undefined;
  const copies = Object.fromEntries(found.map(([file, path]) => [file, copy(path!)]));
  return directory({ ...copies, "tokenizer.json": words(vocab) });
}

/** A directory whose weights have so many bytes, all of them a hole in the file. */
export function holding(bytes: number): string {
  const dir = directory({
    "config.json": { n_positions: 8 },
    "tokenizer.json": words(3),
    "model.onnx_data": "",
  });
  const away = { location: "model.onnx_data", offset: 0, length: bytes };
  const graph = makeModel("m", [makeTensor("w", "uint8", [bytes], away)], { "": 17 });
  writeFileSync(join(dir, "model.onnx"), writeModel(graph));
  truncateSync(join(dir, "model.onnx_data"), bytes);
  return dir;
}

/** The same on a machine that has nothing but a CPU. */
export const withoutGpu = (runner: Runner): Runner => ({
  ...runner,
  async load(request) {
    const loaded = await runner.load({ ...request, providers: [{ kind: "cpu" }] });
    const missing = request.providers.filter(({ kind }) => kind !== "cpu");
    const tried = missing.map(({ kind }) => ({ provider: kind, ok: false, reason: "no adapter" }));
    return { ...loaded, tried: [...tried, ...loaded.tried] };
  },
});

/** All answers, in the order of the prompts. */
export async function answers(
  runner: Runner,
  model: LoadedModel,
  prompts: readonly Prompt[],
  options: GenerateOptions,
  hooks: GenerateHooks = {},
): Promise<Generation[]> {
  const found: Generation[] = [];
  for await (const generation of runner.generate(model.handle, prompts, options, hooks))
    found.push(generation);
  return found.sort((a, b) => a.index - b.index);
}

/** The ModelError of a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<ModelError> {
  try {
    await call;
  } catch (thrown) {
    return thrown as ModelError;
  }
  throw new Error("did not fail");
}
