// Rates beside the store, in one small file: written whole under another name and renamed; a damaged one counts as none.
import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "./folder.ts";
import { latest, type Rate, type Rates, remembered } from "./rates.ts";
import { readPlain } from "./store/plain.ts";

/** Bytes beyond which the file is not one of ours. */
const MOST = 1 << 20;

/** The rates of a store's folder, read anew each time: other programs write there too, and the last one wins. */
export function fileRates(place: string): Rates {
  const file = join(place, "rates.json");
  const read = async (): Promise<ReadonlyMap<string, Rate>> =>
    opened((await readPlain(file, MOST).catch(() => null))?.toString() ?? "");
  return {
    of: async (model, provider) => latest(await read(), model, provider),
    async add(of, taken) {
      const part = `${file}.${randomBytes(6).toString("hex")}.part`;
      try {
        await makeFolder(place);
        await writeFile(part, `${JSON.stringify(Object.fromEntries(remembered(await read(), of, taken)))}\n`);
        await rename(part, file);
      } catch {
        // an estimate less; the answers themselves are kept by the store, which tells when it cannot
        await rm(part, { force: true }).catch(() => undefined);
      }
    },
  };
}

function opened(text: string): ReadonlyMap<string, Rate> {
  if (text === "") return new Map();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
    return new Map(Object.entries(value).filter((entry): entry is [string, Rate] => isRate(entry[1])));
  } catch {
    return new Map();
  }
}

const isCount = (value: unknown): boolean =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

function isRate(value: unknown): value is Rate {
  if (typeof value !== "object" || value === null) return false;
  const { promptTokens, outputTokens, ms, promptMs } = value as { [K in keyof Rate]?: unknown };
  return [promptTokens, outputTokens, ms].every(isCount) && (promptMs === null || isCount(promptMs));
}
