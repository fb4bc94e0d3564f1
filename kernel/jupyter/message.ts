// Messages of the Jupyter protocol as values: what one is made of, and how an answer is made to another.
// https://jupyter-client.readthedocs.io/en/stable/messaging.html
import { randomUUID } from "node:crypto";

export const PROTOCOL = "5.5";

export type Channel = "shell" | "control" | "stdin" | "iopub";

export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}
/** Nothing where a message answers none. */
export type Parent = Header | { readonly [key: string]: never };
/** From outside: fields are looked at before they are believed. */
export interface Content {
  readonly [key: string]: unknown;
}

export interface Message {
  /** Who sent it, or is to have it; for iopub the topic. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Parent;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

const text = (value: unknown): value is string => typeof value === "string" && value.length <= 4096;

/** Whether something read is a header; fields that answers do not need are not looked at. */
export function isHeader(value: Content | undefined): value is Content & Header {
  const { msg_id, msg_type, session } = value ?? {};
  return text(msg_id) && text(msg_type) && text(session);
}

/** Who speaks: the id of the kernel's session. */
export interface Speaker {
  readonly session: string;
  readonly username: string;
}

interface Made {
  readonly type: string;
  readonly content: Content;
  readonly metadata?: Content | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
}

/** A message that belongs to another: `parent` can not be forgotten. */
function child(
  speaker: Speaker,
  parent: Parent,
  identities: readonly Uint8Array[],
  { type, content, metadata = {}, buffers = [] }: Made,
): Message {
  const header: Header = {
    msg_id: randomUUID(),
    ...speaker,
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL,
  };
  return { identities, header, parent, metadata, content, buffers };
}

/** The answer on the channel that the request came from. */
export const answer = (speaker: Speaker, to: Message, made: Made): Message =>
  child(speaker, to.header, to.identities, made);

/** For all who listen. */
export const published = (speaker: Speaker, parent: Parent, made: Made): Message =>
  child(speaker, parent, [Buffer.from(`kernel.${speaker.session}.${made.type}`)], made);

/** What a front end that begins to listen is told first; it has no parent. */
export const welcome = (speaker: Speaker, subscription: Uint8Array): Message => ({
  ...published(
    speaker,
    {},
    {
      type: "iopub_welcome",
      content: { subscription: Buffer.from(subscription).toString("utf8") },
    },
  ),
  identities: [subscription],
});

export const status = (speaker: Speaker, parent: Parent, state: "starting" | "busy" | "idle"): Message =>
  published(speaker, parent, { type: "status", content: { execution_state: state } });
