// The ranking metrics give what trec_eval prints for its own test files.
import { expect, test } from "vitest";
import { trec } from "../../../bench/published/trec.ts";
import { shared } from "../../shared.ts";

const root = shared("data");

test.skipIf(!root || !shared(`data/${trec.folder}`))(
  "43 measures of four runs, per topic and for all",
  async () => {
    const figures = await trec.check(root ?? "");
    expect(figures.length).toBe(4 * 172);
    expect(figures.filter(({ equal }) => !equal)).toEqual([]);
    // not all of them are 0, which would be equal without a ranking
    expect(figures.filter(({ published }) => published > 0).length).toBeGreaterThan(400);
  },
);
