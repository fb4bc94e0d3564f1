// Where a worker calls functions that stand for models: operators on texts, numbers and lists, and nothing else. What reads or asks is
// called where the program runs (`portable.ts`).
import type { House } from "../eval.ts";
import { unmetered } from "../progress.ts";
import { Problem } from "../problem.ts";
import { counting } from "../progress.ts";
import { shut } from "../net.ts";
import { operatorsByName } from "../registry.ts";

export function alone(signal: AbortSignal, note: (text: string, count?: number) => void): House {
  const house: House = {
    operators: operatorsByName,
    reach: {
      signal,
      files: nothing,
      counter: unknown,
      infer: () => Promise.reject(fault("an encoder")),
      write: () => Promise.reject(fault("a model")),
      note,
      print: unknown,
      count: counting(signal),
      meter: unmetered,
      net: shut,
    },
    value: (step) => Promise.reject(fault(`'${step}'`)),
    window: () => Promise.reject(fault("a model")),
    apply: () => Promise.reject(fault("a prompt")),
    fn: unknown,
    inside: () => [],
    through: () => house,
    memo: new Map(),
  };
  return house;
}

const fault = (what: string): Problem =>
  new Problem("StruxTypeError", "E999", `internal fault: a worker has no ${what}`, "please report it");
function unknown(): never {
  throw fault("such thing");
}
/** A worker reads nothing. */
const nothing: House["reach"]["files"] = {
  read: () => Promise.reject(fault("files")),
  locate: () => Promise.reject(fault("files")),
  stamp: () => Promise.reject(fault("files")),
  name: () => Promise.reject(fault("files")),
  entries: () => Promise.reject(fault("files")),
  from: () => nothing,
  dataset: () => Promise.reject(fault("files")),
};
