// All differences of one contrast at once: the same as `delta` gives one by one, and a family that p is adjusted for.
import { expect, test } from "vitest";
import { ran } from "../program.ts";

/** Two models on three sets of four items: far apart, a little, and the same. */
const scores = `data said = table([
${["far", "near", "same"]
  .flatMap((set, s) =>
    [1, 2, 3, 4, 5, 6].flatMap((item) => [
      `  { set: "${set}", model: "a", id: "${set} ${item}", value: ${[0.9 + item / 100, item / 10 + (item % 3 === 0 ? -0.05 : 0.1), 0.5][s]} },`,
      `  { set: "${set}", model: "b", id: "${set} ${item}", value: ${[0.1, item / 10, 0.5][s]} },`,
    ]),
  )
  .join("\n")}
])
score quality of said by [model, set] { metric v = .value ci: bootstrap(2000, paired: .id) }\n`;

/** That a condition holds in the rows of these sets and in no other. */
const only = (condition: string, ...sets: string[]): string =>
  `check len(all |> where((${condition}) == (.set in ${JSON.stringify(sets)}))) == 3 as ${JSON.stringify(condition)}`;

test("each row is the delta of its place", async () => {
  const { failed, checks } = await ran(`${scores}
data all = deltas(quality, v, model: ["a", "b"], adjust: "none")
let far = delta(quality, v, model: ["a", "b"], set: "far")
let near = delta(quality, v, model: ["a", "b"], set: "near")
check len(all) == 3 as "a row per set"
${only(".mean == far.mean and .lo == far.lo and .p == far.p", "far")}
${only(".mean == near.mean and .hi == near.hi and .r == near.r", "near")}
${only(".adjusted == .p", "far", "near", "same")}`);
  expect(failed).toEqual([]);
  expect(checks.filter(([pass]) => !pass)).toEqual([]);
});

test("Holm multiplies the least p of three by three; what shows no difference needs no number", async () => {
  const { failed, checks } = await ran(`${scores}
data all = deltas(quality, v, model: ["a", "b"])
${only("abs(.adjusted - 3 * .p) < 1e-12 and .decisive == (3 * .p < 0.05)", "far")}
${only(".needed == null", "same")}
${only(".needed == 2", "far")}
${only("(.needed ?? 0) > 6", "near")}`);
  expect(failed).toEqual([]);
  expect(checks.filter(([pass]) => !pass)).toEqual([]);
});

test("without another axis there is nothing to give a row to", async () => {
  const alone = await ran(`${scores}show deltas(quality, v, model: ["a", "b"], set: "far")`);
  expect(alone.failed.join()).toMatch(/E302.*has none left/);
  await expect(ran(`${scores}show deltas(quality, v)`)).rejects.toThrow(
    "E302 'deltas' contrasts one axis by two values",
  );
});
