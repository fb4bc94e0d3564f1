// What a refresh says it did, by name, in the order of what became of each.
import { expect, test } from "vitest";
import type { Piece } from "../../dsl/cells.ts";
import { refreshed } from "../../kernel/refreshed.ts";

const piece = (name: string, step: string | null = name): Piece => ({
  ...{ cell: 0, in: "a", key: name, state: "stale", failed: false },
  name,
  step,
});
const said = (
  pieces: readonly Piece[],
  failed: readonly string[] = [],
  there: readonly string[] = [],
): string => refreshed(pieces, { failed: new Set(failed), there: new Set(there) }, "computed");

test("computed, shown anew, not computed; what there is none of is not named", () => {
  expect(said([piece("t"), piece("s")])).toBe("computed: t, s");
  expect(said([piece("t"), piece("r"), piece("s")], ["s"], ["r"])).toBe(
    "computed: t; shown anew: r; not computed: s",
  );
  expect(said([piece("r")], ["r"], ["r"])).toBe("not computed: r");
});

test("two pieces of one cell are named once", () => {
  expect(said([piece("In[5]", "show#4.1"), piece("In[5]", "show#4.2")])).toBe("computed: In[5]");
  expect(said([piece("In[5]", "show#4.1"), piece("In[5]", "show#4.2")], ["show#4.2"])).toBe(
    "computed: In[5]; not computed: In[5]",
  );
});
