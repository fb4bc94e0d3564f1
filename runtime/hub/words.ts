// What goes wrong with a hub, in words. Code, cause and fix; no token is ever part of them.
import { type Location, locationText } from "../../dsl/types/location.ts";
import { Problem } from "../problem.ts";
import { sizeText } from "../size-text.ts";

const problem = (code: string, message: string, hint: string): Problem =>
  new Problem("DataError", code, message, hint);

/** E140: it is not in the cache, and may not be fetched. */
export function notCached(
  location: Location,
  why: string,
  fix: string,
  names: readonly string[] = [],
): Problem {
  const what =
    names.length > 0
      ? `${listed(names)} of ${locationText({ ...location, file: null })} ${names.length === 1 ? "is" : "are"}`
      : `${locationText(location)} is`;
  return problem("E140", `${what} not in the hub's cache${why}`, fix);
}
export const fetchIt =
  "nothing is fetched unless that is allowed: run with --allow-net, or strux hub get before";

/** E141: the hub has no such repository, revision or file. */
export const notThere = (message: string, hint: string): Problem => problem("E141", message, hint);

/** E142: the hub wants to know who asks, or does not let them. */
export function refused(location: Location, endpoint: string, known: boolean): Problem {
  const { repository, type } = location;
  const page = `${endpoint}/${type === "dataset" ? "datasets/" : ""}${repository}`;
  return problem(
    "E142",
    known
      ? `the hub does not let this token read ${repository}, which is private or gated, or not there`
      : `the hub does not show ${repository} without a token: it is private or gated, or not there`,
    known
      ? `accept its conditions at ${page}, with the account of the token`
      : `accept its conditions at ${page}, and set HF_TOKEN`,
  );
}

/** E143: no answer of the hub that can be used. */
export const unreached = (what: string, cause: string, endpoint: string): Problem =>
  problem(
    "E143",
    `${what} could not be fetched from ${endpoint}: ${cause}`,
    "run again: what is there is kept",
  );

/** E144: other bytes than the hub lists. */
export const otherBytes = (name: string, got: string, listed: string): Problem =>
  problem(
    "E144",
    `${name} came with the digest ${got.slice(0, 12)}…, but the hub lists ${listed.slice(0, 12)}…`,
    "something between here and the hub changes files; nothing of it was kept",
  );

/** E145: the disk has no room for it. */
export const noRoom = (bytes: number, free: number | null, place: string): Problem =>
  problem(
    "E145",
    `${sizeText(bytes)} are to be fetched${free === null ? ", and the disk is full" : `, and ${sizeText(free)} are free`} at ${place}`,
    "make room, or set HF_HUB_CACHE to a folder on a larger disk",
  );

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
