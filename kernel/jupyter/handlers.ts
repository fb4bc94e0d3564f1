// What is done for each request on the shell channel: a row of the table per message type.
import { isComplete } from "../../dsl/syntax/is-complete.ts";
import { complete } from "../../dsl/service/complete.ts";
import { pathHoleAt, pathsIn } from "../../dsl/service/paths.ts";
import { toPoints, toUnits } from "../../dsl/service/units.ts";
import { type Desk, textOf } from "./desk.ts";
import { execute } from "./execute.ts";
import type { Content, Message } from "./message.ts";
import type { Line } from "./history.ts";
import { lookedUp } from "./look-up.ts";
import { offersIn, wholeIn } from "./script-help.ts";

export type Handler = (message: Message, desk: Desk) => Promise<void> | void;

export const handlers: { readonly [type: string]: Handler } = {
  execute_request: execute,
  kernel_info_request: (message, desk) => desk.reply(message, desk.about.info),
  complete_request: completed,
  inspect_request: inspected,
  async is_complete_request(message, { session, reply }) {
    const text = textOf(message.content, "code");
    reply(message, { ...((await wholeIn(text, session)) ?? isComplete({ text })) });
  },
  history_request: recalled,
  comm_info_request: (message, { comms, reply }) =>
    reply(message, comms.info(message.content["target_name"])),
  comm_open: (message, { comms, publish }) =>
    comms.open(message.content, (type, content) => publish(message, type, content)),
  comm_msg: (message, { comms, publish }) =>
    comms.message(message.content, (type, content) => publish(message, type, content)),
  comm_close: ({ content }, { comms }) => comms.close(content),
};

const countOf = (content: Content, name: string, orelse: number): number => {
  const value = content[name];
  return typeof value === "number" && Number.isFinite(value) ? value : orelse;
};

/** The code of a request, and its cursor in UTF-16 units; the protocol counts code points. */
function placeOf({ content }: Message): { readonly code: string; readonly at: number } {
  const code = textOf(content, "code");
  return { code, at: toUnits(code, countOf(content, "cursor_pos", Infinity)) };
}

async function completed(message: Message, { session, reply }: Desk): Promise<void> {
  const { code, at } = placeOf(message);
  const { start, end, items } = await offered(code, at, session);
  const [from, to] = [toPoints(code, start), toPoints(code, end)];
  reply(message, {
    matches: items.map(({ text }) => text),
    cursor_start: from,
    cursor_end: to,
    metadata: {
      _jupyter_types_experimental: items.map(({ text, kind, detail = "" }) => ({
        start: from,
        end: to,
        text,
        type: kind,
        signature: detail,
      })),
    },
  });
}

interface Offers {
  readonly start: number;
  readonly end: number;
  readonly items: readonly { readonly text: string; readonly kind: string; readonly detail?: string }[];
}

/** What may stand at a place, in the language or in a cell of TypeScript. */
async function offered(code: string, at: number, session: Desk["session"]): Promise<Offers> {
  const typescript = await offersIn(code, at, session);
  if (typescript) return typescript;
  const { analysis, cell } = await session.look(code);
  const path = pathHoleAt(analysis, cell, at);
  if (path) {
    const found = pathsIn(path, await session.files.entries(path.folder));
    return { ...path.span, items: found.map((text) => ({ text, kind: "path" })) };
  }
  const items = complete(analysis, cell, at);
  const { start, end } = items[0]?.span ?? { start: at, end: at };
  return { start, end, items: items.map(({ insert, kind, detail }) => ({ text: insert, kind, detail })) };
}

async function inspected(message: Message, { session, reply }: Desk): Promise<void> {
  const { code, at } = placeOf(message);
  reply(message, { metadata: {}, ...(await lookedUp(code, at, session)) });
}

function recalled(message: Message, { history, reply }: Desk): void {
  const { content } = message;
  const output = content["output"] === true;
  const access = textOf(content, "hist_access_type");
  const [n, stop] = [countOf(content, "n", 10), content["stop"]];
  const lines =
    access === "range"
      ? history.range(
          countOf(content, "session", 0),
          countOf(content, "start", 1),
          typeof stop === "number" ? stop : null,
        )
      : access === "search"
        ? history.search(textOf(content, "pattern") || "*", n, content["unique"] === true)
        : history.tail(n);
  const told = ({ session, line, code, output: shown }: Line): readonly unknown[] => [
    session,
    line,
    output ? [code, shown] : code,
  ];
  reply(message, { history: lines.map(told) });
}
