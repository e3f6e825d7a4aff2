import { jsonOf } from '../client/index.js';
import type { Delivery, FlatInput, LossReason, WireRequest } from '../client/index.js';
import type { OperationSpec } from '../contract/operations.js';
import { keepExchange } from './evidence.js';
import type { KeptExchange } from './evidence.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What became of one call. `unknown`: no answer was heard, so its effect may or may not exist. */
export interface Answer<Body = JsonObject> {
  /** Operation id, or `raw`. */
  readonly operation: string;
  readonly spec: OperationSpec | undefined;
  readonly input: FlatInput;
  readonly outcome: 'ok' | 'refused' | 'unknown';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; an empty object when the text is not JSON. On a refusal, see `error`. */
  readonly body: Body;
  readonly text: string;
  /** The code of a refusal. */
  readonly error: string | undefined;
  /** The details of a refusal: `{field, rule, …}`. */
  readonly details: JsonObject;
  readonly lost: LossReason | undefined;
  /** The X-Request-ID sent. */
  readonly requestId: string | undefined;
  readonly ms: number;
  /** Redacted, for reports. */
  readonly exchange: KeptExchange;
  /** Of an answer that came in another shape than the contract's. */
  readonly translated?: TranslatedFacts;
}

/** What the map of a target can say of an answer, and what it cannot. */
export interface TranslatedFacts {
  /** All the codes a refusal may stand for. */
  readonly codes: readonly string[];
  /** The members this operation tells here; of others nothing can be expected. */
  readonly told: ReadonlySet<string>;
  /** The same request went out before. */
  readonly isRepeat: boolean;
  /** How it stood on the wire, in a few words: `HTTP 200, code 21`. */
  readonly wire: string;
  /** Whether the target marked it as a repeat; undefined: it never does. */
  readonly saysReplayed: boolean | undefined;
}

export interface Asked {
  readonly operation: string;
  readonly spec: OperationSpec | undefined;
  readonly input: FlatInput;
  readonly request: WireRequest;
}

/** Reads a delivery as an answer. */
export function answerOf<Body = JsonObject>(
  baseUrl: string,
  asked: Asked,
  delivery: Delivery,
): Answer<Body> {
  const text = delivery.kind === 'received' ? delivery.text : '';
  const body = objectOf(jsonOf(text));
  let kept: KeptExchange | undefined;
  return {
    operation: asked.operation,
    spec: asked.spec,
    input: asked.input,
    outcome: outcomeOf(delivery),
    status: delivery.kind === 'received' ? delivery.status : 0,
    headers: delivery.kind === 'received' ? delivery.headers : {},
    body: body as Body,
    text,
    error: typeof body['error'] === 'string' ? body['error'] : undefined,
    details: objectOf(body['details']),
    lost: delivery.kind === 'lost' ? delivery.reason : undefined,
    requestId: asked.request.headers['x-request-id'],
    ms: delivery.ms,
    get exchange() {
      kept ??= keepExchange(baseUrl, asked.operation, asked.request, delivery);
      return kept;
    },
  };
}

function outcomeOf(delivery: Delivery): Answer['outcome'] {
  if (delivery.kind === 'lost') return 'unknown';
  return delivery.status >= 200 && delivery.status < 300 ? 'ok' : 'refused';
}

const objectOf = (value: unknown): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
