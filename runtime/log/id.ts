// Names of runs: nine letters that sort by time and are hard to confuse; the beginning of one stands for it where no other begins so.
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const EPOCH = Date.UTC(2026, 0, 1);
/** Letters for tenths of seconds since then (a hundred years), and by chance. */
const TIME = 7;
const CHANCE = 2;
export const CHANCES = LETTERS.length ** CHANCE;

/** @param chance below `CHANCES` */
export const runId = (now: number, chance: number): string =>
  `${letters(Math.max(0, Math.floor((now - EPOCH) / 100)), TIME)}${letters(chance, CHANCE)}`;

function letters(number: number, length: number): string {
  let text = "";
  for (let rest = number; text.length < length; rest = Math.floor(rest / LETTERS.length))
    text = `${LETTERS[rest % LETTERS.length]}${text}`;
  return text;
}

export const isRunId = (text: string): boolean => RUN_ID.test(text);
const RUN_ID = new RegExp(`^[${LETTERS}]{${TIME + CHANCE}}$`);

/** As it may be typed: large letters, and `o`, `i`, `l` for the digits they look like. */
export const typed = (text: string): string =>
  text.toLowerCase().replaceAll("o", "0").replaceAll(/[il]/g, "1");
