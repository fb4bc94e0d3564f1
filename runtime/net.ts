// The way out of this machine: whether it is open, and requests that are made again where the other side asks for it.
import { setTimeout } from "node:timers/promises";
import type { Env } from "./env.ts";
import { Problem } from "./problem.ts";
import { redactor } from "./secret.ts";

export type { Env } from "./env.ts";

/** What a program may reach. */
export interface Net {
  /** `--allow-net`. */
  readonly allowed: boolean;
  readonly env: Env;
  /** Waits so many ms; an interrupt ends it. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Which commit a place on a hub was read at: it goes into the results. */
  readonly pinned: Map<string, string>;
  /** Hosts that were asked, whatever came of it. */
  readonly reached: Set<string>;
}

export const nodeNet = (env: Env, allowed: boolean): Net => ({
  allowed,
  env,
  pinned: new Map(),
  reached: new Set(),
  pause: (ms, signal) => setTimeout(ms, undefined, { signal }),
});

/** No way out, and nothing of the environment. */
export const shut: Net = nodeNet({}, false);

/** A request that came to nothing; `cause` says why, in words that hold no secret. */
export class NetFault extends Error {
  override readonly cause: string;
  /** Whether asking again later can help. */
  readonly passing: boolean;
  constructor(cause: string, passing = true) {
    super(cause);
    this.cause = cause;
    this.passing = passing;
  }
}

export interface Sending {
  readonly net: Net;
  readonly signal: AbortSignal;
  /** Ms until the first byte of an answer; without it as long as Node waits. */
  readonly timeout?: number;
}

/** A request is made so often. */
const TRIES = 5;
/** Ms before the second time; doubled from then on. */
const PAUSE = 500;
/** Ms: who is asked to wait longer gives up and says so. */
const PATIENCE = 120_000;
/** Statuses that may pass: a time limit, too many requests, a server or what stands before it in trouble. */
const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Ms without a byte after which a connection counts as broken: `$HF_HUB_DOWNLOAD_TIMEOUT` in seconds, as other tools of a hub have it. */
export function stallLimit(env: Env): number {
  const stated = Number(env["HF_HUB_DOWNLOAD_TIMEOUT"]);
  return stated > 0 && stated < Infinity ? stated * 1000 : STALL;
}
const STALL = 30_000;

/** The bytes of an answer as they come. Errors: NetFault where none comes for `limit` ms, E130. */
export async function* arriving(
  { body }: Pick<Response, "body">,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const late = new AbortController();
      const silence = setTimeout(limit, null, { signal: AbortSignal.any([late.signal, signal]) });
      const next = await Promise.race([reader.read(), silence.catch(() => null)]).finally(() => late.abort());
      heed(signal);
      if (next === null) throw new NetFault(`nothing came for ${limit / 1000} s`);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** All of an answer. Errors: NetFault where nothing comes for `limit` ms, E130. */
export async function wholeOf(response: Response, limit: number, signal: AbortSignal): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of arriving(response, limit, signal)) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * The answer, whatever its status, unless that may pass: then the request is made again, after the time that `Retry-After`
 * asks for or a growing pause. Errors: NetFault, E130.
 */
export async function send(url: string, init: RequestInit, sending: Sending): Promise<Response> {
  for (let nth = 1; ; nth++) {
    const got = await once(url, init, sending);
    if (got instanceof Response && !BUSY.has(got.status)) return got;
    const wait = got instanceof Response ? asked(got) : null;
    const cause = got instanceof Response ? `it answers ${got.status}` : got.cause;
    if (got instanceof Response) await got.body?.cancel();
    if (wait !== null && wait > PATIENCE)
      throw new NetFault(`${cause} and asks to wait ${Math.ceil(wait / 1000)} s`);
    if (nth === TRIES) throw new NetFault(`${cause}, ${TRIES} times`);
    await rest(wait ?? PAUSE * 2 ** (nth - 1), sending);
  }
}

/** Waits; errors: E130. */
export async function rest(ms: number, { net, signal }: Pick<Sending, "net" | "signal">): Promise<void> {
  await net.pause(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  heed(signal);
}

/** Errors: E130 once interrupted. */
export function heed(signal: AbortSignal): void {
  if (signal.aborted) throw new Problem("Interrupted", "E130", "interrupted");
}

async function once(
  url: string,
  init: RequestInit,
  { net, signal, timeout }: Sending,
): Promise<Response | NetFault> {
  const late = new AbortController();
  const timer = timeout === undefined ? undefined : globalThis.setTimeout(() => late.abort(), timeout);
  net.reached.add(new URL(url).host);
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any([signal, late.signal]) });
  } catch (error) {
    heed(signal);
    if (late.signal.aborted) return new NetFault(`no answer within ${(timeout ?? 0) / 1000} s`);
    return new NetFault(redactor(net.env)(reasonOf(error)));
  } finally {
    clearTimeout(timer);
  }
}

/** Ms that the other side asks for; null where it does not say. */
function asked({ headers }: Response): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** `connect ECONNREFUSED 127.0.0.1:9`: what lies below `fetch failed`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const below = error.cause;
  if (below instanceof AggregateError && below.errors.length > 0) return reasonOf(below.errors[0]);
  return below instanceof Error ? reasonOf(below) : error.message;
}
