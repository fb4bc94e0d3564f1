// What was run, in this session and earlier ones: one line of JSON each, in a file that only its owner reads.
import { open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../../runtime/folder.ts";

export interface History {
  add(line: number, code: string, output: string | null): void;
  tail(n: number): readonly Line[];
  /** `session`: 0 is this one, -1 the one before; `stop` is not included, null is to the end. */
  range(session: number, start: number, stop: number | null): readonly Line[];
  /** `pattern` with `*` and `?`, over the whole code; the newest `n`. */
  search(pattern: string, n: number, unique: boolean): readonly Line[];
  /** All is written when this is done. */
  close(): Promise<void>;
}
export interface Line {
  readonly session: number;
  readonly line: number;
  readonly code: string;
  readonly output: string | null;
}

/** Lines of earlier sessions that are kept at hand, and characters of one. */
const KEPT = 10_000;
const LONGEST = 100_000;

/** Without a path it lives as long as the session. What cannot be read or written is told to `warn` and left out. */
export async function history(path: string | null, warn: (text: string) => void): Promise<History> {
  const lines: Line[] = path === null ? [] : [...(await earlier(path, warn))];
  const session = (lines.at(-1)?.session ?? 0) + 1;
  let writing: Promise<void> = Promise.resolve();
  return {
    add(line, code, output) {
      const entry: Line = { session, line, code: code.slice(0, LONGEST), output };
      lines.push(entry);
      if (path === null) return;
      writing = writing
        .then(() => append(path, entry))
        .catch((error: unknown) => {
          warn(`the history '${path}' cannot be written: ${(error as Error).message}`);
        });
    },
    tail: (n) => lines.slice(-n),
    range: (of, start, stop) => {
      const wanted = of <= 0 ? session + of : of;
      return lines.filter(
        (each) => each.session === wanted && each.line >= start && (stop === null || each.line < stop),
      );
    },
    search(pattern, n, unique) {
      const found = lines.filter(({ code }) => matches(pattern, code));
      const last = unique ? [...new Map(found.map((each) => [each.code, each])).values()] : found;
      return last.slice(-n);
    },
    close: () => writing,
  };
}

async function append(path: string, { session, line, code, output }: Line): Promise<void> {
  await makeFolder(dirname(path), 0o700);
  const file = await open(path, "a", 0o600);
  try {
    await file.write(`${JSON.stringify([session, line, code, output])}\n`);
  } finally {
    await file.close();
  }
}

async function earlier(path: string, warn: (text: string) => void): Promise<readonly Line[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") warn(`the history '${path}' cannot be read: ${error.message}`);
    return "";
  });
  return text.split("\n").slice(-KEPT).flatMap(lineOf);
}

/** A damaged line is none. */
function lineOf(text: string): readonly Line[] {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return [];
    const [session, line, code, output] = value as unknown[];
    return Number.isInteger(session) && Number.isInteger(line) && typeof code === "string"
      ? [
          {
            session: Number(session),
            line: Number(line),
            code,
            output: typeof output === "string" ? output : null,
          },
        ]
      : [];
  } catch {
    return [];
  }
}

/** Shell wildcards over a whole text, in linear steps per star: no pattern of a front end can hang the kernel. */
export function matches(pattern: string, text: string): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      from = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
