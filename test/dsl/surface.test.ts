// The names that the language offers to others: a new one, or one that is gone, is meant.
import { expect, test } from "vitest";
import * as dsl from "../../dsl/index.ts";

test("the public surface", () => {
  expect(Object.keys(dsl).toSorted()).toEqual([
    "actions",
    "analyse",
    "compile",
    "complete",
    "edited",
    "folds",
    "format",
    "frame",
    "highlight",
    "hover",
    "isComplete",
    "markdown",
    "memo",
    "needKey",
    "occurrenceAt",
    "occurrencesOf",
    "outline",
    "parse",
    "plain",
    "position",
    "rename",
    "renameable",
    "signatureHelp",
    "toPoints",
    "toUnits",
  ]);
});
