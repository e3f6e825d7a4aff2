import type { Adapter } from './adapter.js';
import type { Admission } from './admission.js';
import type { Memory } from './memory.js';
import type { Pace } from './pace.js';
import type { PlayerPool } from './pool.js';
import type { Translation } from './translation.js';
import type { Redaction } from '../evidence.js';
import type { Knobs } from './knobs.js';

/** What a run against a target of another shape shares besides the connection. */
export interface Mapped {
  readonly translation: Translation;
  readonly admission: Admission;
  readonly adapter: Adapter;
  readonly memory: Memory;
  readonly pace: Pace;
  readonly pool: PlayerPool;
  readonly redaction: Redaction;
  readonly knobs: Knobs;
  /** Operations the profile cannot do without: lacking one is no excuse. */
  readonly required: ReadonlySet<string>;
  /** The largest stake that may be sent, as decimal text; undefined: any. */
  readonly maxStake: string | undefined;
  /** The largest win that may be sent, likewise. */
  readonly maxWin: string | undefined;
  /** How long a read may lag behind what was answered. */
  readonly settleMs: number;
}
