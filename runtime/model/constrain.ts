// Answers held to a form: which tokens may come next. The door of @mlc-ai/web-xgrammar (XGrammar, Dong et al. 2024).
import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import type * as web from "@mlc-ai/web-xgrammar";
import { ModelError, reason } from "./error.ts";
import type { Form } from "./protocol.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Where one answer stands in its form. */
export interface Guide {
  /** The token that was chosen. */
  take(token: number): void;
  /** Takes the token and is true, if the form allows it next: a model that writes the form by itself is not looked after. */
  takes(token: number): boolean;
  /** Finds out what may follow. */
  look(): Promise<void>;
  /** The same in the time in which the graph computes; not where the likeliest tokens have been allowed of late. */
  ahead(): Promise<void>;
  /**
   * Logits [V] with those at minus infinity that the form does not allow next; null where it allows none. After `look`, and good
   * until the next answer of the model is held.
   */
  held(logits: Float32Array): Float32Array | null;
  /** The likeliest id of those that the form allows next, the lowest among equals; null where it allows none. After `look`. */
  likeliest(logits: Float32Array): number | null;
  /** The form is complete and cannot go on, and the model has no token that ends an answer. After `look`. */
  done(): boolean;
  /** The form is complete, whether or not it can go on. After `look`. */
  ends(): boolean;
  /** Lets its memory go, once. */
  close(): void;
}

/** Opens guides of one model: a form is compiled once. */
export interface Guides {
  /** Errors: ModelError E511 for a form that cannot be read. */
  open(form: Form): Promise<Guide>;
}

type Library = typeof web;

/** What the library complained of before it gave up: it ends itself at a form that it cannot read. */
interface Loaded {
  readonly library: Library;
  readonly said: string[];
}
let loaded: Loaded | null = null;

/**
 * The package calls itself a module and holds a script, which Node takes neither by import nor by require; and it writes to
 * the console, which here is the runner's last words.
 */
function load(): Loaded {
  if (loaded) return loaded;
  const file = createRequire(import.meta.url).resolve("@mlc-ai/web-xgrammar");
  const said: string[] = [];
  const heard = (...words: readonly unknown[]): void => void said.push(words.join(" "));
  const script = new Module(file) as Script;
  script.filename = file;
  script.console = { log: heard, error: heard, warn: heard, info: heard };
  script._compile(`const console = module.console;${readFileSync(file, "utf8")}`, file);
  loaded = { library: script.exports as Library, said };
  return loaded;
}

/** What Node has of a module and does not tell its types. */
type Script = Module & {
  console: { readonly [name: string]: (...words: readonly unknown[]) => void };
  _compile(source: string, file: string): void;
};

/** Likeliest tokens that were allowed, one after another, behind which a model is held to write the form by itself. */
const TRUSTED = 8;

/** White space between two parts of JSON: without a bound a model may write it for ever. */
const SPACES = 16;

/** Forms kept compiled; beyond, the oldest goes. */
const KEPT = 16;

/**
 * @param eos ids that end an answer; where there are none, one beyond the logits stands for the end of a form
 * @param width of the logits
 */
export function guides(words: () => Vocabulary, eos: readonly number[], width: number): Guides {
  const forms = new Map<string, web.CompiledGrammar>();
  let known: Vocabulary | undefined;
  const vocabulary = (): Vocabulary => (known ??= words());
  let scratch = new Float32Array();
  const place = (length: number): Float32Array =>
    (scratch = scratch.length === length ? scratch : new Float32Array(length)).fill(-Infinity);
  const ends: [number, number[]] = eos.length > 0 ? [width, [...eos]] : [width + 1, [width]];
  let compiler: { readonly of: Library; readonly made: web.GrammarCompiler } | null = null;
  const compilerOf = async (library: Library): Promise<web.GrammarCompiler> => {
    if (compiler?.of === library) return compiler.made;
    forms.clear();
    const { kind, tokens } = vocabulary();
    const info = await library.TokenizerInfo.createTokenizerInfo(
      padded(tokens, ends[0]),
      kind,
      false,
      ...ends,
    );
    compiler = { of: library, made: await library.GrammarCompiler.createGrammarCompiler(info) };
    return compiler.made;
  };
  return {
    async open(form) {
      const { library, said } = load();
      const made = await compilerOf(library);
      const key = JSON.stringify(form);
      let grammar = forms.get(key);
      if (!grammar) {
        said.length = 0;
        try {
          grammar = await (form.kind === "json"
            ? made.compileJSONSchema(form.schema, true, undefined, undefined, true, SPACES)
            : made.compileGrammar(form.kind === "grammar" ? form.ebnf : ebnfOf(form.of, vocabulary())));
        } catch (thrown) {
          // it cannot be relied on any more
          loaded = null;
          throw unreadable(form, said.join(" ") || reason(thrown));
        }
        if (forms.size >= KEPT) forms.delete(forms.keys().next().value!);
        forms.set(key, grammar);
      }
      const matcher = await library.GrammarMatcher.createGrammarMatcher(grammar);
      return guide(matcher, ends[1], eos.length > 0 ? null : width, place);
    },
  };
}

/** A token for each of `size` ids: those without a text write nothing. */
const padded = (tokens: readonly string[], size: number): string[] =>
  Array.from({ length: size }, (_, id) => tokens[id] ?? "");

/** Ids below `length` whose bits are set, in order. In most words of a narrow form none is set, of a wide one all. */
function eachAllowed(allowed: Int32Array, length: number, hear: (id: number) => void): void {
  for (let word = 0; word < allowed.length; word++) {
    const [first, all] = [word * 32, allowed[word]!];
    if (all === -1 && first + 32 <= length) for (let id = first; id < first + 32; id++) hear(id);
    else
      for (let bits = all; bits !== 0; bits &= bits - 1) {
        const id = first + 31 - Math.clz32(bits & -bits);
        if (id < length) hear(id);
      }
  }
}

/**
 * @param ids that stand for an end
 * @param end the id that stands for the end of a form, where no token does
 * @param place memory for so many numbers, all minus infinity
 */
function guide(
  matcher: web.GrammarMatcher,
  ids: readonly number[],
  end: number | null,
  place: (length: number) => Float32Array,
): Guide {
  let allowed: Int32Array = new Int32Array();
  let [known, closed] = [false, false];
  let trust = 0;
  const look = async (): Promise<void> => {
    if (known) return;
    known = true;
    if (!matcher.isTerminated()) allowed = await matcher.getNextTokenBitmask();
  };
  const allows = (id: number): boolean => ((allowed[id >> 5] ?? 0) & (1 << (id & 31))) !== 0;
  return {
    look,
    take(token) {
      matcher.acceptToken(token);
      known = false;
    },
    takes(token) {
      const can = known ? allows(token) : !matcher.isTerminated();
      const taken = can && matcher.acceptToken(token);
      trust = taken ? trust + 1 : 0;
      if (taken) known = false;
      return taken;
    },
    ahead: async () => (trust < TRUSTED ? look() : undefined),
    held(logits) {
      const held = place(logits.length);
      let some = false;
      eachAllowed(allowed, logits.length, (id) => {
        held[id] = logits[id]!;
        some = true;
      });
      return some ? held : null;
    },
    likeliest(logits) {
      let [best, top] = [-1, -Infinity];
      eachAllowed(allowed, logits.length, (id) => {
        const logit = logits[id]!;
        if (best < 0 || logit > top) [best, top] = [id, logit];
      });
      return best < 0 ? null : best;
    },
    done() {
      if (end === null) return false;
      return allowed.every((bits, word) => bits === (word === end >> 5 ? 1 << (end & 31) : 0));
    },
    ends: () => matcher.isTerminated() || ids.some(allows),
    close() {
      if (!closed) matcher.dispose();
      closed = true;
    },
  };
}

/**
 * A space may stand before a choice: most tokenizers write it into the first token of a word. It must where tokens without one
 * go on with the word before.
 */
function ebnfOf(choices: readonly string[], { kind, tokens }: Vocabulary): string {
  const must = kind === "raw" && tokens.some((token) => token.startsWith(" "));
  return `root ::= ${must ? '" "' : '" "?'} (${choices.map((choice) => JSON.stringify(choice)).join(" | ")})`;
}

/** `[FATAL] /path/grammar_parser.cc:552: EBNF parser error at line 1, column 1: ...` in the words of who wrote it. */
function unreadable(form: Form, said: string): ModelError {
  const why =
    /(?:error at |Check failed: \S+ is \S+ )(.*?)\s*(?:Aborted|The JSON string is|$)/s.exec(said)?.[1] ??
    said;
  const [what, fix] =
    form.kind === "json"
      ? ["the schema of the answer", "take a type that JSON can say"]
      : [
          "the grammar of the answer",
          'write rules of XML\'s EBNF, the first one named root: root ::= "yes" | "no"',
        ];
  return new ModelError("E511", `${what} cannot be read: ${why.trim()}`, fix);
}
