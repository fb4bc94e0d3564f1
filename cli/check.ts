// strux check: all problems of files, nothing run.
import { resolve } from "node:path";
import { frame } from "../dsl/frame.ts";
import { folderOf, load } from "../kernel/headless.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { prepare } from "../runtime/prepare.ts";
import { Problem } from "../runtime/problem.ts";
import { command, fail, failed } from "./command.ts";
import { parameterLines } from "./parameters.ts";

export const check = command({
  name: "check",
  options: {
    json: { type: "boolean" },
    "allow-read": { type: "string", multiple: true },
    parameter: { type: "string", short: "p", multiple: true },
  },
  async run(values, paths) {
    if (paths.length === 0) return fail("check takes at least one file");
    let status = 0;
    for (const path of paths) {
      try {
        const parameters = await parameterLines(path, values.parameter ?? []);
        const errors = await one(path, parameters, values["allow-read"] ?? [], values.json ?? false);
        if (errors > 0) status = 2;
      } catch (error) {
        // one file that cannot be read does not keep the others from being checked
        if (!(error instanceof Problem)) throw error;
        status = failed(error);
      }
    }
    return status;
  },
});

/** Reports on one file; the number of its errors. */
async function one(
  path: string,
  parameters: readonly string[],
  extra: readonly string[],
  json: boolean,
): Promise<number> {
  const { source } = await load(path, parameters);
  const files = nodeFiles({ folder: folderOf(resolve(path)), extra });
  const { diagnostics, plan } = await prepare(source, files);
  const errors = diagnostics.filter((each) => each.severity === "error").length;
  if (json) process.stdout.write(`${JSON.stringify({ file: path, diagnostics })}\n`);
  else {
    for (const each of diagnostics) process.stdout.write(`${frame(each, source)}\n\n`);
    const others = diagnostics.length - errors;
    process.stdout.write(`${path}: ${plan.steps.length} steps, ${errors} errors, ${others} other notices\n`);
  }
  return errors;
}
