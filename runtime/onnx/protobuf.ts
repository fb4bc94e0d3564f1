// Fields of a protobuf file without reading what they hold: gigabytes of weights are stepped over.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A byte of the file by offset. */
export type Bytes = (at: number) => number;

/** Opens a file for as long as it is looked at. */
export function opened<T>(file: string, look: (bytes: Bytes, size: number) => T): T {
  const descriptor = openSync(file, "r");
  try {
    return look(window(descriptor), fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes through a window of 64 KiB. */
function window(descriptor: number): Bytes {
  const buffer = Buffer.alloc(1 << 16);
  let [start, end] = [0, 0];
  return (at) => {
    if (at < start || at >= end) {
      start = at;
      end = at + readSync(descriptor, buffer, 0, buffer.length, at);
    }
    return at < end ? buffer[at - start]! : 0;
  };
}

/** A field: where its bytes lie; or, where `end` is null, a number: `start`. */
export interface Field {
  readonly field: number;
  readonly start: number;
  readonly end: number | null;
}

/** A field with its place: its tag begins at `from`, what follows it at `to`. */
export interface Placed extends Field {
  readonly from: number;
  readonly to: number;
  /** Numbers of fixed width are bytes, too. */
  readonly fixed: boolean;
}

/** Bytes of one field: no reader of protobuf takes more. */
const LONGEST = 2 ** 31;

/** The fields of a message in order; numbers of fixed width are stepped over. Ends where the bytes are no protobuf. */
export function* fields(bytes: Bytes, from: number, to: number): Generator<Field> {
  for (const one of placed(bytes, from, to)) if (!one.fixed) yield one;
}

/** Every field of a message in order, none left out. Ends where the bytes are no protobuf. */
export function* placed(bytes: Bytes, from: number, to: number): Generator<Placed> {
  let at = from;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (let n = 0; n < 10; n++, factor *= 128) {
      const byte = bytes(at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < to) {
    const begin = at;
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    // other readers cut such numbers off, and would read another field
    if (tag >= 2 ** 32 || field === 0) return;
    if (wire === 0) {
      const start = varint();
      yield { field, start, end: null, from: begin, to: at, fixed: false };
      continue;
    }
    const length = wire === 2 ? varint() : wire === 1 ? 8 : wire === 5 ? 4 : Infinity; // others are no protobuf
    if (at + length > to || (wire === 2 && length >= LONGEST)) return;
    yield { field, start: at, end: at + length, from: begin, to: at + length, fixed: wire !== 2 };
    at += length;
  }
}

/** Numbers of a packed field. */
export function packed(bytes: Bytes, from: number, to: number): number[] {
  const numbers: number[] = [];
  let [value, factor] = [0, 1];
  for (let at = from; at < to; at++) {
    const byte = bytes(at);
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    numbers.push(value);
    [value, factor] = [0, 1];
  }
  return numbers;
}
