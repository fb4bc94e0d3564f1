// All programs at hand, as sources: the corpus, one example per code, notebooks, goldens, and what the pages show.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parted } from "../../dsl/tell/expect.ts";
import type { Cell, Source } from "../../dsl/source.ts";
import { packageRoot as root } from "../../runtime/shipped.ts";
import { program } from "./program.ts";

export interface Program {
  readonly name: string;
  readonly source: Source;
  /** Where its data are. */
  readonly folder: string;
}

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const below = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => join(folder, name));

const one = (path: string): Program => ({
  name: path,
  source: { cells: [{ id: path, label: basename(path), text: parted(read(path)).program }] },
  folder: join(root, dirname(path)),
});

interface Stored {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly metadata: { readonly tags?: readonly string[] };
}

function notebook(path: string): Program {
  const { cells } = JSON.parse(read(path)) as { readonly cells: readonly Stored[] };
  const code = cells.filter(({ cell_type }) => cell_type === "code");
  return {
    name: path,
    folder: join(root, dirname(path)),
    source: {
      cells: code.map(({ source, metadata }, i): Cell => ({
        id: `${i}`,
        label: `cell ${i + 1}`,
        text: typeof source === "string" ? source : source.join(""),
        tags: metadata.tags ?? [],
      })),
    },
  };
}

/** The fenced programs of a page, each as a cell of one program. */
function page(path: string): Program {
  const fences = [...read(path).matchAll(/^```strux[ \t]*(.*)\n([^]*?)^```$/gm)];
  const cells = fences.map(([, how = "", text = ""], i): Cell => ({
    id: `${i}`,
    label: `${path} ${i + 1}`,
    text,
    tags: how === "parameters" ? [how] : [],
  }));
  return { name: path, source: { cells }, folder: join(root, "notebooks") };
}

export const corpus: readonly Program[] = [
  ...["test/corpus", "test/errors", "test/golden", "notebooks"].flatMap((folder) =>
    below(folder, ".strux").map(one),
  ),
  ...["notebooks", "test/corpus"].flatMap((folder) => below(folder, ".ipynb").map(notebook)),
  ...["README.md", ...below("docs", ".md")].map(page),
  { name: "all of it", source: { cells: [{ id: "x", label: "x", text: program }] }, folder: root },
];
export const cells: readonly Cell[] = corpus.flatMap(({ source }) => source.cells);
