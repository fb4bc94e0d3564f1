// The door of playwright-core: a page in Chromium that tells what ran in it and what it asked for.
import { chromium as driver, type Browser } from "playwright-core";
import { chromium } from "../../../bin/chromium.mjs";

export interface Seen {
  /** Dialogs, errors and words of the console. */
  readonly ran: readonly string[];
  /** Addresses that were asked for. */
  readonly asked: readonly string[];
  /** What `look` gives, evaluated in the page. */
  readonly found: unknown;
}

export interface Viewer {
  readonly open: (html: string, look?: string) => Promise<Seen>;
  readonly close: () => Promise<void>;
}

/** A browser, or why there is none. */
export async function viewer(): Promise<Viewer | { readonly without: string }> {
  const made = chromium();
  if ("without" in made) return made;
  const started = await driver
    .launch({ executablePath: made.path, env: { ...process.env, ...made.env } })
    .catch((error: unknown) => (error as Error).message);
  if (typeof started === "string") return { without: started.split("\n")[0] ?? "" };
  return { open: (html, look) => seen(started, html, look), close: () => started.close() };
}

async function seen(browser: Browser, html: string, look = "null"): Promise<Seen> {
  const page = await browser.newPage();
  const [ran, asked] = [[] as string[], [] as string[]];
  page.on("dialog", (dialog) => {
    ran.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => ran.push(`console ${message.text()}`));
  page.on("pageerror", (error) => ran.push(`error ${error.message}`));
  page.on("request", (request) => asked.push(request.url()));
  try {
    await page.setContent(`<!doctype html><meta charset="utf-8"><body>${html}</body>`, { waitUntil: "load" });
    // whoever points at it, and opens what is closed
    await page.evaluate(
      `for (const one of document.querySelectorAll("details")) one.open = true;
       for (const one of document.querySelectorAll("body *"))
         for (const kind of ["mouseover", "focus", "click", "toggle", "animationend"])
           one.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }));`,
    );
    await page.waitForTimeout(200);
    return { ran, asked, found: await page.evaluate(look) };
  } finally {
    await page.close();
  }
}
