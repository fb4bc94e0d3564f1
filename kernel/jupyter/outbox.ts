// One socket's messages on their way out: one send at a time, in order, bounded.
export interface Outbox {
  /** `spare`: may be left out where the front end does not keep up. */
  push(frames: readonly Uint8Array[], spare?: boolean): void;
  /** When nothing waits. */
  empty(): Promise<void>;
}

/** Bytes that may wait before output is left out. */
const MOST = 64 * 2 ** 20;

/**
 * @param send settles when the socket has taken the frames
 * @param lost hears, once there is room again, how many messages were left out
 */
export function outbox(
  send: (frames: readonly Uint8Array[]) => Promise<void>,
  lost: (count: number) => void,
  most = MOST,
): Outbox {
  const waiting: (readonly Uint8Array[])[] = [];
  let [bytes, dropped, running]: [number, number, Promise<void> | null] = [0, 0, null];
  async function run(): Promise<void> {
    // shift() of a long array is dear, so what waits is taken in batches
    for (let batch = waiting.splice(0); batch.length > 0; batch = waiting.splice(0)) {
      for (const frames of batch) {
        try {
          await send(frames);
        } catch {
          dropped++;
        }
        bytes -= sizeOf(frames);
      }
      if (dropped > 0) {
        const count = dropped;
        dropped = 0;
        lost(count);
      }
    }
    running = null;
  }
  return {
    push(frames, spare = false) {
      if (spare && bytes > most) return void dropped++;
      bytes += sizeOf(frames);
      waiting.push(frames);
      running ??= run();
    },
    empty: async () => {
      while (running !== null) await running;
    },
  };
}

const sizeOf = (frames: readonly Uint8Array[]): number => frames.reduce((sum, { length }) => sum + length, 0);
