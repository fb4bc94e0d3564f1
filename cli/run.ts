// strux run: a notebook or .strux file, headless.
import { resolve } from "node:path";
import { folderOf, headless } from "../kernel/headless.ts";
import { typescriptCells } from "../kernel/typescript/scripts.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { nodeHost } from "../runtime/module/host.ts";
import { aboutHere } from "../runtime/log/about.ts";
import { openLog, type RunLog } from "../runtime/log/write.ts";
import { startRunner } from "../runtime/model/index.ts";
import { nodeNet } from "../runtime/net.ts";
import { startPool } from "../runtime/pool/pool.ts";
import { operatorsByName } from "../runtime/registry.ts";
import { reserved } from "../runtime/store/outputs.ts";
import { openStore, storePlace } from "../runtime/store/open.ts";
import { command, fail } from "./command.ts";
import { listener } from "./listener.ts";
import { version } from "./version.ts";
import { parameterLines } from "./parameters.ts";

const MOST_WORKERS = 64;

export const run = command({
  name: "run",
  options: {
    parameter: { type: "string", short: "p", multiple: true },
    out: { type: "string", short: "o" },
    table: { type: "string", multiple: true },
    json: { type: "boolean" },
    "keep-going": { type: "boolean" },
    "allow-read": { type: "string", multiple: true },
    "allow-net": { type: "boolean" },
    "no-host": { type: "boolean" },
    workers: { type: "string" },
  },
  async run(values, [path, ...more]) {
    if (path === undefined || more.length > 0) return fail("run takes one file");
    if (values.out !== undefined && !path.endsWith(".ipynb"))
      return fail("-o writes a notebook; FILE is not one");
    const workers = values.workers === undefined ? 0 : Number(values.workers);
    if (
      values.workers !== undefined &&
      !(Number.isInteger(workers) && workers >= 1 && workers <= MOST_WORKERS)
    )
      return fail(`--workers is a number from 1 to ${MOST_WORKERS}`);
    if (values.out === "") return fail("-o needs a file");
    const tables = (values.table ?? []).map((text) => text.split(/=(.*)/s, 2));
    const unnamed = tables.find(([name, file]) => !name || !file);
    if (unnamed)
      return fail(`--table takes NAME=FILE, such as answers=answers.parquet; got ${unnamed.join("=")}`);
    const parameters = await parameterLines(path, values.parameter ?? []);
    const files = nodeFiles({ folder: folderOf(resolve(path)), extra: values["allow-read"] ?? [] });
    const runner = startRunner();
    const scripts = typescriptCells(folderOf(resolve(path)), files);
    const store = openStore(storePlace(process.env));
    const remark = store.remark();
    if (remark !== null) process.stderr.write(`note: ${remark}\n`);
    const pool = workers > 0 ? startPool({ size: workers, store: store.place }) : null;
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once("SIGINT", interrupt);
    let free = (): Promise<void> => Promise.resolve();
    try {
      free = await reserved(
        [...(values.out === undefined ? [] : [values.out]), ...tables.map(([, file = ""]) => file)],
        store,
      );
      const job = {
        path,
        out: values.out ?? null,
        tables: tables.map(([name = "", file = ""]) => ({ name, path: file })),
        parameters,
        keepGoing: values["keep-going"] ?? false,
        version,
      };
      const deps = {
        operators: operatorsByName,
        host: values["no-host"] ? null : nodeHost(files),
        scripts: values["no-host"] ? null : scripts,
        files,
        net: nodeNet(process.env, values["allow-net"] ?? false),
        runner,
        store,
        pool,
        signal: stop.signal,
        clock: () => performance.now(),
      };
      const told = listener(values.json ?? false);
      let log: RunLog | undefined;
      const record = async (program: string): Promise<RunLog> =>
        (log = await openLog(
          storePlace(process.env),
          {
            what: "file",
            file: resolve(path),
            parameters,
            powers: {
              typescript: deps.host !== null,
              network: values["allow-net"] ?? false,
              read: values["allow-read"] ?? [],
            },
            ...aboutHere(version),
          },
          program,
          told.tell,
        ));
      const outcome = await headless(job, deps, files, told, record);
      if (values.json)
        process.stdout.write(
          `${JSON.stringify({ run: log?.id ?? null, file: path, out: job.out, ...outcome })}\n`,
        );
      return outcome.status;
    } finally {
      process.off("SIGINT", interrupt);
      await scripts.close();
      await pool?.close();
      await runner.close();
      await free();
      await store.close();
    }
  },
});
