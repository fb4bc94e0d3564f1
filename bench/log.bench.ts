// What the log of a run costs: 5,000 finished items, read from a store in memory, with a log on disk and without one.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../dsl/compile.ts";
import { library } from "../runtime/library.ts";
import { LOG, openLog, type RunLog, runsAt, unlogged } from "../runtime/log/write.ts";
import type { Runner } from "../runtime/model/index.ts";
import { nodeNet } from "../runtime/net.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { operatorsByName } from "../runtime/registry.ts";
import { program } from "../runtime/run.ts";
import { memoryStore } from "../runtime/store.ts";

const ITEMS = 5000;
const TIMES = 9;

export default {
  name: "log",
  async run() {
    const server = createServer((request, response) =>
      request.resume().on("end", () => response.end(request.url === "/v1/models" ? MODELS : ANSWER)),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const place = mkdtempSync(join(tmpdir(), "strux-log-"));
    try {
      return await measured(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, place);
    } finally {
      server.closeAllConnections();
      server.close();
      rmSync(place, { recursive: true });
    }
  },
};

const MODELS = JSON.stringify({ object: "list", data: [{ id: "tiny" }] });
const ANSWER = JSON.stringify({
  model: "tiny",
  choices: [{ index: 0, message: { role: "assistant", content: "yes" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 11, completion_tokens: 1 },
});

async function measured(url: string, place: string) {
  const text = `model m = http("${url}", name: "tiny", parallel: 16) { max_tokens: 4 }
prompt p(text: Text) -> Text { user """Say {{ text }}""" }
data t = table([${Array.from({ length: ITEMS }, (_, id) => `{ id: "item-${id}", text: "number ${id}" }`).join(", ")}])
run r over t { ask p(.text) with m }`;
  const { plan } = compile({ cells: [{ id: "c", label: "cell 1", text }] }, library);
  const store = memoryStore();
  const once = async (log: RunLog): Promise<{ readonly ms: number; readonly inside: number }> => {
    const running = program(plan, {
      operators: operatorsByName,
      files: nodeFiles({ folder: place }),
      runner: {} as Runner,
      store,
      net: nodeNet({}, true),
      signal: new AbortController().signal,
      clock: () => performance.now(),
      mayAsk: true,
    });
    let inside = 0;
    gc?.();
    const start = performance.now();
    await running.cell(0, (event) => {
      if (event.kind === "failed") throw event.problem;
      if (event.kind !== "item") return;
      const before = performance.now();
      log.add({ ...event, cell: 0 });
      inside += performance.now() - before;
    });
    log.end(0);
    return { ms: performance.now() - start, inside };
  };
  // the answers are made, and the code is warm
  for (let n = 0; n < 2; n++) await once(unlogged);
  const [bare, logged, inside]: [number[], number[], number[]] = [[], [], []];
  let bytes = 0;
  for (let n = 0; n < TIMES; n++) {
    bare.push((await once(unlogged)).ms);
    const log = await openLog(place, ABOUT, null, (why) => {
      throw new Error(why);
    });
    const took = await once(log);
    logged.push(took.ms);
    inside.push(took.inside);
    bytes = statSync(join(runsAt(place), log.id ?? "", LOG)).size;
  }
  const per = (ms: number): number => ms / ITEMS;
  return [
    { what: `${ITEMS} items from the store, no log, median of ${TIMES}`, value: median(bare), unit: "ms" },
    { what: "the same with a log", value: median(logged), unit: "ms" },
    {
      what: "longer by the log",
      value: per(median(logged) - median(bare)),
      unit: "ms/item",
      target: "< 0.1",
    },
    { what: "in the log itself", value: per(median(inside)), unit: "ms/item", target: "< 0.1" },
    { what: "of the log on disk", value: bytes / ITEMS, unit: "bytes/item" },
  ];
}

const ABOUT = {
  what: "file",
  file: null,
  folder: "",
  parameters: [],
  args: [],
  versions: {},
  powers: { typescript: false, network: true, read: [] },
} as const;

const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;
