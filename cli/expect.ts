// strux check --expect: what is said about each program against the block of frames at the end of its cells.
import type { Compiled } from "../dsl/compile.ts";
import { blockOf, parted, programOf, withBlock } from "../dsl/tell/expect.ts";
import type { Source } from "../dsl/source.ts";
import { load } from "../kernel/headless.ts";
import { codeCells, readNotebook, readText } from "../kernel/notebook.ts";
import { writeWhole } from "../runtime/folder.ts";
import { withSources } from "../kernel/notebook-source.ts";
import type { Answers } from "../runtime/facts.ts";
import { prepare } from "../runtime/prepare.ts";
import { lineDiff } from "./line-diff.ts";

/** A program, what is said about it, and the cells about which it expected something else. */
export interface Expected {
  /** Without the blocks. */
  readonly source: Source;
  readonly compiled: Compiled;
  readonly misses: readonly Miss[];
}
export interface Miss {
  /** Index among the code cells. */
  readonly cell: number;
  readonly label: string;
  readonly expected: string;
  readonly told: string;
}

export async function compared(path: string, facts: Answers): Promise<Expected> {
  const { source: written } = await load(path, []);
  const source = programOf(written);
  const compiled = await prepare(source, facts);
  const misses = written.cells.flatMap(({ text, label }, cell): Miss[] => {
    const expected = parted(text).block;
    const told = blockOf(compiled.diagnostics, compiled.source, cell);
    return told === expected ? [] : [{ cell, label, expected, told }];
  });
  return { source, compiled, misses };
}

/** The difference for a terminal: `-` was expected, `+` is told. */
export const missText = ({ expected, told }: Miss): string => lineDiff(expected, told);

/** Writes what is told in place of what was expected. */
export async function rewrite(path: string, { source, misses }: Expected): Promise<void> {
  const texts = new Map(
    misses.map(({ cell, told }) => [cell, withBlock(source.cells[cell]?.text ?? "", told)]),
  );
  if (!path.endsWith(".ipynb")) return writeWhole(path, texts.get(0) ?? "");
  const cells = codeCells(await readNotebook(path));
  // a cell of a notebook has no line break at its end
  const sources = new Map([...texts].map(([cell, text]) => [cells[cell]?.at ?? -1, text.trimEnd()]));
  await writeWhole(path, withSources(await readText(path), sources));
}
