// Frames on a socket <-> messages. The signature is checked before anything of a message is read.
import { createHmac, timingSafeEqual } from "node:crypto";
import { deepWords, tooDeep } from "../../runtime/data/depth.ts";
import { type Content, isHeader, type Message, type Parent } from "./message.ts";

/** Who signs: `key` is empty where messages are not signed. */
export interface Signer {
  /** As node:crypto calls it: `sha256`. */
  readonly hash: string;
  readonly key: string;
}

const DELIMITER = Buffer.from("<IDS|MSG>");
/** Bytes of one message; what is larger is not read. */
const LARGEST = 256 * 2 ** 20;
const PARTS = 4;

/** Why frames are no message. */
export class WireFault extends Error {}

/**
 * A message as frames: identities, delimiter, signature, header, parent header, metadata, content, buffers.
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
export function encode(message: Message, signer: Signer): readonly Uint8Array[] {
  const { identities, header, parent, metadata, content, buffers } = message;
  const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...identities, DELIMITER, Buffer.from(signature(parts, signer)), ...parts, ...buffers];
}

/** Errors: WireFault where the frames are not a signed, whole message. */
export function decode(frames: readonly Uint8Array[], signer: Signer): Message {
  const size = frames.reduce((sum, frame) => sum + frame.length, 0);
  if (size > LARGEST) throw new WireFault(`a message of ${size} bytes, of at most ${LARGEST}`);
  const at = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (at < 0) throw new WireFault("no delimiter");
  const [given, ...rest] = frames.slice(at + 1);
  const parts = rest.slice(0, PARTS);
  if (given === undefined || parts.length < PARTS) throw new WireFault("frames are missing");
  if (!signed(given, parts, signer)) throw new WireFault("the signature is wrong");
  const [header, parent, metadata, content] = parts.map(read);
  if (!isHeader(header)) throw new WireFault("the header lacks msg_id, msg_type or session");
  return {
    identities: frames.slice(0, at),
    header,
    parent: isHeader(parent) ? parent : noParent,
    metadata: metadata ?? {},
    content: content ?? {},
    buffers: rest.slice(PARTS),
  };
}

/** Signatures that are remembered, as Jupyter's own session does. */
const REMEMBERED = 2 ** 16;

/**
 * A look at each message of all sockets of a kernel: a signed one is taken once, so that who has seen it cannot send it again.
 * Errors: WireFault for one that came before.
 */
export function notAgain({ key }: Signer): (frames: readonly Uint8Array[]) => void {
  const seen = new Set<string>();
  return (frames) => {
    if (key === "") return;
    const at = frames.findIndex((frame) => DELIMITER.equals(frame));
    const signature = Buffer.from(frames[at + 1] ?? []).toString("latin1");
    if (seen.has(signature)) throw new WireFault("the same message came before");
    seen.add(signature);
    const [oldest] = seen;
    if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
  };
}

const noParent: Parent = {};

function signature(parts: readonly Uint8Array[], { hash, key }: Signer): string {
  if (key === "") return "";
  const hmac = createHmac(hash, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

function signed(given: Uint8Array, parts: readonly Uint8Array[], signer: Signer): boolean {
  if (signer.key === "") return true;
  const wanted = Buffer.from(signature(parts, signer));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function read(frame: Uint8Array): Content {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(frame));
  } catch {
    throw new WireFault("a part is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new WireFault("a part is no object");
  if (tooDeep(value)) throw new WireFault(deepWords);
  return value as Content;
}
