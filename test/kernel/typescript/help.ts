// TypeScript cells in a test, without the language around them: each is answered by what it gave, in short lines.
import { afterAll } from "vitest";
import type { Fields } from "../../../dsl/types/types.ts";
import { type Cells, cells } from "../../../kernel/typescript/cells.ts";
import type { Event } from "../../../runtime/event.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { Problem } from "../../../runtime/problem.ts";
import type { Value } from "../../../runtime/value.ts";
import { folder } from "../../runtime/module/help.ts";

export interface Notebook {
  readonly cells: Cells;
  readonly folder: string;
  /** `= value`, `stdout: text`, `! CODE message`, `<html>`. */
  (text: string, more?: More): Promise<string[]>;
}
interface More {
  readonly key?: string;
  readonly checks?: boolean;
  readonly types?: Fields;
  readonly values?: { readonly [name: string]: Value };
  readonly signal?: AbortSignal;
  /** What a question is refused with; without it "typed" is the answer. */
  readonly refused?: string;
  /** Receives what comes, when it comes. */
  readonly lines?: string[];
}

export function notebook(files: { readonly [path: string]: string } = {}): Notebook {
  const at = folder(files);
  const made = cells(at, nodeFiles({ folder: at, env: {} }));
  afterAll(() => made.close());
  let count = 0;
  const run = async (text: string, more: More = {}): Promise<string[]> => {
    const { checks = true, types = {}, values = {}, lines = [] } = more;
    const label = `In[${++count}]`;
    const cell = { key: more.key ?? label, cell: 0, label, text, checks, types };
    const signal = more.signal ?? new AbortController().signal;
    const emit = (event: Event): void => void lines.push(...line(event, more.refused));
    try {
      await made.run({ ...cell, values: new Map(Object.entries(values)) }, emit, signal);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { start = 0, end = 0 } = error.span ?? {};
      lines.push(`! ${error.code} ${error.message}${error.span ? ` @ ${text.slice(start, end)}` : ""}`);
    }
    return lines;
  };
  return Object.assign(run, { cells: made, folder: at });
}

export function line(event: Event, refused?: string): string[] {
  switch (event.kind) {
    case "input":
      event.answer(refused === undefined ? Promise.resolve("typed") : Promise.reject(new Error(refused)));
      return [`? ${event.prompt}${event.password ? " (hidden)" : ""}`];
    case "stream":
      return [`${event.name}: ${event.text.replace(/\n$/, "")}`];
    case "result":
      return [`= ${String(event.bundle.data["text/plain"])}`];
    case "display": {
      const { id = "", update = false } = event.shown ?? {};
      const shown = Object.entries(event.bundle.data).at(-1) ?? [];
      return [`${shown.join(" ")}${id === "" ? "" : update ? " again" : " anew"}`];
    }
    default:
      return [event.kind];
  }
}
