// The names that cells share: what earlier cells declare, and the values of the program, which nobody may set.

/** A cell that was run. */
export interface Owner {
  /** What it declares, as far as it has a value yet. */
  readonly exports: { readonly [name: string]: unknown };
  /** Sets its variables. */
  readonly setters: Map<string, (value: unknown) => void>;
}

export interface Scope {
  /** For `with`: looks names up when they are used, so that functions see what is defined again. */
  readonly proxy: object;
  /** The values of the program that the next cell reads. */
  readonly offer: (values: ReadonlyMap<string, unknown>) => void;
  readonly own: (name: string, owner: Owner) => void;
}

export function scope(): Scope {
  const owners = new Map<string, Owner>();
  const values = new Map<string, unknown>();
  const proxy = new Proxy(Object.create(null) as object, {
    has: (_, name) => typeof name === "string" && (owners.has(name) || values.has(name)),
    get(_, name) {
      if (typeof name !== "string") return undefined;
      const owner = owners.get(name);
      return owner ? owner.exports[name] : values.get(name);
    },
    set(_, name, value) {
      const setter = typeof name === "string" ? owners.get(name)?.setters.get(name) : undefined;
      // a sloppy function would pass over a refusal in silence
      if (!setter) throw new TypeError(`'${String(name)}' cannot be assigned to: it is a constant`);
      setter(value);
      return true;
    },
  });
  return {
    proxy,
    offer(given) {
      for (const [name, value] of given) values.set(name, value);
    },
    own: (name, owner) => void owners.set(name, owner),
  };
}
