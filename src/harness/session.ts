import type { ClientHandle, Sender, Tokens } from '../client/index.js';
import type { Contract } from '../contract/operations.js';
import type { Answer } from './answer.js';
import type { Failure } from './failures.js';
import type { HistoryRecorder } from './history.js';
import { namesOf } from './names.js';
import type { IdSource, Names } from './names.js';
import type { Capability } from './capability.js';
import type { Dialect } from './dialect/dialect.js';
import type { Mapped } from './dialect/mapped.js';

/** What a whole run shares: the target as preflight found it. */
export interface Connection {
  readonly contract: Contract;
  readonly sender: Sender;
  readonly tokens: Tokens;
  /** The client that acts unless a call says otherwise. */
  readonly client: ClientHandle;
  readonly capabilities: ReadonlySet<Capability>;
  /** Declared in the target file, and not there: what needs it fails. */
  readonly missing?: ReadonlySet<Capability>;
  /** Declared as absent: what needs it is skipped. */
  readonly disclaimed?: ReadonlySet<Capability>;
  readonly dialect: Dialect;
  /** Only for a target of another shape. */
  readonly mapped?: Mapped | undefined;
  /** Makes the ids of what a check makes; default `<prefix>_<22 characters>`. */
  readonly ids?: IdSource | undefined;
  readonly history: HistoryRecorder;
  readonly seed: string;
  /** Names are derived from it; differs from the seed when a foreign target has a past. */
  readonly namespace: string;
}

/** What one check leaves behind while it runs. */
export interface Session {
  readonly connection: Connection;
  readonly check: string;
  readonly names: Names;
  /** How many players of one kind it needs at once. */
  readonly players: number;
  /** Answers that left the contract, whatever the check itself expects. */
  readonly breaches: Failure[];
  /** Operations the check put faults on: their answers are not judged. */
  readonly faulted: Set<string>;
  readonly answers: Answer<unknown>[];
  /** What is to be done after it, the last first: while it may still ask, unless it ran late. */
  readonly endings: (() => Promise<unknown>)[];
  expectations: number;
  inFlight: number;
  /** Set at the time-out: a check that is still running must not send any more. */
  over: boolean;
}

export const openSession = (connection: Connection, check: string, players = 1): Session => ({
  connection,
  check,
  players,
  names: namesOf(connection.namespace, check, connection.ids),
  breaches: [],
  faulted: new Set(),
  answers: [],
  endings: [],
  expectations: 0,
  inFlight: 0,
  over: false,
});

/** Does what the check left to be done, once; what fails there is no failure of the check. */
export async function wrapUp(session: Session): Promise<void> {
  for (let ending = session.endings.pop(); ending; ending = session.endings.pop()) {
    await ending().catch(() => undefined);
  }
}
