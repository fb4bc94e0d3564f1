// What kind of encoder a directory holds, read from its files: the graph is looked at and never loaded.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { companionsOf, type ModelFiles, readDirectory } from "../directory.ts";
import { ModelError } from "../error.ts";
import { usualPorts } from "../genai.ts";
import type { Port, Ports } from "../layout.ts";
import { type Model, stated, tensors } from "../../onnx/graph.ts";
import { outlineOf } from "../../onnx/outline.ts";
import { type EncoderForm, isEncoder, readForm } from "./form.ts";
import { type EncoderSettings, readSettings } from "./settings.ts";

/** What can be known of an encoder without loading it. */
export interface EncoderAbout extends Omit<EncoderForm, "inputs" | "outputs"> {
  readonly settings: EncoderSettings;
}

export const aboutOf = (
  { kind, pooled, width, labels, multi, text }: EncoderForm,
  settings: EncoderSettings,
): EncoderAbout => ({ kind, pooled, width, labels, multi, text, settings });

/** The same as ONNX Runtime would name them; before IR version 4 weights are among the inputs. */
export function portsOf({ graph }: Model): Ports {
  const given = new Set(tensors(graph).map(({ name }) => name));
  const ports = (which: "input" | "output"): Port[] =>
    stated(graph, which)
      .filter(({ name }) => which === "output" || !given.has(name))
      .map(({ name, type, shape }) => ({ name, type: type ?? "unknown", shape }));
  return { inputs: ports("input"), outputs: ports("output") };
}

/** Of the graph that a directory would load, under their usual names. */
export const portsIn = ({ dir, genai }: ModelFiles, name: string): Ports =>
  usualPorts(genai, portsOf(outlineOf(join(dir, name))));

/**
 * Null where the graph is that of a model that writes.
 * @throws ModelError E505, E507, E513 for an encoder that is not understood
 */
export function aboutEncoder(files: ModelFiles, name: string): EncoderAbout | null {
  const { inputs, outputs } = portsIn(files, name);
  if (!isEncoder(inputs, outputs, files.config)) return null;
  const form = readForm(join(files.dir, name), inputs, outputs, files.config);
  return aboutOf(form, readSettings(files, form));
}

/**
 * For whoever may want the tokenizer alone: why an encoder is not understood is no error.
 * @throws ModelError E507, E513 as `aboutEncoder`
 */
export function describeEncoder(
  files: ModelFiles,
  name: string,
): { readonly encoder?: EncoderAbout; readonly refused?: string } {
  try {
    const encoder = aboutEncoder(files, name);
    return encoder ? { encoder } : {};
  } catch (thrown) {
    if (thrown instanceof ModelError && thrown.code === "E505") return { refused: thrown.cause };
    throw thrown;
  }
}

/**
 * What the graph of a directory does, `gen` being to write; undefined where it is not understood.
 * @throws ModelError E513 where it, or one that it is used with, is no whole file
 */
export function doesOf(dir: string, graph: string): EncoderForm["kind"] | "gen" | undefined {
  try {
    const files = readDirectory(dir);
    const beside = companionsOf(dir, graph);
    for (const name of [beside?.encoder, beside?.first])
      if (name && existsSync(join(dir, name))) outlineOf(join(dir, name));
    const about = aboutEncoder(files, graph);
    if (about) return about.kind;
    return portsIn(files, graph).inputs.some(({ name }) => name.startsWith("past")) ? "gen" : undefined;
  } catch (thrown) {
    if (thrown instanceof ModelError && thrown.code !== "E513") return undefined;
    throw thrown;
  }
}
