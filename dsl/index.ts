// The public surface of the language: a program compiled, and what an editor asks about it.
export { analyse, type Analysis, compile, type Compiled } from "./compile.ts";
export type { Diagnostic, Fix } from "./diagnostic.ts";
export { frame } from "./frame.ts";
export { type Facts, type Known, needKey } from "./known.ts";
export { type Memo, memo } from "./memo.ts";
export { parse } from "./parse.ts";
export type { Plan } from "./plan.ts";
export { type Cell, position, type Source, sourceOf, type Span } from "./source.ts";
