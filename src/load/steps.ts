/** One request of a journey, in the contract's words: the flat input of an operation. */
export interface Step {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The Idempotency-Key header; journeys put the key here, never into the body. */
  readonly key?: string;
  /**
   * How long the player waits before this step, after the answer to the one before. Only the open
   * engine can wait; in the closed one a place goes on as soon as it is answered.
   */
  readonly pauseMs?: number;
}

/**
 * What a journey learns of its step. `unknown` is a lost answer, a time-out, a 5xx or an answer
 * that cannot be read: the effect may or may not have happened. A request that certainly never
 * left is `refused` with status 0, one turned away because a partner is down is `refused` too.
 */
export interface StepAnswer {
  readonly outcome: 'ok' | 'refused' | 'unknown';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A player's doing, as a generator: it yields the next step and is handed the answer. Because it
 * awaits nothing, the open engine and the closed engine can both drive it.
 */
export type Journey = Generator<Step, void, StepAnswer>;

/** How one request ended on the wire. */
export type Settled =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      /** The header, where the target refused and an engine reads it. */
      readonly retryAfter?: string | undefined;
    }
  /** `timeout` and `broken`: sent, never answered; `unsent`: certainly not sent. */
  | { readonly kind: 'timeout' | 'broken' | 'unsent'; readonly reason: string };

const NO_BODY: Readonly<Record<string, unknown>> = Object.freeze({});

function parsedBody(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** PAY-07: nothing has begun. */
const isTurnedAway = (status: number, body: StepAnswer['body']): boolean =>
  status === 503 && body['error'] === 'PARTNER_UNAVAILABLE';

/** Judges a wire outcome by the step's success status; anything doubtful is `unknown`. */
export function understand(settled: Settled, successStatus: number): StepAnswer {
  if (settled.kind === 'unsent') return { outcome: 'refused', status: 0, body: NO_BODY };
  if (settled.kind !== 'answered') return { outcome: 'unknown', status: 0, body: NO_BODY };
  const { status } = settled;
  const body = parsedBody(settled.text);
  if (body === undefined || (status >= 500 && !isTurnedAway(status, body))) {
    return { outcome: 'unknown', status, body: NO_BODY };
  }
  return { outcome: status === successStatus ? 'ok' : 'refused', status, body };
}
