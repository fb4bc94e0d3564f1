// A temporary project with TypeScript in it, and a cache of its own.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Compiled } from "../../../dsl/compile.ts";
import { frame } from "../../../dsl/tell/frame.ts";
import type { HostFact, ModuleFact } from "../../../dsl/types/known.ts";
import { show } from "../../../dsl/types/types.ts";
import type { Event } from "../../../runtime/event.ts";
import { answering } from "../../../runtime/facts.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { moduleFact } from "../../../runtime/module/fact.ts";
import { type Host, nodeHost } from "../../../runtime/module/host.ts";
import type { Runner } from "../../../runtime/model/index.ts";
import { prepare } from "../../../runtime/prepare.ts";
import { operatorsByName } from "../../../runtime/registry.ts";
import { program } from "../../../runtime/run.ts";
import { memoryStore } from "../../../runtime/store.ts";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
process.env["XDG_CACHE_HOME"] = folder({});

export function folder(files: { readonly [path: string]: string }): string {
  const at = realpathSync(mkdtempSync(join(tmpdir(), "strux-module-")));
  made.push(at);
  write(at, files);
  return at;
}

export function write(at: string, files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
}

export const factIn = (at: string, path = "m.ts"): Promise<ModuleFact> =>
  moduleFact(path, nodeFiles({ folder: at, env: {} }));

/** What a TypeScript text offers; throws where it offers nothing. */
export async function offered(
  text: string,
  more: { readonly [path: string]: string } = {},
): Promise<HostFact> {
  const fact = await factIn(folder({ "m.ts": text, ...more }));
  if ("operators" in fact) return fact;
  throw new Error("error" in fact ? `${fact.error.code} ${fact.error.message}` : "a program");
}

/** `f(a: Text, b?: Num, ...xs: Text) -> Num` of each function; `name: why` of what cannot be called. */
export async function signaturesOf(
  text: string,
  more: { readonly [path: string]: string } = {},
): Promise<string[]> {
  const { operators, refused } = await offered(text, more);
  return [
    ...operators.map(({ name, params, returns }) => {
      const all = params.map(
        (one) => `${one.many ? "..." : ""}${one.name}${one.optional ? "?" : ""}: ${show(one.type)}`,
      );
      return `${name}(${all.join(", ")}) -> ${returns.kind === "rule" ? "?" : show(returns)}`;
    }),
    ...refused.map(({ name, why }) => `${name}: ${why}`),
  ];
}

/** What a program in a folder shows, and what fails: `CODE message`. Without a host no TypeScript is run. */
export async function ranIn(
  at: string,
  text: string,
  host?: Host | null,
  runner: Runner = {} as Runner,
): Promise<{
  shown: string[];
  failed: string[];
  prints: string[];
  events: readonly Event[];
  compiled: Compiled;
}> {
  const files = nodeFiles({ folder: at, env: {} });
  const compiled = await prepare({ cells: [{ id: "c", label: "cell 1", text }] }, answering(files, null));
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map((one) => frame(one, compiled.source)).join("\n"));
  const running = program(compiled.plan, {
    operators: operatorsByName,
    host: host === undefined ? nodeHost(files) : host,
    files,
    runner,
    store: memoryStore(),
    signal: new AbortController().signal,
    clock: () => 0,
    mayAsk: true,
  });
  const shown: string[] = [];
  const failed: string[] = [];
  const prints: string[] = [];
  const events: Event[] = [];
  await running.cell(0, (event) => {
    events.push(event);
    if (event.kind === "display") shown.push(String(event.bundle.data["text/plain"]));
    if (event.kind === "stream") prints.push(`${event.name}: ${event.text}`);
    if (event.kind === "failed") failed.push(`${event.problem.code} ${event.problem.message}`);
  });
  return { shown, failed, prints, events, compiled };
}
