// The log of a run read back, line by line: what is whole is given, what is not is counted and never guessed at.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { digest } from "../digest.ts";
import { type Entry, type Head, VERSION } from "./entry.ts";
import { opened } from "./line.ts";
import { LARGE, LOG } from "./write.ts";

/** What could not be read of a log. */
export interface Flaws {
  /** Whether its last line broke off. */
  torn: boolean;
  /** Other lines that are not what was written. */
  damaged: number;
  /** Large entries whose files are gone or are not what was written. */
  missing: number;
}
export const noFlaws = (): Flaws => ({ torn: false, damaged: 0, missing: 0 });

/** The entries of a log in order, its head first where it can be read; `flaws` is told of the others. Errors: those of reading. */
export async function* entries(folder: string, flaws: Flaws): AsyncGenerator<Head | Entry> {
  for await (const { line, last } of linesOf(join(folder, LOG))) {
    if (line === "") continue;
    const json = opened(line);
    // the checksum vouches for what was written
    if (json !== null) yield* whole(folder, JSON.parse(json) as Head | Entry | Spilled, flaws);
    else if (last) flaws.torn = true;
    else flaws.damaged++;
  }
}

/** An entry that lies beside its log. */
interface Spilled {
  readonly large: string;
}

async function* whole(
  folder: string,
  entry: Head | Entry | Spilled,
  flaws: Flaws,
): AsyncGenerator<Head | Entry> {
  if (!("large" in entry)) return yield entry;
  const json = await kept(folder, entry.large);
  if (json === null) flaws.missing++;
  else yield JSON.parse(json) as Entry;
}

/** A text that lies beside a log, by its digest; null where it is gone or another. */
export async function kept(folder: string, name: string): Promise<string | null> {
  const text = await readFile(join(folder, LARGE, name), "utf8").catch(() => null);
  return text !== null && digest(text) === name ? text : null;
}

/** Null where a log has none that this version reads. */
export async function headOf(folder: string): Promise<Head | null> {
  for await (const entry of entries(folder, noFlaws()))
    return entry.kind === "head" && entry.version === VERSION ? entry : null;
  return null;
}

/** Lines without their breaks. `last`: nothing ends it. */
async function* linesOf(path: string): AsyncGenerator<{ readonly line: string; readonly last: boolean }> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(BREAK); at >= 0; at = chunk.indexOf(BREAK, from)) {
      yield { line: Buffer.concat([...rest, chunk.subarray(from, at)]).toString("utf8"), last: false };
      [rest, from] = [[], at + 1];
    }
    rest.push(chunk.subarray(from));
  }
  const line = Buffer.concat(rest).toString("utf8");
  if (line !== "") yield { line, last: true };
}
const BREAK = 0x0a;
