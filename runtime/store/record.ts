// A record in bytes: a version, a checksum, when it was written, then its sections. The same for every driver.
//
//   0       version of this layout
//   1..17   first half of the sha256 of the key and of all that follows
//   17..25  milliseconds since 1970, float64
//   25..41  names what is shared with other records: what computed it, and the parts of its key that many have
//   41      how the value lies there: 0 as it is, 1 in a file that what stands here names, 2 deflated
//   42..46  length of the section of its own parts (uint32), which follows; then that of `spent`, likewise; the rest is the value
import { hash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const VERSION = 1;
const SUM = 16;
const REF = 16;
const AT = 1 + SUM;
const SHARED = AT + 8;
const HOW = SHARED + REF;
const SECTIONS = HOW + 1;
const [AS_IT_IS, ELSEWHERE, DEFLATED] = [0, 1, 2];
/** Bytes of a value from which it is deflated: what is shorter is read faster as it is. */
const LONG = 4096;
/** Bytes that a value in a record may come to. */
const MOST = 1 << 20;

export interface Sections {
  readonly at: number;
  /** Names the section that other records have too. */
  readonly shared: string;
  readonly own: string;
  readonly spent: string;
  readonly value: string;
  /** The value names a file that has it. */
  readonly elsewhere: boolean;
}

/** The name of a section that records share. */
export const nameOf = (text: string): string => hash("sha256", text, "hex").slice(0, 2 * REF);

export function sealed(key: Buffer, { at, shared, own, spent, value, elsewhere }: Sections): Buffer {
  const plain = Buffer.from(value);
  const deflated = !elsewhere && plain.length > LONG;
  const body = deflated ? deflateRawSync(plain, { level: 1 }) : plain;
  const [a, b] = [Buffer.byteLength(own), Buffer.byteLength(spent)];
  const bytes = Buffer.allocUnsafe(SECTIONS + 8 + a + b + body.length);
  bytes[0] = VERSION;
  bytes.writeDoubleLE(at, AT);
  bytes.write(shared, SHARED, "hex");
  bytes[HOW] = elsewhere ? ELSEWHERE : deflated ? DEFLATED : AS_IT_IS;
  bytes.writeUInt32LE(a, SECTIONS);
  bytes.write(own, SECTIONS + 4, a);
  bytes.writeUInt32LE(b, SECTIONS + 4 + a);
  bytes.write(spent, SECTIONS + 8 + a, b);
  body.copy(bytes, SECTIONS + 8 + a + b);
  checksum(key, bytes).copy(bytes, 1, 0, SUM);
  return bytes;
}

/** What {@link sealed} wrote, or why it cannot be believed. */
export function opened(key: Buffer, bytes: Buffer): Sections | string {
  if (bytes.length < SECTIONS + 8) return "it is cut off, or no file";
  if (bytes[0] !== VERSION) return `it is of version ${bytes[0]}, and this program reads version ${VERSION}`;
  if (checksum(key, bytes).compare(bytes, 1, AT, 0, SUM) !== 0)
    return "its bytes are not those that were written";
  try {
    return parts(bytes);
  } catch {
    // lengths that lead out of it, or a value that inflates to more than one may have: a checksum is no signature
    return "its sections do not fit together";
  }
}

function parts(bytes: Buffer): Sections {
  const a = SECTIONS + 4 + bytes.readUInt32LE(SECTIONS);
  const b = a + 4 + bytes.readUInt32LE(a);
  const body = bytes.subarray(b);
  return {
    at: bytes.readDoubleLE(AT),
    shared: bytes.toString("hex", SHARED, HOW),
    own: bytes.toString("utf8", SECTIONS + 4, a),
    spent: bytes.toString("utf8", a + 4, b),
    value: (bytes[HOW] === DEFLATED ? inflateRawSync(body, { maxOutputLength: MOST }) : body).toString(
      "utf8",
    ),
    elsewhere: bytes[HOW] === ELSEWHERE,
  };
}

/** When a record was written and the section that it shares, without a look at the rest; null where it is none of this version. */
export const glimpsed = (bytes: Buffer): Pick<Sections, "at" | "shared"> | null =>
  bytes.length < SECTIONS + 8 || bytes[0] !== VERSION
    ? null
    : { at: bytes.readDoubleLE(AT), shared: bytes.toString("hex", SHARED, HOW) };

/** In one call, as `digest.ts` says why. */
function checksum(key: Buffer, bytes: Buffer): Buffer {
  const all = Buffer.allocUnsafe(key.length + 1 + Math.max(0, bytes.length - AT));
  key.copy(all);
  bytes.copy(all, key.length, 0, 1);
  bytes.copy(all, key.length + 1, AT);
  return hash("sha256", all, "buffer");
}
