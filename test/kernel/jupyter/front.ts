// A front end of a kernel in this process: requests over the loopback, a real session behind them.
import { randomUUID } from "node:crypto";
import { history } from "../../../kernel/jupyter/history.ts";
import { sessionLog } from "../../../kernel/jupyter/logged.ts";
import { infoOf } from "../../../kernel/jupyter/info.ts";
import { loopback } from "../../../kernel/jupyter/loopback.ts";
import type { Channel, Content, Message } from "../../../kernel/jupyter/message.ts";
import { serve } from "../../../kernel/jupyter/server.ts";
import type { About } from "../../../kernel/jupyter/transport.ts";
import type { Session } from "../../../kernel/session.ts";
import { unlogged } from "../../../runtime/log/write.ts";
import { script } from "../script.ts";

/** A message that came back, and on which channel. */
export interface Heard {
  readonly channel: Channel;
  readonly type: string;
  readonly content: Content;
}
export interface Front {
  /** What came back, in short words, up to idle. */
  ask(type: string, content?: Content, channel?: Channel): Promise<readonly string[]>;
  /** The same as it is. */
  hear(type: string, content?: Content, channel?: Channel): Promise<readonly Heard[]>;
  /** The content of the reply. */
  reply(type: string, content?: Content): Promise<Content>;
  readonly ended: Promise<void>;
  interrupt(): void;
  readonly warned: readonly string[];
}

export async function front(session: Session = script().session): Promise<Front> {
  const about: About = { speaker: { session: "kernel", username: "k" }, info: infoOf("1.2.3") };
  const warned: string[] = [];
  const waiting = new Map<string, { heard: Heard[]; done: (heard: readonly Heard[]) => void }>();
  const transport = loopback(about, (channel, { header, parent, content }) => {
    const asked = waiting.get(parent.msg_id ?? "");
    asked?.heard.push({ channel, type: header.msg_type, content });
    if (content["execution_state"] === "idle") asked?.done(asked.heard);
  });
  const kernel = await serve(transport, {
    about,
    session,
    history: await history(null, () => undefined),
    log: sessionLog(() => Promise.resolve(unlogged)),
    targets: {},
    escalate: () => Promise.resolve("the model's process was ended"),
    warn: (text) => void warned.push(text),
  });
  const hear: Front["hear"] = (type, content = {}, channel = "shell") =>
    new Promise((done) => {
      const header = {
        msg_id: randomUUID(),
        session: "front",
        username: "f",
        date: "",
        msg_type: type,
        version: "5.5",
      };
      const message: Message = { identities: [], header, parent: {}, metadata: {}, content, buffers: [] };
      waiting.set(header.msg_id, { heard: [], done });
      transport.deliver(channel, message);
    });
  return {
    ...kernel,
    warned,
    hear,
    ask: async (...all) => (await hear(...all)).map(short),
    reply: async (...all) => (await hear(...all)).find(({ channel }) => channel === "shell")?.content ?? {},
  };
}

function short({ channel, type, content }: Heard): string {
  const { data, execution_state: state, status, text } = content as { [name: string]: string | object };
  const plain = (data as { "text/plain"?: string } | undefined)?.["text/plain"];
  if (Array.isArray(content["matches"])) return `${type}: ${content["matches"].join(" ")}`;
  return [channel === "iopub" ? "" : channel, type, state ?? status ?? plain ?? text ?? ""].join(" ").trim();
}
