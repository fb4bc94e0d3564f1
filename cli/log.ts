// strux log: which runs there were, and what one of them did.
import { entries, noFlaws } from "../runtime/log/read.ts";
import { findRun, listRuns, type RunInfo, runInfo } from "../runtime/log/runs.ts";
import { storePlace } from "../runtime/store/open.ts";
import { command, fail } from "./command.ts";
import { entryLine, flawLines, headLines, itemLine, runLines, steps, stepLines } from "./log-text.ts";

export const log = command({
  name: "log",
  options: { items: { type: "boolean" }, json: { type: "boolean" } },
  async run(values, [run, ...more]) {
    if (more.length > 0) return fail("log takes one run at most");
    const [items, json] = [values.items ?? false, values.json ?? false];
    const place = storePlace(process.env);
    if (run !== undefined) {
      const info = await runInfo(place, await findRun(place, run));
      return await (json ? oneAsJson(info, items) : one(info, items));
    }
    if (items) return fail("--items needs a run: strux log RUN --items");
    const all = await listRuns(place);
    if (json) for (const info of all) say(JSON.stringify(summary(info)));
    else if (all.length === 0) say(`no run has left a log in ${place}`);
    else for (const line of runLines(all, process.cwd())) say(line);
    return 0;
  },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What tools get of a run as a whole. */
function summary({ id, state, status, ms, items, lost, flaws, head }: RunInfo) {
  const { kind: _, run: __, ...known } = head ?? { kind: null, run: null };
  return { run: id, state, status, ms, items, lost, flaws, ...known };
}

/** A line for the run, then one for each entry. */
async function oneAsJson(info: RunInfo, items: boolean): Promise<number> {
  say(JSON.stringify(summary(info)));
  for await (const entry of entries(info.folder, noFlaws()))
    if (entry.kind !== "head" && (items || entry.kind !== "item")) say(JSON.stringify(entry));
  return 0;
}

async function one(info: RunInfo, items: boolean): Promise<number> {
  for (const line of headLines(info)) say(line);
  const flaws = noFlaws();
  const counts = steps();
  for await (const entry of entries(info.folder, flaws)) {
    if (entry.kind === "item") counts.add(entry);
    const line =
      entry.kind === "head" ? null : entry.kind === "item" ? items && itemLine(entry) : entryLine(entry);
    if (typeof line === "string") say(line);
  }
  for (const line of stepLines(counts.all())) say(line);
  if (info.state === "running") flaws.torn = false;
  for (const line of flawLines(flaws, info.lost)) process.stderr.write(`strux: ${line}\n`);
  return 0;
}
