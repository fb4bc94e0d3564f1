// How long scoring an earlier run again takes: 7,500 published predictions of LongBench as the answers of a run, each item by the score of its dataset.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Listener } from "../../kernel/headless.ts";
import { rescored } from "../../kernel/rescore.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { runInfo } from "../../runtime/log/runs.ts";
import { longbenchDatasets } from "../../runtime/metric/longbench.ts";
import { logged } from "../../runtime/recorded/read.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { openStore } from "../../runtime/store/open.ts";
import { fileScores } from "../../runtime/store/scores.ts";
import { linesOf } from "../published/lines.ts";

const ITEMS = 7500;
const MODELS = ["llama2-7b-chat-4k", "llama3-8b-instruct"];
/** A file and a run per dataset, as the benchmark has them. */
const PROGRAM = `model published = scripted(p => p)
prompt said(pred: Text) -> Text { user """{{ pred }}""" }
${each((dataset, at) => `data d${at} = jsonl("${dataset}.jsonl")\nrun r${at} over d${at} { ask said(.pred) with published }`)}`;
const SCORES = each(
  (dataset, at) => `score s${at} of r${at} by [who] {
  metric points = longbench(.output, .answers, dataset: "${dataset}"${dataset === "trec" ? ", classes: .all_classes" : ""})
}`,
);
const root = join(process.env["STRUX_SHARED"] ?? "../shared", "data/viridisGreen__LongBench/pred");

export async function rescorings() {
  const what = "7,500 items of LongBench scored again, 32 figures with intervals";
  const target = "< 2";
  if (!existsSync(root)) return [{ what, value: `${root} is not here: set STRUX_SHARED`, unit: "s", target }];
  const folder = mkdtempSync(join(tmpdir(), "strux-rescoring-"));
  try {
    for (const dataset of longbenchDatasets)
      writeFileSync(join(folder, `${dataset}.jsonl`), linesFor(dataset));
    writeFileSync(join(folder, "in.strux"), PROGRAM);
    writeFileSync(join(folder, "scores.strux"), SCORES);
    execFileSync(process.execPath, [resolve("bin/strux.mjs"), "run", "in.strux"], {
      cwd: folder,
      env: { ...process.env, STRUX_STORE: join(folder, ".store") },
      stdio: "ignore",
    });
    const first = await timed(folder);
    const again = [await timed(folder), await timed(folder), await timed(folder)];
    return [
      { what: `${what}, the first time, processor time`, value: first.cpu, unit: "s" },
      { what, value: median(again.map(({ clock }) => clock)), unit: "s", target },
      { what: `${what}, processor time`, value: median(again.map(({ cpu }) => cpu)), unit: "s", target },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The predictions of all models for a dataset, one a line. */
const linesFor = (dataset: string): string =>
  MODELS.flatMap((who) =>
    (linesOf(join(root, who, `${dataset}.jsonl`)) as object[]).map(
      (line, at) => `${JSON.stringify({ ...line, id: `${dataset} ${at}`, who })}\n`,
    ),
  ).join("");

function each(text: (dataset: string, at: number) => string): string {
  return longbenchDatasets.map((dataset, at) => `${text(dataset, at)}\n`).join("");
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[1] ?? NaN;
const silent: Listener = {
  print: () => undefined,
  tell: () => undefined,
  stream: () => undefined,
  progress: () => undefined,
};

/** Seconds on the clock, and of the processor, which a machine with other work gives in parts; reading the log is part of it. */
async function timed(folder: string): Promise<{ readonly clock: number; readonly cpu: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const place = join(folder, ".store");
  const store = openStore(place);
  const [id = ""] = readdirSync(join(place, "runs"));
  const info = await runInfo(place, id);
  const run = { ...info, head: info.head! };
  const { found, failed } = await rescored(
    { run, log: await logged(run), scores: join(folder, "scores.strux") },
    {
      operators: operatorsByName,
      files: nodeFiles({ folder }),
      store,
      scores: fileScores(place, "bench"),
      signal: new AbortController().signal,
      clock: () => performance.now(),
    },
    silent,
  );
  await store.close();
  if (found.answers !== ITEMS || failed.length > 0)
    throw new Error(`${found.answers} answers, ${failed.length} failures`);
  const { user, system } = process.cpuUsage(before);
  const seconds = (ms: number): number => Number((ms / 1000).toFixed(2));
  return { clock: seconds(performance.now() - start), cpu: seconds((user + system) / 1000) };
}
