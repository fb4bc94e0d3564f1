// New sources for cells: the rest of the file keeps its bytes.
import { expect, test } from "vitest";
import { withSources } from "../../kernel/notebook-source.ts";

const book = `{
 "cells": [
  { "cell_type": "markdown", "source": ["# caf\\u00e9\\n", "text"] },
  {
   "cell_type": "code", "metadata": {"a": [1, {"source": "no"}]},
   "outputs": [ {"text": "]}"} ],
   "source": [
    "let a = \\u0022x\\u0022\\n",
    "let b=1"
   ]
  },
  { "source": "one\\nstring", "cell_type": "code" }
 ],
 "nbformat": 4 }
`;

test("a list stays a list, with its indent; lines that stay keep their spelling", () => {
  const made = withSources(book, new Map([[1, 'let a = "x"\nlet b = 1\nlet c = 2']]));
  expect(made).toBe(book.replace('    "let b=1"', '    "let b = 1\\n",\n    "let c = 2"'));
});

test("a string stays a string", () => {
  const made = withSources(book, new Map([[2, 'a "b"\nc']]));
  expect(made).toBe(book.replace('"one\\nstring"', '"a \\"b\\"\\nc"'));
});

test("nothing to change changes nothing", () => {
  expect(withSources(book, new Map())).toBe(book);
  expect(withSources(book, new Map([[2, "one\nstring"]]))).toBe(book);
});
