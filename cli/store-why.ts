// strux store why: whether an item of an earlier run would find its answer today, and what has changed where not.
import { nameIn } from "../dsl/names/local.ts";
import { counted } from "../dsl/tell/count.ts";
import type { Head } from "../runtime/log/entry.ts";
import { entries, noFlaws } from "../runtime/log/read.ts";
import { findRun, runInfo } from "../runtime/log/runs.ts";
import { dataError } from "../runtime/problem.ts";
import type { Foretold } from "../runtime/foretold.ts";
import type { Item } from "../runtime/items.ts";
import { printable } from "../runtime/show/bundle.ts";
import { openStore, storePlace } from "../runtime/store/open.ts";
import type { Store } from "../runtime/store.ts";
import { type Asked, sameCall, why } from "../runtime/why.ts";
import { command, fail } from "./command.ts";
import { looked } from "./look.ts";
import { whyLines } from "./store-text.ts";

/** Calls of an item that are explained; what differs in one differs in most. */
const MOST = 20;

export const storeWhy = command({
  name: "store why",
  options: { step: { type: "string" }, file: { type: "string" }, json: { type: "boolean" } },
  async run({ step, file, json = false }, [run, item, ...more]) {
    if (run === undefined || item === undefined || more.length > 0)
      return fail("store why takes a run, as strux log names it, and an item of it");
    const store = openStore(storePlace(process.env));
    try {
      return await explained(store, { run, item, step, file, json });
    } finally {
      await store.close();
    }
  },
});

interface Wanted {
  readonly run: string;
  readonly item: string;
  readonly step: string | undefined;
  readonly file: string | undefined;
  readonly json: boolean;
}

/** Status 1 where an answer would not be found. */
async function explained(store: Store, { run, item, step, file, json }: Wanted): Promise<number> {
  const { head, folder, id } = await runInfo(store.place, await findRun(store.place, run));
  if (!head) throw dataError("E119", `the head of run '${id}' cannot be read`);
  const { asked, left } = await callsOf(folder, item, step);
  if (asked.length === 0)
    throw dataError(
      "E119",
      `run '${id}' has no call of item '${item}'${step === undefined ? "" : ` in step '${step}'`}`,
      `strux log ${id} --items lists them`,
    );
  const path = file ?? head.file;
  if (path === null)
    throw dataError("E110", `run '${id}' does not say which file it ran`, "name it: --file FILE");
  const names = new Set(asked.map((one) => nameIn(one.step)));
  const items = new Set(asked.map((one) => one.item));
  let status = 1;
  const looking = await looked(path, valuesOf(head), async (running) => {
    const today: Asked[] = [];
    const columns = new Set<string>();
    const runs = await running.items(names, (of, one) => {
      columns.add(columnOf({ ...one, step: of }));
      if (items.has(one.item)) today.push({ ...one, step: of });
    });
    const absent = (then: Asked): string => absence(then, { runs, columns, today, path });
    const all = await Promise.all(
      asked.map((then) => why(then, counterpart(then, today), absent(then), store)),
    );
    for (const one of all) for (const line of json ? [JSON.stringify(one)] : whyLines(one)) say(line);
    if (left > 0 && !json) say(`and ${counted(left, "more call")} of this item: name a --step`);
    status = all.every(({ found }) => found === true) ? 0 : 1;
    return 0;
  });
  return looking === 0 ? status : looking;
}

const say = (text: string): void => void process.stdout.write(`${printable(text)}\n`);

/** What the run was given. */
const valuesOf = ({ parameters, powers }: Head) => ({ lines: parameters, "allow-read": [...powers.read] });

/** The calls that the log has of an item. `step`: a run, or one of its columns as `run.column`. */
async function callsOf(
  folder: string,
  item: string,
  step: string | undefined,
): Promise<{ readonly asked: readonly Asked[]; readonly left: number }> {
  const asked: Asked[] = [];
  let left = 0;
  for await (const entry of entries(folder, noFlaws())) {
    // what operators ask hangs on answers, and is not foretold call by call
    if (entry.kind !== "item" || entry.operator || String(entry.item) !== item) continue;
    const name = nameIn(entry.step);
    if (step !== undefined && step !== name && step !== `${name}.${entry.column}`) continue;
    const { kind: _, ms: __, cell: ___, ...call } = entry;
    if (asked.length < MOST) asked.push(call);
    else left++;
  }
  return { asked, left };
}

/** Names that are local to a cell may be in another one by now. */
function counterpart(then: Asked, today: readonly Asked[]): Item | undefined {
  const alike = today.filter((now) => nameIn(now.step) === nameIn(then.step) && sameCall(then, now));
  return alike.find((now) => now.step === then.step) ?? alike[0];
}

const columnOf = ({ step, column }: Asked): string => `${nameIn(step)}.${column}`;

interface Today {
  readonly runs: readonly Foretold[];
  /** Of which calls are known. */
  readonly columns: ReadonlySet<string>;
  /** The calls of the item. */
  readonly today: readonly Asked[];
  readonly path: string;
}

/** Why a call has no counterpart. */
function absence(then: Asked, { runs, columns, today, path }: Today): string {
  const [name, column] = [nameIn(then.step), columnOf(then)];
  const run = runs.find((one) => nameIn(one.step) === name);
  if (!run) return `${path} has no run '${name}' today`;
  if (columns.has(column))
    return today.some((one) => columnOf(one) === column)
      ? `today '${column}' has the item, but not with these axes and this seed`
      : `today '${column}' has no such item`;
  if (run.problem) return `'${name}' cannot be run today: ${run.problem.message}`;
  if (run.waits !== null)
    return `today it waits for the answers of ${run.waits}, so its key is not known yet`;
  return `today '${name}' asks nothing in '${then.column}'`;
}
