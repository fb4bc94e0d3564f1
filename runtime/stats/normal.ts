// The standard normal distribution: its distribution function and its quantiles.

/**
 * z with P(Z <= z) = p, for 0 < p < 1; relative error about 1e-16.
 * Source: algorithm AS 241, PPND16 (M. J. Wichura, Applied Statistics 37, 1988).
 */
export function probit(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * poly(CENTRE_TOP, r)) / poly(CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size =
    r <= 5
      ? poly(NEAR_TOP, r - 1.6) / poly(NEAR_BOTTOM, r - 1.6)
      : poly(FAR_TOP, r - 5) / poly(FAR_BOTTOM, r - 5);
  return Math.sign(q) * size;
}

/**
 * P(Z <= z): a series near 0, a continued fraction in the tails.
 * Source: G. Marsaglia, J. Stat. Softw. 11 (4), 2004; NIST Digital Library of Mathematical Functions, 7.9.
 */
export function normal(z: number): number {
  if (Number.isNaN(z)) return NaN;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(z) > 3) {
    let below = 0;
    for (let k = 200; k > 0; k--) below = k / (Math.abs(z) + below);
    const tail = density / (Math.abs(z) + below);
    return z < 0 ? tail : 1 - tail;
  }
  let [sum, term] = [0, z];
  for (let k = 1; sum + term !== sum; k++) {
    sum += term;
    term *= (z * z) / (2 * k + 1);
  }
  return 0.5 + density * sum;
}

/** Horner, highest power first. */
const poly = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, c) => sum * x + c, 0);

const CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTRE_BOTTOM = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const NEAR_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const NEAR_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const FAR_TOP = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];
