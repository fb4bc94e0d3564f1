// Protobuf messages as lists of their fields. What nobody touches is written with the bytes it was read with, known or not.
import { ModelError } from "../model/error.ts";
import { placed } from "./protobuf.ts";

/** One field of a message. */
export interface Field {
  readonly number: number;
  /** What is inside; null of a number. */
  readonly inside: Uint8Array | null;
  /** The value of a number, as signed 64 bits. */
  readonly value: bigint;
  /** Tag and all, as read or as it will be written. */
  readonly bytes: Uint8Array;
}

/** The fields of a message in order, a repeated one several times. */
export type Message = readonly Field[];

/**
 * The fields of a message; they share its memory.
 * @throws ModelError E513 where the bytes end early or are no protobuf.
 */
export function readMessage(bytes: Uint8Array): Message {
  const fields: Field[] = [];
  let read = 0;
  for (const { field, start, end, from, to } of placed((at) => bytes[at] ?? 0, 0, bytes.length)) {
    if (to > bytes.length) break;
    const whole = bytes.subarray(from, to);
    fields.push(
      end === null
        ? { number: field, inside: null, value: lastVarint(whole), bytes: whole }
        : { number: field, inside: bytes.subarray(start, end), value: 0n, bytes: whole },
    );
    read = to;
  }
  if (read === bytes.length) return fields;
  throw new ModelError("E513", `no ONNX graph: byte ${read} begins no field`, "fetch the file again");
}

/** The bytes of a message. */
export const writeMessage = (message: Message): Uint8Array =>
  Buffer.concat(message.map(({ bytes }) => bytes));

/** The number behind the tag. */
function lastVarint(bytes: Uint8Array): bigint {
  let at = bytes.findIndex((byte) => byte < 0x80) + 1;
  let value = 0n;
  for (let shift = 0n; at < bytes.length; at++, shift += 7n) value |= BigInt(bytes[at]! & 0x7f) << shift;
  return BigInt.asIntN(64, value);
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

/** A field that is a number. */
export function number(field: number, value: number | bigint): Field {
  const bytes = Uint8Array.from([...varint(BigInt(field * 8)), ...varint(BigInt(value))]);
  return { number: field, inside: null, value: BigInt(value), bytes };
}

/** What stands before the bytes of a field: its number, and how many there are. */
export const head = (field: number, length: number): Uint8Array =>
  Uint8Array.from([...varint(BigInt(field * 8 + 2)), ...varint(BigInt(length))]);

/** A field that holds bytes, a text or a message. */
export function holding(field: number, inside: Uint8Array | string | Message): Field {
  const body =
    typeof inside === "string"
      ? Buffer.from(inside)
      : inside instanceof Uint8Array
        ? inside
        : writeMessage(inside);
  const before = head(field, body.length);
  const bytes = Buffer.concat([before, body]);
  return { number: field, inside: bytes.subarray(before.length), value: 0n, bytes };
}

/** A field of four bytes: a float. */
export function float(field: number, value: number): Field {
  const bytes = Buffer.from([...varint(BigInt(field * 8 + 5)), 0, 0, 0, 0]);
  bytes.writeFloatLE(value, bytes.length - 4);
  return { number: field, inside: bytes.subarray(-4), value: 0n, bytes };
}

/** All fields of a number, in order. */
export const all = (message: Message, field: number): Message =>
  message.filter((one) => one.number === field);

/** The last field of a number, as protobuf reads a field that is not repeated. */
export const last = (message: Message, field: number): Field | undefined =>
  message.findLast((one) => one.number === field);

const decoder = new TextDecoder();
/** What a field holds, as text. */
export const textOf = ({ inside }: Field): string => (inside === null ? "" : decoder.decode(inside));

/** A text of a message, `""` where it has none. */
export function text(message: Message, field: number): string {
  const found = last(message, field);
  return found === undefined ? "" : textOf(found);
}

/** Whole numbers of a repeated field, packed or not. */
export function numbers(message: Message, field: number): number[] {
  return all(message, field).flatMap(({ inside, value }) =>
    inside === null ? [Number(value)] : unpack(inside),
  );
}

function unpack(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let value = 0n;
    let shift = 0n;
    for (let more = true; more && at < bytes.length; at++, shift += 7n) {
      value |= BigInt(bytes[at]! & 0x7f) << shift;
      more = bytes[at]! >= 0x80;
    }
    values.push(Number(BigInt.asIntN(64, value)));
  }
  return values;
}

/** The message with other fields of one number: in the place of the first that there was, else at the end. */
export function replaced(message: Message, field: number, by: Message): Message {
  const first = message.findIndex((one) => one.number === field);
  const at = first < 0 ? message.length : first;
  const rest = (part: Message): Message => part.filter((one) => one.number !== field);
  return [...rest(message.slice(0, at)), ...by, ...rest(message.slice(at))];
}
