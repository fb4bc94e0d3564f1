// Five contexts at three budgets, as notebook 11 has them: over all documents (`--full`, some 20 minutes; the table and its lock are written anew), or from
// the table that is kept, which a lock ties to the program, the models and the runtime it was made with.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { digestGraph } from "../../runtime/model/model.ts";
import { bootstrap } from "../../runtime/stats/bootstrap.ts";
import { mean } from "../../runtime/stats/moments.ts";
import { squadText } from "../../runtime/metric/normalize.ts";

const root = resolve(process.cwd());
const NOTEBOOK = join(root, "notebooks/11-contexts.ipynb");
const TABLE = join(root, "notebooks/data/contexts.jsonl.gz");
const LOCK = join(root, "notebooks/data/contexts.lock.json");
const DOCUMENTS = 500;
/** The cell from which on the table that is kept is read. */
const KEPT = "kept";
const how = { resamples: 10_000, level: 0.95, seed: 0 };

interface Notebook {
  readonly cells: { readonly cell_type: string; readonly id: string; readonly source: readonly string[] }[];
  readonly metadata: { readonly strux?: Lock["strux"] & { readonly volatile?: unknown } };
}
interface Answer {
  readonly id: string;
  readonly draw: number;
  readonly budget: number;
  readonly arm: string;
  readonly answers: readonly string[];
  readonly output: string;
}
/** What the table was made with: parts that are not the same make another table. */
interface Lock {
  readonly program: string;
  readonly table: string;
  readonly rows: number;
  readonly parameters: { readonly n: number };
  readonly strux: { readonly models?: { readonly [name: string]: readonly { readonly model: string }[] } };
}

export async function contexts({ full }: { readonly full: boolean }) {
  if (full) make();
  const answers = rows();
  const said = await odd();
  return [
    { what: "five contexts: answers that are kept", value: answers.length, unit: "rows" },
    { what: "the table is that of the program", value: said ?? "yes", unit: "", target: "yes" },
    ...each(answers),
  ];
}

/** The cells before those that read the table. */
const program = (): string =>
  JSON.stringify(
    shown()
      .filter(({ cell_type }) => cell_type === "code")
      .map(({ source }) => source.join("")),
  );

function shown(): Notebook["cells"] {
  const { cells } = JSON.parse(readFileSync(NOTEBOOK, "utf8")) as Notebook;
  return cells.slice(
    0,
    cells.findIndex(({ id }) => id === KEPT),
  );
}

/** What is not as the lock says; null where all is. */
export async function odd(): Promise<string | null> {
  const lock = JSON.parse(readFileSync(LOCK, "utf8")) as Lock;
  if (lock.program !== digest(program())) return "the program is another one: npm run bench context --full";
  if (lock.table !== digest(gunzipSync(readFileSync(TABLE)))) return "the table is another one";
  const here = await Promise.all(
    readdirSync(join(root, "models"))
      .filter((name) => name.startsWith("strux-"))
      .map(async (name) => (await digestGraph(join(root, "models", name))).digest),
  );
  const gone = Object.entries(lock.strux.models ?? {}).filter(
    ([, used]) => !used.every(({ model }) => here.includes(model)),
  );
  return gone.length > 0
    ? `the package has other models than ${gone.map(([name]) => name).join(", ")}: npm run bench context --full`
    : null;
}

/** The notebook over all documents. Its store is kept, so that a run that was stopped goes on. */
function make(): void {
  const folder = join(root, ".cache/bench/contexts");
  mkdirSync(folder, { recursive: true });
  const [given, out, table] = ["in.ipynb", "out.ipynb", "asked.jsonl"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const notebook = JSON.parse(readFileSync(NOTEBOOK, "utf8")) as Notebook;
  writeFileSync(given, JSON.stringify({ ...notebook, cells: shown() }));
  const args = ["run", given, "-p", `n=${DOCUMENTS}`, "-o", out, "--table", `asked=${table}`];
  execFileSync(process.execPath, [join(root, "bin/strux.mjs"), ...args], {
    env: { ...process.env, STRUX_STORE: join(folder, "store") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const lines = readFileSync(table);
  const { volatile: _, ...strux } = (JSON.parse(readFileSync(out, "utf8")) as Notebook).metadata.strux ?? {};
  const lock: Lock = {
    program: digest(program()),
    table: digest(lines),
    rows: lines.toString().trimEnd().split("\n").length,
    parameters: { n: DOCUMENTS },
    strux,
  };
  writeFileSync(TABLE, gzipSync(lines, { level: 9 }));
  writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
}

const digest = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

/** The answers that are kept. */
export const rows = (): Answer[] =>
  gunzipSync(readFileSync(TABLE))
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer);

/** Exact match of each context at each budget, and what it is ahead of the text that is cut, paired by document. */
function each(all: readonly Answer[]) {
  const key = ({ arm, budget }: Answer): string => `${arm} ${budget}`;
  const hits = (cell: string): Map<string, number> =>
    new Map(all.flatMap((row) => (key(row) === cell ? [[row.id, Number(right(row))]] : [])));
  return [...new Set(all.map(key))].flatMap((cell) => {
    const [arm, budget] = cell.split(" ");
    const [own, plain] = [hits(cell), hits(`plain ${budget}`)];
    const figure = {
      what: `${arm} within ${budget} tokens, ${own.size} documents`,
      value: round(mean([...own.values()])),
      unit: "exact match",
    };
    if (arm === "plain") return [figure];
    const gains = [...own].map(([id, hit]) => hit - (plain.get(id) ?? 0));
    const { lo, hi } = bootstrap(gains, how);
    return [
      figure,
      { what: `${arm} minus plain, ${budget} tokens`, value: range(mean(gains), lo, hi), unit: "95 %" },
    ];
  });
}

/** As `exact` has it. */
const right = ({ output, answers }: Answer): boolean =>
  answers.some((answer) => squadText(answer) === squadText(output));
const round = (value: number): number => Number(value.toFixed(3));
const range = (at: number, lo: number, hi: number): string =>
  `${at.toFixed(3)} [${lo.toFixed(3)}, ${hi.toFixed(3)}]`;
