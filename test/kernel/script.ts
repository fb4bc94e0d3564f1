// A notebook in a test: cells run one by one, each answered by what it gave, in short lines.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Out, type Request, type Session, session } from "../../kernel/session.ts";
import { answering } from "../../runtime/facts.ts";
import type { Files } from "../../runtime/files.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import type { Runner } from "../../runtime/model/index.ts";
import { operators } from "../../runtime/registry.ts";
import { memoryStore } from "../../runtime/store.ts";

export interface Script {
  readonly session: Session;
  readonly folder: string;
  /** Paths read so far, to see what is computed again; looks at the head of a file left out. */
  readonly read: string[];
  /** Runs a cell; `in` is its id. */
  (code: string, request?: { readonly in?: string } & Omit<Request, "code" | "cellId">): Promise<string[]>;
}

export function script(
  files: { readonly [name: string]: string } = {},
  runner: Runner | null = null,
): Script {
  const folder = mkdtempSync(join(tmpdir(), "strux-session-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const read: string[] = [];
  const disk = nodeFiles({ folder });
  const counting: Files = {
    ...disk,
    read: (path, head) => {
      if (head === undefined) read.push(path);
      return disk.read(path, head);
    },
  };
  const opened = session(
    {
      operators: new Map(operators.map((one) => [one.signature.name, one])),
      files: counting,
      runner: runner ?? ({} as Runner),
      store: memoryStore(),
      clock: () => 0,
    },
    answering(disk, runner),
  );
  const run = async (
    code: string,
    { in: cellId, ...more }: Parameters<Script>[1] = {},
  ): Promise<string[]> => {
    const lines: string[] = [];
    const reply = await opened.execute(
      { code, ...(cellId !== undefined && { cellId }), ...more },
      (event) => {
        lines.push(...line(event));
      },
    );
    if (reply.status === "error" && !lines.some((each) => each.startsWith("!")))
      lines.push("! and nothing said");
    return lines;
  };
  return Object.assign(run, { session: opened, folder, read });
}

/** Shown texts by their first line; warnings by code and message; errors with `!`. */
function line(event: Out): string[] {
  switch (event.kind) {
    case "progress":
    case "rows":
    case "item":
    case "check":
      return [];
    case "display":
      return event.volatile ? [] : [first(event.bundle.data["text/plain"])];
    case "result":
      return [first(event.bundle.data["text/plain"])];
    case "input":
      event.answer(Promise.resolve("typed"));
      return [`? ${event.prompt}`];
    case "stream":
      return [event.text];
    case "clear":
      return ["(cleared)"];
    case "waiting":
      return [`... ${first(event.bundle.data["text/plain"])}`];
    case "stale":
      return [`${event.code} ${first(event.bundle.data["text/plain"])}`];
    case "told":
      return [...String(event.bundle.data["text/plain"]).matchAll(/^([WI]\d+)  (.*)$/gm)].map(
        ([, code, message]) => `${code} ${message}`,
      );
    case "error":
      return [`! ${event.value}`];
  }
}
const first = (text: unknown): string => String(text).split("\n", 1)[0] ?? "";
