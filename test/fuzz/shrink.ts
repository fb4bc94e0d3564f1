// A smaller text with the same fault: pieces are left out, halves first, as long as the fault stays.

/** At most `tries` looks; what is left when they are used up. */
export function shrunk(text: string, bad: (text: string) => boolean, tries = 2000): string {
  let [now, left] = [text, tries];
  for (
    let size = Math.ceil(now.length / 2);
    size > 0 && left > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < now.length && left > 0; left--) {
      const less = now.slice(0, at) + now.slice(at + size);
      if (bad(less)) now = less;
      else at += size;
    }
  }
  return now;
}
