// LLMBar's published counts and kappas from its published verdicts, and the kappas that the same verdicts really have.
import { describe, expect, test } from "vitest";
import { firstShown, JUDGES, llmbar, strict, verdicts } from "../../bench/published/llmbar.ts";
import { shared } from "../shared.ts";

const root = shared(`data/${llmbar.folder}`) && shared("data");

/** Strict kappa with the label, in either order, and the share of the answer shown first. */
const known = [
  [0.8977, 0.9179, 0.505],
  [0.8369, 0.8977, 0.505],
  [0.8777, 0.897, 0.515],
  [0.8777, 0.897, 0.515],
  [0.6025, 0.638, 0.605],
  [0.5866, 0.5466, 0.64],
  [0.4268, 0.5267, 0.665],
  [0.5295, 0.5484, 0.505],
];

describe.skipIf(!root)("LLMBar Natural", () => {
  test("32 counts and 24 kappas are the published ones", async () => {
    const figures = await llmbar.check(root!);
    expect(figures).toHaveLength(56);
    expect(figures.filter(({ equal }) => !equal)).toEqual([]);
    expect(figures.filter(({ name }) => name.includes("kappa"))).toHaveLength(24);
  });

  test.for(JUDGES.map((judge, at) => [...judge, known[at]!] as const))(
    "%s %s: strict kappas, and the answer shown first",
    async ([judge, prompt, wanted]) => {
      const said = await verdicts(root!, judge, prompt);
      const found = [...strict(said), firstShown(said)].map((value) => Number(value.toFixed(4)));
      expect(found).toEqual(wanted);
    },
  );
});
