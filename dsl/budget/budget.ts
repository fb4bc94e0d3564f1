// Token budgets before anything runs: written text + holes + answer against the window, for each ask, prompt and model.
import { askedIn, budgetOf } from "./asks.ts";
import { type Meter, meter } from "./meter.ts";
import type { House } from "./place.ts";
import { most, reporter, type Weighed } from "./report.ts";
import { added, type Held, wanted } from "./sum.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Checked } from "../check/check.ts";
import type { Report } from "../tell/diagnostic.ts";
import type { Facts, Known, Need } from "../types/known.ts";
import { seenFrom } from "../names/local.ts";
import { type Scope, viewOf } from "../names/scope.ts";
import type { Source, Span } from "../source.ts";

/** What a prompt can need of a model's window, by parts: of several cases of one ask, prompt and model the largest. */
export interface Budget {
  readonly run: string;
  readonly prompt: string;
  readonly model: string;
  /** The ask. */
  readonly at: Span;
  readonly window: number;
  /** Holes in order, then "fixed text" (chat template and special tokens included), then "output". */
  readonly parts: readonly BudgetPart[];
  /** Null: a part is not bounded. */
  readonly total: number | null;
  /** At most so many tokens more where the texts of holes meet written text. */
  readonly joins: number;
}
export interface BudgetPart {
  readonly name: string;
  /** Null: nothing bounds it. */
  readonly tokens: number | null;
  /**
   * `written`: counted. `most`: held to it by `pack` or `truncate`; `near`: but for a token or two. `rows`: the longest that
   * was measured. `few`: visibly small. `answer`: of an earlier ask. `output`: this one's. `open`: not bounded.
   */
  readonly kind: "written" | "most" | "near" | "rows" | "few" | "answer" | "output" | "open";
  readonly at: Span | null;
}

interface Program {
  readonly source: Source;
  readonly scope: Scope;
  readonly checked: Checked;
  readonly known: Known;
  readonly facts: Facts;
}

/**
 * The budgets of all asks that can be followed, and what is still needed for them: of each tokenizer one count of all texts,
 * asked for when everything else is known. Reports E301, W201 and I201 to I203, and E507 and E516 of a model that
 * cannot be asked.
 */
export function budgets(
  { source, scope, checked, known, facts }: Program,
  report: Report,
): { readonly budgets: readonly Budget[]; readonly needs: readonly Need[] } {
  const homeOf = (declared: Statement): House => {
    const { names, file } = viewOf(scope, declared);
    return { names: seenFrom(names, declared.span.cell), known, facts, typeOf: checked.typeOf, file, homeOf };
  };
  const needs = new Map<string, Need>();
  const say = reporter(source, report);
  const asked = checked.sound.flatMap((statement) =>
    statement.kind === "RunDecl"
      ? askedIn(statement, homeOf(statement), (need) => void needs.set(need.key, need), say)
      : [],
  );
  const meters = new Map<string, Meter>();
  for (const { ref, said } of asked) {
    const one = meters.get(ref) ?? meter(ref, facts, known);
    meters.set(ref, one);
    wanted(said, one);
  }
  const weighed: Weighed[] = [];
  const ready = checked.needs.length + needs.size === 0;
  for (const one of asked) {
    const tokens = meters.get(one.ref);
    const counts = tokens?.answer();
    if (counts && "text" in counts) weighed.push({ ...one, sum: added(one.said, counts) });
    else if (counts && "refused" in counts) say.refused(one.model.value.span, counts.refused);
    else if (counts) say.unchecked(one.model.value.span, budgetOf(one.model), counts.unknown);
    else if (tokens && ready) {
      const need = tokens.need(one.ask.span.cell);
      needs.set(need.key, need);
    }
  }
  say.all(weighed);
  return { budgets: largest(weighed.map(breakdown)), needs: [...needs.values()] };
}

function breakdown({ run, ask, prompt, model, window, output, outputAt, sum }: Weighed): Budget {
  const parts: readonly BudgetPart[] = [
    ...sum.held.map(part),
    { name: "fixed text", tokens: sum.written, kind: "written", at: prompt.span },
    { name: "output", tokens: most(output), kind: output ? "output" : "open", at: outputAt?.span ?? null },
  ];
  const open = sum.open.length > 0 || parts.some(({ tokens }) => tokens === null);
  return {
    run: run.name.text,
    prompt: prompt.name.text,
    model: model.name.text,
    at: ask.span,
    window,
    parts,
    total: open ? null : parts.reduce((all, { tokens }) => all + (tokens ?? 0), 0),
    joins: sum.joins,
  };
}

function part({ hole, limit, tokens }: Held): BudgetPart {
  const kind = limit.kind === "most" && limit.near ? "near" : tokens === null ? "open" : limit.kind;
  return { name: hole.name, tokens, kind, at: hole.span };
}

/** One of each ask, prompt and model: the one that is not bounded, or needs most. */
function largest(all: readonly Budget[]): readonly Budget[] {
  const found = new Map<string, Budget>();
  const size = ({ total }: Budget): number => total ?? Infinity;
  for (const one of all) {
    const key = JSON.stringify([one.at, one.prompt, one.model]);
    const before = found.get(key);
    if (!before || size(one) > size(before)) found.set(key, one);
  }
  return [...found.values()];
}
