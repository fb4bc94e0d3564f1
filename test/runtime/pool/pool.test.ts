// Workers of a run: every call has one answer or one reason, whichever workers die, and nothing outlives who asked.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { startPool } from "../../../runtime/pool/pool.ts";
import type { Asker, Pool } from "../../../runtime/pool/workers.ts";
import { Problem } from "../../../runtime/problem.ts";
import type { Ready } from "../../../runtime/ready.ts";

let pool: Pool | undefined;
afterEach(async () => {
  await pool?.close();
  vi.unstubAllEnvs();
});
const entry = pathToFileURL(join(import.meta.dirname, "worker.mjs"));
const open = (size: number): Pool => (pool = startPool({ size, store: "", entry }));

const signal = new AbortController().signal;
const asker = (stop: AbortSignal = signal): Asker => ({
  signal: stop,
  used: () => undefined,
  note: () => undefined,
  models: { restarted: () => undefined },
});
const calls = (...keys: string[]): Ready[] => keys.map((key) => ({ key }) as Ready);
const many = (n: number): string[] => Array.from({ length: n }, (_, at) => `call ${at}`);

/** What became of each call, by its key. */
async function made(keys: readonly string[], of: Pool, stop?: AbortSignal): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const [{ key }, answer] of of.run(calls(...keys), asker(stop))) {
    if (found.has(key)) throw new Error(`'${key}' was answered twice`);
    found.set(key, answer instanceof Problem ? `${answer.code} ${answer.message}` : answer.text);
  }
  return found;
}
const workersOf = (texts: Iterable<string>): ReadonlySet<number> =>
  new Set([...texts].map((text) => Number(/by (\d+)/.exec(text)?.[1])));

test("every call is answered once, and all workers take part", async () => {
  const found = await made(many(500), open(3));
  expect(found.size).toBe(500);
  expect(workersOf(found.values()).size).toBe(3);
});

test("two runs at once share the workers, and each hears of its own calls", async () => {
  const of = open(2);
  const [a, b] = await Promise.all([made(many(100), of), made(["x", "y"], of)]);
  expect([a.size, [...b.keys()].toSorted((one, two) => one.localeCompare(two))]).toEqual([100, ["x", "y"]]);
});

test("a call that is refused says why; the others go on", async () => {
  const found = await made(["a", "refuse this", "b"], open(1));
  expect(found.get("refuse this")).toBe("E511 refuse this");
  expect(found.size).toBe(3);
});

test("what kills every worker is set aside after five of them, and no other call is lost", async () => {
  const found = await made([...many(60), "die here", ...many(60).map((key) => `later ${key}`)], open(2));
  expect(found.get("die here")).toMatch(/^E510 5 workers died at this call, .*exit status 9/);
  expect(found.size).toBe(121);
  expect([...found.values()].filter((text) => text.startsWith("E"))).toHaveLength(1);
});

test("where workers die before they begin, the run ends and says so", async () => {
  vi.stubEnv("STRUX_TEST_STILLBORN", "1");
  await expect(made(many(10), open(2))).rejects.toMatchObject({
    code: "E510",
    message: expect.stringMatching(
      /^10 workers died in a row without an answer \(the last one: exit status 7\)$/,
    ),
  });
});

test("a model that nobody can ask fails the run with its own error", async () => {
  await expect(made(["model", ...many(5)], open(1))).rejects.toMatchObject({ code: "E505" });
});

test("interrupted, the run ends at once, and so do the workers that are at it", async () => {
  const of = open(1);
  const first = workersOf((await made(["a"], of)).values());
  const stop = new AbortController();
  const waiting = made(["wait", ...many(5)], of, stop.signal);
  setTimeout(() => stop.abort(), 50);
  await expect(waiting).rejects.toMatchObject({ code: "E130" });
  const second = workersOf((await made(["b"], of)).values());
  expect([...second]).not.toEqual([...first]);
  for (const pid of first) await expect.poll(() => alive(pid)).toBe(false);
});

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
