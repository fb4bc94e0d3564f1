// float32 <-> float16, rounded to the nearest even one, as IEEE 754 has it.

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The float16 bits of a number; beyond 65504, those of infinity. */
export function toHalf(value: number): number {
  float[0] = value;
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const exponent = (word >>> 23) & 0xff;
  const fraction = word & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent > 142) return sign | 0x7c00;
  // below the least normal number, 2 ** -14, the leading one is written out
  const [from, drop, base] =
    exponent >= 113
      ? [fraction, 13, (exponent - 112) << 10]
      : exponent >= 102
        ? [fraction | 0x800000, 126 - exponent, 0]
        : [0, 13, 0];
  const kept = base + (from >>> drop);
  const rest = from & ((1 << drop) - 1);
  const middle = 1 << (drop - 1);
  // a carry out of the fraction is the next exponent, and out of the largest one infinity
  return sign | (rest > middle || (rest === middle && (kept & 1) === 1) ? kept + 1 : kept);
}

/** float32 [n] as float16 bits [n]. */
export function toHalves(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  for (let n = 0; n < values.length; n++) halves[n] = toHalf(values[n]!);
  return halves;
}

/** The number that float16 bits stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
