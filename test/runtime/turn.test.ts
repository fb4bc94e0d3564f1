// Long work is heard through: a timer that interrupts it fires while it goes on, and what takes long tells how far it is.
import { expect, test } from "vitest";
import { int as intType } from "../../dsl/types/types.ts";
import { int, operator } from "../../runtime/operator.ts";
import { ran } from "./program.ts";

/** An operator that keeps the thread for a millisecond, and how often it did. */
function busy() {
  const calls = { n: 0 };
  const one = operator({
    name: "busy",
    family: "test",
    doc: "",
    params: { n: int },
    returns: intType,
    run: ({ n }) => {
      calls.n++;
      for (const until = performance.now() + 1; performance.now() < until;);
      return n;
    },
  });
  return { calls, operators: [one] };
}

const rows = Array.from({ length: 4000 }, (_, n) => `{ id: "${n}", n: ${n} }`).join(", ");
const table = `data t = table([${rows}])\n`;

test.each([
  ["derive", "show t |> derive(m: busy(.n))"],
  ["where", "show t |> where(busy(.n) > 5)"],
  ["a run", "run r over t { step m = busy(.n) }"],
  ["a score", "score s of t { metric m = busy(.n) > 5 }"],
  ["a list", "let x = [busy(1)]\nshow t |> derive(m: x |> map(i => busy(i)))"],
])("an interrupt is heard while %s goes over its rows", async (_, code) => {
  const { calls, operators } = busy();
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  const { failed } = await ran(table + code, { operators, deps: { signal: stop.signal } });
  expect(failed.map((line) => line.slice(0, 4))).toEqual(["E130"]);
  expect(calls.n).toBeLessThan(4000);
});

test("verbs that take long tell how far they are, one at a time, and what it took in the end", async () => {
  const { operators } = busy();
  let now = 0;
  const clock = (): number => (now += 1);
  const { events, failed, volatile } = await ran(
    `${table}data d = t |> slice(0, 500) |> derive(m: count(t |> slice(0, 2) |> where(.n > 0)))`,
    { operators, deps: { clock } },
  );
  expect(failed).toEqual([]);
  const told = events.flatMap((event) => (event.kind === "progress" ? [event] : []));
  expect(told.length).toBeGreaterThan(1);
  for (const { step, phase, column, total } of told)
    expect([step, phase, column, total]).toEqual(["d", "computing", "m", 500]);
  expect(told.at(-1)).toMatchObject({ done: 500, last: true });
  expect(volatile.join("\n")).toMatch(/^d: computed in [\d.]+ s$/m);
});

test("what a run goes over is counted before its cells are, and what these look at is not", async () => {
  let now = 0;
  const { events, failed } = await ran(
    `${table}run r over t |> slice(0, 300) |> derive(m: .n * 2) { step k = count(t |> slice(0, 2) |> where(.n > 0)) }`,
    { deps: { clock: () => (now += 1) } },
  );
  expect(failed).toEqual([]);
  const told = events.flatMap((event) =>
    event.kind === "progress" ? [`${event.column} ${event.total}`] : [],
  );
  expect([...new Set(told)]).toEqual(["m 300", "k 300"]);
});

test("explain tells how far it is", async () => {
  let now = 0;
  const { events } = await ran(`${table}run r over t { step m = .n + 1 }\nexplain r`, {
    deps: { clock: () => (now += 1) },
  });
  const told = events.flatMap((event) => (event.kind === "progress" ? [event.name] : []));
  expect(told).toContain("explain");
});
