// Values from those who come by them to the one who waits for them.

export interface Channel<T> extends AsyncIterable<T> {
  push(value: T): void;
  /** Nothing follows; what is there is still given. */
  end(): void;
  /** The same, but that who waits is told why. What is there is not given any more. */
  fail(error: unknown): void;
}

export function channel<T>(): Channel<T> {
  let values: T[] = [];
  let [over, failed]: [boolean, { readonly error: unknown } | null] = [false, null];
  let wake = (): void => undefined;
  return {
    push(value) {
      values.push(value);
      wake();
    },
    end() {
      over = true;
      wake();
    },
    fail(error) {
      failed ??= { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        if (failed) throw failed.error;
        const some = values;
        values = [];
        for (const value of some) yield value;
        if (values.length > 0 || failed) continue;
        if (over) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
