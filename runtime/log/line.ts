// One entry as one line of JSON: its checksum, then itself. A line that a kill has cut off, or a disk has spoilt, does not pass.
import { crc32 } from "node:zlib";

/** `["1c291ca3",{...}]` and a line break. */
export const sealed = (json: string): string => `["${sum(json)}",${json}]\n`;

/** The JSON of a line without its line break; null where it is not what was written. */
export function opened(line: string): string | null {
  const json = line.slice(START, -1);
  return line === sealed(json).slice(0, -1) ? json : null;
}
const START = '["00000000",'.length;

const sum = (text: string): string => crc32(text).toString(16).padStart(8, "0");
