// An encoder-decoder inside the runner: its graphs opened on the first provider that works, and tried.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Choice, Graph } from "../backend/graph.ts";
import { type Opened, openGraph } from "../backend/open.ts";
import { openTried } from "../backend/sound.ts";
import { layoutTold } from "../cache.ts";
import { guides } from "../constrain.ts";
import type { Device } from "../device.ts";
import { companionsOf, type ModelFiles, readEos, readWindow } from "../directory.ts";
import { ModelError } from "../error.ts";
import { loading } from "../loading.ts";
import type { Loaded } from "../model.ts";
import { Prefixes } from "../prefix.ts";
import type { Calls, Settings } from "../protocol.ts";
import type { Texts } from "../texts.ts";
import { vocabularyOf } from "../vocabulary.ts";
import { readSeq2seq, type Seq2seq } from "./form.ts";
import type { Companions } from "./files.ts";
import { limitOf, type Limits, readLimits } from "./limit.ts";
import { triedSeq2seq } from "./trial.ts";

/** @throws ModelError as loading a decoder does, E505 for graphs that are not understood, E507 where its files do not say how answers begin */
export async function loadSeq2seq(
  args: Calls["load"]["args"],
  settings: Settings,
  { tokenizer, digest }: Texts,
): Promise<Loaded> {
  const begun = await loading(args, settings, digest);
  const { files, name, threads } = begun;
  const beside = companionsOf(files.dir, name)!;
  const used = await begun.open((device) =>
    opened({ files, name, beside, device, threads }, settings.choice),
  );
  const { seq2seq, limits } = used.opened.made;
  const { layout } = seq2seq.form;
  const setup = {
    graph: together(seq2seq),
    layout,
    inPlace: false,
    fit: { continues: true, chunk: 1, rows: "equal", shared: false, branches: false } as const,
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
    model: begun.told(used, { window, ...layoutTold(setup) }),
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
    const { graph } = await openGraph({ file: existing(files.dir, file), device, threads }, choice);
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
