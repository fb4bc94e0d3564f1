// The Plan: plain JSON, one step per statement that makes or shows something, a content hash on each.
import type { Signature } from "../types/known.ts";
import type { SessionWord } from "../syntax/session-words.ts";
import type { PlanShape } from "./shape-plan.ts";
import type { Span } from "../source.ts";
import type { Fields, Type } from "../types/types.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A lowered expression. `at` is where it came from; it never enters a hash. */
export type Ex =
  | { readonly op: "lit"; readonly value: Json }
  /** A column of the row in context. */
  | { readonly op: "field"; readonly name: string; readonly at: Span }
  /** An axis, an intermediate column of a run, or a parameter of a prompt or lambda. */
  | { readonly op: "local"; readonly name: string }
  /** The value another step makes. */
  | { readonly op: "step"; readonly name: string }
  | { readonly op: "get"; readonly of: Ex; readonly name: string; readonly at: Span }
  | { readonly op: "at"; readonly of: Ex; readonly from: Ex; readonly to: Ex | null; readonly at: Span }
  | { readonly op: "list"; readonly items: readonly Ex[] }
  | { readonly op: "record"; readonly entries: readonly (readonly [string, Ex])[] }
  | {
      readonly op: "call";
      /** Name of an operator; of a function of TypeScript, `file:name`. */
      readonly fn: string;
      readonly version: number;
      /** Of a function of TypeScript: what stands for its code. */
      readonly host?: string;
      /** Of what a TypeScript cell exports: the step that runs the cell. */
      readonly script?: Extract<Ex, { op: "step" }>;
      readonly args: { readonly [param: string]: Ex };
      /** Axes this call mentions, itself or through its arguments: it is evaluated once per combination of these. */
      readonly free: readonly string[];
      readonly at: Span;
    }
  /** A prompt applied to arguments: Messages. */
  | {
      readonly op: "apply";
      readonly prompt: string;
      readonly args: { readonly [param: string]: Ex };
      readonly at: Span;
    }
  /** A function of the program applied to arguments. Its body is evaluated with these alone in scope. */
  | {
      readonly op: "invoke";
      readonly fn: string;
      readonly args: { readonly [param: string]: Ex };
      readonly free: readonly string[];
      /** Argument -> the axes it mentions, so that calls of the body are shared as far as their own arguments are. */
      readonly per: { readonly [param: string]: readonly string[] };
      readonly at: Span;
    }
  /** A shape, whole: its own fields first, then the parts they name. */
  | { readonly op: "shape"; readonly shape: PlanShape }
  /** An argument over a row: evaluated by the operator once per row. */
  | { readonly op: "row"; readonly body: Ex }
  | { readonly op: "lambda"; readonly param: string; readonly body: Ex }
  | { readonly op: "unary"; readonly kind: "-" | "not"; readonly of: Ex; readonly at: Span }
  | { readonly op: "binary"; readonly kind: string; readonly left: Ex; readonly right: Ex; readonly at: Span }
  | { readonly op: "if"; readonly test: Ex; readonly then: Ex; readonly else: Ex }
  | { readonly op: "text"; readonly parts: readonly PlanPart[] };

export type PlanPart =
  | { readonly part: "text"; readonly text: string }
  | { readonly part: "hole"; readonly value: Ex; readonly at: Span }
  | {
      readonly part: "if";
      readonly test: Ex;
      readonly then: readonly PlanPart[];
      readonly else: readonly PlanPart[];
    }
  | {
      readonly part: "each";
      readonly item: string;
      readonly index: string | null;
      readonly of: Ex;
      readonly body: readonly PlanPart[];
    };

interface StepBase {
  /** Unique in the plan: the declared name, `_name@cell` of a local one, `show#cell.n` for statements without one. */
  readonly id: string;
  readonly span: Span;
  /** Ids of the steps whose values this one reads, sorted. */
  readonly needs: readonly string[];
  /** sha256 of what the step computes, the hashes of its needs included: spans, comments and order left out. */
  readonly hash: string;
}

export interface ValueStep extends StepBase {
  readonly kind: "param" | "data" | "let";
  readonly value: Ex;
}
export interface PlanDevice {
  readonly kind: string;
  readonly index: number | null;
}
export interface ModelStep extends StepBase {
  readonly kind: "model";
  readonly value: Ex;
  readonly devices: readonly PlanDevice[];
  readonly options: { readonly [name: string]: Ex };
}
export interface PromptStep extends StepBase {
  readonly kind: "prompt";
  readonly params: readonly { readonly name: string; readonly default: Ex | null }[];
  /** In the order in which they stand in the conversation. */
  readonly items: readonly PlanItem[];
  /** What an answer is read as. */
  readonly returns: Type;
  readonly options: { readonly [name: string]: Ex };
}
export interface PlanMessage {
  readonly item: "message";
  readonly role: string;
  readonly template: Ex;
}
/** The first `count` rows of `from` but the asked one, each as these messages over its row. */
export interface PlanShots {
  readonly item: "shots";
  readonly count: Ex;
  readonly from: Ex;
  readonly messages: readonly PlanMessage[];
  readonly at: Span;
}
export type PlanItem =
  | PlanMessage
  /** A list of {role, content}, put in at its place. */
  | { readonly item: "splice"; readonly value: Ex; readonly at: Span }
  | PlanShots;
export interface FnStep extends StepBase {
  readonly kind: "fn";
  readonly params: readonly { readonly name: string; readonly default: Ex | null }[];
  readonly body: Ex;
}
export interface PlanAxis {
  readonly name: string;
  /** Arm names where the axis is a record; null for a list, whose values are their own labels. */
  readonly labels: readonly string[] | null;
  readonly values: readonly Ex[];
  /** Labels for list items that are not plain data (`[small, large]`): the names as written. */
  readonly names: readonly (string | null)[];
  /** Where the axis is neither a written list nor a record: the list it takes its values from. */
  readonly of: Ex | null;
}
export interface PlanColumn {
  readonly name: string;
  readonly ask: PlanAsk | null;
  readonly value: Ex | null;
  readonly when: Ex | null;
}
export interface PlanAsk {
  readonly at: Span;
  readonly prompt: Ex;
  readonly model: Ex;
  readonly options: { readonly [name: string]: Ex };
}
export interface RunPlanStep extends StepBase {
  readonly kind: "run";
  readonly over: Ex;
  readonly axes: readonly PlanAxis[];
  readonly columns: readonly PlanColumn[];
  readonly seeds: Ex | null;
  readonly limit: Ex | null;
}
export interface ScoreStep extends StepBase {
  readonly kind: "score";
  readonly of: Ex;
  readonly by: readonly string[];
  readonly metrics: readonly { readonly name: string; readonly value: Ex }[];
  readonly ci: Ex | null;
  readonly options: { readonly [name: string]: Ex };
}
export interface ChartStep extends StepBase {
  readonly kind: "chart";
  readonly value: Ex;
  readonly options: { readonly [name: string]: Ex };
}
export interface CheckStep extends StepBase {
  readonly kind: "check";
  readonly value: Ex;
  readonly label: string;
}
export interface ShowStep extends StepBase {
  /** Null: the whole program is explained, or estimated. */
  readonly kind: "show" | "explain" | "estimate";
  readonly value: Ex | null;
  /** Of a table that is shown: column -> its checked type. */
  readonly columns?: { readonly [name: string]: string };
}
export interface PreviewStep extends StepBase {
  readonly kind: "preview";
  /** A prompt, a prompt applied to its arguments, or a run. */
  readonly value: Ex;
  /** The row, or the table whose first row it is for. */
  readonly for: Ex | null;
}
/** A cell of TypeScript: it is run for what it does and for what it exports. */
export interface ScriptStep extends StepBase {
  readonly kind: "script";
  /** Without its head, which `at` starts behind; `above`: the lines before that. */
  readonly text: string;
  readonly at: Span & { readonly above: number };
  readonly checks: boolean;
  /** What messages call the cell. */
  readonly called: string;
  /** Of the files it imports; "" where there are none. */
  readonly digest: string;
  /** The values of the program it reads, by name, with their types. */
  readonly reads: { readonly [name: string]: Ex };
  readonly types: Fields;
  /** The cells whose names it uses. */
  readonly uses: readonly Ex[];
}
/** A word about the notebook itself. */
export interface SessionStep extends StepBase {
  readonly kind: "session";
  readonly word: SessionWord;
}
export type Step =
  | ValueStep
  | ModelStep
  | PromptStep
  | FnStep
  | RunPlanStep
  | ScoreStep
  | ChartStep
  | CheckStep
  | ShowStep
  | PreviewStep
  | SessionStep
  | ScriptStep;

/** A TypeScript file, with those of its functions that are called. */
export interface PlanModule {
  /** From the program's own folder. */
  readonly file: string;
  readonly digest: string;
  readonly functions: readonly Signature[];
  /** The `use` that brings it in, or the first line of the cell. */
  readonly at: Span;
  /** It is a cell, and the file is the step that runs it. */
  readonly script?: true;
}

export interface Plan {
  readonly language: 1;
  /** What `set` says; left out where nothing is set. */
  readonly settings?: { readonly [name: string]: string };
  /** In an order in which every step comes after the steps it needs. */
  readonly steps: readonly Step[];
  /** Statements that were left out because a fact is absent (W110), by declared name. */
  readonly skipped: readonly string[];
  /** Of each cell of a used file its name, which relative paths in it start at; left out where all cells are the program's own. */
  readonly files?: { readonly [cell: number]: string };
  /** Left out where there are none. */
  readonly modules?: readonly PlanModule[];
}

const quoted = new Map<string, string>();

/** Keys are the few names of this file, and the user's: quoted once, as long as they are few. */
function quote(key: string): string {
  const known = quoted.get(key);
  if (known !== undefined) return known;
  const made = JSON.stringify(key);
  if (quoted.size < 1000) quoted.set(key, made);
  return made;
}

/** JSON with sorted keys and without `at` and `span`: equal texts mean equal computation. */
export function canonical(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = value as { readonly [key: string]: unknown };
  let text = "";
  for (const key of Object.keys(members).sort()) {
    const item = members[key];
    if (key === "at" || key === "span" || item === undefined) continue;
    text += `${text === "" ? "" : ","}${quote(key)}:${canonical(item)}`;
  }
  return `{${text}}`;
}
