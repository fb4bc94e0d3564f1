// Why a call of an earlier run would, or would not, find its answer in the store if it were run today.
import { canonical } from "../dsl/plan/plan.ts";
import type { Item } from "./items.ts";
import { type Difference, differences } from "./store/parts.ts";
import { type Keyed, keyed, type Parts, type Store } from "./store.ts";

/** A call with the run that makes it. */
export type Asked = Item & { readonly step: string };

export interface Why {
  readonly then: Asked;
  /** Its key today; null where there is none. */
  readonly key: string | null;
  /** Whether a run today takes its answer from the store; null where that hangs on which device is used. */
  readonly found: boolean | null;
  /** In what today's key differs from the earlier one; null where that cannot be told. */
  readonly differences: readonly Difference[] | null;
  /** What else there is to say: why there is no key, no answer, no difference. */
  readonly remark: string | null;
}

/** Which call of a run it is, whatever it is asked. */
export const sameCall = (a: Item, b: Item): boolean => placeOf(a) === placeOf(b);
const placeOf = ({ column, item, axes, seed }: Item): string => canonical([column, item, axes, seed]);

/** @param now the same call today; undefined where there is none, which `absent` explains */
export async function why(
  then: Asked,
  now: Item | undefined,
  absent: string,
  store: Pick<Store, "read" | "get">,
): Promise<Why> {
  const made = { then, differences: null, key: null, found: false, remark: null };
  if (!now) return { ...made, remark: absent };
  if (now.key === null || !now.parts)
    return { ...made, remark: `today it cannot be made (${now.code ?? "no key"})` };
  const before = then.key === null ? undefined : await store.read(then.key);
  const earlier = before && !("why" in before) ? before.parts : null;
  const { key, parts, sure } = asIf({ key: now.key, parts: now.parts }, earlier);
  const there = (await store.get(key)) !== undefined;
  const told = { ...made, key, found: there ? (sure ? true : null) : false };
  if (key === then.key) {
    const damaged = before && "why" in before ? `its record is damaged: ${before.why}` : null;
    return {
      ...told,
      differences: [],
      remark: there ? null : (damaged ?? "its record is no longer in the store"),
    };
  }
  if (then.key === null)
    return { ...told, remark: `it had no answer then (${then.code ?? "it was not asked"})` };
  if (earlier) return { ...told, differences: differences(earlier, parts) };
  const lost = before ? "is damaged" : "is no longer in the store";
  return { ...told, remark: `the earlier record ${lost}, so in what the keys differ cannot be told` };
}

/** Of several devices, which is used is known once the model is loaded: until then, the one of the earlier call. */
function asIf(now: Keyed, earlier: Parts | null): Keyed & { readonly sure: boolean } {
  const [{ of, own }, provider] = [now.parts, earlier?.of["provider"]];
  if (of["provider"] !== "" || provider === undefined) return { ...now, sure: of["provider"] !== "" };
  return { ...keyed({ ...of, provider }, own), sure: false };
}
