// Stores of a test: in folders that go when its file is done, over either driver.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openWhole, type Whole } from "../../../runtime/store/open.ts";
import { type Entry, type Keyed, keyed } from "../../../runtime/store.ts";

export const DRIVERS = ["lmdb", "files"] as const;
export type DriverName = (typeof DRIVERS)[number];

const made: string[] = [];
const opened: Whole[] = [];
afterAll(async () => {
  for (const { store } of opened) await store.close();
  made.forEach((place) => rmSync(place, { recursive: true, force: true }));
}, 60_000);

export function folder(): string {
  const place = mkdtempSync(join(tmpdir(), "strux-store-"));
  made.push(place);
  return place;
}

export function whole(driver: DriverName, place = join(folder(), "store")): Whole {
  const one = openWhole(place, driver === "lmdb" ? null : "nfs");
  opened.push(one);
  return one;
}

/** The call of a number, as a model would be asked it. */
export const call = (n: number, temperature = 0): Keyed =>
  keyed(
    {
      generate: 1,
      model: "a".repeat(64),
      tokenizer: "b".repeat(64),
      provider: "cpu",
      options: { temperature },
    },
    { prompt: `${100 + n} tokens ${"c".repeat(64)}`, seed: 0 },
  );
export const entry = ({ parts }: Keyed, text = "an answer"): Entry => ({
  value: { text },
  spent: { ms: 3 },
  made: { runtime: "1" },
  parts,
});

/** Puts the calls of so many numbers; their keys in order. */
export async function filled({ store }: Whole, n: number, at?: number): Promise<string[]> {
  const calls = Array.from({ length: n }, (_, i) => call(i));
  await Promise.all(calls.map((one, i) => store.put(one.key, entry(one, `answer ${i}`), at)));
  return calls.map(({ key }) => key).toSorted();
}

export async function gathered<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}
