// strux fmt: programs laid out in the one way, in place; of notebooks the sources of cells and nothing else.
import { counted, many } from "../dsl/tell/count.ts";
import { realpath, stat } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { format } from "../dsl/format/format.ts";
import { codeCells, foreignLanguage, readNotebook, readText, tagsOf, textOf } from "../kernel/notebook.ts";
import { writeWhole } from "../runtime/folder.ts";
import { withSources } from "../kernel/notebook-source.ts";
import { command, each, fail } from "./command.ts";
import { programs } from "./programs.ts";

export const fmt = command({
  name: "fmt",
  options: { check: { type: "boolean" } },
  async run({ check = false }, paths) {
    if (paths.length === 0) return fail("fmt takes at least one file or folder");
    if (paths.includes("-")) return paths.length > 1 ? fail("fmt takes '-' alone") : stdin(check);
    const files = await programs(paths);
    let changed = 0;
    const status = await each(files, async (path) => {
      const { before, after, left, note } = await formatted(path);
      if (note !== "") process.stdout.write(`${path}: ${note}\n`);
      if (left > 0)
        process.stdout.write(
          `${path}: ${left} ${left === 1 ? "statement has a syntax error and is" : "statements have syntax errors and are"} left as written\n`,
        );
      if (before === after) return;
      changed++;
      process.stdout.write(`${path}: ${check ? "would be formatted" : "formatted"}\n`);
      if (!check) await replace(path, after);
    });
    process.stdout.write(
      `${counted(files.length, "file")}, ${many(changed)} ${check ? "to be formatted" : "formatted"}\n`,
    );
    return status === 0 && check && changed > 0 ? 1 : status;
  },
});

interface Outcome {
  readonly before: string;
  readonly after: string;
  /** Statements left as written. */
  readonly left: number;
  readonly note: string;
}

async function formatted(path: string): Promise<Outcome> {
  const before = await readText(path);
  if (!path.endsWith(".ipynb")) {
    const { text, left } = format(before);
    return { before, after: text, left, note: "" };
  }
  const notebook = await readNotebook(path);
  const language = foreignLanguage(notebook);
  if (language !== null) {
    return { before, after: before, left: 0, note: `skipped, a notebook of '${language}'` };
  }
  const cells = codeCells(notebook).map(({ cell, at }) => {
    const given = textOf(cell);
    return { at, given, ...format(given, { tags: tagsOf(cell), lastBreak: false }) };
  });
  const sources = new Map(
    cells.filter(({ given, text }) => given !== text).map(({ at, text }) => [at, text]),
  );
  const left = cells.reduce((sum, cell) => sum + cell.left, 0);
  return { before, after: withSources(before, sources), left, note: "" };
}

/** A link stays a link, and permissions stay. */
async function replace(path: string, text: string): Promise<void> {
  const place = await realpath(path);
  await writeWhole(place, text, (await stat(place)).mode);
}

async function stdin(check: boolean): Promise<number> {
  const before = await readAll(process.stdin);
  const { text } = format(before);
  if (!check) process.stdout.write(text);
  return check && text !== before ? 1 : 0;
}
