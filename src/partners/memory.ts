import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { PartnerState, Webhook } from './state.js';

/** Where in the state something stands: `['receipts', key]`, `['book', 'payments', id]`. */
export type Place = readonly string[];

/**
 * What a partner knows beyond the life of its process. A file of lines: all of it, then what
 * changed since. Whatever was kept outlives kill -9; the log is for looking on, and is not kept.
 */
export interface Memory {
  /** Marks a member as changed; `undefined` says that it is gone. */
  note(place: Place, value: unknown): void;
  /** Writes what was noted. Before an answer leaves: nobody may be told what can be forgotten. */
  keep(): void;
  /** Forgets what was kept before, and writes all of the state. */
  renew(): void;
  /** What was kept, or undefined when nothing was. */
  recall(): PartnerState | undefined;
}

const NOTHING: Memory = {
  note: () => undefined,
  keep: () => undefined,
  renew: () => undefined,
  recall: () => undefined,
};

/** Keeps nothing without a file. */
export function createMemory(file: string | undefined, state: () => PartnerState): Memory {
  if (file === undefined) return NOTHING;
  const noted = new Map<string, Change>();
  let facts = '';
  return {
    note: (place, value) => void noted.set(place.join('\n'), [place, value ?? null]),
    keep() {
      const now = JSON.stringify(factsOf(state()));
      if (noted.size === 0 && now === facts) return;
      appendFileSync(file, `${JSON.stringify([factsOf(state()), [...noted.values()]])}\n`);
      facts = now;
      noted.clear();
    },
    renew() {
      noted.clear();
      facts = JSON.stringify(factsOf(state()));
      // Never half a file under this name.
      writeFileSync(`${file}.tmp`, `${JSON.stringify({ ...state(), log: [] })}\n`);
      renameSync(`${file}.tmp`, file);
    },
    recall: () => (existsSync(file) ? recalled(readFileSync(file, 'utf8')) : undefined),
  };
}

type Change = readonly [Place, unknown];
type Line = readonly [Facts, readonly Change[]];
type Facts = Pick<PartnerState, 'secret' | 'mode' | 'latency_ms' | 'seq'>;

const factsOf = ({ secret, mode, latency_ms, seq }: PartnerState): Facts => ({
  secret,
  mode,
  latency_ms,
  seq,
});

function recalled(text: string): PartnerState | undefined {
  // What stands behind the last line feed was being written when the process died.
  const [first, ...changes] = text.split('\n').slice(0, -1);
  if (first === undefined) return undefined;
  const state = JSON.parse(first) as PartnerState;
  const waiting = new Map(state.waiting.map((webhook) => [String(webhook.seq), webhook]));
  for (const line of changes) {
    const [facts, set] = JSON.parse(line) as Line;
    Object.assign(state, facts);
    for (const [place, value] of set) {
      if (place[0] !== 'waiting') put(state, place, value);
      else if (value === null) waiting.delete(String(place[1]));
      else waiting.set(String(place[1]), value as Webhook);
    }
  }
  state.waiting = [...waiting.values()];
  return state;
}

function put(state: PartnerState, place: Place, value: unknown): void {
  let inside = state as unknown as Record<string, unknown>;
  for (const name of place.slice(0, -1)) inside = inside[name] as Record<string, unknown>;
  inside[place.at(-1) ?? ''] = value;
}
