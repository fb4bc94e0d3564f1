// Which prompt is asked of which model: every case that axes and conditions make, with what the prompt then holds.
import type { Fileless } from "../types/settings.ts";
import type { Ask, Expr, ModelDecl, Prop, PromptDecl, PromptItem, Role, RunDecl } from "../syntax/ast.ts";
import { unwritten, withBehind } from "./behind.ts";
import { calledOf, localsOf } from "./calls.ts";
import {
  type Case,
  type Chosen,
  declaredBy,
  type House,
  none,
  type Place,
  type Term,
  topOf,
  typesIn,
} from "./place.ts";
import type { Wants } from "./rows.ts";
import type { Said } from "./sum.ts";
import { type Amount, amountsOf, heads, placeIn, valueOf } from "./terms.ts";
import { conversationOf, type Filled, open, piecesOf, type Reading } from "./text.ts";
import { located } from "../check/model-decl.ts";
import type { Json } from "../plan/plan.ts";
import { ROLES } from "../syntax/roles.ts";
import type { Span } from "../source.ts";

/** One prompt asked of one model, under the axis values that make it so. */
export interface Asked {
  readonly run: RunDecl;
  readonly ask: Ask;
  readonly prompt: PromptDecl;
  readonly model: ModelDecl;
  /** Where the model is named: `reader`, or `lib.reader` of a used file. */
  readonly named: Span;
  /** The model's folder as written. */
  readonly ref: string;
  readonly window: number;
  readonly said: readonly Said[];
  /** What `max_tokens` can be; null where that is not known before the run. */
  readonly output: readonly Amount[] | null;
  /** Where it is set; null where it is set nowhere. */
  readonly outputAt: Expr | null;
}

export const budgetOf = (model: ModelDecl): string => `the token budget of '${model.name.text}'`;

/** Why its tokens are not known. */
const COUNTLESS: { readonly [F in Fileless]: string } = {
  http: "a server counts tokens itself, and only in its answers",
  scripted: "a function has no tokens",
};

/** Says once why something of a program cannot be checked. */
export type Unchecked = (at: Span, what: string, why: string, by?: Fileless | null) => void;

/** Says once why nothing can be asked of a model. */
export type Refused = (
  at: Span,
  why: { readonly code: "E507" | "E516"; readonly message: string; readonly hint: string },
) => void;

/** All cases of a run's asks. What cannot be followed is told; what only waits for a fact is left out. */
export function askedIn(
  run: RunDecl,
  house: House,
  wants: Wants,
  { unchecked, refused }: { readonly unchecked: Unchecked; readonly refused: Refused },
): readonly Asked[] {
  return asksOf(run).flatMap(([ask, item]) => {
    const place = placeIn(run, item, house);
    return heads({ expr: ask.with, place }, none).flatMap((with_) => {
      const model = modelOf(with_.term);
      if (!model) {
        unchecked(
          ask.with.span,
          "the token budget of this ask",
          "which model answers is not known before the run",
        );
        return [];
      }
      const { ref, window, fact, by } = located(model, house.facts, house.homeOf(model).file, typesIn(house));
      const what = budgetOf(model);
      const lacks = fact && "found" in fact ? fact.refused : undefined;
      if (by) unchecked(model.value.span, what, COUNTLESS[by], by);
      else if (lacks) refused(model.value.span, lacks);
      else if (ref === null) unchecked(model.value.span, what, "its folder is not written out");
      else if (fact && "found" in fact && window === null)
        unchecked(model.value.span, what, fact.why ?? "its files state no window");
      if (lacks || ref === null || window === null || !fact || !("found" in fact)) return [];
      return heads({ expr: ask.prompt, place }, with_.chosen).flatMap((one) => {
        const called = calledOf(one.term);
        const prompt = called?.declared;
        if (!called || prompt?.kind !== "PromptDecl") {
          unchecked(
            ask.prompt.span,
            "the token budget of this ask",
            "what is asked is no prompt applied here",
          );
          return [];
        }
        const { chosen } = one;
        const reading: Reading = {
          chosen,
          wants,
          counted: (by, at) => otherTokens(by, at, { run, ask, model, ref }, chosen),
          answer: (column) => longestAnswer(column.run, column.item, chosen, house),
        };
        const home = house.homeOf(prompt);
        const there = { house: home, locals: localsOf(prompt, called, home), row: null };
        const setting = (name: string): Term | null => settingOf(name, run, ask, item, prompt, model, house);
        const own = (name: string): boolean => ask.props.some((prop) => prop.name.text === name);
        const [chooses, given] = [own("choose"), own("given")];
        const said = withBehind(
          prompt.items.flatMap((each) => saidBy(each, there, reading)),
          {
            prefix: setting("prefix"),
            choices: chooses ? setting("choices") : null,
            given: given ? setting("given") : null,
          },
          reading,
        );
        const set = chooses || given ? null : setting("max_tokens");
        const output = chooses || given ? unwritten : set && amountsOf(set, chosen);
        const named = with_.term.expr.span;
        return [{ run, ask, prompt, model, named, ref, window, said, output, outputAt: set?.expr ?? null }];
      });
    });
  });
}

const asksOf = (run: RunDecl): (readonly [Ask, number])[] =>
  run.items.flatMap((item, at) =>
    item.kind === "Ask"
      ? [[item, at] as const]
      : item.kind === "RunStep" && item.value.kind === "Ask"
        ? [[item.value, at] as const]
        : [],
  );

function modelOf(term: Term): ModelDecl | null {
  const declared = declaredBy(term);
  return declared?.kind === "ModelDecl" ? declared : null;
}

/** What a part of a prompt says: a message, as many demonstrations as are shown, a conversation of the data. */
function saidBy(item: PromptItem, place: Place, reading: Reading): readonly Said[] {
  switch (item.kind) {
    case "Message":
      return [{ role: item.role, pieces: piecesOf(item.template.parts, place, reading) }];
    case "Shots": {
      const counts = amountsOf({ expr: item.count, place }, reading.chosen);
      const count = counts ? Math.max(...counts.map(({ value }) => value)) : MOST_SHOTS + 1;
      const row = { kind: "table", table: { expr: item.from, place } } as const;
      const one = item.messages.flatMap((each) => saidBy(each, { ...place, row }, reading));
      if (count <= MOST_SHOTS) return Array.from({ length: Math.max(0, count) }).flatMap(() => one);
      const why = "how many demonstrations there are is not known before the run";
      return [
        { role: "user", pieces: [{ kind: "hole", hole: unpacked("shots", item.span), limit: open(why) }] },
      ];
    }
    case "Splice": {
      const term = { expr: item.value, place };
      const turns = valueOf(term, reading.chosen);
      return Array.isArray(turns) && turns.every(isTurn)
        ? turns.map(({ role, content }) => ({ role, pieces: [{ kind: "text", text: content }] }))
        : [{ role: "user", pieces: conversationOf(term, item.span, reading) }];
    }
    case "Prop":
      return [];
  }
}

const MOST_SHOTS = 1_000;

const unpacked = (name: string, span: Span): Filled => ({ name, span, argument: null });

/** A message that is written out. */
const isTurn = (turn: Json): turn is { readonly role: Role; readonly content: string } =>
  typeof turn === "object" &&
  turn !== null &&
  "role" in turn &&
  "content" in turn &&
  ROLES.some((role) => role === turn["role"]) &&
  typeof turn["content"] === "string";

/** Whose tokens are counted where a tokenizer is named, or left to the run; null where they are the asked model's. */
function otherTokens(
  by: Term | undefined,
  at: Place,
  asked: { readonly run: RunDecl; readonly ask: Ask; readonly model: ModelDecl; readonly ref: string },
  chosen: Chosen,
): string | null {
  const run = at.row?.kind === "run" ? at.row.run : asked.run;
  const [first] = asksOf(run);
  // the first ask's model counts for its own rows, whichever it is
  if (!by && first?.[0] === asked.ask) return null;
  const term = by ?? (first && { expr: first[0].with, place: placeIn(run, first[1], at.house) });
  const mine = `not of '${asked.model.name.text}'`;
  for (const one of term ? heads(term, chosen) : []) {
    const model = modelOf(one.term);
    if (!model)
      return one.term.expr.kind === "Str" ? `words, not tokens of '${asked.model.name.text}'` : mine;
    if (located(model, at.house.facts, at.house.homeOf(model).file, typesIn(at.house)).ref !== asked.ref)
      return `tokens of '${model.name.text}', ${mine}`;
  }
  return null;
}

/** Where a setting of an ask is set: ask, then run, prompt, model. */
function settingOf(
  name: string,
  run: RunDecl,
  ask: Ask,
  item: number,
  prompt: PromptDecl,
  model: ModelDecl,
  house: House,
): Term | null {
  const inRun = placeIn(run, item, house);
  const places: readonly (readonly [readonly { readonly kind: string }[], Place])[] = [
    [ask.props, inRun],
    [run.items, inRun],
    [prompt.items, topOf(house.homeOf(prompt))],
    [model.props, topOf(house.homeOf(model))],
  ];
  for (const [props, place] of places) {
    const prop = props.find((one): one is Prop => isProp(one) && one.name.text === name);
    if (prop) return { expr: prop.value, place };
  }
  return null;
}

const isProp = (item: { readonly kind: string }): item is Prop => item.kind === "Prop";

/** The most tokens that the answer of another ask can have; null where that is not known. */
function longestAnswer(run: RunDecl, item: number, chosen: Chosen, house: House): number | null {
  const [ask] = asksOf(run).find(([, at]) => at === item) ?? [];
  if (!ask) return null;
  const place = placeIn(run, item, house);
  const cases = heads({ expr: ask.with, place }, chosen).flatMap((one): (number | null)[] =>
    heads({ expr: ask.prompt, place }, one.chosen).map((two) => answerOf(run, ask, item, one, two, house)),
  );
  return cases.reduce((most, one) => (most === null || one === null ? null : Math.max(most, one)), 0);
}

function answerOf(run: RunDecl, ask: Ask, item: number, by: Case, of: Case, house: House): number | null {
  const model = modelOf(by.term);
  const prompt = calledOf(of.term)?.declared;
  const set =
    model && prompt?.kind === "PromptDecl"
      ? settingOf("max_tokens", run, ask, item, prompt, model, house)
      : null;
  const amounts = set && amountsOf(set, of.chosen);
  return amounts && Math.max(...amounts.map(({ value }) => value));
}
