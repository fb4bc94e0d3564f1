// The command as its users run it: a temporary project, `node bin/strux.mjs ...` in it, and what came of it.
import { execFile, type ExecFileException } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

const program = join(import.meta.dirname, "..", "..", "bin", "strux.mjs");
const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that holds these files; it goes after the last test of the file. */
export function project(files: { readonly [path: string]: string }): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "strux-cli-")));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The text of a code cell, or a tag and the text. */
export type CellText = string | readonly [tag: string, text: string];

/** A notebook of code cells. */
export const notebook = (...cells: readonly CellText[]): string =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((cell, at) => ({
      cell_type: "code",
      id: `c${at + 1}`,
      metadata: typeof cell === "string" ? {} : { tags: [cell[0]] },
      source: typeof cell === "string" ? cell : cell[1],
      outputs: [],
      execution_count: null,
    })),
  });

export interface Done {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Environment of a command in a project: a store of its own, no named sets, no user cache. */
export const environment = (folder: string): NodeJS.ProcessEnv => {
  const { STRUX_DATA: _, ...rest } = process.env;
  return {
    ...rest,
    STRUX_STORE: join(folder, ".store"),
    XDG_CACHE_HOME: join(folder, ".none"),
    NO_COLOR: "1",
  };
};

/** Runs the command in a folder; paths in what it says are made short. */
export function strux(folder: string, ...args: readonly string[]): Promise<Done> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: environment(folder), maxBuffer: 1 << 26 };
    execFile(
      process.execPath,
      [program, ...args],
      options,
      (error: ExecFileException | null, stdout, stderr) => {
        const short = (text: string): string => text.replaceAll(folder, "PROJECT");
        const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ status, stdout: short(stdout), stderr: short(stderr) });
      },
    );
  });
}

/** Lines that begin with an error's code: one per error told. */
export const errors = ({ stderr, stdout }: Done): string[] =>
  `${stderr}\n${stdout}`.split("\n").filter((line) => /^(?:strux: )?E\d{3} /.test(line));

/** Files of a folder whose names say that they are not finished. */
export const unfinished = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".part"));
