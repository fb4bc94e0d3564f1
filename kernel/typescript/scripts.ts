// TypeScript cells of a program, ready when the first one comes: loading what runs them takes a third of a second, and most programs have none.
import type { Files } from "../../runtime/files.ts";
import type { Scripts } from "../../runtime/script.ts";
import type { Cells } from "./cells.ts";

export interface LazyScripts extends Scripts {
  close(): Promise<void>;
}

/** @param folder where the notebook lies, `files` the same under the path rule */
export function typescriptCells(folder: string, files: Files): LazyScripts {
  let made: Promise<Cells> | null = null;
  let loaded: Cells | null = null;
  const cells = (): Promise<Cells> =>
    (made ??= import("./cells.ts").then((module) => (loaded = module.cells(folder, files))));
  return {
    isReady: () => loaded?.isReady() ?? false,
    run: async (...all) => (await cells()).run(...all),
    call: async (...all) => (await cells()).call(...all),
    complete: async (...all) => (await cells()).complete(...all),
    inspect: async (...all) => (await cells()).inspect(...all),
    isComplete: async (...all) => (await cells()).isComplete(...all),
    close: async () => (await made)?.close(),
  };
}
