// Questions on one document, and an engine that is asked them whose passes are noted.
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import type { Graph } from "../../../runtime/model/backend/graph.ts";
import { openGraph } from "../../../runtime/model/backend/open.ts";
import { guides } from "../../../runtime/model/constrain.ts";
import { fileDigest } from "../../../runtime/model/digest.ts";
import type { Engine } from "../../../runtime/model/engine.ts";
import { makeSetup } from "../../../runtime/model/fit.ts";
import { generate } from "../../../runtime/model/generate.ts";
import { readLayout } from "../../../runtime/model/layout.ts";
import { lean } from "../../../runtime/model/lean.ts";
import { Prefixes } from "../../../runtime/model/prefix.ts";
import type { Prompt } from "../../../runtime/model/protocol.ts";
import { folder, greedy, tinyDecoder } from "./help.ts";

export const DOCUMENT = 300;

export const ids = (length: number, salt: number): number[] =>
  Array.from({ length }, (_, n) => 3 + ((n * 7919 + salt * 104_729) % 500));
export const document = ids(DOCUMENT, 1);
/** Questions of one to five tokens; the first two begin alike, and the last is asked twice. */
export const questions = [[7, 8, 9], [7, 8], [20], [31, 32, 33, 34, 35], [40, 41], [40, 41]];
export const prompts: Prompt[] = questions.map((question, seed) => ({
  tokens: [...document, ...question],
  seed,
}));

/** An engine on the graph as it is run, whose passes are noted: rows and tokens of each. `fails` at passes of so many. */
export async function engine(
  fails?: string,
): Promise<{ readonly engine: Engine; readonly shapes: string[] }> {
  vi.stubEnv("STRUX_STORE", folder());
  const named = join(await tinyDecoder("gqa"), "onnx", "model.onnx");
  const source = await lean({ file: named, digest: await fileDigest(named), bytes: 1 }, true);
  const opening = { ...source, device: { kind: "cpu" }, threads: 1 } as const;
  const { graph } = await openGraph(opening, { backend: "ffi" });
  onTestFinished(() => graph.release());
  const made = await makeSetup(graph, readLayout(named, graph.inputs, graph.outputs));
  const shapes: string[] = [];
  const run: Graph["run"] = (feeds, ...rest) => {
    const shape = feeds["input_ids"]!.dims.join("x");
    shapes.push(shape);
    return shape === fails ? Promise.reject(new Error("out of order")) : graph.run(feeds, ...rest);
  };
  const setup = { ...made, graph: { ...graph, run, clear: () => graph.clear() } };
  const prefixes = new Prefixes(setup, 1e9);
  const guided = guides(() => ({ kind: "raw", tokens: [] }), [], 512);
  return {
    engine: {
      setup,
      prefixes,
      decode: (all) => all.join(" "),
      guides: guided,
      eos: [],
      window: 1024,
      memory: 1e9,
    },
    shapes,
  };
}

/** Their answers. */
export async function tokens(
  of: Engine,
  signal = new AbortController().signal,
): Promise<(readonly number[])[]> {
  const found: (readonly number[])[] = [];
  const options = { ...greedy, maxTokens: 4 };
  await generate(of, prompts, options, {
    signal,
    done: ({ index, tokens }) => void (found[index] = tokens),
    refused: ({ error }) => expect.fail(error.cause),
    progress: () => undefined,
  });
  return found;
}
