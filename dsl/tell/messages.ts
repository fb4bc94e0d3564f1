// (over 300 lines because all wording stands in one file) All wording of the compiler: code -> parameters -> message and hint. Wrong parameters do not compile.
// Wording: a lower-case fact with the user's words in quotes, then one hint; nobody is addressed.
import { counted as countedOf, many } from "./count.ts";
import { remedy, sides } from "./remedy.ts";

export interface Message {
  readonly message: string;
  readonly hint?: string;
}

export interface Params {
  // Syntax
  readonly E001: { found: string; expected: readonly string[]; near: string | undefined };
  readonly E002: { line: number };
  readonly E003: { word: string };
  readonly E004: { block: string };
  readonly E005: { found: string; open: string; line: number };
  readonly E006: { raw: string; whole: number; binary: string };
  readonly E007: { found: string; hint: string };
  readonly E008: { limit: number; what: string };
  readonly E009: { quote: string };
  readonly E010: { what: string };
  readonly E011: { wanted: string; before: string };
  readonly E012: { found: string };
  readonly E013: Record<never, never>;
  readonly E014: { member: string };
  readonly E015: { name: string };
  readonly E016: { found: string; near: string | undefined };
  readonly E017: Record<never, never>;
  readonly E018: { word: string };
  readonly E019: { found: string };
  readonly E020: { message: string; code?: number };
  readonly E021: Record<never, never>;
  readonly E022: { word: string; does: string; name: string };
  readonly I001: { more: number; where: string };
  // Names
  readonly E101: {
    what: string;
    name: string;
    near: string | undefined;
    inScope: readonly string[];
    /** The other cell that the name is local to. */
    stray?: string | undefined;
    /** Of what is called: how the same is written here. */
    callee?: { readonly instead: string | undefined };
  };
  readonly E102: { name: string; other: string };
  readonly E103: { chain: readonly string[] };
  readonly E104: { name: string; is: string; wanted: string; hint?: string | undefined };
  readonly E105: { name: string; what: string };
  readonly E106: { axis: string; run: string };
  readonly E107: { name: string };
  readonly W102: { name: string; other: string };
  readonly W103: { cells: number; names: readonly string[] };
  readonly W104: { cells: number; names: readonly string[]; because: string };
  readonly W105: { name: string; cell: string };
  readonly W106: { names: readonly string[] };
  // Files and sets
  readonly E110: { message: string; hint: string };
  readonly E111: { message: string; hint: string };
  readonly E112: { message: string; hint: string };
  readonly E113: { message: string; hint: string };
  readonly I140: { message: string; hint: string };
  // Modules
  readonly E120: { path: string };
  readonly E121: { chain: readonly string[] };
  readonly E122: { name: string; path: string; why: string };
  readonly E123: { path: string; name: string; near: string | undefined; names: readonly string[] };
  readonly E124: { name: string; names: readonly string[] };
  readonly E125: { message: string; hint: string };
  readonly E126: { name: string };
  readonly E127: { message: string; hint: string };
  /** `scripts`: the file has cells of TypeScript. */
  readonly W120: { path: string; names: readonly string[]; scripts?: boolean };
  readonly W121: { path: string; names: readonly string[] };
  readonly W122: { path: string; faults: readonly string[] };
  readonly E131: { message: string; code?: number };
  readonly E132: { name: string; why: string };
  readonly W124: { prompt: string; param: string; foreign: boolean };
  readonly W123: { name: string; why: string };
  readonly W110: { message: string; hint: string };
  readonly W113: { column: string; delimiter: string };
  /** `because`: the first cause; `by`: the name between them, where there is one. */
  readonly W111: { name: string; because: string; by: string | null };
  readonly W112: { name: string; because: string; by: string | null; several?: boolean };
  // Types, columns, arguments
  readonly E201: {
    table: string;
    column: string;
    near: string | undefined;
    columns: readonly string[];
    what?: "metric";
  };
  readonly E202: { prompt: string; param: string; wanted: string; got: string; hint: string };
  readonly E203: { operator: string; param: string; wanted: string; got: string; hint?: string };
  readonly E204: { what: string; wanted: string; got: string; hint?: string | undefined };
  readonly E205: { operator: string; name: string; near: string | undefined; names: readonly string[] };
  readonly E206: { operator: string; missing: string; wanted: string };
  readonly E207: { operator: string; most: number; names: readonly string[] };
  readonly E208: {
    what: string;
    name: string;
    near: string | undefined;
    names: readonly string[];
    /** The names are columns: of the rows of a table, or of the cells of a score. */
    columns?: "rows" | "cells";
    hint?: string;
  };
  readonly E209: { name: string };
  readonly E210: { name: string; as?: "name" };
  readonly E211: { op: string; left: string; right: string };
  readonly E212: {
    where: string;
    name: string;
    near: string | undefined;
    names: readonly string[];
    asks: boolean;
  };
  readonly E213: { what: string; allowed: readonly string[]; got: string; near: string | undefined };
  readonly E214: { maker: string; name: string; table: string | null };
  readonly E216: { name: string; got: number; range: string };
  readonly E217: { name: string; got: string; wanted: string };
  readonly E220: { name: string; most: number; got: number; example: string };
  readonly E221: { name: string; wanted: string; got: string; example: string };
  readonly E222: { names: readonly string[] };
  readonly E223: { operator: string; param: string };
  readonly E224: { name: string; near: string | undefined; names: readonly string[] };
  readonly E225: { names: readonly string[] };
  readonly E226: { name: string; names: readonly string[] };
  // Runs, statistics
  readonly E302: { message: string; hint: string };
  readonly E303: {
    column: string;
    table: string;
    near: string | undefined;
    columns: readonly string[];
    twice?: string;
  };
  readonly E304: Record<never, never>;
  readonly E305: { op: string };
  readonly E306: { run: string };
  readonly E309: { name: string; other: string; why: "both" | "unwritten" | "needs" | "nothing" | "behind" };
  readonly E310: { nth: number | null; role: string; near: string | undefined };
  readonly E311: { prompt: string; got: string };
  readonly W301: { message: string; hint: string };
  readonly E312: { message: string; hint: string };
  readonly E313: { name: string; other: string | null; idle: string; hint: string };
  readonly E314: { choice: string; wanted: string; prompt: string };
  readonly W303: { n: number; level: string };
  readonly W304: { run: string; prompt: string; over: string };
  // Explaining, previewing
  readonly E320: { got: string };
  readonly E321: { got: string };
  readonly E322: { prompt: string; param: string; wanted: string; row: string | null; written: string };
  readonly E323: { run: string; names: readonly string[]; columns: readonly string[] };
  readonly E324: { verb: string };
  // Shapes
  readonly E401: { field: string; is: string; how: string };
  readonly E402: { shape: string; level: number | null; most: number };
  readonly E403: { shape: string; wanted: string };
  readonly E404: { field: string; min: number; max: number | null };
  readonly E405: { field: string; list: string };
  readonly E406: { shape: string };
  readonly E407: { got: string; body: boolean };
  readonly E408: { name: string; names: readonly string[] };
  // Token budgets
  readonly E301: {
    prompt: string;
    parts: readonly (readonly [tokens: number, name: string])[];
    total: number;
    model: string;
    window: number;
    axis: string | null;
    /** Prompts that are over it, all of them, where they were counted. */
    counted: number | null;
    hint: string;
  };
  readonly W201: {
    hole: string;
    longest: number | null;
    /** It has more; so many were counted. */
    cut: boolean;
    why: string | null;
    room: number | null;
    model: string;
    /** Whether `pack` can shorten it. */
    packs: boolean;
  };
  readonly I201: { what: string; why: string; by: string | null };
  readonly I202: { prompt: string; model: string; left: number; joins: number };
  readonly I203: { set: boolean };
  // Models
  readonly E502: { message: string; hint: string };
  readonly E504: { message: string; hint: string };
  readonly E507: { message: string; hint: string };
  readonly E513: { message: string; hint: string };
  readonly E516: { message: string; hint: string };
  // Not built
  readonly E602: { name: string; what: string; instead?: string };
  // Charts
  readonly E701: {
    chart: string;
    channel: string;
    column: string;
    of: string;
    near: string | undefined;
    columns: readonly string[];
  };
  readonly E702: { key: string; loads: boolean };
  // Checks
  /** `numbers`: both sides where it compares, else "". */
  readonly E801: { label: string; numbers: string };
}
export type Code = keyof Params;

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
const meant = (near: string | undefined): string => (near === undefined ? "" : `; did you mean '${near}'?`);
const some = (names: readonly string[]): string =>
  names.length > 24 ? `${names.slice(0, 24).join(", ")} and ${names.length - 24} more` : names.join(", ");
const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
const shortened = (chain: readonly string[]): readonly string[] =>
  chain.length > 9 ? [...chain.slice(0, 4), "…", ...chain.slice(-4)] : chain;
const given = ({ message, hint }: { message: string; hint: string }): Message => ({ message, hint });

const CROSSING = "types that can cross: string, number, boolean, null, lists, records and unions of words";

/** Characters that nobody sees, by their number. */
const visible = (text: string): string =>
  text.replace(/[\p{C}\p{Z}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);

const unbuilt = "remove it; CHANGELOG.md lists what a version brings";

export const catalogue: { readonly [C in Code]: (params: Params[C]) => Message } = {
  // Syntax
  E001: ({ found, expected, near }) => ({
    message: `unexpected ${found}${meant(near)}`,
    ...(expected.length > 0 && { hint: `expected here: ${oneOf(expected)}` }),
  }),
  E002: ({ line }) => ({
    message: `this """ opened at line ${line} is never closed`,
    hint: 'close the template with """',
  }),
  E003: ({ word }) => ({
    message: `'${word}' is a reserved word`,
    hint: `as a name, write it in backticks: \`${word}\``,
  }),
  E004: ({ block }) => ({
    message: `${block} opened here has no {{#end}}`,
    hint: "close the block with {{#end}}",
  }),
  E005: ({ found, open, line }) => ({
    message: `'${open}' opened at line ${line} is not closed before ${found}`,
    hint: "close it, or remove it",
  }),
  E006: ({ raw, whole, binary }) => ({
    message: `'${raw}' is ambiguous`,
    hint: `write ${whole} or ${binary}`,
  }),
  E007: ({ found, hint }) => ({ message: `'${visible(found)}' has no meaning here`, hint }),
  E008: ({ limit, what }) => ({
    message: `${what} is above the limit of ${limit}`,
    hint: "split it into smaller parts",
  }),
  E009: ({ quote }) => ({
    message: `this ${quote} is never closed on its line`,
    hint: 'close the string, or use """ for several lines',
  }),
  E010: ({ what }) => ({ message: what }),
  E011: ({ wanted, before }) => ({ message: `missing ${wanted} before ${before}` }),
  E012: ({ found }) => ({ message: `'${found}' closes nothing`, hint: "remove it, or open it earlier" }),
  E013: () => ({
    message: "an expression can only stand alone in its cell",
    hint: "write 'show' before it, or give it a cell of its own",
  }),
  E014: ({ member }) => ({
    message: "only a name can be called",
    hint:
      member === ""
        ? "name the function: f(...) or module.f(...)"
        : `values have no methods: write ${member}(...) around the value`,
  }),
  E015: ({ name }) => ({
    message: `'${name} = ...' is legal in a parameter cell only`,
    hint: `declare the value: let ${name} = ...`,
  }),
  E016: ({ found, near }) => ({
    message: `unknown block ${found}${near === undefined ? "" : `; did you mean ${near}?`}`,
    hint: "blocks: {{#if x}}, {{#else}}, {{#each x in xs}}, {{#end}}",
  }),
  E017: () => ({ message: "a string is written in double quotes", hint: 'write "..."' }),
  E018: ({ word }) => ({
    message: `'${word}' starts a statement, but stands inside another one`,
    hint: "start the statement on a new line",
  }),
  E019: ({ found }) => ({
    message: `'${found}' is no known escape`,
    hint: 'write \\\\ for a backslash; known: \\n \\t \\r \\b \\f \\" \\\\ \\/ \\uXXXX',
  }),
  E020: ({ message, code }) => ({
    message,
    ...(code !== undefined && { hint: `TS${code}, from TypeScript` }),
  }),
  E021: () => ({
    message: "'%%ts' starts a cell, and stands behind something here: from it on nothing is read",
    hint: 'give it a cell of its own; a .strux file is one cell: run the notebook, or keep the TypeScript in a file for use "./file.ts"',
  }),
  E022: ({ word, does, name }) => ({
    message: `'${word}' stands alone: ${does}`,
    hint: `one name is computed and shown by 'show ${name}'`,
  }),
  I001: ({ more, where }) => ({
    message: `and ${countedOf(more, "more problem")} in this ${where}`,
    hint: "they are told when these are mended",
  }),
  // Names
  E101: ({ what, name, near, inScope, stray, callee }) => {
    if (stray !== undefined)
      return {
        message: `unknown ${what} '${name}'; it is local to ${stray}`,
        hint: "a name that starts with _ is seen in its own cell only; rename it to use it in others",
      };
    const names = inScope.length > 0 ? [`in scope: ${some(inScope)}`] : [];
    const all = callee && near === undefined ? ["docs/library.md lists all operators"] : [];
    const hint = callee?.instead ?? [...names, ...all].join("; ");
    return { message: `unknown ${what} '${name}'${meant(near)}`, ...(hint !== "" && { hint }) };
  },
  E102: ({ name, other }) => ({
    message: `'${name}' is also defined in ${other}; a batch run needs one definition`,
    hint: "rename or delete one",
  }),
  E103: ({ chain }) => ({
    message: `'${chain[0] ?? ""}' depends on itself: ${shortened(chain).join(" → ")}`,
    hint: "break the circle",
  }),
  E104: ({ name, is, wanted, hint }) => ({
    message: `'${name}' is ${is}, but ${wanted} is wanted here`,
    ...(hint !== undefined && { hint }),
  }),
  E105: ({ name, what }) => ({ message: `'${name}' is ${what}`, hint: `call it: ${name}(...)` }),
  E106: ({ axis, run }) => ({
    message: `axis '${axis}' of run '${run}' is not in scope inside 'over'`,
    hint: "use the axis in vary, step or ask",
  }),
  E107: ({ name }) => ({
    message: `'.${name}' is a column, and there is no row here`,
    hint: "columns are legal in step, when, vary, ask, metric, shots and in arguments over rows",
  }),
  W102: ({ name, other }) => ({
    message: `'${name}' is also defined in ${other}; the cell that was run last counts`,
    hint: "rename or delete one: a batch run takes no second definition",
  }),
  W103: ({ cells, names }) => ({
    message: `${countedOf(cells, "cell")} now stale: ${some(names)}`,
    hint: "run `refresh`",
  }),
  W104: ({ cells, names, because }) => ({
    message: `${countedOf(cells, "cell")} now broken: ${some(names)}`,
    hint: because,
  }),
  W105: ({ name, cell }) => ({
    message: `'${name}' stays what ${cell} makes it, since this definition failed`,
  }),
  W106: ({ names }) => ({
    message: `${quoted(names)} ${names.length === 1 ? "has" : "have"} no value any more, since this cell failed`,
    hint: "what the cell said before brings it back, answers of models from the store",
  }),
  // Files and sets
  E110: given,
  E111: given,
  E112: given,
  E113: given,
  I140: ({ message, hint }) => ({ message: `${message}: its columns are not checked`, hint }),
  W110: given,
  W113: ({ column, delimiter }) => ({
    message: `this file has one column: ${JSON.stringify(column)}`,
    hint: `if that is several: delimiter: ${JSON.stringify(delimiter)}`,
  }),
  // Modules
  E120: ({ path }) => ({
    message: `'use "${path}"' names nothing that it brings in`,
    hint: `write: use "${path}" as name, or: use { name } from "${path}"`,
  }),
  E121: ({ chain }) => ({
    message: `'${chain[0] ?? ""}' uses itself: ${shortened(chain).join(" → ")}`,
    hint: "move what both need into a file of its own",
  }),
  E122: ({ name, path, why }) => ({
    message: `'${name}' of '${path}' cannot be called from here: ${why}`,
    hint: CROSSING,
  }),
  E123: ({ path, name, near, names }) => ({
    message: `'${path}' has no '${name}'${meant(near)}`,
    hint: names.length > 0 ? `it has: ${some(names)}` : "it has no names to take",
  }),
  E124: ({ name, names }) => ({
    message: `'${name}' is a module, and no value`,
    hint:
      names.length > 0
        ? `name one of its members: ${some(names.map((one) => `${name}.${one}`))}`
        : "it has no members",
  }),
  E125: given,
  E126: ({ name }) => ({
    message: `${name} is TypeScript, and --no-host refuses to run it`,
    hint: "run without --no-host, or leave out what rests on it",
  }),
  E127: given,
  E131: ({ message, code }) => ({
    message,
    ...(code !== undefined && {
      hint: `TS${code}, from TypeScript; '%%ts --no-check' runs a cell whose types are not looked at`,
    }),
  }),
  E132: ({ name, why }) => ({
    message: `'${name}' of a TypeScript cell cannot be used here: ${why}`,
    hint: CROSSING,
  }),
  W124: ({ prompt, param, foreign }) => ({
    message: `prompt '${prompt}' never uses '${param}'`,
    hint: foreign
      ? `write {{ ${param} }}, and {{#if ${param}}}`
      : `put {{ ${param} }} into a message, or take the parameter away`,
  }),
  W123: ({ name, why }) => ({
    message: `'${name}' is exported, and the program cannot call it: ${why}`,
    hint: CROSSING,
  }),
  W120: ({ path, names, scripts = false }) => ({
    message: `what '${path}' brings in has errors: ${quoted(names)}`,
    hint: scripts
      ? "they are told at their place in that file, whose cells of TypeScript are not taken over; functions that notebooks share stand in a .ts file"
      : "they are told at their place in that file",
  }),
  W121: ({ path, names }) => ({
    message: `'${path}' exports what cannot be called from here: ${some(names)}`,
    hint: "its other exports can be used",
  }),
  W122: ({ path, faults }) => ({
    message: `'${path}' has type errors: ${faults[0] ?? ""}${faults.length > 1 ? `, and ${faults.length - 1} more` : ""}`,
    hint: "it runs all the same; its types may not say what it does",
  }),
  W111: ({ name, because, by }) => ({
    message: `${name} is skipped, because '${because}' is${by === null ? "" : `, on which it rests through '${by}'`}`,
  }),
  W112: ({ name, because, by, several }) => ({
    message: `${name} ${several === true ? "are left out: they rest" : "is left out: it rests"}${by === null ? "" : ` through '${by}'`} on '${because}', which has an error`,
  }),
  // Types, columns, arguments
  E201: ({ table, column, near, columns, what = "column" }) => ({
    message: `${table} has no ${what} '${column}'${meant(near)}`,
    hint: `${what}s: ${some(columns)}`,
  }),
  E202: ({ prompt, param, wanted, got, hint }) => ({
    message: `prompt '${prompt}' needs ${param}: ${wanted}, got ${got}`,
    hint: hint === "" ? remedy(wanted, got) : hint,
  }),
  E203: ({ operator, param, wanted, got, hint }) => ({
    message: `'${operator}' takes ${param}: ${wanted}, but got ${got}`,
    hint: hint ?? remedy(wanted, got),
  }),
  E204: ({ what, wanted, got, hint }) => ({
    message: `${what} must be ${wanted}, got ${got}`,
    hint: hint ?? remedy(wanted, got),
  }),
  E205: ({ operator, name, near, names }) => ({
    message: `'${operator}' has no argument '${name}'${meant(near)}`,
    hint: names.length > 0 ? `arguments: ${some(names)}` : "it takes no arguments",
  }),
  E206: ({ operator, missing, wanted }) => ({
    message: `'${operator}' needs ${missing}: ${wanted}`,
    hint: `write ${missing}: ...`,
  }),
  E207: ({ operator, most, names }) => ({
    message: `'${operator}' takes at most ${countedOf(most, "argument")} by position`,
    hint: `arguments: ${some(names)}`,
  }),
  E208: ({ what, name, near, names, columns, hint }) => ({
    message: `${what} has no '${name}'${columns && names.includes(name) ? " itself" : meant(near)}`,
    ...(hint !== undefined && { hint }),
    ...(names.length > 0 && {
      hint: `${columns ? `its ${columns} have` : "it has"}: ${some(names)}${columns === "rows" ? `; of its first row: [0].${names.includes(name) ? name : (near ?? names[0])}` : ""}`,
    }),
  }),
  E209: ({ name }) => ({ message: `'${name}' is given twice`, hint: "keep one" }),
  E210: ({ name, as }) => ({
    message: `'${name}' cannot be a ${as === "name" ? "name" : "column or key"}`,
    hint: "rename it",
  }),
  E211: ({ op, left, right }) => ({
    message: `'${op}' does not work on ${left} and ${right}`,
    hint: sides(op, [left, right]),
  }),
  E212: ({ where, name, near, names, asks }) => ({
    message: `unknown property '${name}' in ${where}${meant(near)}`,
    hint:
      asks === true
        ? `it makes columns of an answer, and stands where that is asked: ask ... with ... { ${name}: ... }`
        : names.length > 0
          ? `properties: ${some(names)}`
          : "no properties are taken here",
  }),
  E213: ({ what, allowed, got, near }) => ({
    message: `${what} is one of ${quoted(allowed)}, got ${got}${meant(near)}`,
    hint: "write one of these words",
  }),
  E214: ({ maker, name, table }) => ({
    message:
      table === null
        ? `${maker} makes two columns '${name}'`
        : `${maker} makes a column '${name}', which ${table} already has`,
    hint: `rename one${table === null ? "" : `: ${table} |> rename(old_${name}: .${name})`}`,
  }),
  E216: ({ name, got, range }) => ({
    message: `'${name}' is out of its range: ${got}`,
    hint: `allowed: ${range}`,
  }),
  E217: ({ name, got, wanted }) => ({ message: `'${name}' cannot be ${got}`, hint: `write ${wanted}` }),
  E220: ({ name, most, got, example }) => ({
    message: `'${name}' takes ${most === 0 ? "no type arguments" : `at most ${most} type argument${most === 1 ? "" : "s"}`}, got ${got}`,
    hint: `write ${example === "" ? name : example}`,
  }),
  E221: ({ name, wanted, got, example }) => ({
    message: `'${name}<…>' takes ${wanted}, got ${got}`,
    hint: `write ${example}`,
  }),
  E222: ({ names }) => ({
    message: "a function stands where a value is wanted",
    hint: names.length > 0 ? `functions go to ${oneOf(names)}` : "write the value",
  }),
  E223: ({ operator, param }) => ({
    message: `'${operator}' takes ${param} as a function of the item here`,
    hint: "write one, item => ..., with item.x for a member of the item",
  }),
  E224: ({ name, near, names }) => ({
    message: `unknown key '${name}'${meant(near)}`,
    hint: `keys: ${some(names)}`,
  }),
  E225: ({ names }) => ({
    message: `the record lacks ${quoted(names)}`,
    hint: `write ${names.map((name) => `${name}: ...`).join(", ")}`,
  }),
  E226: ({ name, names }) => ({
    message: `'${name}' is a part of several shapes: ${names.join(", ")}`,
    hint: "declare it as a shape of its own",
  }),
  // Runs, statistics
  E302: given,
  E303: ({ column, table, near, columns, twice }) => ({
    message: `pairing needs an id column that is unique per item and present in every arm; '.${column}' ${twice === undefined ? `is missing in '${table}'${meant(near)}` : `of '${table}' holds ${twice} twice in one cell`}`,
    hint:
      twice !== undefined
        ? "name the column in which the rows differ in by [...], or give each item an id of its own"
        : columns.length > 0
          ? `columns: ${some(columns)}`
          : "name the column that holds it: ci: bootstrap(2000, paired: .item)",
  }),
  E304: () => ({
    message: "seeds change nothing at temperature 0",
    hint: "set temperature above 0, or vary the seed of the data instead",
  }),
  E305: ({ op }) => ({ message: `an Estimate cannot be compared by '${op}'`, hint: "say .mean, .lo or .hi" }),
  E309: ({ name, other, why }) => {
    if (why === "both")
      return { message: `'${name}' cannot stand beside '${other}'`, hint: "keep the one that is meant" };
    if (why === "needs") return { message: `'${name}' changes nothing without ${other}`, hint: "remove it" };
    if (why === "behind")
      return {
        message: `'${name}' changes nothing behind a prompt that says something: prompt '${other}'`,
        hint: 'remove it: a text goes in windows where it is alone, behind user """"""',
      };
    if (why === "unwritten")
      return {
        message: `'${name}' says how an answer is written, and with '${other}' none is`,
        hint: "remove it: texts that are there are weighed",
      };
    return {
      message: `'${name}' has nothing to choose from`,
      hint: 'write choices: ["yes", "no"], or let the prompt return such words: -> "yes" | "no"',
    };
  },
  E306: ({ run }) => ({
    message: `run '${run}' asks twice`,
    hint: "name each: step facts = ask ... with ...",
  }),
  E310: ({ nth, role, near }) => ({
    message: `${nth === null ? "a message" : `message ${nth}`} has the role '${role}'${meant(near)}`,
    hint: "roles: system, user, assistant",
  }),
  E311: ({ prompt, got }) => ({
    message: `prompt '${prompt}' cannot return ${got}`,
    hint: 'an answer is read as Text, Int, Num, Bool, Json, words ("yes" | "no"), or a record or list of these',
  }),
  E312: given,
  E313: ({ name, other, idle, hint }) => ({
    message:
      other === null ? `'${name}' does nothing ${idle}` : `'${name}' does not go together with '${other}'`,
    hint,
  }),
  E314: ({ choice, wanted, prompt }) => ({
    message: `${choice} of 'choices' cannot be read as ${wanted}, which prompt '${prompt}' returns`,
    hint: "write choices that the prompt returns, or let it return Text",
  }),
  W301: given,
  W303: ({ n, level }) => ({
    message: `n = ${n} ${n === 1 ? "item" : "items"} at most: a ${level} interval will be very wide`,
    hint: "score more items, or read the interval and not the mean",
  }),
  W304: ({ run, prompt, over }) => ({
    message: `run '${run}' goes over '${over}', from which prompt '${prompt}' takes its demonstrations`,
    hint: "keep them apart: let parts = holdout(rows, share: 0.2, seed: 7), then parts.train and parts.test",
  }),
  // Explaining, previewing
  E320: ({ got }) => ({
    message: `preview takes a prompt, a prompt with its arguments, or a run, got ${got}`,
    hint: "write: preview plain for qa[0]",
  }),
  E321: ({ got }) => ({ message: `'for' takes a row, got ${got}`, hint: "name one: qa[0]" }),
  E322: ({ prompt, param, wanted, row, written }) => ({
    message:
      row === null
        ? `prompt '${prompt}' needs ${param}: ${wanted}, and there is no row to take it from`
        : `prompt '${prompt}' needs ${param}: ${wanted}, and ${row} has no column '${param}'`,
    hint: `write: preview ${written}`,
  }),
  E323: ({ run, names, columns }) => ({
    message: `run '${run}' does not go over such a row: it has no ${quoted(names.slice(0, 3))}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`,
    hint: `its rows have: ${some(columns)}`,
  }),
  E324: ({ verb }) => ({
    message: `'${verb}' takes no 'for'`,
    hint: "'for' names the row of a preview: preview plain for qa[0]",
  }),
  // Shapes
  E401: ({ field, is, how }) => ({
    message: `field '${field}' is ${is}, but the template uses it as Text`,
    hint: how,
  }),
  E402: ({ shape, level, most }) => ({
    message:
      level === null
        ? `shape '${shape}' may nest without end, and 'structurize' makes ${most} levels without a model`
        : `level ${level} of '${shape}' exceeds what 'structurize' makes without a model (max depth ${most})`,
    hint: "a model that writes fills any shape: with: onnx(...)",
  }),
  E403: ({ shape, wanted }) => ({
    message: `shape '${shape}' has other fields than an Outline, and only a model can fill it`,
    hint: `a model that writes does: with: onnx(...); without one the fields are ${wanted}`,
  }),
  E404: ({ field, min, max }) => ({
    message: `field '${field}' can hold nothing: no number is in [${min}..${max}]`,
    hint: "write the smaller number first, and at least 1 as the larger one",
  }),
  E405: ({ field, list }) => ({
    message: `field '${field}' is no list, and takes no number of items`,
    hint: `make it a list, ${list}, or remove the brackets`,
  }),
  E406: ({ shape }) => ({
    message: `shape '${shape}' has no end: it must hold itself again`,
    hint: "let the list be empty, [0..8], or the field null, with '?'",
  }),
  E407: ({ got, body }) =>
    body
      ? {
          message: `'${got}' is built in and takes no fields`,
          hint: "give the part a name: Aspect[] { ... }",
        }
      : {
          message: `a field of a shape cannot be ${got}`,
          hint: "it is Text, Int, Num, Bool, words, a shape, or a list of these",
        },
  E408: ({ name, names }) => ({
    message:
      names.length === 0
        ? `'${name}' is a built-in type`
        : `shape '${name}' is built in with other fields: ${names.join(", ")}`,
    hint: "rename it",
  }),
  // Token budgets
  E301: ({ prompt, parts, total, model, window, axis, counted, hint }) => ({
    message: `prompt '${prompt}' ${counted === null ? "can need" : "needs"} ${parts.map(([tokens, name]) => `${many(tokens)} (${name})`).join(" + ")} = ${many(total)} tokens, but '${model}' has a window of ${many(window)}${axis === null ? "" : ` (axis ${axis})`}${counted !== null && counted > 1 ? `; all ${counted} prompts are over it` : ""}`,
    hint,
  }),
  W201: ({ hole, longest, cut, why, room, model, packs }) => {
    const left =
      room === null
        ? `nothing of the window of '${model}' is left for it`
        : `the window of '${model}' leaves it ${countedOf(room, "token")}`;
    return {
      message: `${hole} has no token limit${why === null ? "" : `: ${why}`}${longest === null ? "" : `; the largest row measured ${cut ? "has over" : "is"} ${countedOf(longest, "token")}`}`,
      hint: packs ? `add |> pack(n); ${left}` : left,
    };
  },
  I201: ({ what, why, by }) => ({
    message: `${what} is not checked: ${why}`,
    hint:
      by === "scripted"
        ? "it takes prompts of any length"
        : by
          ? 'bound what goes in by words: |> pack(200, tokenizer: "words")'
          : "its prompts are counted when the run starts",
  }),
  I202: ({ prompt, model, left, joins }) => ({
    message: `prompt '${prompt}' fits the window of '${model}' with ${left} tokens to spare, and up to ${joins} may come on top where its texts meet`,
    hint: "it is counted exactly when the run starts",
  }),
  I203: ({ set }) => ({
    message: set
      ? "this number is not known before the run, so the token budget leaves the answer out"
      : "'max_tokens' is set nowhere for this ask, so the token budget leaves the answer out",
    hint: "write it where the model is asked: { max_tokens: 64 }",
  }),
  // Models
  E502: given,
  E504: given,
  E507: given,
  E513: given,
  E516: given,
  // Not built
  E602: ({ name, what, instead = unbuilt }) => ({
    message: `${what} '${name}' is part of the language, but not built in this version`,
    hint: instead,
  }),
  // Charts
  E701: ({ chart, channel, column, of, near, columns }) => ({
    message: `${chart}: ${channel}: '${column}' is not in ${of}${meant(near)}`,
    hint: `columns: ${some(columns)}`,
  }),
  E702: ({ key, loads }) =>
    loads
      ? {
          message: `'${key}' in vega would make the chart load something from outside`,
          hint: "charts hold their own data; remove the key",
        }
      : { message: `'${key}' in vega cannot be set`, hint: "remove the key" },
  // Checks
  E801: ({ label, numbers }) => ({
    message: `${label === "" ? "the check" : `'${label}'`} does not hold${numbers === "" ? "" : `: ${numbers}`}`,
  }),
};

/** What stands at another place that a problem is about. */
export const places = {
  defined: (name: string): string => `'${name}' is defined here as well`,
  rests: (name: string, on: string): string => `'${name}' rests on '${on}' here`,
  found: (what: string): string => `${what} stands here`,
} as const;
