// The regularised incomplete beta function, from which the t and binomial distributions follow.

/**
 * ln Γ(x) for x > 0, relative error about 1e-15.
 * Source: C. Lanczos, SIAM J. Numer. Anal. 1, 1964; the coefficients for g = 7 are those of P. Godfrey, 2001.
 */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const base = x + 6.5;
  const series = LANCZOS.reduce((sum, c, at) => sum + (at === 0 ? c : c / (x - 1 + at)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * I_x(a, b) for a, b > 0 and 0 <= x <= 1: the probability that a beta variable is at most x.
 * Source: NIST Digital Library of Mathematical Functions, 8.17.22, by Lentz's method.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // the fraction converges quickly below the mean, and the function is symmetric
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - (lnGamma(a) + lnGamma(b) - lnGamma(a + b)));
  return (front * fraction(x, a, b)) / a;
}

const TINY = 1e-300;

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / nonzero(1 + term * d);
      c = nonzero(1 + term / c);
      change *= c * d;
    }
    value *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}

const nonzero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
