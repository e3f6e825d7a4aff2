import type { FlatInput, WireRequest } from '../client/index.js';
import type { Answer, JsonObject } from './answer.js';
import type { KeptExchange } from './evidence.js';

/** One call of the run, from the moment it was made to the moment its outcome was known. */
export interface HistoryCall {
  /** Id of the check that made it. */
  readonly check: string;
  readonly operation: string;
  readonly clientId: string | null;
  readonly playerId: string | null;
  readonly input: FlatInput;
  /** The idempotency key, from header or body. */
  readonly key: string | null;
  /** Position in the run; a call that ended before another began has `endedAt < invokedAt`. */
  readonly invokedAt: number;
  readonly endedAt: number | null;
  /** pending: the run ended first. */
  readonly outcome: Answer['outcome'] | 'pending';
  readonly status: number;
  readonly body: JsonObject;
  readonly error: string | undefined;
  readonly replayed: boolean;
  /** The check had put a fault on this operation or sent something other than the contract's. */
  readonly disturbed: boolean;
  /** The target was reset or put back afterwards: its books no longer hold this call. */
  readonly erased: boolean;
  /** Redacted, made when it is asked for. */
  readonly exchange: KeptExchange | undefined;
  /** As it went out, secrets and all: for laws to read, never for reports. */
  readonly request?: WireRequest | undefined;
  /** Of the answer, lower-case names; undefined where none came. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** It went out in the words of another wire; `input` and `body` are the contract's. */
  readonly translated: boolean;
}

export interface HistoryEvent {
  readonly type: 'invoke' | 'ok' | 'fail' | 'unknown';
  readonly at: number;
  readonly call: HistoryCall;
}

/** A player the run made through the control API, with what was in the wallet at the start. */
export interface KnownPlayer {
  readonly player_id: string;
  readonly currency: string;
  readonly cash: string;
  readonly bonus: string;
  readonly held: string;
  readonly check: string;
}

/** Everything the run did, in order. */
export interface History {
  readonly calls: (operation?: string) => readonly HistoryCall[];
  readonly events: () => readonly HistoryEvent[];
  readonly players: () => readonly KnownPlayer[];
}

export type Invocation = Pick<
  HistoryCall,
  'check' | 'operation' | 'clientId' | 'playerId' | 'input' | 'key' | 'disturbed' | 'request'
> & { readonly translated?: boolean };

export interface HistoryRecorder extends History {
  /** Returns what to call once the outcome is known. */
  invoke(invocation: Invocation): (answer: Answer<unknown>) => void;
  addPlayer(player: KnownPlayer): void;
  /** The target forgot everything so far, because a check asked it to. */
  erase(): void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function openHistory(): HistoryRecorder {
  const calls: Mutable<HistoryCall>[] = [];
  const events: HistoryEvent[] = [];
  const players: KnownPlayer[] = [];

  return {
    calls: (operation) =>
      operation === undefined ? calls : calls.filter((call) => call.operation === operation),
    events: () => events,
    players: () => players,
    addPlayer: (player) => void players.push(player),
    erase() {
      for (const call of calls) call.erased = true;
      players.length = 0;
    },
    invoke(invocation) {
      const call = pendingCall(invocation, events.length);
      calls.push(call);
      events.push({ type: 'invoke', at: call.invokedAt, call });
      return (answer) => {
        call.endedAt = events.length;
        call.outcome = answer.outcome;
        call.status = answer.status;
        call.body = answer.body as JsonObject;
        call.error = answer.error;
        call.headers = answer.lost === undefined ? answer.headers : undefined;
        call.replayed = answer.headers['idempotent-replayed'] === 'true';
        Object.defineProperty(call, 'exchange', { get: () => answer.exchange });
        const type = answer.outcome === 'refused' ? 'fail' : answer.outcome;
        events.push({ type, at: call.endedAt, call });
      };
    },
  };
}

const pendingCall = (invocation: Invocation, invokedAt: number): Mutable<HistoryCall> => ({
  translated: false,
  ...invocation,
  invokedAt,
  endedAt: null,
  outcome: 'pending',
  status: 0,
  body: {},
  error: undefined,
  replayed: false,
  erased: false,
  exchange: undefined,
});
