// Models inside the runner: described from their files, loaded with their graph, kept by handle.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Choice } from "./backend/graph.ts";
import { type Opened, type Opening, runtimeName } from "./backend/open.ts";
import { openTried } from "./backend/sound.ts";
import { type Fit, layoutTold } from "./cache.ts";
import { guides } from "./constrain.ts";
import { deviceName } from "./device.ts";
import { filesDigest } from "./digest.ts";
import {
  companionsOf,
  graphFile,
  graphFiles,
  type Json,
  outputFiles,
  readDirectory,
  readEos,
  readWindow,
} from "./directory.ts";
import { describeEncoder } from "./encode/about.ts";
import { windowOf } from "./encode/settings.ts";
import { ModelError } from "./error.ts";
import type { Engine } from "./engine.ts";
import { makeSetup } from "./fit.ts";
import type { Setup } from "./forward.ts";
import { renamed } from "./genai.ts";
import { readLayout } from "./layout.ts";
import { loading } from "./loading.ts";
import { Prefixes } from "./prefix.ts";
import type { Calls, Described, LoadedModel, Settings } from "./protocol.ts";
import { roomFor, totalBytes } from "./room.ts";
import { lean } from "./lean.ts";
import { optimized, type Source } from "./optimized.ts";
import { triedSetup } from "./tried.ts";
import { readTexts } from "./texts.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { fileParameters } from "./weights.ts";

/** What a running graph needs, and how to let it go. */
export interface Loaded {
  readonly model: LoadedModel;
  readonly engine: Engine;
  /** Of which an optimised graph would load faster, and there is none yet. */
  readonly slow?: Source;
}

/** The graph a directory would load, its size and the model's digest; `{}` without a graph, as counting tokens needs none. */
export async function digestGraph(
  dir: string,
  chosen?: string,
): Promise<Pick<Described, "graph" | "digest" | "bytes" | "parameters" | "encoder" | "refused" | "seq2seq">> {
  try {
    const files = readDirectory(dir);
    const graph = graphFile(files, chosen).name;
    const numbers = graphParameters(dir, graph);
    return {
      graph,
      digest: await filesDigest(outputFiles(dir, graph)),
      bytes: totalBytes(graphFiles(dir, graph)),
      ...(numbers !== null && { parameters: numbers }),
      ...describeEncoder(files, graph),
      ...(companionsOf(dir, graph) && { seq2seq: true as const }),
    };
  } catch (thrown) {
    if (thrown instanceof ModelError && thrown.code === "E501") return {};
    throw thrown;
  }
}

/** With those of the encoder that a decoder is used with; null where one does not say how many. */
function graphParameters(dir: string, graph: string): number | null {
  const beside = companionsOf(dir, graph)?.encoder;
  const own = fileParameters(join(dir, graph));
  if (beside === undefined || !existsSync(join(dir, beside))) return own;
  const others = fileParameters(join(dir, beside));
  return own === null || others === null ? null : own + others;
}

/** What the other files say. */
export async function describe(dir: string): Promise<Omit<Described, "graph" | "digest">> {
  const files = readDirectory(dir);
  const { tokenizer, template, digest: tokenizerDigest } = await readTexts(dir);
  return {
    tokenizerDigest,
    window: windowOf(files, tokenizer.config["model_max_length"]),
    vocab: tokenizer.vocab,
    ids: highest(tokenizer) + 1,
    chatTemplate: template !== "",
    ...(tokenizer.bos !== undefined && { bos: tokenizer.bos }),
    eos: readEos(files),
    special: Object.fromEntries(tokenizer.special),
  };
}

const highest = ({ tokens, special }: Tokenizer): number => {
  let most = -1;
  for (const id of [...tokens.values(), ...special.values()]) most = Math.max(most, id);
  return most;
};

/**
 * Opens the graph on the first provider that works and reads its cache layout.
 * @throws ModelError, see error.ts: E501 to E507, E513, E516, E517, E520.
 */
export async function loadModel(args: Calls["load"]["args"], settings: Settings): Promise<Loaded> {
  const { dir } = args.model;
  const { tokenizer, digest: tokenizerDigest } = await readTexts(dir);
  const begun = await loading(args, settings, tokenizerDigest);
  const { files, name, file: named, threads } = begun;
  const own = await sourceOf(dir, name);
  const large = own.bytes >= settings.optimizeFrom;
  const used = await begun.open(async (device) => {
    const cpu = device.kind === "cpu";
    const source = await lean(own, cpu);
    const kept = cpu && large ? optimized(source) : null;
    const { digest, switches } = source;
    const told = {
      switches,
      named,
      genai: files.genai,
      threads,
      device,
      ...(large && { digest }),
    };
    const data = (file: string) => source.data !== undefined && file === source.file && { data: source.data };
    const opened = await firstSound(cpu ? [kept, source.file, named] : [source.file], (file) =>
      usable({ ...told, file, ...data(file) }, settings.choice),
    );
    return { ...opened, source, kept };
  });
  const { setup, file, source, kept } = used.opened;
  const isKept = file === kept;
  const damaged = "its patched graph does not open, and is made anew by the next load";
  const whole = source.whole ?? (file === named && source.file !== named ? damaged : undefined);
  const window = readWindow(files, tokenizer.config["model_max_length"]);
  return {
    engine: engineOf(setup, tokenizer, readEos(files), window, settings),
    ...(used.provider === "cpu" && !isKept && kept !== null && { slow: source }),
    model: begun.told(used, {
      window,
      ...layoutTold(setup),
      ...(isKept && { optimized: true as const }),
      ...(whole !== undefined && { wholeLogits: whole }),
    }),
  };
}

function engineOf(
  setup: Setup,
  tokenizer: Tokenizer,
  eos: readonly number[],
  window: number,
  { memory, ceiling = Infinity }: Settings,
): Engine {
  const caches = Math.min(memory, roomFor(memory, ceiling));
  return {
    setup,
    decode: (ids) => tokenizer.plain(ids),
    guides: guides(() => vocabularyOf(tokenizer), eos, setup.layout.vocab),
    eos,
    window,
    memory: memory * 0.75,
    ceiling,
    prefixes: new Prefixes(setup, caches * 0.25),
  };
}

/** A graph that has been tried. */
async function usable(
  {
    named,
    genai,
    digest,
    switches,
    ...opening
  }: Opening & {
    /** For messages: the file it was made of. */
    readonly named: string;
    readonly switches: boolean;
    readonly genai: Json;
    /** Of a large model, whose trial is remembered. */
    readonly digest?: string;
  },
  choice: Choice,
): Promise<Omit<Opened, "graph"> & { readonly setup: Setup }> {
  const { made: setup, ...opened } = await openTried(opening, choice, async (opened, { backend }) => {
    const graph = renamed(opened, genai);
    const layout = readLayout(named, graph.inputs, graph.outputs);
    const of = digest && [digest, runtimeName(), deviceName(opening.device), backend];
    const setup = await (of ? triedSetup(graph, layout, of) : makeSetup(graph, layout));
    return switches ? { ...setup, fit: apart(setup.fit) } : setup;
  });
  return { ...opened, setup };
}

/** Of a graph that a trial of a few tokens takes for another: rows of one length together, each prompt in one pass. */
const apart = (fit: Fit): Fit => ({
  ...fit,
  rows: fit.rows === "alone" ? "alone" : "equal",
  continues: false,
  shared: false,
});

async function sourceOf(dir: string, name: string): Promise<Source> {
  const files = graphFiles(dir, name);
  return { file: join(dir, name), digest: await filesDigest(files), bytes: totalBytes(files) };
}

/** The first of several forms of one graph that opens: the others, but for the last, are of our own making and go. */
async function firstSound<T>(
  forms: readonly (string | null | undefined)[],
  open: (file: string) => Promise<T>,
): Promise<T & { readonly file: string }> {
  const [last, ...before] = [...new Set(forms)].filter((file) => typeof file === "string").toReversed();
  for (const file of before.toReversed())
    try {
      return { ...(await open(file)), file };
    } catch {
      // damaged since it was made: the next load makes it anew
      await rm(dirname(file), { recursive: true, force: true });
    }
  return { ...(await open(last!)), file: last! };
}
