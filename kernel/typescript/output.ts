// What code prints and shows goes to the cell that started it, however late: every call made on its behalf carries the cell with it.
import { AsyncLocalStorage } from "node:async_hooks";
import { Console } from "node:console";
import { randomBytes } from "node:crypto";
import { type Prints, printing } from "../../runtime/module/prints.ts";
import { bundle, type MimeBundle } from "../../runtime/show/bundle.ts";

/** Where the output of a cell goes. */
export interface Sink {
  readonly stream: Prints;
  /** `update`: what was shown under this id is replaced. */
  readonly display: (bundle: MimeBundle, shown?: { readonly id: string; readonly update: boolean }) => void;
  /** What the cell has shown so far goes. */
  readonly clear: () => void;
  /** A line of the reader. */
  readonly input: (prompt: string, password: boolean) => Promise<string>;
}

const current = new AsyncLocalStorage<Sink | undefined>();

/** Calls something on behalf of a cell. */
export const within = <T>(sink: Sink, call: () => T): T =>
  printing(sink.stream, () => current.run(sink, call));
export const sinkNow = (): Sink | undefined => current.getStore();

/** What cells have in place of the process's own: never coloured, wherever the process writes to. */
export const plainConsole: Console = new Console({
  stdout: process.stdout,
  stderr: process.stderr,
  colorMode: false,
});
// of a terminal it clears the screen, of a cell what it has shown
plainConsole.clear = () => current.getStore()?.clear();

const forms = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  text: "text/plain",
} as const;
type Content = string | Uint8Array;
type Display = { readonly [F in keyof typeof forms]: (content: Content) => void } & {
  readonly raw: (mime: string, content: Content) => void;
};

function display(id: string | null): Display {
  let update = false;
  const raw = (mime: string, content: Content): void => {
    const sink = current.getStore();
    if (!sink) throw new Error("nothing is displayed outside of a cell");
    const form = typeof content === "string" ? content : Buffer.from(content).toString("base64");
    const { data, metadata } = bundle(`[${mime}]`);
    const shown = { data: mime === "text/plain" ? { [mime]: form } : { ...data, [mime]: form }, metadata };
    current.run(undefined, sink.display, shown, id === null ? undefined : { id, update });
    update = true;
  };
  const named = Object.entries(forms).map(([name, mime]) => [name, (content: Content) => raw(mime, content)]);
  return { ...(Object.fromEntries(named) as Display), raw };
}

/** `await input("name? ")` in a cell: a line of the reader; `hidden`: not shown while it is typed. */
export function input(prompt: unknown = "", hidden: unknown = false): Promise<string> {
  const sink = current.getStore();
  if (!sink) return Promise.reject(new Error("nobody is asked outside of a cell"));
  return sink.input(String(prompt), hidden === true).catch(calledAt(new Error().stack));
}

/** Throws what refuses an answer as an error of the call: it comes from elsewhere, where no line of the cell is on the stack. */
const calledAt =
  (stack = "") =>
  (error: unknown): never => {
    if (error instanceof Error) error.stack = [String(error), ...stack.split("\n").slice(1)].join("\n");
    throw error;
  };

/** The interface of the package `tslab`: what notebooks written for it display is displayed. */
export const tslab = {
  display: display(null),
  newDisplay: () => display(randomBytes(8).toString("hex")),
  versions: { tslab: "strux", node: process.version },
};
