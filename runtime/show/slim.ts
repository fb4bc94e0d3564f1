// The picture of a chart in half the bytes, with ids of its own.
import { digest } from "../digest.ts";

const PLACES = / (d|transform|x2?|y2?|width|height)="([^"]*)"/g;
const IDS = /( id="|="url\(#)(?=[a-z_]+\d+)/g;

/**
 * Places to a hundredth of a pixel, and no paths that draw nothing. Ids are the same for the same picture and differ from
 * those of others: a page that holds several would cut one with the clips of another.
 */
export function slim(picture: string): string {
  const own = `s${digest(picture).slice(0, 8)}`;
  // inside of tags alone, where a quote ends a value: what is written in the picture stays as it is
  return picture
    .replaceAll(/<path class="foreground"[^>]* d=""[^>]*\/>/g, "")
    .replaceAll(/<[^>]*>/g, (tag) =>
      tag
        .replaceAll(IDS, `$1${own}`)
        .replaceAll(PLACES, (_, name: string, value: string) => ` ${name}="${rounded(value)}"`),
    );
}

const rounded = (value: string): string =>
  value.replaceAll(/-?\d+\.\d{3,}/g, (place) => String(Number(Number(place).toFixed(2))));
