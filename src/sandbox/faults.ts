import { derivedId } from '../kernel/ids.js';
import type { RandomStream } from '../kernel/random.js';
import { randomStream } from '../kernel/random.js';

export type FaultKind =
  'latency' | 'status' | 'reset_before' | 'reset_after_commit' | 'slow_body' | 'malformed_body';

/** A disturbance as data: which calls it meets, how often, and what it does to them. */
export interface Fault {
  readonly id: string;
  /** An operationId, or `*`. */
  readonly operation: string;
  /** Members the request must have: of body, path or query. */
  readonly match?: Readonly<Record<string, unknown>> | undefined;
  /** The nth matching call; or each nth; or each with this probability; or all. */
  readonly nth?: number | undefined;
  readonly every?: number | undefined;
  readonly probability?: number | undefined;
  readonly kind: FaultKind;
  /** For `latency` and `slow_body`, in milliseconds. */
  readonly latency_ms?: number | undefined;
  /** For `status`. */
  readonly status?: number | undefined;
  /** How often it strikes before it is spent; 1 unless told. */
  readonly times?: number | undefined;
}

interface Armed {
  readonly fault: Fault;
  readonly chance: RandomStream;
  seen: number;
  left: number;
}

export interface Faults {
  add(fault: Omit<Fault, 'id'> & { id?: string | undefined }): Fault;
  list(): readonly (Fault & { readonly left: number })[];
  clear(): void;
  /** The fault that strikes this call in this phase, if any; striking spends it. */
  strike(
    phase: 'before' | 'after',
    operation: string,
    members: Readonly<Record<string, unknown>>,
  ): Fault | undefined;
  readonly quiet: boolean;
}

const AFTER: ReadonlySet<FaultKind> = new Set([
  'reset_after_commit',
  'slow_body',
  'malformed_body',
]);

export function createFaults(seed: string): Faults {
  let armed: Armed[] = [];
  let added = 0;
  return {
    add(given) {
      const fault = { ...given, id: given.id ?? derivedId(seed, 'f', String((added += 1))) };
      const chance = randomStream(seed, 'fault', fault.id);
      armed.push({ fault, chance, seen: 0, left: fault.times ?? 1 });
      return fault;
    },
    list: () => armed.map(({ fault, left }) => ({ ...fault, left })),
    clear() {
      armed = [];
      // The same faults armed again have the same ids, and so the same chance.
      added = 0;
    },
    strike(phase, operation, members) {
      const met = armed.filter(
        ({ fault }) =>
          (phase === 'after') === AFTER.has(fault.kind) && meets(fault, operation, members),
      );
      // Each counts the call, also when another strikes it: "the nth call" is the caller's nth.
      const [first] = met.filter(due);
      if (!first) return undefined;
      first.left -= 1;
      if (first.left <= 0) armed = armed.filter((other) => other !== first);
      return first.fault;
    },
    get quiet() {
      return armed.length === 0;
    },
  };
}

function meets(
  fault: Fault,
  operation: string,
  members: Readonly<Record<string, unknown>>,
): boolean {
  if (fault.operation !== '*' && fault.operation !== operation) return false;
  return Object.entries(fault.match ?? {}).every(([name, value]) => members[name] === value);
}

function due(one: Armed): boolean {
  one.seen += 1;
  const { nth, every, probability } = one.fault;
  if (nth !== undefined) return one.seen === nth;
  if (every !== undefined) return one.seen % every === 0;
  if (probability !== undefined) return one.chance.next() < probability;
  return true;
}
