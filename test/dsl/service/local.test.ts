// Names that are local to a cell, for the language service: two cells with the same one, each sees its own.
import { expect, test } from "vitest";
import { complete } from "../../../dsl/service/complete.ts";
import { hover } from "../../../dsl/service/hover.ts";
import { rename } from "../../../dsl/service/rename.ts";
import { marked } from "./small.ts";

const other =
  'let _limit = "many"\nlet said = _limit\nprompt _p(other: Text) -> Text { user """{{ other }}""" }';

test("completion offers the names of the cell, under their names", () => {
  const { analysis, cell, offset } = marked("let _limit = 3\nlet _own = 1\nlet a = _‸", other);
  const labels = complete(analysis, cell, offset).map(({ label, detail }) => `${label} ${detail}`);
  expect(labels.filter((label) => label.startsWith("_"))).toEqual(["_limit Int", "_own Int"]);
});

test("hover tells of the one in the cell", () => {
  const { analysis, cell, offset } = marked("let _limit = 3\nlet a = _li‸mit + 1", other);
  expect(hover(analysis, cell, offset)?.title).toContain("Int");
});

test("rename changes the one in the cell only", () => {
  const { analysis, cell, offset } = marked("let _limit = 3\nlet a = _li‸mit + 1", other);
  const done = rename(analysis, cell, offset, "_most");
  expect("edits" in done ? done.edits.map(({ span }) => [span.cell, span.start]) : done).toEqual([
    [1, 4],
    [1, 23],
  ]);
});
