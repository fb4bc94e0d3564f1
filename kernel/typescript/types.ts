// Types of cells: each is checked against what earlier cells and the program declare. The converter is loaded when the first cell is checked.
import type { Fault } from "../../dsl/types/known.ts";
import type { Fields } from "../../dsl/types/types.ts";
import type { Outline } from "../../runtime/module/outline.ts";
import { declared } from "./declared.ts";
import { unexported } from "./emit.ts";
import { type Edited, edited, followed, type Specifier, specifiers } from "./specifiers.ts";
import {
  type Completed,
  type Converted,
  type Converter,
  converter,
  type ConverterFault,
  type QuickInfo,
} from "./tslab.ts";

export interface Checked {
  readonly faults: readonly Fault[];
  /** Packages that say nothing of their types. */
  readonly untyped: readonly string[];
  /** The names of the cell are there from now on: those with a value, and types. */
  readonly keep: (has: (name: string) => boolean) => void;
}

export interface Types {
  /** Whether the converter is loaded. */
  isReady(): boolean;
  check(text: string, outline: Outline, values: Fields): Checked;
  /** No cell has declared anything. */
  forget(): void;
  /** The same for a cell that is not to be checked. */
  skip(outline: Outline): Pick<Checked, "keep">;
  complete(text: string, outline: Outline, values: Fields, offset: number): Completed;
  inspect(text: string, outline: Outline, values: Fields, offset: number): QuickInfo | null;
  close(): void;
}

export function types(folder: string): Types {
  const earlier = declared();
  let made: Converter | null = null;
  const open = (): Converter => (made ??= converter(folder));
  const close = (): void => {
    made?.close();
    made = null;
  };
  /** What the converter gives; null where it fails, which a new one may not. */
  const fresh = <T>(ask: () => T): T | null => {
    try {
      return ask();
    } catch {
      close();
      return null;
    }
  };
  /** Of a cell as the converter takes it. What it once did not find, it does not look for again. */
  const convert = (before: string, { edit, modules }: Taken): Converted => {
    const ask = (): Converted => open().convert(before, edit.text);
    const found = fresh(ask) ?? ask();
    const lost = found.diagnostics.some((one) => isLost(edit.back(one.start.offset), one.code, modules));
    if (lost) close();
    return lost ? ask() : found;
  };
  return {
    isReady: () => made !== null,
    close,
    forget: earlier.forget,
    check(text, outline, values) {
      const cell = taken(text, outline, folder);
      const found = convert(earlier.seen(values), cell);
      return {
        faults: found.diagnostics.map((one) => faultOf(one, cell)),
        untyped: cell.untyped,
        keep: (has) => earlier.enter(found.declOutput ?? "", outline, values, has),
      };
    },
    skip: (outline) => ({ keep: (has) => earlier.skip(outline, has) }),
    complete(text, outline, values, offset) {
      const { edit } = taken(text, outline, folder);
      const found = fresh(() => open().complete(earlier.seen(values), edit.text, edit.on(offset)));
      if (!found) return { start: offset, end: offset, candidates: [] };
      return { ...found, start: edit.back(found.start), end: edit.back(found.end) };
    },
    inspect(text, outline, values, offset) {
      const { edit } = taken(text, outline, folder);
      const found = fresh(() => open().inspect(earlier.seen(values), edit.text, edit.on(offset)));
      if (!found) return null;
      const { start, length } = found.textSpan;
      return { ...found, textSpan: { start: edit.back(start), length } };
    },
  };
}

function faultOf(one: ConverterFault, { edit, modules }: Taken): Fault {
  const { fileName: file } = one;
  const start = file === undefined ? edit.back(one.start.offset) : placeOf(modules, file);
  const end = file === undefined ? edit.back(one.end.offset) : start;
  const where = file === undefined ? "" : `'${file}' line ${one.start.line + 1}: `;
  const message = `${where}${one.messageText.replace(/\.$/, "")}`;
  return { start, end: Math.max(end, start + 1), message, code: one.code };
}

interface Module extends Specifier {
  readonly found: boolean;
}

/** A cell as the converter takes it. */
interface Taken {
  readonly edit: Edited;
  readonly modules: readonly Module[];
  readonly untyped: readonly string[];
}
function taken(text: string, outline: Outline, folder: string): Taken {
  const modules = specifiers(outline.source).map((one) => ({ ...one, ...followed(one.path, folder) }));
  const edits = modules.flatMap(({ start, end, as }) => (as === null ? [] : [{ start, end, text: as }]));
  const untyped = [...new Set(modules.filter((one) => one.untyped).map(({ path }) => path))];
  return { edit: edited(unexported(text, outline), edits), modules, untyped };
}

const NO_SUCH_MODULE = 2307;
const isLost = (offset: number, code: number, modules: readonly Module[]): boolean =>
  code === NO_SUCH_MODULE &&
  modules.some(({ start, end, found }) => found && offset >= start - 1 && offset <= end);

/** Where a cell names a file that has an error. */
function placeOf(modules: readonly Module[], file: string): number {
  const base = file.replace(/\.[mc]?[jt]s$/, "");
  return (
    modules.find(({ path }) => path.replace(/^\.\//, "").replace(/\.[mc]?[jt]s$/, "") === base)?.start ?? 0
  );
}
