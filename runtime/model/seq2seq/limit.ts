// Tokens that the makers of a model force or forbid at their places in an answer, as generation_config.json states them.
import type { Json, ModelFiles } from "../directory.ts";
import type { Limit } from "../engine.ts";
import { ModelError } from "../error.ts";

/** What is stated; an id that is none is passed over by nobody: E507. */
export interface Limits {
  /** Ids that an answer of an encoder-decoder stands behind. */
  readonly start: readonly number[];
  /** The first token; any where it is not set. */
  readonly first: readonly number[];
  /** The last one, where `max_tokens` ends an answer. */
  readonly last: readonly number[];
  readonly never: readonly number[];
  readonly neverFirst: readonly number[];
}

/**
 * generation_config.json first, then config.json.
 * @throws ModelError E507 where nothing states what an answer begins with, or an id is none; E505 for words of several tokens
 */
export function readLimits({ dir, generation, config }: ModelFiles, vocab: number): Limits {
  const stated = (...keys: string[]): unknown =>
    keys.map((key) => generation[key] ?? config[key]).find((value) => value !== undefined && value !== null);
  const ids = (...keys: string[]): number[] => {
    const value = stated(...keys) ?? [];
    const all: unknown[] = Array.isArray(value) ? value : [value];
    if (
      all.every((id): id is number => Number.isInteger(id) && (id as number) >= 0 && (id as number) < vocab)
    )
      return all;
    throw new ModelError(
      "E507",
      `'${keys[0]}' in ${dir} is ${JSON.stringify(value)}, ids are 0 to ${vocab - 1}`,
      "fetch the file again",
    );
  };
  if (stated("forced_decoder_ids") !== undefined)
    throw new ModelError("E505", "'forced_decoder_ids' is not understood", "use a model that reads text");
  const start = ids("decoder_start_token_id", "bos_token_id");
  if (start.length !== 1)
    throw new ModelError(
      "E507",
      `nothing in ${dir} states what an answer begins with`,
      'add "decoder_start_token_id" to generation_config.json',
    );
  return {
    start,
    first: ids("forced_bos_token_id"),
    last: ids("forced_eos_token_id"),
    never: [...wordsOf({ ...config, ...generation }), ...ids("suppress_tokens")],
    neverFirst: ids("begin_suppress_tokens"),
  };
}

function wordsOf(stated: Json): number[] {
  const words = stated["bad_words_ids"] ?? [];
  const single = Array.isArray(words) && words.every((word) => Array.isArray(word) && word.length === 1);
  if (single) return (words as number[][]).flat();
  throw new ModelError(
    "E505",
    "'bad_words_ids' with words of several tokens is not understood",
    "remove it from generation_config.json",
  );
}

/** Undefined where nothing is forced or forbidden. */
export function limitOf({ first, last, never, neverFirst }: Limits): Limit | undefined {
  if ([first, last, never, neverFirst].every(({ length }) => length === 0)) return undefined;
  return (said, length, most) => {
    const only = length === 0 && first.length > 0 ? first : length === most - 1 ? last : [];
    if (only.length > 0) {
      const changed = new Float32Array(said.length).fill(-Infinity);
      for (const id of only) changed[id] = 0;
      return changed;
    }
    // behind a forced token the answer begins with the second one
    const gone = length === Math.min(1, first.length) ? [...never, ...neverFirst] : never;
    if (gone.length === 0) return said;
    const changed = Float32Array.from(said);
    for (const id of gone) changed[id] = -Infinity;
    return changed;
  };
}
