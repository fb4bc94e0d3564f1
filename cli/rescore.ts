// strux rescore: the answers of an earlier run under other scores, from its log and the store alone.
import { resolve } from "node:path";
import { counted, many } from "../dsl/tell/count.ts";
import { nameIn } from "../dsl/names/local.ts";
import { folderOf } from "../kernel/headless.ts";
import { rescored, type Rescored } from "../kernel/rescore.ts";
import { typescriptCells } from "../kernel/typescript/scripts.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { findRun, runInfo } from "../runtime/log/runs.ts";
import { nodeHost } from "../runtime/module/host.ts";
import { dataError } from "../runtime/problem.ts";
import type { Absent } from "../runtime/recorded/answers.ts";
import { logged } from "../runtime/recorded/read.ts";
import { operatorsByName } from "../runtime/registry.ts";
import { printable } from "../runtime/show/bundle.ts";
import { openStore, storePlace } from "../runtime/store/open.ts";
import type { Store } from "../runtime/store.ts";
import { fileScores, type ScoreCache } from "../runtime/store/scores.ts";
import { command, fail } from "./command.ts";
import { listener } from "./listener.ts";
import { flawLines } from "./log-text.ts";
import { version } from "./version.ts";

export const rescore = command({
  name: "rescore",
  options: {
    with: { type: "string" },
    partial: { type: "boolean" },
    json: { type: "boolean" },
    "no-host": { type: "boolean" },
    "allow-read": { type: "string", multiple: true },
  },
  async run(values, [run, ...more]) {
    if (run === undefined || more.length > 0) return fail("rescore takes one run; strux log lists them");
    if (values.with === "") return fail("--with needs a file");
    const store = openStore(storePlace(process.env));
    try {
      return await scored(store, run, {
        scores: values.with ?? null,
        partial: values.partial ?? false,
        json: values.json ?? false,
        host: !values["no-host"],
        read: values["allow-read"] ?? [],
      });
    } finally {
      await store.close();
    }
  },
});

interface Wanted {
  readonly scores: string | null;
  /** Answers that are not at hand are no failure. */
  readonly partial: boolean;
  readonly json: boolean;
  readonly host: boolean;
  readonly read: readonly string[];
}

async function scored(store: Store, text: string, wanted: Wanted): Promise<number> {
  const info = await runInfo(store.place, await findRun(store.place, text));
  const { head, id, lost } = info;
  if (!head) throw dataError("E119", `the head of run '${id}' cannot be read`);
  const folder = head.file === null ? head.folder : folderOf(resolve(head.file));
  const files = nodeFiles({ folder, extra: [...head.powers.read, ...wanted.read] });
  const host = wanted.host && head.powers.typescript;
  const scripts = typescriptCells(folder, files);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  const told = listener(wanted.json);
  const scores = fileScores(store.place, version);
  try {
    const log = await logged({ ...info, head });
    for (const line of flawLines(log.flaws, lost)) told.tell(`strux: ${line}`);
    const done = await rescored(
      { run: { ...info, head }, log, scores: wanted.scores },
      {
        operators: operatorsByName,
        host: host ? nodeHost(files) : null,
        scripts: host ? scripts : null,
        files,
        store,
        scores,
        signal: stop.signal,
        clock: () => performance.now(),
      },
      told,
    );
    for (const line of [...answerLines(id, done), ...keptLines(scores)]) told.tell(line);
    const status = statusOf(done, wanted, stop.signal);
    if (wanted.json)
      process.stdout.write(
        `${JSON.stringify({ run: id, scores: wanted.scores, status, ...done, kept: scores.told() })}\n`,
      );
    return status;
  } finally {
    process.off("SIGINT", interrupt);
    await scripts.close();
  }
}

/** 4: answers are not at hand. */
function statusOf(
  { found, failed, checks, errors }: Rescored,
  { partial }: Wanted,
  stop: AbortSignal,
): number {
  if (stop.aborted) return 130;
  if (errors > 0) return 2;
  if (found.absent.length > 0 && !partial) return 4;
  if (failed.length > 0) return 1;
  return checks.every(({ pass }) => pass) ? 0 : 3;
}

/** Of answers that are not at hand, so many are named. */
const NAMED = 5;

function answerLines(run: string, { found: { answers, failed, absent }, errors }: Rescored): string[] {
  if (errors > 0) return [];
  const parts = [
    counted(answers, "answer"),
    ...(failed > 0 ? [`${many(failed)} failed then`] : []),
    ...(absent.length > 0 ? [`${many(absent.length)} not at hand:`] : []),
  ];
  const more = absent.length - NAMED;
  return [
    `run ${run}: ${parts.join(", ")}`,
    ...absent.slice(0, NAMED).map(absentLine),
    ...(more > 0 ? [`  and ${many(more)} more`] : []),
  ];
}

function absentLine({ step, column, item, axes, seed, why }: Absent): string {
  const parts = [
    ...Object.entries(axes).map(([name, label]) => `${name} = ${JSON.stringify(label)}`),
    ...(seed === null ? [] : [`seed ${seed}`]),
  ];
  const place = [`item ${JSON.stringify(item)}`, ...parts].join(", ");
  return printable(`  ${nameIn(step)}.${column}, ${place}: ${why}`);
}

/** What of the scores was there, as it took long before. */
function keptLines({ told }: ScoreCache): string[] {
  const { taken, added, why } = told();
  const said = (n: number, what: string): string[] => (n === 0 ? [] : [`${counted(n, "value")} ${what}`]);
  const lines = [...said(taken, "of metrics taken from before"), ...said(added, "of metrics kept")];
  return [
    ...(lines.length === 0 ? [] : [lines.join(", ")]),
    ...(why === null ? [] : [`values of metrics are not kept: ${why}`]),
  ];
}
