// What a model's makers suggest for its answers: told and never applied, as every setting of a run stands in its program.
import type { Json, ModelFiles } from "./directory.ts";

/** In the words of the language, and the files they are from. */
export interface Suggested {
  readonly settings: Readonly<Record<string, number>>;
  readonly files: readonly string[];
}

/** Their word, ours, what changes nothing; whether it is heard only where tokens are drawn. */
const rows: readonly (readonly [own: string, word: string, nothing: number, drawn: boolean])[] = [
  ["temperature", "temperature", 0, true],
  ["top_k", "top_k", 0, true],
  ["top_p", "top_p", 1, true],
  ["min_p", "min_p", 0, true],
  ["repetition_penalty", "repetition_penalty", 1, false],
  ["num_beams", "beams", 1, false],
];

/** generation_config.json first, then `search` of genai_config.json; null where neither suggests anything. */
export function suggestedBy({ generation, search }: ModelFiles): Suggested | null {
  const sources: readonly (readonly [string, Json])[] = [
    ["generation_config.json", generation],
    ["genai_config.json", search],
  ];
  const stated = (key: string) => sources.find(([, values]) => key in values);
  const draws = stated("do_sample")?.[1]["do_sample"] === true;
  const found = rows.flatMap(([own, word, nothing, drawn]) => {
    const [file, values] = stated(own) ?? [];
    const value = values?.[own];
    const heard = typeof value === "number" && value !== nothing && (draws || !drawn);
    return heard && file !== undefined ? [{ word, value, file }] : [];
  });
  if (found.length === 0) return null;
  return {
    settings: Object.fromEntries(found.map(({ word, value }) => [word, value])),
    files: [...new Set(found.map(({ file }) => file))],
  };
}
