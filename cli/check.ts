// strux check: all problems of programs, nothing run; with --expect, against what they say themselves.
import { counted } from "../dsl/tell/count.ts";
import { resolve } from "node:path";
import type { Diagnostic } from "../dsl/tell/diagnostic.ts";
import { frame } from "../dsl/tell/frame.ts";
import { placed } from "../dsl/tell/report.ts";
import type { Source } from "../dsl/source.ts";
import { folderOf, load } from "../kernel/headless.ts";
import { type Answers, answering } from "../runtime/facts.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { startRunner } from "../runtime/model/index.ts";
import { prepare } from "../runtime/prepare.ts";
import { command, each, fail } from "./command.ts";
import { compared, missText, rewrite } from "./expect.ts";
import { parameterLines } from "./parameters.ts";
import { programs } from "./programs.ts";

export const check = command({
  name: "check",
  options: {
    json: { type: "boolean" },
    expect: { type: "boolean" },
    write: { type: "boolean" },
    "allow-read": { type: "string", multiple: true },
    parameter: { type: "string", short: "p", multiple: true },
  },
  async run(values, paths) {
    if (paths.length === 0) return fail("check takes at least one file or folder");
    if (values.write && !values.expect) return fail("--write belongs to --expect");
    if (values.expect && values.parameter) return fail("--expect takes programs as they are, without -p");
    const how = {
      json: values.json ?? false,
      write: values.write ?? false,
      parameters: values.parameter ?? [],
    };
    // counts tokens; its process starts with the first program that has a budget
    const runner = startRunner();
    const facts = (path: string): Answers =>
      answering(nodeFiles({ folder: folderOf(resolve(path)), extra: values["allow-read"] ?? [] }), runner);
    try {
      const all = await programs(paths);
      return await (values.expect ? expectations(all, how, facts) : problems(all, how, facts));
    } finally {
      await runner.close();
    }
  },
});

interface How {
  readonly json: boolean;
  readonly write: boolean;
  readonly parameters: readonly string[];
}

/** What is known for the program at a path. */
type FactsFor = (path: string) => Answers;

async function problems(
  paths: readonly string[],
  { json, parameters }: How,
  facts: FactsFor,
): Promise<number> {
  let wrong = false;
  const status = await each(paths, async (path) => {
    const { source: own } = await load(path, await parameterLines(path, parameters));
    const { diagnostics, plan, source } = await prepare(own, facts(path));
    const errors = diagnostics.filter((one) => one.severity === "error").length;
    if (errors > 0) wrong = true;
    if (json) return printJson({ file: path }, diagnostics, source);
    for (const one of diagnostics) process.stdout.write(`${frame(one, source)}\n\n`);
    const more = diagnostics.reduce((sum, one) => sum + (one.more ?? 0), 0);
    const others = diagnostics.filter((one) => one.more === undefined).length - errors;
    const untold = more > 0 ? `, ${more} more not told` : "";
    process.stdout.write(
      `${path}: ${counted(plan.steps.length, "step")}, ${counted(errors, "error")}, ${counted(others, "other notice")}${untold}\n`,
    );
  });
  return wrong ? 2 : status;
}

async function expectations(
  paths: readonly string[],
  { json, write }: How,
  facts: FactsFor,
): Promise<number> {
  let [good, bad] = [0, 0];
  const status = await each(paths, async (path) => {
    const found = await compared(path, facts(path));
    const expected = found.misses.length === 0;
    if (expected) good++;
    else bad++;
    if (json) printJson({ file: path, expected }, found.compiled.diagnostics, found.compiled.source);
    else if (!expected) {
      for (const miss of found.misses) process.stdout.write(`${path}, ${miss.label}:\n${missText(miss)}\n\n`);
    }
    if (write && !expected) await rewrite(path, found);
  });
  const unread = paths.length - good - bad;
  const told = `${good} programs as expected, ${bad} not${write && bad > 0 ? ", rewritten" : ""}`;
  const end = `${told}${unread > 0 ? `, ${unread} not read` : ""}\n`;
  (json ? process.stderr : process.stdout).write(end);
  return status === 0 && bad > 0 && !write ? 1 : status;
}

type Head = { readonly file: string; readonly expected?: boolean };

function printJson(head: Head, all: readonly Diagnostic[], source: Source): void {
  const diagnostics = all.map((one) => placed(one, source));
  process.stdout.write(`${JSON.stringify({ ...head, diagnostics })}\n`);
}
