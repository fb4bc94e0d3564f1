// Types of cells: each is checked against what earlier cells and the program declare. The converter is loaded when the first cell is checked.
import type { Fault } from "../../dsl/types/known.ts";
import type { Fields } from "../../dsl/types/types.ts";
import { declarations, prelude } from "../../runtime/module/declarations.ts";
import type { Outline } from "../../runtime/module/outline.ts";
import { carried, namesIn, unchecked } from "./carried.ts";
import { unexported } from "./emit.ts";
import { type Edited, edited, followed, type Specifier, specifiers } from "./specifiers.ts";
import { type Completed, type Converted, type Converter, converter, type QuickInfo } from "./tslab.ts";

export interface Checked {
  readonly faults: readonly Fault[];
  /** Packages that say nothing of their types. */
  readonly untyped: readonly string[];
  /** The names of the cell are there from now on: those with a value, and types. */
  readonly keep: (has: (name: string) => boolean) => void;
}

export interface Types {
  check(text: string, outline: Outline, values: Fields): Checked;
  /** No cell has declared anything. */
  forget(): void;
  /** The same for a cell that is not to be checked. */
  skip(outline: Outline): Pick<Checked, "keep">;
  complete(text: string, outline: Outline, values: Fields, offset: number): Completed;
  inspect(text: string, outline: Outline, values: Fields, offset: number): QuickInfo | null;
  close(): void;
}

/** What cells may call without importing it. */
const INPUT = `/** A line of the reader; \`hidden\`: not shown while it is typed. */
declare const input: (prompt?: string, hidden?: boolean) => Promise<string>;
`;

export function types(folder: string): Types {
  let made: Converter | null = null;
  let declared = "";
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
  const seen = (values: Fields): string => {
    const names = namesIn(declared);
    // a name that a cell declares hides the value of the program
    const open = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
    const asked = names.has("input") || Object.hasOwn(values, "input") ? "" : INPUT;
    return `${prelude}${asked}${declarations(open)}${declared}`;
  };
  const enter = (all: string, outline: Outline, values: Fields, has: (name: string) => boolean): void => {
    const own = new Map(outline.names.map((one) => [one.name, one.kind]));
    const before = namesIn(declared);
    declared = carried(all, (name) => {
      const kind = own.get(name);
      if (kind !== undefined) return kind === "type" || has(name);
      return before.has(name) || !(name === "input" || Object.hasOwn(values, name));
    });
  };
  return {
    close,
    forget: () => void (declared = ""),
    check(text, outline, values) {
      const { edit, modules, untyped } = converted(text, outline, folder);
      const before = seen(values);
      const convert = (): Converted => open().convert(before, edit.text);
      let found = fresh(convert) ?? convert();
      // what it once did not find, it does not look for again
      if (found.diagnostics.some((one) => isLost(edit.back(one.start.offset), one.code, modules))) {
        close();
        found = convert();
      }
      return {
        faults: found.diagnostics.map((one) => {
          const start =
            one.fileName === undefined ? edit.back(one.start.offset) : placeOf(modules, one.fileName);
          const end = one.fileName === undefined ? edit.back(one.end.offset) : start;
          const where = one.fileName === undefined ? "" : `'${one.fileName}' line ${one.start.line + 1}: `;
          const message = `${where}${one.messageText.replace(/\.$/, "")}`;
          return { start, end: Math.max(end, start + 1), message, code: one.code };
        }),
        untyped,
        keep: (has) => enter(found.declOutput ?? "", outline, values, has),
      };
    },
    skip: (outline) => ({
      keep(has) {
        const own = new Map(outline.names.map(({ name, kind }) => [name, kind]));
        const rest = carried(declared, (name) => !own.has(name));
        declared = carried(`${rest}\n${unchecked(outline)}`, (name) => {
          const kind = own.get(name);
          return kind === undefined || kind === "type" || has(name);
        });
      },
    }),
    complete(text, outline, values, offset) {
      const { edit } = converted(text, outline, folder);
      const found = fresh(() => open().complete(seen(values), edit.text, edit.on(offset)));
      if (!found) return { start: offset, end: offset, candidates: [] };
      return { ...found, start: edit.back(found.start), end: edit.back(found.end) };
    },
    inspect(text, outline, values, offset) {
      const { edit } = converted(text, outline, folder);
      const found = fresh(() => open().inspect(seen(values), edit.text, edit.on(offset)));
      if (!found) return null;
      const { start, length } = found.textSpan;
      return { ...found, textSpan: { start: edit.back(start), length } };
    },
  };
}

interface Module extends Specifier {
  readonly found: boolean;
}

/** The cell as the converter takes it. */
function converted(
  text: string,
  outline: Outline,
  folder: string,
): { readonly edit: Edited; readonly modules: readonly Module[]; readonly untyped: readonly string[] } {
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
