// A notebook while its cells are run one by one, as values: which cells live, what each shows, and what of it no longer holds.
import { type Diagnostic, diagnostic } from "./tell/diagnostic.ts";
import type { Effect, Known } from "./types/known.ts";
import { keyOf as keyIn, nameIn } from "./names/local.ts";
import { own } from "./own.ts";
import { asksModel, mayAsk } from "./plan/calls.ts";
import type { Plan, Step } from "./plan/plan.ts";
import { parseCell } from "./syntax/parse.ts";
import { isKeyword } from "./syntax/tokens.ts";
import type { Scope } from "./names/scope.ts";
import type { Cell, Source, Span } from "./source.ts";

/** What a cell shows: piece -> the key of what was computed when it was shown, or null where that failed. */
export type Shown = ReadonlyMap<string, string | null>;

export interface Cells {
  /** In the order in which they were first run. */
  readonly live: readonly Cell[];
  /** By cell id. */
  readonly shown: ReadonlyMap<string, Shown>;
  /** How many cells were run. */
  readonly ran: number;
}
export const noCells: Cells = { live: [], shown: new Map(), ran: 0 };

/** A cell as a front end sends it. */
export interface Entry {
  readonly code: string;
  /** What messages call it: `In[3]`. */
  readonly label: string;
  /** Who it is, where the front end says so. */
  readonly cellId?: string | undefined;
  /** Cells that are no longer in the notebook. */
  readonly deletedCells?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** Front ends do not pass tags on: papermill's first line tells, and so does a cell that holds nothing but assignments. */
function guessed(code: string): readonly string[] | undefined {
  if (INJECTED.test(code.split("\n", 1)[0] ?? "")) return ["injected-parameters"];
  const lines = code.split("\n").filter((line) => !REMARK.test(line));
  const names = lines.map((line) => ASSIGNED.exec(line)?.[1]);
  // a word of ours is rather a statement that lacks its name
  if (names.length === 0 || !names.every((name) => name !== undefined && !isKeyword(name))) return undefined;
  const tags = ["parameters"];
  const { diagnostics } = parseCell({ id: "", label: "", text: code, tags }, 0);
  return diagnostics.length === 0 ? tags : undefined;
}
/** In Python's words, or in ours. */
const INJECTED = /^\s*(?:#|\/\/)\s*Parameters\s*$/;
const REMARK = /^\s*(?:\/\/|#|$)/;
const ASSIGNED = /^([A-Za-z_]\w*)\s*=(?!=)/;

/**
 * The cells once `entry` is run: it stands in place of the cell of its id, and the deleted ones are gone. What the cell
 * showed before is forgotten. Gives the id it has here.
 */
export function entered(before: Cells, entry: Entry): { readonly cells: Cells; readonly id: string } {
  const ran = before.ran + 1;
  const id = entry.cellId ?? `#${ran}`;
  const tags = entry.tags ?? guessed(entry.code);
  const cell: Cell = {
    id,
    label: entry.label,
    text: entry.code,
    ...(tags && { tags }),
    ran,
    ...(entry.cellId === undefined && { replaced: true }),
  };
  const gone = new Set(entry.deletedCells?.filter((each) => each !== id));
  const left = before.live.filter((each) => !gone.has(each.id));
  const at = left.findIndex((each) => each.id === id);
  const live = at < 0 ? [...left, cell] : left.with(at, cell);
  const shown = new Map([...before.shown].filter(([each]) => each !== id && !gone.has(each)));
  return { cells: { live, shown, ran }, id };
}

export const sourceOf = ({ live }: Cells): Source => ({ cells: live });

/** Cells that nobody can name, and that define nothing any more, are let go. */
export function pruned(cells: Cells, scope: Scope): Cells {
  const owners = new Set([...scope.names.values()].map(({ span }) => span.cell));
  for (const cell of declaring(scope, cells)) owners.add(cell);
  const last = cells.live.findLast(({ ran }) => ran === cells.ran);
  const live = cells.live.filter((cell, at) => !cell.replaced || owners.has(at) || cell === last);
  return { ...cells, live };
}

/** The cells of TypeScript that declare what no later one declares again: later cells see it, though the program may not. */
function declaring({ sights }: Scope, { live }: Cells): Iterable<number> {
  const last = new Map<string, number>();
  const ran = (cell: number | undefined): number => live[cell ?? -1]?.ran ?? -1;
  for (const [{ outline, span }] of sights)
    for (const { name } of outline?.names ?? [])
      if (ran(span.cell) > ran(last.get(name))) last.set(name, span.cell);
  return last.values();
}

/** Kinds of steps that leave something in the cell they stand in. */
const SHOWS: ReadonlySet<Step["kind"]> = new Set([
  "data",
  "run",
  "score",
  "chart",
  "show",
  "check",
  "explain",
  "script",
]);

/** A piece of output: where it stands, which step made it, and whether it still holds. */
export interface Piece {
  /** Index of the cell. */
  readonly cell: number;
  /** Id of the cell. */
  readonly in: string;
  readonly key: string;
  /** What messages call it: its name, or for a nameless one its cell. */
  readonly name: string;
  readonly state: "fresh" | "stale" | "broken";
  /** It could not be shown when it was last tried. */
  readonly failed: boolean;
  /** The step that makes it now; none where it is broken. */
  readonly step: string | null;
}

const NAMELESS = /^(\w+)#\d+\.(\d+)$/;
/** The key of a step among those of its cell: cells move, and their steps with them. */
export const pieceOf = ({ id }: Pick<Step, "id">): string =>
  id.replace(NAMELESS, "#$1.$2").replace(/^_.*/, nameIn);

/** The steps of a cell that leave something to see; of a cell that nobody can name again, those with a name. */
export const shownIn = ({ live }: Cells, { steps }: Plan, cell: number): readonly Step[] =>
  steps.filter(
    (step) =>
      step.span.cell === cell && SHOWS.has(step.kind) && !(live[cell]?.replaced && NAMELESS.test(step.id)),
  );

/** Notes what was shown by some steps; `failed` are those that were not. */
export function recorded(
  cells: Cells,
  steps: readonly Step[],
  failed: ReadonlySet<string>,
  keyOf: (step: Step) => string,
): Cells {
  const shown = new Map(cells.shown);
  for (const step of steps) {
    const id = cells.live[step.span.cell]?.id;
    if (id === undefined) continue;
    const key = failed.has(step.id) ? null : keyOf(step);
    shown.set(id, new Map([...(shown.get(id) ?? []), [pieceOf(step), key]]));
  }
  return { ...cells, shown };
}

/** What some steps have shown no longer holds, though they would compute the same. */
export function outdated(cells: Cells, steps: readonly Step[]): Cells {
  const shown = new Map(cells.shown);
  for (const step of steps) {
    const id = cells.live[step.span.cell]?.id ?? "";
    const piece = pieceOf(step);
    const was = shown.get(id);
    if (was?.has(piece)) shown.set(id, new Map([...was, [piece, OTHER]]));
  }
  return { ...cells, shown };
}
/** No key of a step. */
const OTHER = "";

/** Everything that is shown, by cell. `keyOf` says what a step would compute now. */
export function standing(
  cells: Cells,
  { plan, scope }: { readonly plan: Plan; readonly scope: Scope },
  keyOf: (step: Step) => string,
): readonly Piece[] {
  return cells.live.flatMap((cell, at) => {
    const steps = new Map(shownIn(cells, plan, at).map((step) => [pieceOf(step), step]));
    return [...(cells.shown.get(cell.id) ?? [])].flatMap(([key, was]): readonly Piece[] => {
      const step = steps.get(key);
      // another cell defines the name now, and has said so
      if ((scope.names.get(keyIn(key, at))?.span.cell ?? at) !== at) return [];
      const state = step === undefined ? "broken" : keyOf(step) === was ? "fresh" : "stale";
      const name = key.startsWith("#") ? cell.label : key;
      return [{ cell: at, in: cell.id, key, name, state, failed: was === null, step: step?.id ?? null }];
    });
  });
}

/** What went stale between two looks, in words: W103. */
export function staled(before: readonly Piece[], after: readonly Piece[], span: Span): readonly Diagnostic[] {
  const was = new Map(before.map((piece) => [`${piece.in} ${piece.key}`, piece.state]));
  const stale = after.filter(
    (piece) => piece.state === "stale" && (was.get(`${piece.in} ${piece.key}`) ?? "stale") !== "stale",
  );
  return stale.length > 0 ? [diagnostic("W103", span, counted(stale))] : [];
}

const counted = (
  pieces: readonly Piece[],
): { readonly cells: number; readonly names: readonly string[] } => ({
  cells: new Set(pieces.map((piece) => piece.in)).size,
  names: [...new Set(pieces.map(({ name }) => name))],
});

/**
 * What each step would compute now: its hash, and, where it rests on files that changed since, how often they did.
 * @param edition how often the files a step read itself have changed
 */
export function editions({ steps }: Plan, edition: (step: Step) => number): (step: Step) => string {
  const keys = new Map<string, readonly string[]>();
  for (const step of steps) {
    const times = edition(step);
    const below = new Set(step.needs.flatMap((id) => keys.get(id) ?? []));
    if (times > 0) below.add(`${step.hash.slice(0, 12)}.${times}`);
    keys.set(step.id, [...below].toSorted());
  }
  return ({ id, hash }) => [hash, ...(keys.get(id) ?? [])].join(" ");
}

/**
 * Stale pieces that can be computed again without asking a model, reading a file or running foreign code: the step is pure,
 * and so is all it rests on that is not there yet. Pieces that failed are not tried again.
 * @param has whether the value of a step is at hand
 */
export function calm(
  pieces: readonly Piece[],
  { plan, known }: { readonly plan: Plan; readonly known: Known },
  has: (step: Step) => boolean,
): readonly Piece[] {
  const { operators } = known;
  const [ready, asking] = [new Set<string>(), new Set<string>()];
  for (const step of plan.steps) {
    const below = step.needs.some((id) => asking.has(id));
    const asks = asksModel(step, operators);
    if (below || asks) asking.add(step.id);
    const pure = isPure(step, known) && !asks && !(below && mayAsk(step, operators));
    const quiet = step.needs.every((id) => ready.has(id)) && (HANDLES.has(step.kind) || pure);
    if (has(step) || quiet) ready.add(step.id);
  }
  return pieces.filter(({ state, step, failed }) => state === "stale" && ready.has(step ?? "") && !failed);
}

/** Steps whose value is a name for something: nothing is read before it is used. */
const HANDLES: ReadonlySet<Step["kind"]> = new Set(["model", "prompt"]);
const CALM: ReadonlySet<Effect> = new Set(["pure", "build"]);

/** Whether a step itself, apart from what it rests on, only computes. */
export function isPure(step: Step, { operators }: Known): boolean {
  if (step.kind === "script") return false;
  let pure = true;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      const { op, fn, ask } = value as {
        readonly op?: unknown;
        readonly fn?: unknown;
        readonly ask?: unknown;
      };
      if (op === "call" && !CALM.has(own(operators, String(fn))?.effect ?? "host")) pure = false;
      if (ask !== undefined && ask !== null) pure = false;
      Object.values(value).forEach(visit);
    }
  };
  visit(step);
  return pure;
}
