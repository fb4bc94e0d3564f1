// An encoder inside the runner: recognised by its graph, opened on the first provider that works, tried on a few rows.
import { openTried } from "../backend/sound.ts";
import type { ModelFiles } from "../directory.ts";
import { loading } from "../loading.ts";
import type { Calls, LoadedModel, Settings } from "../protocol.ts";
import { roomFor } from "../room.ts";
import type { Texts } from "../texts.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { aboutOf } from "./about.ts";
import { type Budget, rowBytes } from "./batches.ts";
import type { EncoderForm } from "./form.ts";
import { readForm } from "./form.ts";
import { makeEncoder, type EncoderSetup } from "./pass.ts";
import { type EncoderSettings, encoderWindow, readSettings } from "./settings.ts";

/** What reading texts needs of a loaded encoder. */
export interface Encoder {
  readonly setup: EncoderSetup;
  readonly tokenizer: Tokenizer;
  readonly settings: EncoderSettings;
  readonly window: number;
  readonly budget: Budget;
}

/** Tokens of one pass: on the CPU as many as keep its cores busy, as nothing is heard meanwhile by the binding. */
const TOKENS = { cpu: 4096, device: 32_768 } as const;

/** @throws ModelError as loading a decoder does, and E505 for an encoder that is not understood */
export async function loadEncoder(
  args: Calls["load"]["args"],
  settings: Settings,
  { tokenizer, digest }: Texts,
): Promise<{ readonly model: LoadedModel; readonly encoder: Encoder }> {
  const begun = await loading(args, settings, digest);
  const { files, file, suffix, threads } = begun;
  const pad = padOf(files, tokenizer);
  const used = await begun.open((device) =>
    openTried({ file, device, threads }, settings.choice, (graph) => {
      const form = readForm(file, graph.inputs, graph.outputs, files.config);
      const half = graph.outputs.some(({ type }) => type === "float16") || /16/.test(suffix);
      return makeEncoder(graph, form, pad, half);
    }),
  );
  const setup = used.opened.made;
  const { form } = setup;
  const own = readSettings(files, form);
  const window = encoderWindow(files, tokenizer.config["model_max_length"]);
  const budget = budgetOf(files, form, settings, used.provider);
  return {
    encoder: { setup, tokenizer, settings: own, window, budget },
    model: begun.told(used, {
      window,
      vocab: tokenizer.vocab,
      layers: Number(files.config["num_hidden_layers"] ?? 0),
      dtype: form.text.includes("float16") ? "float16" : "float32",
      layout: form.text,
      perToken: 0,
      encoder: { ...aboutOf(form, own), together: setup.together },
    }),
  };
}

function budgetOf(
  { config }: ModelFiles,
  form: EncoderForm,
  { memory, ceiling = Infinity }: Settings,
  provider: string,
): Budget {
  const stated = (name: string, otherwise: number): number =>
    typeof config[name] === "number" ? config[name] : otherwise;
  const hidden = stated("hidden_size", 768);
  const shape = {
    heads: stated("num_attention_heads", 12),
    hidden,
    middle: stated("intermediate_size", 4 * hidden),
  };
  return {
    memory: Math.min(memory, roomFor(memory, ceiling) / 2),
    bytes: rowBytes(shape, form.pooled ? 0 : (form.width ?? 2)),
    tokens: provider === "cpu" ? TOKENS.cpu : TOKENS.device,
  };
}

/** The padding's id: the tokenizer's, else the configuration's. */
function padOf({ config }: ModelFiles, { named, special, tokens }: Tokenizer): number {
  const token = named.get("pad_token");
  const own = token === undefined ? undefined : (special.get(token) ?? tokens.get(token));
  const stated = config["pad_token_id"];
  return own ?? (typeof stated === "number" ? stated : 0);
}
