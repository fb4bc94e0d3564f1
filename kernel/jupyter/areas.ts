// The one area in which a run shows how far it is: written over a few times a second, and in the end by what it took.
import { randomUUID } from "node:crypto";
import type { MimeBundle } from "../../runtime/show/bundle.ts";

export interface Areas {
  /** How far a step is. */
  readonly show: (step: string, bundle: MimeBundle) => void;
  /** What takes the place of it for good; false where the step has no area. */
  readonly end: (step: string, bundle: MimeBundle) => boolean;
  /** What is not shown yet is shown now. */
  readonly settle: () => void;
  /** Whatever comes next is shown anew. */
  readonly clear: () => void;
}

/** Between two looks at the progress of a run. */
const PAUSE_MS = 200;

interface Area {
  readonly id: string;
  shown: number;
  /** What is not shown yet. */
  next: MimeBundle | null;
  timer: NodeJS.Timeout | undefined;
}

/** @param put shows something under an id, or in place of what was shown under it */
export function areas(put: (bundle: MimeBundle, id: string, again: boolean) => void): Areas {
  const open = new Map<string, Area>();
  const update = (area: Area, bundle: MimeBundle): void => {
    clearTimeout(area.timer);
    Object.assign(area, { shown: performance.now(), next: null, timer: undefined });
    put(bundle, area.id, true);
  };
  return {
    show(step, bundle) {
      const area = open.get(step);
      if (area === undefined) {
        const id = randomUUID();
        open.set(step, { id, shown: performance.now(), next: null, timer: undefined });
        return put(bundle, id, false);
      }
      area.next = bundle;
      const wait = area.shown + PAUSE_MS - performance.now();
      if (wait <= 0) update(area, bundle);
      else area.timer ??= setTimeout(() => area.next && update(area, area.next), wait);
    },
    end(step, bundle) {
      const area = open.get(step);
      if (area) update(area, bundle);
      return open.delete(step);
    },
    settle() {
      for (const area of open.values()) if (area.next) update(area, area.next);
    },
    clear() {
      for (const { timer } of open.values()) clearTimeout(timer);
      open.clear();
    },
  };
}
