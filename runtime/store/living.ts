// Who is at a store: owners of claims that live, what they claim, and what dead ones have left.
import { LEASE_MS } from "./claims.ts";
import type { Driver } from "./driver.ts";
import { gone, type Owner, self } from "./owner.ts";

export interface Living {
  /** Processes that live, or may. */
  readonly owners: number;
  /** What they claim. */
  readonly claimed: ReadonlySet<string>;
  /** Claims of dead owners, and what these said of themselves: by key, as it lies there. */
  readonly left: ReadonlyMap<string, Buffer>;
}

/** Bytes of a claim: the digest that names its owner. What an owner says of itself is longer. */
const MARK = 32;

/**
 * Owners on other machines cannot be seen; `watch` waits for as long as a lease lasts, and those that say nothing meanwhile are
 * dead. They are seen twice, and no clock is asked.
 */
export async function living(
  driver: Driver,
  watch: (owners: number, ms: number) => Promise<void>,
  me = self(),
): Promise<Living> {
  const table = driver.claims;
  const [owners, claims] = [new Map<string, Buffer>(), new Map<string, Buffer>()];
  for await (const key of table.keys("")) {
    const bytes = await table.get(key, (found) => Buffer.from(found));
    if (bytes) (bytes.length === MARK ? claims : owners).set(key, bytes);
  }
  const fates = new Map([...owners].map(([name, bytes]) => [name, fateOf(bytes)] as const));
  const far = [...fates].flatMap(([name, fate]) => (fate === null ? [name] : []));
  if (far.length > 0) {
    await watch(far.length, LEASE_MS);
    for (const name of far) {
      const now = await table.get(name, (found) => Buffer.from(found));
      fates.set(name, now === undefined || now.equals(owners.get(name)!));
    }
  }
  const isLeft = (owner: string): boolean => fates.get(owner) ?? true;
  const dead = [...owners].filter(([name]) => isLeft(name));
  const ownerless = [...claims].filter(([, mark]) => isLeft(mark.toString("hex")));
  return {
    owners: owners.size - dead.length,
    claimed: new Set([...claims].flatMap(([key, mark]) => (isLeft(mark.toString("hex")) ? [] : [key]))),
    left: new Map([...ownerless, ...dead]),
  };

  /** Whether it is gone; null where that cannot be seen from here. */
  function fateOf(bytes: Buffer): boolean | null {
    try {
      return gone(JSON.parse(bytes.toString()) as Owner, me);
    } catch {
      // nobody says of itself what cannot be read
      return true;
    }
  }
}
