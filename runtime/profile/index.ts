// The operators that remember users, write profiles and find attributes.
import type { Operator } from "../operator.ts";
import { cloze } from "./cloze.ts";
import { entityStore, forget, mergeStores } from "./entity-store.ts";
import { profileOf, profileText } from "./profile-text.ts";
import { lapsed, remembered } from "./remembered.ts";

export const profiles: readonly Operator[] = [
  entityStore,
  mergeStores,
  forget,
  lapsed,
  remembered,
  profileText,
  profileOf,
  cloze,
];
