// The random decoders that benches and tests run: sizes, and what each is named.

export interface Shape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values; each serves heads / kv queries. */
  readonly kv: number;
  readonly ffn: number;
  readonly vocab: number;
  readonly window: number;
}

/** Attention and norms of ONNX's own operators with a cache that grows by Concat, or of ONNX Runtime's fused ones. */
export type Variant = "std" | "gqa";
/** Weights of the products: as they are, or four bits in blocks of 32 (MatMulNBits). */
export type Precision = "fp32" | "int4";

export const SHAPES = {
  tiny: { layers: 2, width: 64, heads: 4, kv: 2, ffn: 128, vocab: 512, window: 1024 },
  "24M": { layers: 6, width: 288, heads: 6, kv: 6, ffn: 768, vocab: 32_000, window: 33_000 },
  "100M": { layers: 12, width: 768, heads: 12, kv: 4, ffn: 2048, vocab: 32_000, window: 33_000 },
  // for GPUs: contexts of 128k tokens
  "0.1B": { layers: 12, width: 768, heads: 12, kv: 4, ffn: 2048, vocab: 32_000, window: 132_000 },
  "1B": { layers: 16, width: 2048, heads: 32, kv: 8, ffn: 8192, vocab: 32_000, window: 132_000 },
} as const satisfies Record<string, Shape>;
export type Size = keyof typeof SHAPES;

/** Numbers that each token is multiplied with: all weights but the embedding, of which it reads one row. */
export function readPerToken({ layers, width, heads, kv, ffn, vocab }: Shape): number {
  const head = width / heads;
  const attention = 2 * width * width + 2 * width * kv * head;
  return layers * (attention + 3 * width * ffn + 2 * width) + width + width * vocab;
}

/** Bytes of keys and values per token, in float32. */
export const cachePerToken = ({ layers, width, heads, kv }: Shape): number =>
  layers * 2 * kv * (width / heads) * 4;
