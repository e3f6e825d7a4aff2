import { derivedId } from '../kernel/ids.js';
import type { RandomStream } from '../kernel/random.js';
import { randomStream } from '../kernel/random.js';

export type FaultKind =
  | 'latency'
  | 'status'
  | 'reset_before'
  | 'reset_after_commit'
  | 'slow_body'
  | 'malformed_body'
  | 'duplicate'
  | 'reorder'
  | 'corrupt_signature'
  | 'stale_timestamp';

/** A disturbance as data: which calls it meets, how often, and what it does to them. */
export interface Fault {
  readonly id: string;
  /**
   * An operationId, or `*` for any; `psp.<name>` and `kyc.<name>` for what a partner is asked,
   * `psp.*` for all of it; `hook.psp` and `hook.kyc` for the webhooks of a partner;
   * `webhook.out` for those the platform sends.
   */
  readonly operation: string;
  /** Members the request must have: of body, path or query. */
  readonly match?: Readonly<Record<string, unknown>> | undefined;
  /** The nth matching call; or each nth; or each with this probability; or all. */
  readonly nth?: number | undefined;
  readonly every?: number | undefined;
  readonly probability?: number | undefined;
  readonly kind: FaultKind;
  /** Milliseconds, for `latency`, `slow_body` and `reorder`; for a webhook those of the clock. */
  readonly latency_ms?: number | undefined;
  /** For `status`. */
  readonly status?: number | undefined;
  /** How often it strikes before it is spent; 1 unless told. */
  readonly times?: number | undefined;
}

/** A fault as it is asked for: its id derives from the seed unless told. */
export type NewFault = Omit<Fault, 'id'> & { readonly id?: string | undefined };

interface Armed {
  readonly fault: Fault;
  readonly chance: RandomStream;
  seen: number;
  left: number;
}

export interface Faults {
  add(fault: NewFault): Fault;
  list(): readonly (Fault & { readonly left: number })[];
  clear(): void;
  /** Back to those in force from the start. */
  reset(): void;
  /**
   * The fault that strikes this call in this phase, if any; striking spends it. A call between
   * platform and partner is met once, `on_the_way`.
   */
  strike(
    phase: 'before' | 'after' | 'on_the_way',
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

export function createFaults(seed: string, initial: readonly NewFault[] = []): Faults {
  let armed: Armed[] = [];
  let added = 0;
  const add = (given: NewFault): Fault => {
    const fault = { ...given, id: given.id ?? derivedId(seed, 'f', String((added += 1))) };
    const chance = randomStream(seed, 'fault', fault.id);
    armed.push({ fault, chance, seen: 0, left: fault.times ?? 1 });
    return fault;
  };
  const clear = (): void => {
    armed = [];
    // The same faults armed again have the same ids, and so the same chance.
    added = 0;
  };
  initial.forEach(add);
  return {
    add,
    list: () => armed.map(({ fault, left }) => ({ ...fault, left })),
    clear,
    reset() {
      clear();
      initial.forEach(add);
    },
    strike(phase, operation, members) {
      const met = armed.filter(
        ({ fault }) =>
          (phase === 'on_the_way' || (phase === 'after') === AFTER.has(fault.kind)) &&
          meets(fault, operation, members),
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
  if (!names(fault.operation, operation)) return false;
  return Object.entries(fault.match ?? {}).every(([name, value]) => members[name] === value);
}

/** `*` is every operation of the contract, which have no dot; `psp.*` is all the PSP is asked. */
function names(wanted: string, operation: string): boolean {
  if (wanted === '*') return !operation.includes('.');
  if (wanted.endsWith('.*')) return operation.startsWith(wanted.slice(0, -1));
  return wanted === operation;
}

function due(one: Armed): boolean {
  one.seen += 1;
  const { nth, every, probability } = one.fault;
  if (nth !== undefined) return one.seen === nth;
  if (every !== undefined) return one.seen % every === 0;
  if (probability !== undefined) return one.chance.next() < probability;
  return true;
}
