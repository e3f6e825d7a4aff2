import type { Capability } from './capability.js';
import type { Control } from './control.js';
import type { Dialect } from './dialect/dialect.js';
import type { Expect } from './expect.js';
import type { Given } from './given.js';
import type { Live } from './live.js';
import type { PlatformClient } from './platform.js';

/** The requirement's keyword: a broken MUST fails the run, a broken SHOULD warns, a MAY informs. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** critical: money made or lost, authentication passed, a replay accepted. */
export type Impact = 'critical' | 'major' | 'minor';

/** What a check says of itself; reports, docs and `explain` print these words. */
export interface CheckFacts {
  /**
   * `<DOMAIN>-<NN>`, never renumbered or reused; of a check generated from the contract
   * `<DOMAIN>-<operationId>-<what>`, as stable as the operation's name.
   */
  readonly id: string;
  readonly title: string;
  /** The clause in one sentence, with its MUST. */
  readonly rule: string;
  /** Id of the requirement it proves, as in `PLAY-07`. */
  readonly requirement: string;
  /** Default MUST. */
  readonly level?: Level;
  /** Default major. */
  readonly impact?: Impact;
  /** Why it matters, in money. */
  readonly money?: string;
  /** Capabilities without which the check is untestable. */
  readonly needs?: readonly Capability[];
  /** For a check that no planted defect makes fail: what it guards all the same. */
  readonly contractOnly?: string;
}

/** What a scenario works with; all of it is its own, none of it is shared with another scenario. */
export interface Stage {
  readonly platform: PlatformClient;
  readonly given: Given;
  readonly expect: Expect;
  /** Channels over WebSocket and server-sent events; needs `live`. */
  readonly live: Live;
  readonly control: Control;
  /** Which of the published answers the target gives where contracts disagree. */
  readonly dialect: Dialect;
  readonly run: RunFacts;
}

export interface RunFacts {
  readonly seed: string;
  readonly baseUrl: string;
  /** Waits in real time; only where the target's own time cannot be moved. */
  wait(ms: number): Promise<void>;
  /** Is done after the check, however it ends: what it made must not go on after it. */
  afterwards(work: () => Promise<unknown>): void;
}

export interface Scenario extends CheckFacts {
  /** Runs alone, after the others: it moves the clock, restarts the target or rotates keys. */
  readonly exclusive?: boolean;
  /** Default 30 s; longer where requests have to wait for their turn. */
  readonly timeoutMs?: number;
  /** How many players it needs at once, where they are lent from a pool; default 1. */
  readonly players?: number;
  run(stage: Stage): Promise<void>;
}

/** Defines a scenario. A scenario that expects nothing proves nothing: it ends as an error. */
export const scenario = (definition: Scenario): Scenario => definition;

const CHECK_ID = /^[A-Z][A-Z0-9]*-(\d{2,3}|[a-z][A-Za-z0-9]*-(\d{3}|[a-z]+))$/;

/** The list as given, once its ids are well formed and each used once. */
export function registryOf<T extends CheckFacts>(checks: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  for (const { id } of checks) {
    if (!CHECK_ID.test(id)) throw new TypeError(`"${id}" is not a check id: <DOMAIN>-<NN>`);
    if (seen.has(id)) throw new TypeError(`the check id ${id} is used twice`);
    seen.add(id);
  }
  return checks;
}

/** `ROUNDS-07` → `rounds`: one word per domain, in ids, files and tags alike. */
export function domainOf(id: string): string {
  const word = id.slice(0, id.indexOf('-')).toLowerCase();
  return word === 'inv' ? 'invariants' : word;
}
