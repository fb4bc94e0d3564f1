// execute_request: one cell, from its request to its reply.
import type { Out, Reply } from "../session.ts";
import { type Desk, failure, textOf } from "./desk.ts";
import { lookedUp } from "./look-up.ts";
import type { Content, Message } from "./message.ts";
import type { Output } from "./output.ts";

/** What an execute_request asks, with the protocol's defaults. */
interface Asked {
  readonly code: string;
  readonly silent: boolean;
  readonly stored: boolean;
  readonly expressions: readonly (readonly [string, string])[];
  readonly mayAsk: boolean;
  readonly stopOnError: boolean;
  readonly cellId?: string;
  readonly deletedCells?: readonly string[];
}

function askedIn({ content, metadata }: Message): Asked {
  const silent = content["silent"] === true;
  const { user_expressions: expressions } = content;
  const { cellId, deletedCells } = metadata;
  return {
    code: textOf(content, "code"),
    silent,
    stored: !silent && content["store_history"] !== false,
    expressions:
      typeof expressions === "object" && expressions !== null
        ? Object.entries(expressions).map(([name, code]) => [name, String(code)])
        : [],
    mayAsk: content["allow_stdin"] !== false,
    stopOnError: content["stop_on_error"] !== false,
    ...(typeof cellId === "string" && { cellId }),
    ...(Array.isArray(deletedCells) && { deletedCells: deletedCells.map(String) }),
  };
}

/** `name?`, `?name`: help about a name, in a pager. */
const HELP = /^\s*(?:\?{1,2}\s*([\p{L}\p{N}_.]+)|([\p{L}\p{N}_.]+)\s*\?{1,2})\s*$/u;

export async function execute(message: Message, desk: Desk): Promise<void> {
  const asked = askedIn(message);
  const count = desk.session.count() + (asked.stored ? 1 : 0);
  const [, before, behind] = HELP.exec(asked.code) ?? [];
  const name = before ?? behind;
  const { code, cellId: id, silent } = asked;
  // before anybody hears that it is its turn: an interrupt that comes then is meant for it
  const through =
    silent || name !== undefined
      ? undefined
      : await desk.log.cell({ code, count, ...(id !== undefined && { id }) });
  if (!silent) desk.publish(message, "execute_input", { code, execution_count: count });
  const content =
    name === undefined ? await ran(message, asked, count, desk, through) : await helped(name, count, desk);
  const stops = content["status"] === "error" && asked.stopOnError && !asked.silent;
  // what comes before the reply was sent by someone who did not know of the failure
  if (stops) await new Promise((resolve) => setTimeout(resolve, ARRIVE_MS));
  desk.reply(message, { execution_count: count, ...content });
  if (stops) desk.abortWaiting();
}

/** Time for requests that are on their way behind a cell that failed. */
const ARRIVE_MS = 30;

async function helped(name: string, count: number, { session }: Desk): Promise<Content> {
  // it has a number as any cell has
  await session.execute({ code: "" }, () => undefined);
  const code = `show ${name}`;
  const { found, data } = await lookedUp(code, code.length, session);
  const told = found ? data : { "text/plain": `nothing is known of '${name}'` };
  return {
    execution_count: count,
    payload: [{ source: "page", data: told, start: 0 }],
    user_expressions: {},
  };
}

async function ran(
  message: Message,
  asked: Asked,
  count: number,
  desk: Desk,
  through?: (out: Output) => Output,
): Promise<Content> {
  const shown: string[] = [];
  const { code, cellId, deletedCells } = asked;
  const work = async (out: Output, signal: AbortSignal): Promise<Reply> => {
    const hear = (event: Out): void => {
      if (event.kind === "input") return event.answer(typed(event, message, asked, signal, desk));
      if (asked.silent) return;
      const plain = event.kind === "result" ? event.bundle.data["text/plain"] : undefined;
      if (typeof plain === "string") shown.push(plain);
      out.hear(event);
    };
    return desk.session.execute(
      {
        code,
        ...(cellId !== undefined && { cellId }),
        ...(deletedCells && { deletedCells }),
        uncounted: !asked.stored,
        signal,
      },
      hear,
    );
  };
  const reply = await desk.running(message, count, work, through);
  if (asked.stored) desk.history.add(count, asked.code, shown[0] ?? null);
  if (reply.failure) return failed(reply);
  return { payload: [], user_expressions: await evaluated(asked, message, desk) };
}

const failed = ({ failure: told }: Reply): Content => ({
  ...failure(told?.name ?? "", told?.value ?? "", told?.traceback),
  payload: [],
  user_expressions: {},
});

function typed(
  { prompt, password }: Extract<Out, { readonly kind: "input" }>,
  message: Message,
  { mayAsk }: Asked,
  signal: AbortSignal,
  { stdin }: Desk,
): Promise<string> {
  return mayAsk ? stdin.ask(message, prompt, password, signal) : Promise.reject(nobody());
}

const nobody = (): Error =>
  new Error("nobody can be asked here: the front end runs this notebook without its reader");

/** Each expression by itself: what one gives or why it fails, with no trace in the notebook. */
async function evaluated({ expressions }: Asked, message: Message, desk: Desk): Promise<Content> {
  const found: { [name: string]: Content } = {};
  for (const [name, code] of expressions) {
    const outs: Out[] = [];
    const reply = await desk.running(message, 0, (_, signal) =>
      desk.session.execute({ code, uncounted: true, signal }, (event) => {
        if (event.kind === "input") event.answer(Promise.reject(nobody()));
        else outs.push(event);
      }),
    );
    const last = outs.findLast((event) => event.kind === "result" || event.kind === "display");
    found[name] = reply.failure
      ? failure(reply.failure.name, reply.failure.value, reply.failure.traceback)
      : { status: "ok", data: last?.bundle.data ?? {}, metadata: last?.bundle.metadata ?? {} };
  }
  return found;
}
