/** Spellings that Kubernetes accepts for names, labels and quantities. */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

export const LABEL_LENGTH = 63;

export function isDnsLabel(text: string): boolean {
  return text.length <= LABEL_LENGTH && LABEL.test(text);
}

export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => LABEL.test(part));
}

export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= LABEL_LENGTH && PART.test(text));
}

/** `name` or `prefix/name`. */
export function isLabelKey(text: string): boolean {
  const parts = text.split('/');
  const name = parts.pop()!;
  const prefixIsFine = parts.length === 0 || (parts.length === 1 && isDnsSubdomain(parts[0]!));
  return prefixIsFine && name.length <= LABEL_LENGTH && PART.test(name);
}

const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

/** The number a quantity stands for (`1Gi`, `500M`, `1e9`), or undefined when it is none. */
export function quantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkKMGTPE]i?)?)$/.exec(text);
  if (match === null) return undefined;
  const suffix = SUFFIXES[match[3] ?? ''];
  return suffix === undefined ? undefined : Number(match[1]! + (match[2] ?? '')) * suffix;
}
