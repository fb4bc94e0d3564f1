// Answers held to a form: which tokens may come next. The door of @mlc-ai/web-xgrammar (XGrammar, Dong et al. 2024).
import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import type * as web from "@mlc-ai/web-xgrammar";
import { ModelError, reason } from "./error.ts";
import type { Form } from "./protocol.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Where one answer stands in its form. */
export interface Guide {
  /** Logits [V] with those at minus infinity that the form does not allow next; null where it allows none. */
  held(logits: Float32Array): Float32Array | null;
  /** The token that was chosen of them. What may follow it is known when the promise is. */
  take(token: number): Promise<void>;
  /** The form is complete, and the model has no token that ends an answer. */
  done(): boolean;
  /** Lets its memory go. */
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

/** White space between two parts of JSON: without a bound a model may write it for ever. */
const SPACES = 16;

/** Forms kept compiled; beyond, the oldest goes. */
const KEPT = 16;

/** @param eos ids that end an answer; @param width of the logits */
export function guides(words: () => Vocabulary, eos: readonly number[], width: number): Guides {
  const forms = new Map<string, web.CompiledGrammar>();
  let known: Vocabulary | undefined;
  const vocabulary = (): Vocabulary => (known ??= words());
  let compiler: { readonly of: Library; readonly made: web.GrammarCompiler } | null = null;
  const compilerOf = async (library: Library): Promise<web.GrammarCompiler> => {
    if (compiler?.of === library) return compiler.made;
    forms.clear();
    const { kind, tokens } = vocabulary();
    const info = await library.TokenizerInfo.createTokenizerInfo([...tokens], kind, false, width, [...eos]);
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
      return guide(await library.GrammarMatcher.createGrammarMatcher(grammar, undefined, eos.length === 0));
    },
  };
}

async function guide(matcher: web.GrammarMatcher): Promise<Guide> {
  let allowed = await matcher.getNextTokenBitmask();
  return {
    held(logits) {
      const held = new Float32Array(logits.length).fill(-Infinity);
      let some = false;
      for (let word = 0; word < allowed.length; word++) {
        // bits of 32 tokens; in most words of a narrow form none is set
        for (let bits = allowed[word]!; bits !== 0; bits &= bits - 1) {
          const id = word * 32 + 31 - Math.clz32(bits & -bits);
          if (id >= logits.length) break;
          held[id] = logits[id]!;
          some = true;
        }
      }
      return some ? held : null;
    },
    async take(token) {
      matcher.acceptToken(token);
      if (!matcher.isTerminated()) allowed = await matcher.getNextTokenBitmask();
    },
    done: () => matcher.isTerminated(),
    close: () => matcher.dispose(),
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
