// A moment of a run's progress, as tests of what shows it want one: nothing known but what they say.
import type { Progress } from "../../runtime/progress.ts";

export const moment = (known: Partial<Progress> = {}): Progress => ({
  name: "r",
  column: "output",
  phase: "answers",
  done: 0,
  total: 0,
  rate: null,
  eta: null,
  cached: 0,
  made: 0,
  asked: null,
  failed: 0,
  speed: null,
  providers: [],
  restarts: 0,
  last: false,
  ...known,
});
