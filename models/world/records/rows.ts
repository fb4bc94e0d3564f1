// Items as rows of a table: so many per draw and number of facts, each with an id that says how it was made.
import { item, type Item, type Task, type Wanted } from "./items.ts";

export interface Options extends Omit<Wanted, "facts"> {
  readonly n: number;
  readonly facts: readonly number[];
  /** Independent draws of the data; each is a seed of its own within `seed`. */
  readonly draws: readonly number[];
}

export interface Row extends Item {
  readonly id: string;
  readonly draw: number;
  readonly task: Task;
}

export function* rows(options: Options): Generator<Row> {
  const { n, draws, facts, task, split, seed, domain, forms, depth } = options;
  for (const draw of draws)
    for (const count of facts)
      for (let at = 0; at < n; at++) {
        const made = item({ ...options, facts: count }, draw, at);
        const place = depth === undefined ? undefined : `at${depth}`;
        const id = [task, split, domain, forms, place, `s${seed}`, `f${count}`, `d${draw}`, at]
          .filter((part) => part !== undefined)
          .join("-");
        yield { ...made, id, draw };
      }
}
