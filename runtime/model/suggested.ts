// What a model's makers suggest for its answers: told and never applied, as every setting of a run stands in its program.
import type { Json, ModelFiles } from "./directory.ts";

/** In the words of the language, and the files they are from. */
export interface Suggested {
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly files: readonly string[];
}

type Kind = "drawn" | "searched" | "any";
type Value = number | boolean | string;

/** Their word, ours, what changes nothing; of which answers it is heard. */
const rows: readonly (readonly [own: string, word: string, nothing: Value, of: Kind])[] = [
  ["temperature", "temperature", 0, "drawn"],
  ["top_k", "top_k", 0, "drawn"],
  ["top_p", "top_p", 1, "drawn"],
  ["min_p", "min_p", 0, "drawn"],
  ["repetition_penalty", "repetition_penalty", 1, "any"],
  ["num_beams", "beams", 1, "searched"],
  ["length_penalty", "length_penalty", 1, "searched"],
  ["early_stopping", "early_stopping", false, "searched"],
];

/** generation_config.json first, then `search` of genai_config.json; null where neither suggests anything. */
export function suggestedBy({ generation, search }: ModelFiles): Suggested | null {
  const sources: readonly (readonly [string, Json])[] = [
    ["generation_config.json", generation],
    ["genai_config.json", search],
  ];
  const stated = (key: string) => sources.find(([, values]) => key in values);
  const { [1]: sampled } = stated("do_sample") ?? [];
  const { [1]: wide } = stated("num_beams") ?? [];
  const heard: Readonly<Record<Kind, boolean>> = {
    drawn: sampled?.["do_sample"] === true,
    searched: Number(wide?.["num_beams"] ?? 1) > 1,
    any: true,
  };
  const found = rows.flatMap(([own, word, nothing, of]) => {
    const [file, values] = stated(own) ?? [];
    const value = values?.[own];
    const said = typeof value === typeof nothing || value === "never";
    return said && value !== nothing && heard[of] && file !== undefined
      ? [{ word, value: value as Value, file }]
      : [];
  });
  if (found.length === 0) return null;
  return {
    settings: Object.fromEntries(found.map(({ word, value }) => [word, value])),
    files: [...new Set(found.map(({ file }) => file))],
  };
}
