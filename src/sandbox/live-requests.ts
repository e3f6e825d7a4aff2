import { validateLiveRequest } from '../contract/live.js';
import type { Ground } from '../domains/context.js';
import { refuse } from '../kernel/errors.js';
import { readJsonBytes } from '../server/json.js';
import type { Admission } from './admission.js';
import type { Reader } from './live-reader.js';

/** What a reader may send over its line. */
export type LiveRequest =
  | {
      readonly op: 'subscribe';
      readonly channels: readonly string[];
      readonly from_seq?: number;
    }
  | { readonly op: 'unsubscribe'; readonly channels: readonly string[] }
  | { readonly op: 'ping'; readonly client_time: string };

/** Reads what a reader sent, or refuses it; a request like any other for its rate (SEC-05). */
export function readLiveRequest(
  ground: Ground,
  admission: Admission,
  { wish }: Reader,
  bytes: Buffer,
): LiveRequest {
  const { admitted, retryAfterS } = admission.take(ground, wish.client);
  if (!admitted) refuse('RATE_LIMITED', { retry_after_s: retryAfterS });
  const reading = readJsonBytes(bytes);
  if (!reading.ok) refuse('MALFORMED_JSON', { rule: reading.rule });
  const violations = validateLiveRequest(reading.value);
  const [first] = violations;
  if (first) refuse('VALIDATION_ERROR', { field: first.field, rule: first.rule, violations });
  return reading.value as LiveRequest;
}
