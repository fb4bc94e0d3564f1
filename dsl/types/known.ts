// What the language may name, handed down as data: operator signatures, property sets, facts about the outside.
import type { RuleName } from "./rule-name.ts";
import type { Range } from "./range.ts";
import type { Source } from "../source.ts";
import type { Fault, OutlineFact } from "../syntax/ast.ts";
import type { Does, Fields, Type } from "./types.ts";

export type { Fault, OutlineFact, OutlineName } from "../syntax/ast.ts";

export interface ParamInfo {
  readonly name: string;
  readonly type: Type;
  readonly doc: string;
  /** May be left out. */
  readonly optional: boolean;
  /** What stands in for it then, for pages and hovers. */
  readonly fallback?: unknown;
  readonly range?: Range; // which numbers it takes, where not all of its type
  /** The argument is an expression over a row (`row => T`): `.field` is legal inside. */
  readonly row?: boolean;
  /** The row stands for a group of rows: `.field` is the list of its values, except for the columns grouped by. */
  readonly grouped?: boolean;
  /**
   * The argument may be a function: over the items of the list among the arguments, else over the rows of the table.
   * What it must give. Where the argument is neither `row` nor `column`, it must be a function.
   */
  readonly item?: Type;
  /** What that function is of, where it is no item and no row. */
  readonly takes?: Type;
  /** The argument is a column name: `.name`, or a bare name. */
  readonly column?: boolean;
  /** What the column it names is: a metric of a score, or the id that makes items pairs. Plain columns where left out. */
  readonly names?: "metric" | "item";
  /** Of a row argument: rows in which a column it reads is null are left out, so here none of them is null. */
  readonly measures?: boolean;
  /** Takes all remaining positional arguments. */
  readonly many?: boolean;
  /** Left out inside a run, it becomes the model of that run's `ask`. */
  readonly fromRun?: boolean;
}

/** How the result's type follows from the arguments; a rule is a function in `infer.ts`. */
export type Returns = Type | { readonly kind: "rule"; readonly rule: RuleName };
export type { RuleName };

/** How many rows a result has: all that came in, fewer of them, or what the arguments say. A function in `origin.ts`. */
export type RowsRule = "all" | "fewer" | "slice" | "first" | "written" | "drawn";

/** `pure`: depends on its arguments only. `build`: pure and costly, cached. */
export type Effect = "pure" | "reads" | "build" | "model" | "host";

export interface Signature {
  readonly name: string;
  readonly family: string;
  readonly doc: string;
  readonly params: readonly ParamInfo[];
  /** Extra named arguments are accepted: new columns of `derive`, channels of a chart. */
  readonly rest?: ParamInfo;
  readonly returns: Returns;
  /** Of an operator that gives a table: which of the rows it is given. */
  readonly rows?: RowsRule;
  readonly effect: Effect;
  readonly asks?: true; // may ask a model, where what it is given does
  /** Raised whenever the same arguments give another result: part of every cache key. */
  readonly version: number;
  /** What is known of the result's length in tokens before anything runs. */
  readonly length?: Length;
  /** A per-row metric: 0/1 values get another interval than graded ones. */
  readonly metric?: {
    readonly range: "binary" | "graded";
    /** Variants that are 0/1 where the metric as such is graded. */
    readonly binary?: readonly string[];
    /** Needed arguments that are a part of what is measured, so that they stand in its printed name where they are written out. */
    readonly told?: readonly string[];
  };
  /** A function of a TypeScript file. */
  readonly host?: Host;
}
/** Where a function of TypeScript comes from. */
export interface Host {
  /** Path of the file, from the program's own folder. */
  readonly file: string;
  readonly export: string;
  /** Digest of all its module consists of. */
  readonly digest: string;
  /** What stands for the code in a step's hash: the digest, or the version that the function was given. */
  readonly key: string;
  /** Of a TypeScript cell, which the hash of its step stands for: the file is that step. */
  readonly script?: true;
  /** A value that is exported, and no function. */
  readonly constant?: true;
  /** Why what is exported cannot be used. */
  readonly refused?: string;
}

export type Length =
  /** At most as many tokens as the argument `most` says, counted by the tokenizer in the argument `by`. */
  | { readonly most: string; readonly by: string }
  /** As long as the argument `like`: exactly, or but for a token or two. */
  | {
      readonly like: string;
      readonly exact: boolean;
      /** Depends on the word in the argument `by`: the words that write a tree or passages as they were counted, or shorter. */
      readonly written?: {
        readonly by: string;
        readonly tree: string;
        readonly passages: string;
        readonly shorter: readonly string[];
      };
    };

/** A closed set of properties: name -> type. Anything else is an error with a did-you-mean. */
export type PropSet = Fields;

export interface Known {
  readonly operators: { readonly [name: string]: Signature };
  /** Part of the language, not built in this version: using one is E602. */
  readonly planned: readonly string[];
  /** What does nearly the same: for some of these, and for names that other languages use. */
  readonly instead?: { readonly [name: string]: string };
  readonly props: { readonly [where in PropPlace]: PropSet };
  /** Properties of the language that are not built in this version: E602. */
  readonly plannedProps: readonly string[];
  /** A line on each property, for completion and hovers. */
  readonly propDocs?: { readonly [name: string]: string };
  readonly devices: readonly string[];
  /** Digest of a text as lower-case hex; sha256 in this house. Handed in because `dsl` imports nothing. */
  readonly digest: (text: string) => string;
}
export type PropPlace = "model" | "prompt" | "run" | "ask" | "score" | "chart";

/** Answers to `Need`s, by their keys. */
export interface Facts {
  readonly columns?: { readonly [key: string]: ColumnFact };
  readonly models?: { readonly [key: string]: ModelFact };
  readonly counts?: { readonly [key: string]: CountFact };
  readonly modules?: { readonly [key: string]: ModuleFact };
  readonly outlines?: { readonly [key: string]: OutlineFact };
  readonly scripts?: { readonly [key: string]: ScriptFact };
}
/** Something that cannot be had, in the words of a diagnostic. */
export type Unanswered<C extends string> = {
  readonly error: { readonly code: C; readonly message: string; readonly hint: string };
};
type Refusal<C extends string> = Unanswered<C>["error"];
/** A message with holes: its written pieces, one hole between each two. */
export interface ChatForm {
  readonly role: string;
  readonly pieces: readonly string[];
}
/** Tokens of each text and each conversation that was asked about, in order; or why they cannot be had. */
export type CountFact =
  | {
      readonly tokens: readonly number[];
      /** `tokens` of all that is written, chat template included; `joins` at most come on top where holes meet it. */
      readonly chats: readonly { readonly tokens: number; readonly joins: number }[];
      /** At most so many tokens come on top where two texts meet that were counted apart. */
      readonly join: number;
    }
  /** `refused`: the tokenizer cannot be used at all, so nothing can be asked. */
  | { readonly unknown: string }
  | { readonly refused: Refusal<"E507" | "E516"> };
/** What a module offers. `file` is the name under which it is one module, however it was reached. */
export type ModuleFact = HostFact | ProgramFact | Unanswered<"E110" | "E111" | "E112" | "E125" | "E127">;
/** Another program: its declarations are taken in as cells of their own. */
export interface ProgramFact {
  readonly file: string;
  readonly program: Source;
}
/** Exported functions of a TypeScript file, as operators. */
export interface HostFact {
  readonly file: string;
  readonly digest: string;
  readonly operators: readonly Signature[];
  /** Exports that cannot be called from here, and why. */
  readonly refused: readonly { readonly name: string; readonly why: string; readonly callable: boolean }[];
  /** What the type checker says about the file, in its words, with the line. */
  readonly faults: readonly string[];
}
/** What a TypeScript cell gives to the program, by the types of what it exports. Nothing of it is run. */
export type ScriptFact =
  | {
      /** Of the files it imports; "" where there are none. */
      readonly digest: string;
      readonly operators: readonly Signature[];
      readonly constants: readonly { readonly name: string; readonly type: Type; readonly doc: string }[];
      readonly refused: HostFact["refused"];
      readonly faults: readonly Fault[];
      /** The values of the program it reads, of those it was asked about. */
      readonly reads: readonly string[];
      /** The cells before it whose names it uses, by their place in the question. */
      readonly uses: readonly number[];
    }
  | Unanswered<"E110" | "E111" | "E112" | "E127">;
/** A TypeScript cell, as one that another question mentions. */
export interface ScriptText {
  readonly text: string;
  /** Which cells its names of other cells come from: name -> place in the question. */
  readonly from: { readonly [name: string]: number };
}
/** Whether a model folder is there with a tokenizer, and its window in tokens where it states one; weights are not looked at. */
export type ModelFact =
  | {
      readonly found: true;
      readonly window: number | null;
      readonly does?: Does; // left out where its graph does not say
      readonly why?: string;
      /** Why no answer can be had of it: nothing states its window. Its tokenizer may still count. */
      readonly refused?: Refusal<"E507">;
      /** Of a model that a used file names: the folder as the program itself would name it. */
      readonly place?: string;
    }
  | Unanswered<"E111" | "E502" | "E504" | "E507" | "E513" | "E516">;
/** The longest texts that rows hold in a column, longest first; of a list, its items. Very long ones are cut. */
export interface Longest {
  readonly texts: readonly string[];
  /** No row of the table holds any other. */
  readonly all: boolean;
  /** The longest is longer than what stands here of it. */
  readonly cut?: boolean;
}
export type ColumnFact =
  | {
      readonly columns: Fields;
      readonly longest?: { readonly [column: string]: Longest };
      /** The file has one column, whose name holds what rather separates its fields. */
      readonly doubt?: { readonly column: string; readonly delimiter: string };
    }
  /** The file cannot be read at all: an error where it is used. */
  | {
      readonly error: {
        readonly code: "E110" | "E111" | "E112" | "E113";
        readonly message: string;
        readonly hint: string;
      };
    }
  /** What a run may fetch: its columns are not checked (I140). */
  | { readonly away: { readonly message: string; readonly hint: string } }
  /** A named set that is not at hand: warning W110, the statement is skipped. */
  | { readonly absent: { readonly message: string; readonly hint: string } };

/** A question the compiler cannot answer without I/O. Paths start at the folder of `file`, of a used file its name. */
export type Need = { readonly key: string; readonly cell: number; readonly file?: string } & (
  | {
      /** The columns of `reader(uri, ...literal options)`. */
      readonly kind: "columns";
      readonly reader: string;
      readonly args: { readonly [name: string]: unknown };
    }
  | {
      /** What is known of the model of `onnx(folder)`. */
      readonly kind: "model";
      readonly reader: string;
      readonly args: { readonly [name: string]: unknown };
    }
  /** How many tokens texts and conversations have by the tokenizer of the model at `ref`. All of one tokenizer are one need. */
  | {
      readonly kind: "count";
      readonly ref: string;
      readonly texts: readonly string[];
      readonly chats: readonly (readonly ChatForm[])[];
    }
  /** What the file at `path` offers: signatures of a `.ts` file, declarations of a `.strux` or `.ipynb` file. */
  | { readonly kind: "module"; readonly path: string }
  /** What a TypeScript cell declares and mentions. */
  | { readonly kind: "outline"; readonly text: string }
  /** What the first of these TypeScript cells gives; the others are those it can see. `values`: what the program has for them. */
  | {
      readonly kind: "script";
      readonly scripts: readonly ScriptText[];
      readonly values: Fields;
    }
);

/** `file`: where it was asked, since relative paths start there; "" is the program itself. */
export const needKey = (reader: string, args: { readonly [name: string]: unknown }, file = ""): string =>
  `${reader}(${JSON.stringify(args)})${file === "" ? "" : `@${file}`}`;
