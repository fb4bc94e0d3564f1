// An encoder-decoder inside the runner: its graphs opened on the first provider that works, and tried.
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Choice, Graph } from "../backend/graph.ts";
import { type Opened, openGraph, runtimeName } from "../backend/open.ts";
import { openTried } from "../backend/sound.ts";
import { cacheBytes } from "../cache.ts";
import { guides } from "../constrain.ts";
import { type Device, firstUsable } from "../device.ts";
import { filesDigest } from "../digest.ts";
import {
  companionsOf,
  graphFile,
  graphFiles,
  type ModelFiles,
  outputFiles,
  readDirectory,
  readEos,
  readWindow,
} from "../directory.ts";
import { ModelError } from "../error.ts";
import type { Loaded } from "../model.ts";
import { Prefixes } from "../prefix.ts";
import { presence, thisMachine } from "../presence.ts";
import type { Calls, Settings } from "../protocol.ts";
import { checkRoom, totalBytes } from "../room.ts";
import type { Texts } from "../texts.ts";
import { vocabularyOf } from "../vocabulary.ts";
import { readSeq2seq, type Seq2seq } from "./form.ts";
import type { Companions } from "./files.ts";
import { limitOf, type Limits, readLimits } from "./limit.ts";
import { triedSeq2seq } from "./trial.ts";

/** Bytes under which one thread is as fast as several. */
const SMALL = 32 * 2 ** 20;

/** @throws ModelError as loading a decoder does, E505 for graphs that are not understood, E507 where its files do not say how answers begin */
export async function loadSeq2seq(
  { handle, model }: Calls["load"]["args"],
  settings: Settings,
  { tokenizer, digest: tokenizerDigest }: Texts,
): Promise<Loaded> {
  const began = performance.now();
  const { dir, providers } = model;
  const files = readDirectory(dir);
  const { name, suffix } = graphFile(files, model.graph);
  const beside = companionsOf(dir, name)!;
  checkRoom(dir, graphFiles(dir, name), undefined, settings.ceiling);
  const parts = outputFiles(dir, name);
  const threads = settings.threads ?? (totalBytes(parts) < SMALL ? 1 : availableParallelism());
  const {
    opened: made,
    tried,
    provider,
  } = await firstUsable(
    providers,
    (device) => opened({ files, name, beside, device, threads }, settings.choice),
    async (kind) => presence(kind, await thisMachine()).missing,
  );
  const { backend, reason } = made;
  const { seq2seq, limits } = made.made;
  const { layout } = seq2seq.form;
  const setup = {
    graph: together(seq2seq),
    layout,
    inPlace: false,
    fit: { continues: true, chunk: 1, rows: "equal", shared: false } as const,
  };
  const [eos, window] = [readEos(files), readWindow(files, tokenizer.config["model_max_length"])];
  const limit = limitOf(limits);
  return {
    engine: {
      setup,
      decode: (ids) => tokenizer.plain(ids),
      guides: guides(() => vocabularyOf(tokenizer), eos, layout.vocab),
      eos,
      window,
      memory: settings.memory,
      ...(settings.ceiling !== undefined && { ceiling: settings.ceiling }),
      prefixes: new Prefixes(setup, 0),
      ...(limit && { limit }),
      seq2seq,
    },
    model: {
      handle,
      digest: await filesDigest(parts),
      tokenizerDigest,
      window,
      vocab: layout.vocab,
      layers: layout.layers,
      bytes: {
        weights: totalBytes(graphFiles(dir, name)),
        perToken: cacheBytes(layout, 1) - cacheBytes(layout, 0),
      },
      dtype: suffix === "" ? layout.dtype : suffix,
      layout: layout.text,
      provider,
      tried,
      threads,
      backend,
      runtime: runtimeName(),
      ...(reason !== undefined && { backendReason: reason }),
      ms: Math.round(performance.now() - began),
    },
  };
}

/** Graphs to open, and how. */
interface Opening {
  readonly files: ModelFiles;
  readonly name: string;
  readonly beside: Companions;
  readonly device: Device;
  readonly threads: number;
}

/** All graphs on one device; none where one of them cannot be had. */
async function opened(
  { files, name, beside, device, threads }: Opening,
  choice: Choice,
): Promise<
  Omit<Opened, "graph"> & { readonly made: { readonly seq2seq: Seq2seq; readonly limits: Limits } }
> {
  const others: Graph[] = [];
  const open = async (file: string): Promise<Graph> => {
    const { graph } = await openGraph(existing(files.dir, file), device, threads, choice);
    others.push(graph);
    return graph;
  };
  try {
    const encoder = await open(beside.encoder);
    const before = beside.first === null ? null : await open(beside.first);
    const opening = { file: join(files.dir, name), device, threads };
    return await openTried(opening, choice, async (next) => {
      const first = before ?? next;
      const form = readSeq2seq(join(files.dir, name), { encoder, first, next });
      const limits = readLimits(files, form.layout.vocab);
      return { seq2seq: await triedSeq2seq({ form, encoder, first, next, start: limits.start }), limits };
    });
  } catch (thrown) {
    for (const graph of others) await graph.release();
    throw thrown;
  }
}

function existing(dir: string, name: string): string {
  const file = join(dir, name);
  if (existsSync(file)) return file;
  throw new ModelError("E501", `${file} was not found`, "an encoder-decoder has a graph for each of the two");
}

/** The graphs as one, for those who let it go. */
function together({ encoder, first, next }: Seq2seq): Graph {
  const all = [...new Set([encoder, first, next])];
  return {
    ...next,
    clear: () => all.forEach((graph) => graph.clear()),
    release: async () => {
      for (const graph of all) await graph.release();
    },
  };
}
