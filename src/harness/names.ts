import { derivedBytes, derivedId } from '../kernel/ids.js';

/**
 * The names one check gives to what it makes. They follow from the run's namespace, the check and
 * a counter for each prefix, so the same run makes the same names and no two checks ever meet.
 */
export interface Names {
  /** `<prefix>_<22 characters>`. */
  id(prefix: string): string;
  /** A W3C traceparent with a trace of its own. */
  traceparent(): string;
}

/** An id in the form a target takes, from what it is derived from. */
export type IdSource = (prefix: string, bytes: Buffer) => string;

export function namesOf(namespace: string, checkId: string, ids?: IdSource): Names {
  const counters = new Map<string, number>();
  const next = (prefix: string): string => {
    const count = counters.get(prefix) ?? 0;
    counters.set(prefix, count + 1);
    return String(count);
  };
  return {
    id(prefix) {
      if (!ids) return derivedId(namespace, prefix, checkId, next(prefix));
      return ids(prefix, derivedBytes(namespace, prefix, checkId, next(prefix)));
    },
    traceparent() {
      const hex = derivedBytes(namespace, 'trace', checkId, next('trace')).toString('hex');
      return `00-${hex.slice(0, 32)}-${hex.slice(32, 48)}-01`;
    },
  };
}
