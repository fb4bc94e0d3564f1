// How fast models were: sums that fade, kept in one small file that may be damaged, deleted or written by two at once.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { added, memoryRates, type Rate, secondsAt } from "../../runtime/rates.ts";
import { fileRates } from "../../runtime/rates-file.ts";

const rate = (promptTokens: number, outputTokens: number, ms: number, promptMs: number | null): Rate => ({
  promptTokens,
  outputTokens,
  ms,
  promptMs,
});
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "strux-rates-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

test("seconds: prompts and answers apart where the runner tells, else all tokens alike", () => {
  expect(secondsAt(rate(1000, 100, 3000, 1000), 500, 50)).toBe(1.5);
  expect(secondsAt(rate(900, 100, 2000, null), 500, 50)).toBe(1.1);
  expect(secondsAt(rate(1000, 0, 1000, 1000), 500, 50)).toBe(0.5);
});

test("measurements add up; many older tokens count half", () => {
  expect(added(undefined, rate(1, 2, 3, 1))).toEqual(rate(1, 2, 3, 1));
  expect(added(rate(10, 20, 30, 10), rate(1, 2, 3, 1))).toEqual(rate(11, 22, 33, 11));
  expect(added(rate(30_000, 0, 1000, 1000), rate(100, 0, 10, 10))).toEqual(rate(15_100, 0, 510, 510));
  expect(added(rate(1, 1, 2, 1), rate(1, 1, 2, null)).promptMs).toBeNull();
});

test("of several precisions the latest counts; another provider is another rate", async () => {
  const rates = memoryRates();
  await rates.add({ model: "d", provider: "cpu", dtype: "float32" }, rate(1, 1, 1, 1));
  await rates.add({ model: "d", provider: "cpu", dtype: "q4" }, rate(2, 2, 2, 2));
  expect(await rates.of("d", "cpu")).toEqual(rate(2, 2, 2, 2));
  expect(await rates.of("d", "cuda")).toBeUndefined();
  expect(await rates.of("d", "cp")).toBeUndefined();
});

test("a file keeps them; at most 200, and no unfinished file beside it", async () => {
  const place = folder();
  const rates = fileRates(place);
  for (let n = 0; n < 205; n++)
    await rates.add({ model: `m${n}`, provider: "cpu", dtype: "q4" }, rate(n + 1, 1, 1, 1));
  expect(await fileRates(place).of("m204", "cpu")).toEqual(rate(205, 1, 1, 1));
  expect(await fileRates(place).of("m4", "cpu")).toBeUndefined();
  expect(Object.keys(JSON.parse(readFileSync(join(place, "rates.json"), "utf8")))).toHaveLength(200);
  expect(readdirSync(place)).toEqual(["rates.json"]);
});

test.each<readonly [string, string]>([
  ["half a file", '{"m cpu q4": {"promptTo'],
  ["a list", "[1, 2]"],
  ["wrong members", '{"m cpu q4": {"promptTokens": -1, "outputTokens": 1, "ms": 1, "promptMs": 1}}'],
  ["no numbers", '{"m cpu q4": {"promptTokens": "1", "outputTokens": 1, "ms": null, "promptMs": 1}}'],
  ["null", "null"],
])("damaged: %s counts as none, and is written anew", async (_, text) => {
  const place = folder();
  writeFileSync(join(place, "rates.json"), text);
  const rates = fileRates(place);
  expect(await rates.of("m", "cpu")).toBeUndefined();
  await rates.add({ model: "m", provider: "cpu", dtype: "q4" }, rate(5, 5, 5, 5));
  expect(await rates.of("m", "cpu")).toEqual(rate(5, 5, 5, 5));
});

test("a place that cannot be written costs the estimate and nothing else", async () => {
  const place = folder();
  writeFileSync(join(place, "file"), "");
  const rates = fileRates(join(place, "file"));
  await rates.add({ model: "m", provider: "cpu", dtype: "q4" }, rate(5, 5, 5, 5));
  expect(await rates.of("m", "cpu")).toBeUndefined();
});
