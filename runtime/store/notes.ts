// Findings beside the results that may change: on which of several devices a model ran last. One small file each; the last one wins.
import { join } from "node:path";
import { writeWhole } from "../folder.ts";
import { readPlain } from "./plain.ts";
import { unusable } from "./unusable.ts";

export interface StoreNotes {
  /** Undefined where there is none, or none that can be read. */
  get(name: string): Promise<string | undefined>;
  set(name: string, text: string): Promise<void>;
}

/** Bytes beyond which a file is not one of ours. */
const MOST = 1 << 16;

/** In a folder of the store. Names are lower-case hex. Errors: E116. */
export function fileNotes(place: string): StoreNotes {
  const file = (name: string): string => join(place, "notes", name);
  return {
    async get(name) {
      const bytes = await readPlain(file(name), MOST).catch(() => undefined);
      return bytes?.toString();
    },
    set: (name, text) =>
      writeWhole(file(name), text).catch((error: unknown) => {
        throw unusable(place, error);
      }),
  };
}

export function memoryNotes(): StoreNotes {
  const known = new Map<string, string>();
  return {
    get: async (name) => known.get(name),
    set: async (name, text) => void known.set(name, text),
  };
}
