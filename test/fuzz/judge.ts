// What must never happen to a cell, whatever it holds: one look through parse, compile, format, completion and hover.
import type { CstNode } from "chevrotain";
import { type Analysis, analyse } from "../../dsl/compile.ts";
import { format, same } from "../../dsl/format/format.ts";
import type { Facts } from "../../dsl/types/known.ts";
import { lower } from "../../dsl/plan/lower.ts";
import { modeOf, parseCell, readSegment, segmentsOf } from "../../dsl/syntax/parse.ts";
import { complete } from "../../dsl/service/complete.ts";
import { hover } from "../../dsl/service/hover.ts";
import type { Cell, Span } from "../../dsl/source.ts";
import { walk } from "../../dsl/syntax/walk.ts";
import { library } from "../../runtime/library.ts";
import type { Mutant } from "./mutate.ts";

/** One thing that is wrong: `kind` groups them in the report. */
export interface Fault {
  readonly kind: "exception" | "span" | "crowd" | "layout";
  readonly what: string;
}
export interface Verdict {
  readonly faults: readonly Fault[];
  readonly codes: readonly string[];
}

const PER_STATEMENT = 5;

export interface Look {
  /** Where the cursor stands. Default: in the middle. */
  readonly at?: number;
  /** The formatted text is parsed and formatted again: three times the price. */
  readonly twice?: boolean;
}

export function judge(
  mutant: Mutant,
  facts: Facts,
  { at = mutant.text.length >> 1, twice = true }: Look = {},
): Verdict {
  const cell: Cell = { id: "fuzz", label: "fuzz", ...mutant };
  try {
    const analysis = analyse({ cells: [cell] }, library, facts);
    lower(analysis.checked, analysis.scope, library);
    const spans = analysis.diagnostics.flatMap(({ span, fixes }) => [span, ...fixes.map((fix) => fix.span)]);
    const nodes = analysis.statements.flatMap((statement) => {
      const found: Span[] = [];
      walk(statement, ({ span }) => void found.push(span));
      return found;
    });
    const items = complete(analysis, 0, at).map(({ span }) => span);
    hover(analysis, 0, at);
    const outside = [...spans, ...nodes, ...items].filter((span) => !within(span, cell.text));
    return {
      codes: analysis.diagnostics.map(({ code }) => code),
      faults: [
        ...outside
          .slice(0, 1)
          .map(({ start, end }) => fault("span", `${start}..${end} of ${cell.text.length}`)),
        ...crowds(analysis),
        ...layout(cell, twice),
      ],
    };
  } catch (error) {
    const { stack = String(error) } = error instanceof Error ? error : {};
    return { codes: [], faults: [fault("exception", stack.split("\n").slice(0, 6).join("\n"))] };
  }
}

const fault = (kind: Fault["kind"], what: string): Fault => ({ kind, what });
const within = ({ start, end }: Span, text: string): boolean =>
  0 <= start && start <= end && end <= text.length;

/** Problems from one statement on to the next; several may stand on one line. */
function crowds({ statements, diagnostics }: Analysis): readonly Fault[] {
  const starts = statements.map(({ span }) => span.start).toSorted((a, b) => a - b);
  const counts = new Map<number, number>();
  for (const { span } of diagnostics) {
    const holder = starts.findLastIndex((start) => start <= span.start);
    counts.set(holder, (counts.get(holder) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return most > PER_STATEMENT ? [fault("crowd", `${most} problems in one statement`)] : [];
}

function layout(cell: Cell, twice: boolean): readonly Fault[] {
  const options = { tags: cell.tags ?? [] };
  const { text } = format(cell.text, options);
  if (text === cell.text || !twice) return [];
  const [before, after] = [parseCell(cell, 0), parseCell({ ...cell, text }, 0)];
  const codes = (parsed: typeof before): string => parsed.diagnostics.map(({ code }) => code).join();
  const told = [
    format(text, options).text === text ? "" : "formatting twice is not formatting once",
    same(before.statements, after.statements) ? "" : "another tree",
    codes(before) === codes(after) ? "" : `codes ${codes(before)} -> ${codes(after)}`,
  ];
  return told.filter((each) => each !== "").map((each) => fault("layout", each));
}

/** Names of the grammar's rules in a cell. */
export function rulesOf(mutant: Mutant): ReadonlySet<string> {
  const cell: Cell = { id: "fuzz", label: "fuzz", ...mutant };
  const found = new Set<string>();
  const visit = (node: CstNode): void => {
    found.add(node.name);
    for (const child of Object.values(node.children).flat()) if ("children" in child) visit(child);
  };
  const segments = segmentsOf(cell) ?? [];
  for (const piece of segments) {
    const where = { cell: 0, line: 1, mode: modeOf(cell), alone: segments.length === 1 };
    for (const tree of readSegment(piece, where).trees) visit(tree);
  }
  return found;
}
