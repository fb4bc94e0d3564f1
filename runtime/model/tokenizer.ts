// Text <-> ids: the door of @huggingface/tokenizers. Text is data unless the caller says otherwise.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer as Library } from "@huggingface/tokenizers";
import { readJson, type Json } from "./directory.ts";
import { ModelError, reason } from "./error.ts";
import { type Dress, makeDress } from "./dress.ts";
import type { EncodeOptions } from "./protocol.ts";

export interface Tokenizer {
  /** Ids of a text; without `special`, no text yields a special token. */
  encode(text: string, options?: Reading): number[];
  /** Exact text of the ids, special tokens included. */
  decode(ids: readonly number[]): string;
  /** Text of the ids, special tokens left out. */
  plain(ids: readonly number[]): string;
  /** Tokens that steer the model: text -> id. */
  readonly special: ReadonlyMap<string, number>;
  /** Named tokens of tokenizer_config.json: `bos_token`, `eos_token` ... -> text. */
  readonly named: ReadonlyMap<string, string>;
  readonly bos?: number;
  /** What stands for a token that is to be guessed. */
  readonly mask?: string;
  /** What stands for a word that the vocabulary lacks. */
  readonly unknown?: string;
  readonly vocab: number;
  /** Every token as tokenizer.json writes it -> its id. */
  readonly tokens: ReadonlyMap<string, number>;
  /** The kinds of its decoder, in their order: `ByteLevel`, `WordPiece` ... */
  readonly decoder: readonly string[];
  /** White space always parts tokens, and is none itself. */
  readonly words: boolean;
  /** Tokens of a text as tokenizer.json writes them, nothing put around them. */
  pieces(text: string, reading?: Reading): string[];
  /** Ids of pieces, of one text or of two, in what the model wants around and between them. */
  readonly dress: Dress;
  /** A text as the model's vocabulary has it: lower case, without accents, as its normalizer says. */
  readonly normal: (text: string) => string;
  readonly config: Json;
}

export interface Reading extends Omit<EncodeOptions, "special"> {
  /** Which special tokens are read where a text writes them: all, none, or the mask alone. */
  readonly special?: boolean | "mask";
  /** Applied after the special tokens are found: puts back what was hidden from that search. */
  readonly restore?: (text: string) => string;
}

/** An added token as tokenizer.json writes it. */
interface Added {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly normalized?: boolean;
}

/**
 * Reads tokenizer.json and tokenizer_config.json. `template` is the chat template's source: tokens it writes are
 * special too, even where tokenizer.json does not mark them.
 * @throws ModelError E502 when there is no tokenizer.json, E516 when it cannot be used.
 */
export function readTokenizer(dir: string, template: string): Tokenizer {
  if (!existsSync(join(dir, "tokenizer.json"))) {
    throw new ModelError(
      "E502",
      `${dir} has no tokenizer.json`,
      "put the model's tokenizer.json beside its ONNX file",
    );
  }
  const json = readJson(dir, "tokenizer.json");
  const config = readJson(dir, "tokenizer_config.json");
  const unusable = (why: string): ModelError =>
    new ModelError(
      "E516",
      `${join(dir, "tokenizer.json")} cannot be used: ${why}`,
      "check that the file is whole",
    );
  const lack = lackOf(json);
  if (lack !== undefined) throw unusable(lack);
  try {
    return build(json, config, template);
  } catch (thrown) {
    // the library reads what it expects without a look, and names what its own code met
    throw unusable(
      thrown instanceof TypeError ? "a part of it is missing or has another form" : reason(thrown),
    );
  }
}

/** What no tokenizer goes without. */
function lackOf({ model }: Json): string | undefined {
  if (typeof model !== "object" || model === null) return "it has no model";
  const { vocab } = model as Json;
  return typeof vocab === "object" && vocab !== null ? undefined : "its model has no vocabulary";
}

function build(json: Json, config: Json, template: string): Tokenizer {
  const whole = {
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    added_tokens: [],
    ...json,
  };
  const added = whole.added_tokens as readonly Added[];
  const named = namedTokens(config);
  // A model of whole words takes its unknown token from here, as a text; tokenizer.json states it under `model`.
  const unknown = (whole as Json)["model"] as Json | undefined;
  const texts = { unk_token: unknown?.["unk_token"] ?? null, ...config, ...Object.fromEntries(named) };
  const library = new Library(whole, texts);
  const names = new Set(named.values());
  const steers = ({ content, special }: Added): boolean =>
    special === true || names.has(content) || (content.trim() !== "" && template.includes(content));
  const special = new Map(added.filter(steers).map(({ content, id }) => [content, id]));
  const specialIds = new Set(special.values());
  const mask = named.get("mask_token") ?? [...special.keys()].find((token) => /^.mask.$/i.test(token));
  const { pieces, id } = makePipeline(library, added, special, mask);
  const dress = makeDress(library.post_processor, id);
  const bos = special.get(named.get("bos_token") ?? "");
  const text = (ids: readonly number[], skip: boolean): string =>
    ids.length === 0
      ? ""
      : library.decode([...ids], { skip_special_tokens: skip, clean_up_tokenization_spaces: false });
  return {
    encode: (data, reading = {}) => {
      const ids = dress(pieces(data, reading), null, reading.bos === true).ids;
      return reading.bos === true && bos !== undefined && config["add_bos_token"] === true && ids[0] !== bos
        ? [bos, ...ids]
        : ids;
    },
    decode: (ids) => text(ids, false),
    plain: (ids) =>
      text(
        ids.filter((id) => !specialIds.has(id)),
        true,
      ),
    special,
    named,
    ...(bos !== undefined && { bos }),
    pieces,
    dress,
    normal: (data) => library.normalizer?.(data) ?? data,
    ...(mask !== undefined && special.has(mask) && { mask }),
    ...(typeof texts.unk_token === "string" && { unknown: texts.unk_token }),
    vocab: library.get_vocab().size,
    tokens: library.get_vocab(),
    decoder: kinds((whole as Json)["decoder"]),
    words: ["BertPreTokenizer", "Whitespace", "WhitespaceSplit"].includes(
      String((whole as { readonly pre_tokenizer: Json | null }).pre_tokenizer?.["type"]),
    ),
    config,
  };
}

/** A decoder, or a sequence of them. */
const kinds = (decoder: unknown): readonly string[] => {
  const { type, decoders } = (decoder ?? {}) as Json;
  return type === "Sequence" && Array.isArray(decoders) ? decoders.flatMap(kinds) : [String(type)];
};

/** `bos_token: "<s>"` or `{content: "<s>"}`, and the additional ones. */
function namedTokens(config: Json): Map<string, string> {
  const named = new Map<string, string>();
  const content = (value: unknown): unknown =>
    typeof value === "object" && value !== null ? (value as Json)["content"] : value;
  for (const [key, value] of Object.entries(config)) {
    const token = key.endsWith("_token") ? content(value) : undefined;
    if (typeof token === "string" && token !== "") named.set(key, token);
  }
  const more = config["additional_special_tokens"];
  (Array.isArray(more) ? more : []).forEach((value, n) => {
    const token = content(value);
    if (typeof token === "string" && token !== "") named.set(`additional ${n}`, token);
  });
  return named;
}

interface Pipeline {
  readonly pieces: (text: string, reading?: Reading) => string[];
  readonly id: (token: string) => number;
}

/**
 * The library's own stages, called one by one: its `encode` would read special tokens in data, and has no switch.
 * Split at added tokens, normalize, split at normalized added tokens, pre-tokenize, model. What is put around comes last, see dress.ts.
 */
function makePipeline(
  library: Library,
  added: readonly Added[],
  special: ReadonlyMap<string, number>,
  mask: string | undefined,
): Pipeline {
  const { normalizer, pre_tokenizer: pre, model } = library;
  if (model === null) throw new Error("no model");
  const late = (token: Added): boolean => token.normalized === true && normalizer !== null;
  const splitters = new Map(
    ([true, false, "mask"] as const).map((all) => {
      const read = (content: string): boolean => (all === "mask" ? content === mask : all);
      const used = added.filter(({ content }) => !special.has(content) || read(content));
      const raw = splitter(
        used.filter((token) => !late(token)),
        (text) => text,
      );
      return [all, { raw, normal: splitter(used.filter(late), (text) => normalizer?.(text) ?? text) }];
    }),
  );
  const tokens = (text: string, section: number): string[] =>
    model(pre === null ? [text] : pre(text, { section_index: section }));
  /** A model whose vocabulary holds the special token's text may find it: such a token is taken apart. */
  const ordinary = (text: string, section: number): string[] =>
    tokens(text, section).flatMap((token) =>
      special.has(token) && token !== model.unk_token
        ? Array.from(token).flatMap((letter) => model([letter]))
        : [token],
    );
  const id = (token: string): number => {
    const found = special.get(token) ?? library.token_to_id(token) ?? model.unk_token_id;
    if (found === undefined)
      throw new ModelError(
        "E516",
        `the tokenizer has no id for '${token}'`,
        "use a tokenizer with an unknown token or bytes",
      );
    return found;
  };
  const pieces: Pipeline["pieces"] = (
    text,
    { special: parse = false, restore = (same: string) => same } = {},
  ) => {
    const { raw, normal } = splitters.get(parse)!;
    return raw(text).flatMap((part, section) => {
      if (typeof part !== "string") return [part.content];
      const data = restore(part);
      return normal(normalizer === null ? data : normalizer(data)).flatMap((piece) =>
        typeof piece === "string" ? ordinary(piece, section) : [piece.content],
      );
    });
  };
  return { pieces, id };
}

/** Cuts a text at the added tokens, the longest first; a token may eat the white space beside it. */
function splitter(
  tokens: readonly Added[],
  form: (text: string) => string,
): (text: string) => (string | Added)[] {
  const byText = new Map(tokens.map((token) => [form(token.content), token]));
  byText.delete("");
  if (byText.size === 0) return (text) => (text === "" ? [] : [text]);
  const longest = [...byText.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    `(${longest.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|")})`,
    "u",
  );
  return (text) => {
    const parts = text.split(pattern).map((part, n) => (n % 2 === 1 ? byText.get(part)! : part));
    return parts
      .map((part, n) => {
        if (typeof part !== "string") return part;
        const [before, after] = [parts[n - 1], parts[n + 1]];
        const start = typeof before === "object" && before.rstrip === true ? part.trimStart() : part;
        return typeof after === "object" && after.lstrip === true ? start.trimEnd() : start;
      })
      .filter((part) => part !== "");
  };
}
