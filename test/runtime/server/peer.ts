// A server of one's own that speaks chat completions: it answers with the last word it was told, and can fail in every way.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What one request is answered with, where not with an answer. */
export type Fault =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | { readonly text: string }
  | { readonly cut: true }
  /** It begins, and then nothing comes. */
  | { readonly stall: true };

export interface Body {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly [name: string]: unknown;
}
export interface Peer {
  /** Where its interface begins. */
  readonly url: string;
  /** Of chat completions, in order. */
  readonly bodies: Body[];
  readonly keys: (string | undefined)[];
  /** By the last word of the conversation; a list is used up from the front. */
  readonly faults: Map<string, Fault[]>;
  /** Most requests that were open at a time. */
  readonly most: () => number;
  /** Answers wait until so many requests are open. */
  gather: number;
  /** The names it lists; null: it keeps no list. */
  models: readonly string[] | null;
  readonly close: () => Promise<void>;
}

export async function peer(): Promise<Peer> {
  const [bodies, keys, faults] = [[] as Body[], [] as (string | undefined)[], new Map<string, Fault[]>()];
  let [open, most] = [0, 0];
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      keys.push(request.headers.authorization);
      if (request.url === "/v1/models") {
        if (!self.models) return response.writeHead(404).end("not found");
        return response.end(JSON.stringify({ object: "list", data: self.models.map((id) => ({ id })) }));
      }
      const body = JSON.parse(await read(request)) as Body;
      bodies.push(body);
      most = Math.max(most, ++open);
      response.on("close", () => open--);
      await new Promise<void>((go) => {
        waiting.push(go);
        if (open < self.gather) return;
        for (const one of waiting) one();
        waiting = [];
      });
      const word = body.messages.at(-1)?.content.split(" ").at(-1) ?? "";
      const fault = faults.get(word)?.shift();
      if (fault && "cut" in fault) {
        response.writeHead(200, { "content-length": "1000" });
        return response.write('{"choices": [', () => request.socket.destroy());
      }
      if (fault && "stall" in fault) return response.write('{"choices": [');
      if (fault && "status" in fault)
        return response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
      return response.end(fault ? fault.text : said(word));
    })();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const self: Peer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies,
    keys,
    faults,
    most: () => most,
    gather: 1,
    models: ["tiny", "other"],
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return self;
}

export const said = (text: string, more: object = {}): string =>
  JSON.stringify({
    model: "tiny-7",
    system_fingerprint: "fp_1",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 11, completion_tokens: 2 },
    ...more,
  });

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
