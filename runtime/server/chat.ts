// One request of chat completions: what is sent, its key in the store, and what can be read out of an answer.
// https://platform.openai.com/docs/api-reference/chat, as far as vLLM, llama.cpp and Ollama share it.
import { canonical } from "../../dsl/plan/plan.ts";
import { near } from "../../dsl/tell/near.ts";
import { digest } from "../digest.ts";
import { type Keyed, keyed } from "../store.ts";
import type { GenerateOptions } from "../model/index.ts";
import { arriving, type Env, type Net, NetFault, reasonOf, send, type Sending } from "../net.ts";
import { deepWords, tooDeep } from "../data/depth.ts";
import { Problem } from "../problem.ts";
import type { Messages, Server } from "../value.ts";
import { KEY, redactor } from "../secret.ts";
import { refused, unreached, unreadable } from "./words.ts";

/** Raised when what is sent for the same program changes. */
const CHAT = 1;
/** Bytes of an answer that are read. */
const LARGEST = 16e6;
/** Characters of a server's own words that are shown. */
const GLIMPSE = 200;

export interface Asked {
  readonly messages: Messages["messages"];
  readonly options: GenerateOptions;
  readonly seed: number;
}
/** What a server says. Counts are its own; null where it does not count. */
export interface Said {
  readonly text: string;
  readonly finish: string;
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
  /** What it calls the model that answered, and its version of it. */
  readonly model: string;
  readonly fingerprint: string | null;
}

/** The body of a request. A seed means nothing where nothing is drawn. */
function bodyOf({ name }: Server, { messages, options, seed }: Asked) {
  const { maxTokens, temperature, topP, presencePenalty, stop } = options;
  return {
    model: name,
    messages: messages.map(({ role, content }) => ({ role, content })),
    max_tokens: maxTokens,
    temperature,
    ...(topP !== undefined && { top_p: topP }),
    ...(presencePenalty !== undefined && { presence_penalty: presencePenalty }),
    ...(stop.length > 0 && { stop }),
    ...(temperature > 0 && { seed }),
  };
}

/** What an answer is kept under: the server, and all that is sent to it. */
export function chatKey(server: Server, asked: Asked): Keyed {
  const { messages, seed, ...settings } = bodyOf(server, asked);
  const own = { messages: digest(canonical(messages)), ...(seed !== undefined && { seed }) };
  return keyed({ chat: CHAT, url: server.url, ...settings }, own);
}

/**
 * The environment variable that holds a server's key: `STRUX_KEY_` and its host, so that a key reaches the host it was set for
 * whatever a program says.
 */
const keyName = ({ url }: Pick<Server, "url">): string =>
  `${KEY}${new URL(url).host.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;

const keyIn = (server: Server, env: Env): string | undefined => env[keyName(server)]?.trim() || undefined;

/** An answer. Errors: E523 (none), E524 (none that can be used), E526 (refused), E130. */
export async function chat(server: Server, asked: Asked, sending: Sending): Promise<Said> {
  const body = JSON.stringify(bodyOf(server, asked));
  return saidIn(await answer(server, "/chat/completions", { method: "POST", body }, sending), server);
}

/**
 * Whether the server has the model, before many calls are made; a server that keeps no list is asked at once.
 * Errors: E523, E524, E526 (the network is closed, a key is wanted, or there is no such model).
 */
export async function greet(server: Server, sending: Sending): Promise<void> {
  if (!sending.net.allowed)
    throw refused(
      `${server.name} is at ${server.url}, and nothing is sent unless that is allowed`,
      "run with --allow-net; answers that are in the store need none",
    );
  const list = await answer(server, "/models", {}, sending, true);
  const rows = (list as { readonly data?: unknown } | null)?.data;
  if (!Array.isArray(rows)) return;
  const names = rows.flatMap((row: unknown) => {
    const { id } = (row ?? {}) as { readonly id?: unknown };
    return typeof id === "string" ? [id] : [];
  });
  // Ollama lists `name:latest`
  if (names.length === 0 || names.some((id) => id === server.name || id.startsWith(`${server.name}:`)))
    return;
  const meant = near(server.name, names);
  throw refused(
    `${server.url} has no model '${server.name}'${meant === undefined ? "" : `; did you mean '${meant}'?`}`,
    `it has: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}`,
  );
}

/** What a server answers, as JSON; null where `optional` and it has no such page. */
async function answer(
  server: Server,
  path: string,
  init: RequestInit,
  sending: Sending,
  optional = false,
): Promise<unknown> {
  const key = keyIn(server, sending.net.env);
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw refused(
      `the key in ${keyName(server)} holds characters that no header can hold`,
      "set it again: one word, as the server gave it",
    );
  const headers = {
    "content-type": "application/json",
    "user-agent": "strux",
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
  // a redirect could lead anywhere, the conversation with it
  const request: RequestInit = { ...init, headers, redirect: "error" };
  const timed = { ...sending, timeout: server.timeout * 1000 };
  const response = await send(server.url + path, request, timed).catch((error: unknown) => {
    throw error instanceof NetFault ? unreached(server, error.cause) : error;
  });
  const text = await textOf(response, server, sending);
  if (response.ok) return parsed(text, server, sending.net);
  if (optional && response.status === 404) return null;
  throw turnedDown(server, response.status, text, sending.net);
}

/** A status that will not pass. The server's own words are shown, secrets taken out of them. */
function turnedDown(server: Server, status: number, text: string, { env }: Pick<Net, "env">): Problem {
  const key = keyIn(server, env);
  const plain = wordsIn(text, env);
  const words = plain === "" ? "" : `: ${plain}`;
  if (status === 401 || status === 403)
    return refused(
      `${server.url} does not let ${server.name} be asked ${key === undefined ? "without a key" : "with this key"}${words}`,
      `set ${keyName(server)} to a key of that server`,
    );
  return refused(
    `${server.url} turns the request down (${status})${words}`,
    "look at its settings, and at what is asked",
  );
}

function wordsIn(text: string, env: Env): string {
  let said: unknown = text;
  try {
    const { error, message, detail } = JSON.parse(text) as { readonly [name: string]: unknown };
    said = (error as { readonly message?: unknown } | undefined)?.message ?? error ?? message ?? detail;
  } catch {
    // a page of words
  }
  // before it is cut: half a secret is one, too
  const told = redactor(env)(said);
  const plain = typeof told === "string" ? told.replaceAll(/\s+/g, " ").trim() : "";
  return plain.length > GLIMPSE ? `${plain.slice(0, GLIMPSE)}…` : plain;
}

/** As much text as an answer may have. */
async function textOf(response: Response, server: Server, { signal }: Sending): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of arriving(response, server.timeout * 1000, signal)) {
      parts.push(part);
      size += part.length;
      if (size > LARGEST) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(server, `it breaks off (${reasonOf(error)})`);
  }
  if (size > LARGEST) throw unreadable(server, `it is longer than ${LARGEST / 1e6} MB`);
  return Buffer.concat(parts).toString("utf8");
}

/** What a server gives back of a secret is taken out before anything is made of it. */
function parsed(text: string, server: Server, { env }: Pick<Net, "env">): unknown {
  const redact = redactor(env);
  try {
    const value: unknown = JSON.parse(text);
    if (!tooDeep(value)) return redact(value);
    throw unreadable(server, deepWords);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const begins = redact(text).trim().slice(0, 40).replaceAll(/\s+/g, " ");
    throw unreadable(server, text.trim() === "" ? "it is empty" : `it is no JSON, or breaks off: ${begins}…`);
  }
}

function saidIn(value: unknown, server: Server): Said {
  const { choices, usage, model, system_fingerprint: fingerprint } = object(value);
  const { message, finish_reason: finish } = object(Array.isArray(choices) ? choices[0] : null);
  const { content } = object(message);
  if (typeof content !== "string") throw unreadable(server, "it has no choices[0].message.content");
  if (finish !== "stop" && finish !== "length")
    throw unreadable(
      server,
      `it ended by ${JSON.stringify(finish ?? null)}, and not by itself or at max_tokens`,
    );
  const { prompt_tokens: prompt, completion_tokens: output } = object(usage);
  return {
    text: content,
    finish,
    promptTokens: countOf(prompt),
    outputTokens: countOf(output),
    model: typeof model === "string" ? model : server.name,
    fingerprint: typeof fingerprint === "string" ? fingerprint : null,
  };
}

const object = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null ? (value as { readonly [name: string]: unknown }) : {};

const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
