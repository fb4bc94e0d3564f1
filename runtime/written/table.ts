// A table as a file: Parquet, JSON Lines or CSV by the ending of its name, whole or not at all, some rows at a time.
import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { makeFolder } from "../folder.ts";
import { dataError, Problem } from "../problem.ts";
import type { Table } from "../table.ts";
import { csvText } from "./csv.ts";
import { jsonLines } from "./json-lines.ts";
import { parquetFile } from "./parquet.ts";
import type { Write } from "./write.ts";

const formats: { readonly [ending: string]: Write } = {
  ".parquet": parquetFile,
  ".jsonl": jsonLines,
  ".csv": csvText,
};

const formatOf = (path: string): Write | undefined => formats[extname(path).toLowerCase()];

/** Whether a table can be written there, before there is one. Errors: E133. */
export async function writable(path: string): Promise<void> {
  if (!formatOf(path))
    throw dataError("E133", `'${path}' is no table`, `end its name in ${Object.keys(formats).join(", ")}`);
  const part = partOf(path);
  await guarded(path, async () => {
    await makeFolder(dirname(path));
    await (await open(part, "wx")).close();
    await rm(part);
  });
}

/** Writes a table. Gives notes of what the file does not say as the table has it. Errors: E133. */
export async function writeTable(table: Table, path: string): Promise<readonly string[]> {
  const write = formatOf(path);
  if (!write) throw dataError("E133", `'${path}' is no table`);
  const part = partOf(path);
  const notes = new Set<string>();
  await guarded(path, async () => {
    const file = await open(part, "wx");
    try {
      await write(table, {
        put: (bytes) => file.writeFile(bytes),
        note: (text) => void notes.add(text),
      });
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  }).catch(async (error: unknown) => {
    await rm(part, { force: true });
    throw error;
  });
  return [...notes];
}

const partOf = (path: string): string => `${path}.${randomBytes(4).toString("hex")}.part`;

async function guarded(path: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    if (error instanceof Problem) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw dataError(
      "E133",
      `'${path}' cannot be written: ${cause}`,
      "name a file in a folder that can be written",
    );
  });
}
