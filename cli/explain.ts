// strux explain: the plan of a file with calls, tokens, cached and new; no graph is loaded.
import { resolve } from "node:path";
import { frame } from "../dsl/frame.ts";
import { folderOf, load } from "../kernel/headless.ts";
import { answering } from "../runtime/facts.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { startRunner } from "../runtime/model/index.ts";
import { prepare } from "../runtime/prepare.ts";
import { operatorsByName } from "../runtime/registry.ts";
import { program } from "../runtime/run.ts";
import { fileStore, storePlace } from "../runtime/store-files.ts";
import { command, fail } from "./command.ts";
import { parameterLines } from "./parameters.ts";

export const explain = command({
  name: "explain",
  options: {
    json: { type: "boolean" },
    "allow-read": { type: "string", multiple: true },
    parameter: { type: "string", short: "p", multiple: true },
  },
  async run(values, [path, ...more]) {
    if (path === undefined || more.length > 0) return fail("explain takes one file");
    const { source } = await load(path, await parameterLines(path, values.parameter ?? []));
    const files = nodeFiles({ folder: folderOf(resolve(path)), extra: values["allow-read"] ?? [] });
    const runner = startRunner();
    try {
      const { diagnostics, plan } = await prepare(source, answering(files, runner));
      for (const one of diagnostics) process.stderr.write(`${frame(one, source)}\n\n`);
      const deps = {
        files,
        runner,
        store: fileStore(storePlace(process.env)),
        signal: new AbortController().signal,
        clock: () => performance.now(),
        mayAsk: false,
      };
      const text = values.json
        ? JSON.stringify(plan, null, 1)
        : await program(plan, { ...deps, operators: operatorsByName }).explain();
      process.stdout.write(`${text}\n`);
      return diagnostics.some((one) => one.severity === "error") ? 2 : 0;
    } finally {
      await runner.close();
    }
  },
});
