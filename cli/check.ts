// strux check: all problems of files, nothing run.
import { resolve } from "node:path";
import { frame } from "../dsl/frame.ts";
import { folderOf, load } from "../kernel/headless.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { prepare } from "../runtime/prepare.ts";
import { command, fail } from "./command.ts";

export const check = command({
  name: "check",
  options: { json: { type: "boolean" }, "allow-read": { type: "string", multiple: true } },
  async run(values, paths) {
    if (paths.length === 0) return fail("check takes at least one file");
    let status = 0;
    for (const path of paths) {
      const { source } = await load(path, []);
      const files = nodeFiles({ folder: folderOf(resolve(path)), extra: values["allow-read"] ?? [] });
      const { diagnostics, plan } = await prepare(source, files);
      const errors = diagnostics.filter((one) => one.severity === "error").length;
      if (errors > 0) status = 2;
      if (values.json) process.stdout.write(`${JSON.stringify({ file: path, diagnostics })}\n`);
      else {
        for (const one of diagnostics) process.stdout.write(`${frame(one, source)}\n\n`);
        const others = diagnostics.length - errors;
        process.stdout.write(
          `${path}: ${plan.steps.length} steps, ${errors} errors, ${others} other notices\n`,
        );
      }
    }
    return status;
  },
});
