// A shared library of Linux as its headers describe it: whether it is whole, and the libraries that it asks the loader for.
// Source: the ELF specification, 64 bits, least byte first, which is what ONNX Runtime ships.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const HEADER = 64;
const [LOAD, DYNAMIC] = [1, 2];
const [NEEDED, STRINGS] = [1n, 5n];

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/**
 * Names such as `libcudart.so.12`, in the file's order.
 * @throws Error where the file is no such library, or ends too early.
 */
export function neededBy(path: string): string[] {
  const file = openSync(path, "r");
  try {
    const bytes = fstatSync(file).size;
    const read = (at: number, length: number): Buffer => {
      const part = Buffer.alloc(length);
      if (at + length > bytes || readSync(file, part, 0, length, at) < length)
        throw new Error(`${path} ends at byte ${bytes}, before its time`);
      return part;
    };
    const segments = segmentsOf(path, read);
    const dynamic = segments.find(({ type }) => type === DYNAMIC);
    return dynamic ? names(read, segments, dynamic) : [];
  } finally {
    closeSync(file);
  }
}

type Read = (at: number, length: number) => Buffer;

function segmentsOf(path: string, read: Read): Segment[] {
  const header = read(0, HEADER);
  if (header.toString("latin1", 0, 6) !== "\x7fELF\x02\x01")
    throw new Error(`${path} is no library of Linux`);
  // the table of sections is what linkers write last
  const [at, sections] = [Number(header.readBigUInt64LE(32)), Number(header.readBigUInt64LE(40))];
  read(sections, header.readUInt16LE(58) * header.readUInt16LE(60));
  const wide = header.readUInt16LE(54);
  return Array.from({ length: header.readUInt16LE(56) }, (_, n) => {
    const entry = read(at + n * wide, wide);
    const number = (place: number): number => Number(entry.readBigUInt64LE(place));
    return { type: entry.readUInt32LE(0), offset: number(8), address: number(16), size: number(32) };
  });
}

/** Entries of the dynamic segment: pairs of a tag and a number. */
function names(read: Read, segments: readonly Segment[], dynamic: Segment): string[] {
  const table = read(dynamic.offset, dynamic.size);
  const pairs = Array.from({ length: Math.floor(dynamic.size / 16) }, (_, n) => ({
    tag: table.readBigUInt64LE(16 * n),
    value: Number(table.readBigUInt64LE(16 * n + 8)),
  }));
  const address = pairs.find(({ tag }) => tag === STRINGS)?.value ?? 0;
  const strings = segments.find(
    (one) => one.type === LOAD && address >= one.address && address < one.address + one.size,
  );
  if (strings === undefined) return [];
  const start = strings.offset + address - strings.address;
  const text = read(start, strings.offset + strings.size - start);
  return pairs
    .filter(({ tag }) => tag === NEEDED)
    .map(({ value }) => text.toString("latin1", value, text.indexOf(0, value)));
}
