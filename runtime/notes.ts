// Notes of a step: what was cut, skipped or replaced on the way. Equal ones are counted, so that nothing floods.
import { many } from "../dsl/tell/count.ts";

export interface Notes {
  readonly add: (text: string, count?: number) => void;
  readonly list: () => readonly string[];
}

/** `more`: what is only known when they are listed. */
export function notes(more: () => readonly string[] = () => []): Notes {
  const counts = new Map<string, number>();
  return {
    add: (text, count = 1) => void counts.set(text, (counts.get(text) ?? 0) + count),
    list: () => [
      ...[...counts].map(([text, count]) => (count === 1 ? text : `${text} (${many(count)} times)`)),
      ...more(),
    ],
  };
}
