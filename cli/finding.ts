// What a doctor found: one line each, or one JSON object.

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly text: string;
  /** What to do about it. */
  readonly how?: string;
}

export function tell(findings: readonly Finding[], json: boolean): void {
  const wide = Math.max(10, ...findings.map(({ what }) => what.length));
  for (const one of findings) {
    if (json) process.stdout.write(`${JSON.stringify(one)}\n`);
    else {
      process.stdout.write(`${one.ok ? "ok " : "-- "} ${one.what.padEnd(wide)} ${one.text}\n`);
      if (one.how) process.stdout.write(`    ${" ".repeat(wide)} = ${one.how}\n`);
    }
  }
}
