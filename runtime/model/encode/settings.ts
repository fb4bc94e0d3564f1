// What sentence-transformers writes beside a model: how vectors are made of hidden states, what is put before a text, the window.
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type Json,
  type ModelFiles,
  object,
  readDirectory,
  readJson,
  readJsonList,
  readWindow,
} from "../directory.ts";
import { ModelError } from "../error.ts";
import { architectures, type EncoderForm, writes } from "./form.ts";

/** How the vectors of a text's tokens become one; `none`: the graph has done it. */
export const POOLINGS = ["cls", "mean", "max", "last", "none"] as const;
export type Pooling = (typeof POOLINGS)[number];

export interface EncoderSettings {
  readonly pooling: Pooling;
  readonly normalize: boolean;
  /** What is put before a text, by what the text is: `query`, `document` ... */
  readonly prompts: Readonly<Record<string, string>>;
  /** A score of two texts is one of 0 to 1 by the logistic function; else it is the logit. */
  readonly logistic: boolean;
}

/** Keys of 1_Pooling/config.json that are true for a pooling. */
const MODES: Readonly<Record<string, Pooling>> = {
  pooling_mode_cls_token: "cls",
  pooling_mode_mean_tokens: "mean",
  pooling_mode_max_tokens: "max",
  pooling_mode_lasttoken: "last",
};

/**
 * Of a model that sentence-transformers did not write: the mean over the tokens, as it is.
 * @throws ModelError E505 for a module or a pooling that the graph does not have and that is not known here, E507 for a damaged file.
 */
export function readSettings({ dir, config }: ModelFiles, form: EncoderForm): EncoderSettings {
  const modules = readJsonList(dir, "modules.json").map(({ type }) =>
    typeof type === "string" ? (type.split(".").at(-1) ?? "") : "?",
  );
  const known = ["Transformer", "Pooling", "Normalize"];
  const strange = modules.find((type) => !known.includes(type));
  if (strange !== undefined && !form.pooled)
    throw refuse(
      `${dir}: its module '${strange}' is not part of the graph`,
      "export it with the graph, so that it gives 'sentence_embedding'",
    );
  return {
    pooling: form.pooled ? "none" : readPooling(dir),
    normalize: modules.includes("Normalize"),
    prompts: readPrompts(dir),
    logistic: readActivation(dir, config),
  };
}

const refuse = (cause: string, fix: string): ModelError => new ModelError("E505", cause, fix);

function readPooling(dir: string): Pooling {
  const name = "1_Pooling/config.json";
  if (!existsSync(join(dir, name))) return "mean";
  const config = readJson(dir, name);
  const on = Object.keys(config).filter((key) => key.startsWith("pooling_mode_") && config[key] === true);
  const [mode = "none", ...more] = on;
  const pooling = MODES[mode];
  if (pooling !== undefined && more.length === 0) return pooling;
  throw refuse(
    `${join(dir, name)}: ${on.join(" and ") || "no pooling"} is not understood`,
    `use a model with one of ${Object.keys(MODES).join(", ")}`,
  );
}

function readPrompts(dir: string): Record<string, string> {
  const { prompts, default_prompt_name: usual } = readJson(dir, "config_sentence_transformers.json");
  const texts = Object.entries(object(prompts)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const found = Object.fromEntries(texts);
  const first = typeof usual === "string" ? found[usual] : undefined;
  return { ...(first !== undefined && { "": first }), ...found };
}

/** Its `Sigmoid` is what a cross-encoder has where it says nothing. */
function readActivation(dir: string, config: Json): boolean {
  const own = object(config["sentence_transformers"])["activation_fn"];
  const stated = own ?? config["sbert_ce_default_activation_function"];
  const name = typeof stated === "string" ? (stated.split(".").at(-1) ?? "") : "Sigmoid";
  if (name === "Sigmoid" || name === "Identity") return name === "Sigmoid";
  throw refuse(`${dir}: its activation '${name}' is not understood`, "use one with Sigmoid or Identity");
}

/** Models whose first position is that after the padding's: two of those their configuration states are no tokens. */
const SHIFTED = new Set(["roberta", "xlm-roberta", "camembert", "mpnet", "longformer"]);

/** Whether the files say by themselves that the model is no decoder; a graph may still say otherwise. */
export const encodes = ({ dir, config }: ModelFiles): boolean =>
  existsSync(join(dir, "modules.json")) || (architectures(config).length > 0 && !writes(config));

/**
 * Tokens of a text with all that is put around it: the least of what its files state.
 * @throws ModelError E507 where nothing states it
 */
export function encoderWindow(files: ModelFiles, tokenizerLimit: unknown): number {
  const { dir, config } = files;
  const shift = SHIFTED.has(String(config["model_type"])) ? 2 : 0;
  const stated = [
    Number(config["max_position_embeddings"]) - shift,
    Number(tokenizerLimit),
    Number(readJson(dir, "sentence_bert_config.json")["max_seq_length"] ?? NaN),
  ].filter((limit) => Number.isInteger(limit) && limit > 0 && limit < 1e9);
  return stated.length > 0 ? Math.min(...stated) : readWindow(files, tokenizerLimit);
}

/**
 * The window of a model of either kind.
 * @throws ModelError E507 where nothing states it
 */
export const windowOf = (files: ModelFiles, tokenizerLimit: unknown): number =>
  (encodes(files) ? encoderWindow : readWindow)(files, tokenizerLimit);

/** Files that can state the window, and the one that is read with them. */
export const windowFiles = [
  "config.json",
  "generation_config.json",
  "genai_config.json",
  "tokenizer_config.json",
  "modules.json",
  "sentence_bert_config.json",
] as const;

/** @throws ModelError E507 where one of these files cannot be read */
export function readWindowFiles(dir: string): void {
  for (const name of windowFiles)
    if (name === "modules.json") readJsonList(dir, name);
    else readJson(dir, name);
}

/** The window of a folder by its configuration files alone. @throws ModelError E507 as `windowOf`. */
export const statedWindow = (dir: string): number =>
  windowOf(readDirectory(dir), readJson(dir, "tokenizer_config.json")["model_max_length"]);
