// (over 300 lines because the whole union stands on one page) The syntax tree: one readonly discriminated union, and the one table that says where children live.
import type { Span } from "../source.ts";

interface Base {
  readonly span: Span;
}

/** An identifier or key as written, without backticks. `text` is "" where recovery inserted it. */
export interface Name extends Base {
  readonly kind: "Name";
  readonly text: string;
}

// Expressions

export interface Num extends Base {
  readonly kind: "Num";
  readonly value: number;
  /** As written: `8Ki`, `95%`. */
  readonly raw: string;
}
export interface Str extends Base {
  readonly kind: "Str";
  readonly value: string;
}
export interface Bool extends Base {
  readonly kind: "Bool";
  readonly value: boolean;
}
export interface Null extends Base {
  readonly kind: "Null";
}
/** `"""..{{ }}.."""` with the common indent already removed from the text parts. */
export interface Template extends Base {
  readonly kind: "Template";
  readonly parts: readonly Part[];
}
/** `.name`: a column of the row in context. */
export interface Field extends Base {
  readonly kind: "Field";
  readonly name: Name;
}
/** A bare name: axis, parameter or declaration. */
export interface Ref extends Base {
  readonly kind: "Ref";
  readonly name: Name;
}
export interface List extends Base {
  readonly kind: "List";
  readonly items: readonly Expr[];
}
export interface Entry extends Base {
  readonly kind: "Entry";
  readonly key: Name;
  readonly value: Expr;
}
export interface RecordExpr extends Base {
  readonly kind: "Record";
  readonly entries: readonly Entry[];
}
export interface If extends Base {
  readonly kind: "If";
  readonly test: Expr;
  readonly then: Expr;
  readonly else: Expr;
}
export interface Lambda extends Base {
  readonly kind: "Lambda";
  readonly param: Name;
  readonly body: Expr;
}
export type UnaryOp = "-" | "not";
export interface Unary extends Base {
  readonly kind: "Unary";
  readonly op: UnaryOp;
  readonly of: Expr;
}
export type BinaryOp =
  "+" | "-" | "*" | "/" | "%" | "??" | "and" | "or" | "==" | "!=" | "<=" | ">=" | "<" | ">" | "in";
export interface Binary extends Base {
  readonly kind: "Binary";
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
}
/** `left |> f(args)`: a call whose first argument is `left`. `f` without parentheses has no args. */
export interface Pipe extends Base {
  readonly kind: "Pipe";
  readonly left: Expr;
  readonly call: Call;
}
export interface Arg extends Base {
  readonly kind: "Arg";
  readonly name: Name | null;
  readonly value: Expr;
}
/** `f(args)`, or `lab.f(args)` where the callee is a path. */
export interface Call extends Base {
  readonly kind: "Call";
  readonly path: readonly Name[];
  readonly args: readonly Arg[];
}
export interface Get extends Base {
  readonly kind: "Get";
  readonly of: Expr;
  readonly name: Name;
}
/** `of[at]` or `of[at .. to]`. */
export interface Index extends Base {
  readonly kind: "Index";
  readonly of: Expr;
  readonly at: Expr;
  readonly to: Expr | null;
}
/** A hole left by recovery; nothing downstream complains about it again. */
export interface Missing extends Base {
  readonly kind: "Missing";
}
export type Expr =
  | Num
  | Str
  | Bool
  | Null
  | Template
  | Field
  | Ref
  | List
  | RecordExpr
  | If
  | Lambda
  | Unary
  | Binary
  | Pipe
  | Call
  | Get
  | Index
  | Missing;

// Template parts

export interface TextPart extends Base {
  readonly kind: "TextPart";
  readonly text: string;
}
export interface Hole extends Base {
  readonly kind: "Hole";
  readonly value: Expr;
}
export interface IfPart extends Base {
  readonly kind: "IfPart";
  readonly test: Expr;
  readonly then: readonly Part[];
  readonly else: readonly Part[];
}
export interface EachPart extends Base {
  readonly kind: "EachPart";
  readonly item: Name;
  readonly index: Name | null;
  readonly of: Expr;
  readonly body: readonly Part[];
}
export type Part = TextPart | Hole | IfPart | EachPart;

// Types as written

export interface TypeName extends Base {
  readonly kind: "TypeName";
  readonly name: Name;
  readonly args: readonly TypeExpr[];
}
export interface TypeLiteral extends Base {
  readonly kind: "TypeLiteral";
  readonly value: string;
}
export interface TypeField extends Base {
  readonly kind: "TypeField";
  readonly name: Name;
  readonly type: TypeExpr;
}
export interface TypeRecord extends Base {
  readonly kind: "TypeRecord";
  readonly fields: readonly TypeField[];
}
export interface TypeList extends Base {
  readonly kind: "TypeList";
  readonly of: TypeExpr;
}
export interface TypeOptional extends Base {
  readonly kind: "TypeOptional";
  readonly of: TypeExpr;
}
export interface TypeUnion extends Base {
  readonly kind: "TypeUnion";
  readonly of: readonly TypeExpr[];
}
export type TypeExpr = TypeName | TypeLiteral | TypeRecord | TypeList | TypeOptional | TypeUnion;

// Pieces of statements

/** `name: value` in a property block. */
export interface Prop extends Base {
  readonly kind: "Prop";
  readonly name: Name;
  readonly value: Expr;
}
export interface Param extends Base {
  readonly kind: "Param";
  readonly name: Name;
  readonly type: TypeExpr;
  readonly default: Expr | null;
}
/** `cuda(0)`. */
export interface Device extends Base {
  readonly kind: "Device";
  readonly name: Name;
  readonly index: number | null;
}
/** `name: Text[] [1..8] { ... }` of a shape. `max` is null for an open upper end. */
export interface ShapeField extends Base {
  readonly kind: "ShapeField";
  readonly name: Name;
  readonly type: TypeExpr;
  readonly card: { readonly min: number; readonly max: number | null } | null;
  readonly fields: readonly ShapeField[] | null;
}
export type Role = "system" | "user" | "assistant";
export interface Message extends Base {
  readonly kind: "Message";
  readonly role: Role;
  readonly template: Template;
}
/** `messages expr`: a column of {role, content}. */
export interface Splice extends Base {
  readonly kind: "Splice";
  readonly value: Expr;
}
export interface Shots extends Base {
  readonly kind: "Shots";
  readonly count: Expr;
  readonly from: Expr;
  readonly messages: readonly Message[];
}
export type PromptItem = Message | Splice | Shots | Prop;
export interface Vary extends Base {
  readonly kind: "Vary";
  readonly name: Name;
  readonly in: Expr;
}
export interface Ask extends Base {
  readonly kind: "Ask";
  readonly prompt: Expr;
  readonly with: Expr;
  readonly props: readonly Prop[];
}
export interface RunStep extends Base {
  readonly kind: "RunStep";
  readonly name: Name;
  readonly value: Ask | Expr;
  readonly when: Expr | null;
}
export type RunItem = RunStep | Ask | Prop;
/** `by [len, .dataset]`; `field` is true where it was written with a dot. */
export interface Column extends Base {
  readonly kind: "Column";
  readonly name: Name;
  readonly field: boolean;
}
export interface Metric extends Base {
  readonly kind: "Metric";
  readonly name: Name;
  readonly value: Expr;
}
export type ScoreItem = Metric | Prop;

// Statements

interface Declared extends Base {
  /** Joined text of the `///` lines directly above, or "". */
  readonly doc: string;
}

/** `language 1`. */
export interface Pragma extends Declared {
  readonly kind: "Pragma";
  readonly version: number;
}
export interface Setting extends Declared {
  readonly kind: "Setting";
  readonly name: Name;
  readonly value: Expr;
}
/** `use "x" as lab` (names empty) or `use { a, b } from "x"`. */
export interface Use extends Declared {
  readonly kind: "Use";
  readonly from: string;
  /** The same with its place. */
  readonly path: Str;
  readonly as: Name | null;
  readonly names: readonly Name[];
}
export interface ParamDecl extends Declared {
  readonly kind: "ParamDecl";
  readonly name: Name;
  readonly type: TypeExpr | null;
  readonly value: Expr;
}
export interface DataDecl extends Declared {
  readonly kind: "DataDecl";
  readonly name: Name;
  readonly value: Expr;
}
export interface LetDecl extends Declared {
  readonly kind: "LetDecl";
  readonly name: Name;
  readonly type: TypeExpr | null;
  readonly value: Expr;
}
export interface FnDecl extends Declared {
  readonly kind: "FnDecl";
  readonly name: Name;
  readonly params: readonly Param[];
  readonly returns: TypeExpr | null;
  readonly body: Expr;
}
export interface ModelDecl extends Declared {
  readonly kind: "ModelDecl";
  readonly name: Name;
  readonly value: Expr;
  /** In the order to try; empty when no `on` was written. */
  readonly devices: readonly Device[];
  readonly props: readonly Prop[];
}
export interface ShapeDecl extends Declared {
  readonly kind: "ShapeDecl";
  readonly name: Name;
  readonly fields: readonly ShapeField[];
}
export interface PromptDecl extends Declared {
  readonly kind: "PromptDecl";
  readonly name: Name;
  readonly params: readonly Param[];
  readonly returns: TypeExpr | null;
  readonly items: readonly PromptItem[];
}
export interface RunDecl extends Declared {
  readonly kind: "RunDecl";
  readonly name: Name;
  readonly over: Expr;
  readonly vary: readonly Vary[];
  readonly items: readonly RunItem[];
}
export interface ScoreDecl extends Declared {
  readonly kind: "ScoreDecl";
  readonly name: Name;
  readonly of: Expr;
  readonly by: readonly Column[];
  readonly items: readonly ScoreItem[];
}
export interface ChartDecl extends Declared {
  readonly kind: "ChartDecl";
  readonly name: Name | null;
  readonly value: Expr;
  readonly props: readonly Prop[];
}
export interface CheckStmt extends Declared {
  readonly kind: "CheckStmt";
  readonly value: Expr;
  readonly label: string | null;
}
export interface Command extends Declared {
  readonly kind: "Command";
  readonly verb: "show" | "explain" | "estimate" | "preview";
  readonly value: Expr | null;
  readonly for: Expr | null;
}
/** A cell that is one expression: it is shown. */
export interface Bare extends Declared {
  readonly kind: "Bare";
  readonly value: Expr;
}
/** `name = literal` in a cell tagged `parameters` or `injected-parameters`. */
export interface Assign extends Declared {
  readonly kind: "Assign";
  readonly name: Name;
  readonly value: Expr;
}
/** A cell of TypeScript, whole. */
export interface Script extends Declared {
  readonly kind: "Script";
  /** The cell, its first line blank: offsets are those of the cell. */
  readonly text: string;
  /** False: types are not looked at. */
  readonly checks: boolean;
  /** Its first line. */
  readonly head: Span;
  /** What it exports, types left out; none while that is not known. */
  readonly names: readonly Name[];
  readonly outline: OutlineFact | null;
}
/** What a TypeScript cell declares at its top, and what it mentions, before anything is known of types. */
export interface OutlineFact {
  readonly names: readonly OutlineName[];
  /** Words that may stand for something outside the cell. */
  readonly mentions: readonly string[];
  /** Its first syntax error. */
  readonly fault: Fault | null;
}
export interface OutlineName {
  readonly name: string;
  /** Where it is written. */
  readonly start: number;
  readonly end: number;
  readonly exported: boolean;
  readonly kind: "function" | "constant" | "variable" | "import" | "type";
}
/** Something wrong with a cell, in the words of TypeScript. Offsets are those of the cell. */
export interface Fault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** As in `TS2322`; none for what is ours. */
  readonly code?: number;
}
export type Statement =
  | Pragma
  | Setting
  | Use
  | ParamDecl
  | DataDecl
  | LetDecl
  | FnDecl
  | ModelDecl
  | ShapeDecl
  | PromptDecl
  | RunDecl
  | ScoreDecl
  | ChartDecl
  | CheckStmt
  | Command
  | Bare
  | Assign
  | Script;

export type Node =
  | Name
  | Expr
  | Entry
  | Arg
  | Part
  | TypeExpr
  | TypeField
  | Prop
  | Param
  | Device
  | ShapeField
  | Message
  | Splice
  | Shots
  | Vary
  | Ask
  | RunStep
  | Column
  | Metric
  | Statement;

export type Kind = Node["kind"];
type NodeOf<K extends Kind> = Extract<Node, { kind: K }>;

/** Node kind -> the properties that hold child nodes or lists of them, in source order. `walk` and `rewrite` run on it. */
export const children: { readonly [K in Kind]: readonly (keyof NodeOf<K> & string)[] } = {
  Name: [],
  Num: [],
  Str: [],
  Bool: [],
  Null: [],
  Template: ["parts"],
  Field: ["name"],
  Ref: ["name"],
  List: ["items"],
  Entry: ["key", "value"],
  Record: ["entries"],
  If: ["test", "then", "else"],
  Lambda: ["param", "body"],
  Unary: ["of"],
  Binary: ["left", "right"],
  Pipe: ["left", "call"],
  Arg: ["name", "value"],
  Call: ["path", "args"],
  Get: ["of", "name"],
  Index: ["of", "at", "to"],
  Missing: [],
  TextPart: [],
  Hole: ["value"],
  IfPart: ["test", "then", "else"],
  EachPart: ["item", "index", "of", "body"],
  TypeName: ["name", "args"],
  TypeLiteral: [],
  TypeField: ["name", "type"],
  TypeRecord: ["fields"],
  TypeList: ["of"],
  TypeOptional: ["of"],
  TypeUnion: ["of"],
  Prop: ["name", "value"],
  Param: ["name", "type", "default"],
  Device: ["name"],
  ShapeField: ["name", "type", "fields"],
  Message: ["template"],
  Splice: ["value"],
  Shots: ["count", "from", "messages"],
  Vary: ["name", "in"],
  Ask: ["prompt", "with", "props"],
  RunStep: ["name", "value", "when"],
  Column: ["name"],
  Metric: ["name", "value"],
  Pragma: [],
  Setting: ["name", "value"],
  Use: ["path", "as", "names"],
  ParamDecl: ["name", "type", "value"],
  DataDecl: ["name", "value"],
  LetDecl: ["name", "type", "value"],
  FnDecl: ["name", "params", "returns", "body"],
  ModelDecl: ["name", "value", "devices", "props"],
  ShapeDecl: ["name", "fields"],
  PromptDecl: ["name", "params", "returns", "items"],
  RunDecl: ["name", "over", "vary", "items"],
  ScoreDecl: ["name", "of", "by", "items"],
  ChartDecl: ["name", "value", "props"],
  CheckStmt: ["value"],
  Command: ["value", "for"],
  Bare: ["value"],
  Assign: ["name", "value"],
  Script: ["names"],
};
