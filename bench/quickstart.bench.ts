// The quickstart notebook, first and second time: how long it takes, and that the second time asks nothing anew.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: string;
}

async function once(
  folder: string,
  out: string,
): Promise<{ seconds: number; made: number; stored: number; kept: string }> {
  const env = { ...process.env, STRUX_STORE: join(folder, "store") };
  const start = performance.now();
  await exec(process.execPath, ["bin/strux.mjs", "run", "notebooks/01-quickstart.ipynb", "-o", out], { env });
  const seconds = (performance.now() - start) / 1000;
  const text = await readFile(out, "utf8");
  const [, made = "NaN", stored = "NaN"] = /(\d+) calls made, (\d+) from the store/.exec(text) ?? [];
  return { seconds, made: Number(made), stored: Number(stored), kept: stable(text) };
}

/** The notebook without what may differ between runs. */
function stable(text: string): string {
  const book = JSON.parse(text) as {
    metadata: Record<string, unknown>;
    cells: { outputs?: { metadata?: { strux?: { volatile?: boolean } } }[] }[];
  };
  delete book.metadata.strux;
  for (const cell of book.cells)
    if (cell.outputs)
      cell.outputs = cell.outputs.filter((output) => output.metadata?.strux?.volatile !== true);
  return JSON.stringify(book);
}

export default {
  name: "quickstart",
  async run(): Promise<Row[]> {
    const folder = await mkdtemp(join(tmpdir(), "strux-bench-"));
    try {
      const first = await once(folder, join(folder, "1.ipynb"));
      const second = await once(folder, join(folder, "2.ipynb"));
      return [
        {
          what: "quickstart, empty store",
          value: first.seconds,
          unit: "s",
          target: "< 180 with the install",
        },
        { what: "quickstart, calls made", value: first.made, unit: "calls" },
        { what: "quickstart again", value: second.seconds, unit: "s" },
        { what: "quickstart again, calls made", value: second.made, unit: "calls", target: "0" },
        { what: "quickstart again, answers from the store", value: second.stored, unit: "answers" },
        {
          what: "notebooks differ outside volatile outputs",
          value: first.kept === second.kept ? 0 : 1,
          unit: "notebooks",
          target: "0",
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
