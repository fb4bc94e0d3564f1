// Records and stores in words, for a terminal. What a record holds comes from models: it is cut, and stands on lines of its own.
import { nameIn } from "../dsl/names/local.ts";
import { counted, many } from "../dsl/tell/count.ts";
import { cut } from "../runtime/show/bundle.ts";
import { sizeText } from "../runtime/size-text.ts";
import type { Collected, Kind } from "../runtime/store/collect.ts";
import type { Group, Listing } from "../runtime/store/list.ts";
import { differenceText } from "../runtime/store/parts.ts";
import type { Stored } from "../runtime/store.ts";
import type { Json } from "../runtime/value.ts";
import type { Why } from "../runtime/why.ts";
import { moment } from "./moment.ts";

/** Letters of a digest, of a name, of one member of a record; members of one part. */
const [DIGEST, NAME, MEMBER, MEMBERS] = [12, 40, 1000, 60];

export function listingLines({ place, driver, sorts, all, unreadable, large }: Listing): string[] {
  const files =
    large.files > 0 ? `; ${counted(large.files, "large value")} in files, ${sizeText(large.bytes)}` : "";
  const bad =
    unreadable > 0 ? [`${counted(unreadable, "record")} cannot be read: strux store verify says why`] : [];
  if (!all) return [`${place} (${driver}): no record${files}`, ...bad];
  const rows = sorts.map((one) => [
    named(one.what),
    /^[0-9a-f]{64}$/.test(one.model) ? one.model.slice(0, DIGEST) : named(one.model),
    named(one.provider),
    many(one.records),
    sizeText(one.bytes),
    days(one),
  ]);
  return [
    `${place} (${driver}): ${counted(all.records, "record")}, ${sizeText(all.bytes)}${files}`,
    ...table([["what", "model", "provider", "records", "bytes", "written"], ...rows], [3, 4]),
    ...bad,
  ];
}

/** A name from a record, on one line. */
const named = (name: string): string => cut(name.replaceAll(/\s+/g, " "), NAME);

const days = ({ oldest, newest }: Group): string => `${moment(oldest)} to ${moment(newest)}`;

/** Columns side by side; `right`: those of numbers. */
function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const padded = (text: string, at: number): string =>
    right.includes(at) ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
  return rows.map((row) => row.map(padded).join("  ").trimEnd());
}

/** A record part by part. */
export function recordLines({ key, at, bytes, parts, made, value, spent }: Stored): string[] {
  return [
    key,
    `  written  ${moment(at)}, ${sizeText(bytes)}; the key is the digest of these parts`,
    ...part("parts", { ...parts.of, ...parts.own }),
    ...part("made by", made),
    ...part("took", spent),
    ...part("value", value),
  ];
}

function part(name: string, json: Json | undefined): string[] {
  if (json === undefined) return [];
  const members = membersOf(json, "");
  const rows = members.slice(0, MEMBERS).map(([path, one]) => [named(path), memberText(one)]);
  const more = members.length > MEMBERS ? [`    ${many(members.length - MEMBERS)} more: --json has all`] : [];
  return [`  ${name}`, ...table(rows).map((line) => `    ${line}`), ...more];
}

/** Members of records in records by their path; lists stay whole. */
function membersOf(json: Json, path: string): (readonly [path: string, value: Json])[] {
  if (typeof json !== "object" || json === null || Array.isArray(json) || Object.keys(json).length === 0)
    return [[path, json]];
  return Object.entries(json).flatMap(([name, value]) =>
    membersOf(value as Json, path === "" ? name : `${path}.${name}`),
  );
}

function memberText(json: Json): string {
  const text = JSON.stringify(json);
  return text.length <= MEMBER
    ? text
    : `${cut(text, MEMBER)} (${counted(text.length - MEMBER, "more character")})`;
}

const HEAPS: { readonly [K in Kind]: string } = {
  damaged: "damaged records",
  old: "old records",
  runs: "logs of old runs",
  values: "large values that no record names",
  shared: "shared sections that no record names",
  parts: "unfinished files of writers that are gone",
  claims: "claims of processes that are gone",
};

export function collectedLines(
  { heaps, stay, owners }: Collected,
  removed: boolean,
  driver: "lmdb" | "files",
): string[] {
  const found = (Object.keys(HEAPS) as Kind[]).filter((kind) => heaps[kind].count > 0);
  const bytes = found.reduce((sum, kind) => sum + heaps[kind].bytes, 0);
  const rows = found.map((kind) => [many(heaps[kind].count), HEAPS[kind], sizeText(heaps[kind].bytes)]);
  const busy =
    owners > 0
      ? [`processes at the store: ${many(owners)}; what they claim stays, and so do shared sections`]
      : [];
  const stays = `${counted(stay, "record")} ${stay === 1 ? "stays" : "stay"}`;
  if (found.length === 0) return [`nothing to remove; ${stays}`, ...busy];
  const room = driver === "lmdb" ? "; the file keeps its size, and new results take the room" : "";
  return [
    removed
      ? `removed, ${sizeText(bytes)}${room}`
      : `would be removed, ${sizeText(bytes)}: strux store gc --yes does it${room}`,
    ...table(rows, [0, 2]).map((line) => `  ${line}`),
    stays,
    ...busy,
  ];
}

/** A call of an earlier run, and whether it would find its answer today. */
export function whyLines({ then, key, found, differences, remark }: Why): string[] {
  const at = [
    `item ${JSON.stringify(then.item)}`,
    ...Object.entries(then.axes).map(([name, label]) => `${name} = ${JSON.stringify(label)}`),
    ...(then.seed === null ? [] : [`seed ${then.seed}`]),
  ];
  const [first, ...more] = differences ?? [];
  const where = key === null ? "" : `  ${key.slice(0, DIGEST)}`;
  return [
    `${nameIn(then.step)}.${then.column}  ${cut(at.join(", "), LINE)}`,
    `  ${found === null ? "found, if the same device takes the model" : found ? "found" : "not found"}${where}`,
    ...(first ? [`  because of ${differenceText(first)}`] : []),
    ...more.map((one) => `  and ${differenceText(one)}`),
    ...(remark === null ? [] : [`  ${remark}`]),
  ].map((line) => cut(line.replaceAll(/[\r\n]+/g, " "), LINE));
}
/** Letters of a line. */
const LINE = 400;
