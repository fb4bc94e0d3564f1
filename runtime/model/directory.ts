// A model directory in the Hugging Face layout: which files there are and what the configuration says. Untrusted input.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep, win32 } from "node:path";
import { deepWords, tooDeep } from "../data/depth.ts";
import { confined } from "./confined.ts";
import type { NamedFile } from "./digest.ts";
import { ModelError, reason } from "./error.ts";
import { externalFiles } from "./external.ts";
import { type Companions, companions, DECODERS } from "./seq2seq/files.ts";

export type Json = { readonly [key: string]: unknown };

export interface ModelFiles {
  readonly dir: string;
  readonly config: Json;
  readonly generation: Json;
  /** `model` of genai_config.json, the layout of onnxruntime-genai. */
  readonly genai: Json;
  /** `search` of it. */
  readonly search: Json;
}

/** Full precision first, then by how much is kept. Other `model_*.onnx` come last, by name. */
const precisions = ["", "fp32", "fp16", "bf16", "int8", "quantized", "uint8", "q8", "q4f16", "q4", "bnb4"];
/** Files beside the graph that can change the output. The last four are those of sentence-transformers. */
export const settingFiles = [
  "config.json",
  "generation_config.json",
  "genai_config.json",
  "modules.json",
  "1_Pooling/config.json",
  "sentence_bert_config.json",
  "config_sentence_transformers.json",
];
/** Files that decide which tokens a text is. */
export const tokenizerFiles = [
  "tokenizer.json",
  "tokenizer_config.json",
  "chat_template.jinja",
  "chat_template.json",
];

/**
 * Reads the configuration files; the graph is not touched.
 * @throws ModelError E504 when there is no such directory, E507 when a file is not JSON.
 */
export function readDirectory(dir: string): ModelFiles {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) {
    throw new ModelError(
      "E504",
      `${dir} was not found`,
      "give the directory that holds tokenizer.json and the ONNX file",
    );
  }
  const { model, search } = readJson(dir, "genai_config.json");
  return {
    dir,
    config: readJson(dir, "config.json"),
    generation: readJson(dir, "generation_config.json"),
    genai: object(model),
    search: object(search),
  };
}

/** Bytes of a file: tokenizers of the largest vocabularies have 35 MB, everything else is small. */
const LARGEST = { tokenizer: 128e6, other: 16e6 } as const;

/** A JSON object of the directory; `{}` when there is no such file. */
export const readJson = (dir: string, name: string): Json =>
  readParsed(dir, name, "an object", (value) => object(value) === value && !Array.isArray(value)) ?? {};

/** A JSON list of objects; `[]` when there is no such file. */
export const readJsonList = (dir: string, name: string): readonly Json[] =>
  readParsed(
    dir,
    name,
    "a list of objects",
    (value) => Array.isArray(value) && value.every((one) => object(one) === one),
  ) ?? [];

/**
 * A text of the directory; undefined when there is no such file.
 * @throws ModelError E507 for one that is larger than any, E517 for one that lies elsewhere
 */
export function readText(dir: string, name: string): string | undefined {
  const path = confined(dir, name);
  if (!existsSync(path)) return undefined;
  const largest = name === "tokenizer.json" ? LARGEST.tokenizer : LARGEST.other;
  if (statSync(path).size > largest)
    throw new ModelError("E507", `${path} is larger than ${largest / 1e6} MB`, "fetch the file again");
  return readFileSync(path, "utf8");
}

function readParsed<T>(
  dir: string,
  name: string,
  what: string,
  is: (value: unknown) => boolean,
): T | undefined {
  const path = join(dir, name);
  const text = readText(dir, name);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (tooDeep(value)) throw new Error(deepWords);
    if (is(value)) return value as T;
    throw new Error(`not ${what}`);
  } catch (thrown) {
    throw new ModelError(
      "E507",
      `${path} is not readable as JSON: ${reason(thrown)}`,
      "fetch the file again",
    );
  }
}

export const object = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};

/**
 * The ONNX file to load, relative to the directory, and its precision suffix.
 * @throws ModelError E501 when there is none, E505 for a pipeline of several, E517 when genai_config.json points outside.
 */
export function graphFile(
  { dir, genai }: ModelFiles,
  chosen?: string,
): { readonly name: string; readonly suffix: string } {
  if (chosen !== undefined) return chosenGraph(dir, chosen);
  const places = usual(["onnx", ""].flatMap((folder) => namesIn(dir, folder)));
  const named = genaiGraph({ dir, genai });
  const inside = named === undefined ? [] : [{ name: named, suffix: "" }];
  const found = [...places, ...inside.filter(({ name }) => existsSync(join(dir, name)))][0];
  if (found !== undefined) return { ...found, name: relative(dir, confined(dir, found.name)) };
  const { pipeline } = object(genai["decoder"]);
  if (Array.isArray(pipeline))
    throw new ModelError(
      "E505",
      `genai_config.json: the decoder is a pipeline of ${pipeline.length} graphs`,
      "use a decoder that is one graph: model.onnx",
    );
  throw new ModelError(
    "E501",
    `${join(dir, "model.onnx")} was not found`,
    "give a directory with model.onnx or onnx/model.onnx",
  );
}

/** The file that the layout of onnxruntime-genai names. @throws ModelError E517 for one outside. */
export function genaiGraph({ dir, genai }: Pick<ModelFiles, "dir" | "genai">): string | undefined {
  const named = object(genai["decoder"])["filename"];
  return typeof named === "string" ? relative(dir, confined(dir, named)) : undefined;
}

function chosenGraph(dir: string, chosen: string): { name: string; suffix: string } {
  const name = relative(dir, confined(dir, chosen));
  if (existsSync(join(dir, name))) return { name, suffix: graphName(name)?.suffix ?? "" };
  throw new ModelError("E501", `${join(dir, name)} was not found`, "name a file of the model's folder");
}

const namesIn = (dir: string, folder: string): string[] =>
  existsSync(join(dir, folder)) ? readdirSync(join(dir, folder)).map((name) => join(folder, name)) : [];

/** Of a model's files the graphs in the usual places, the one that is taken where none is named first. */
export function usual(names: readonly string[]): { name: string; suffix: string }[] {
  return names
    .flatMap((name) => {
      const graph = ["onnx", "."].includes(dirname(name)) ? graphName(name) : null;
      return graph === null ? [] : [{ name, ...graph, folder: dirname(name) }];
    })
    .sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        // the folder onnx before the root
        (a.folder === b.folder ? 0 : a.folder === "onnx" ? -1 : 1) ||
        order(a.suffix) - order(b.suffix) ||
        (a.name < b.name ? -1 : 1),
    )
    .map(({ name, suffix }) => ({ name, suffix }));
}

/** What a graph is called before its precision: that of a model of one graph first. */
const kinds: readonly string[] = ["model", ...DECODERS];

/** `model` and `q4` of `onnx/model_q4.onnx`; null where it is called otherwise. */
function graphName(name: string): { readonly kind: string; readonly suffix: string } | null {
  const [, kind, suffix = ""] =
    /^(model|decoder_model_merged|decoder_with_past_model)(?:_(\w+))?\.onnx$/.exec(basename(name)) ?? [];
  return kind === undefined ? null : { kind, suffix };
}

const order = (suffix: string): number => {
  const at = precisions.indexOf(suffix);
  return at < 0 ? precisions.length : at;
};

/** Every file that moves the output: graph, external data, configuration, tokenizer. */
export const outputFiles = (dir: string, graph: string): NamedFile[] => [
  ...graphFiles(dir, graph),
  ...present(dir, settingFiles),
  ...tokenizerPart(dir),
];

/** The graph, those it is used with, and the data files they name. */
export const graphFiles = (dir: string, graph: string): NamedFile[] => present(dir, graphParts(dir, graph));

/** The same by their names alone, whether or not the data files are there. @throws ModelError E517 for one outside. */
export function graphParts(dir: string, graph: string): string[] {
  const { encoder, first = null } = companionsOf(dir, graph) ?? {};
  return [graph, encoder, first].flatMap((name) => (name ? [name, ...externalOf(dir, name)] : []));
}

/** The other graphs of an encoder-decoder; null for a model of one graph. */
export function companionsOf(dir: string, graph: string): Companions | null {
  const found = companions(namesIn(dir, dirname(graph)), graph);
  for (const name of [found?.encoder, found?.first]) if (name) confined(dir, name);
  return found;
}

const externalOf = (dir: string, graph: string): string[] =>
  existsSync(join(dir, graph))
    ? externalFiles(join(dir, graph)).map((name) =>
        // joined, an absolute place would look like one in the directory
        relative(dir, confined(dir, win32.isAbsolute(name) ? name : join(dirname(graph), name))),
      )
    : [];

/** The files that turn text into ids and back. */
export const tokenizerPart = (dir: string): NamedFile[] => present(dir, tokenizerFiles);

const present = (dir: string, names: readonly string[]): NamedFile[] =>
  [...new Set(names)]
    .map((name) => ({ name: name.split(sep).join("/"), path: confined(dir, name) }))
    .filter(({ path }) => existsSync(path));

/**
 * Longest prompt plus answer, in tokens, as the configuration states it.
 * @throws ModelError E507 when nothing states it.
 */
export function readWindow({ dir, config, genai }: ModelFiles, tokenizerLimit: unknown): number {
  const text = object(config["text_config"]);
  const keys = [
    "max_position_embeddings",
    "n_positions",
    "n_ctx",
    "max_sequence_length",
    "seq_length",
    "max_seq_len",
  ];
  const stated = [...keys.map((key) => config[key] ?? text[key]), genai["context_length"], tokenizerLimit];
  // transformers writes 1e30 where it does not know the limit.
  const found = stated.find(
    (value): value is number => Number.isInteger(value) && (value as number) > 0 && (value as number) < 1e9,
  );
  if (found !== undefined) return found;
  throw new ModelError(
    "E507",
    `nothing in ${dir} states the window`,
    `add "max_position_embeddings" to config.json`,
  );
}

/** Ids that end an answer: generation_config.json first, then config.json, then genai_config.json. */
export function readEos({ config, generation, genai }: ModelFiles): number[] {
  const stated = generation["eos_token_id"] ?? config["eos_token_id"] ?? genai["eos_token_id"];
  return (Array.isArray(stated) ? stated : [stated]).filter((id): id is number => Number.isInteger(id));
}
