// Bytes in words.

/** `1.9 MB`; a thousand of each unit make the next. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let [size, at] = [bytes, 0];
  for (; size >= 999.5 && at < units.length - 1; at++) size /= 1000;
  return at === 0 ? `${bytes} bytes` : `${size.toPrecision(3)} ${units[at]}`;
}
