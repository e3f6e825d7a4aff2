import type { Delivery, FlatInput, WireRequest } from '../../client/index.js';
import { shown } from '../difference.js';
import { shownUrl } from '../evidence.js';
import type { ReachedWire } from '../dialect/reach.js';
import type { Reading } from '../dialect/readings.js';
import type { TokenWish } from '../dialect/admission.js';

/** One request in the words of the target, and what came of it. */
export interface Asked {
  readonly request: WireRequest;
  readonly delivery: Delivery;
  /** undefined when no answer came. */
  readonly reading: Reading | undefined;
  /** `GET http://…: HTTP 404 {"code":…}`, without secrets. */
  readonly words: string;
}

export type Ask = (operation: string, input: FlatInput, wish?: TokenWish) => Promise<Asked>;

/** Asks as a run does: completed from memory, at the target's pace, let in. */
export function askOf({ sender, mapped }: ReachedWire, currencyOf: (id: unknown) => string): Ask {
  const { translation, admission, memory, pace, redaction } = mapped;
  const hidden = (text: string): string =>
    redaction.secrets.reduce((told, secret) => told.replaceAll(secret, '[redacted]'), text);
  return async (operation, input, wish) => {
    const currency = currencyOf(input['player_id']);
    memory.asked(operation, input);
    const completed = memory.completed(operation, input);
    const unsigned = await translation.requestOf(operation, completed, currency);
    const request = await admission.admit(unsigned, wish);
    await pace();
    const delivery = await sender.send(request);
    const call = `${request.method} ${shownUrl(sender.baseUrl + request.path, redaction)}`;
    if (delivery.kind === 'lost') {
      const words = hidden(`${call}: no answer, ${delivery.reason} (${delivery.message})`);
      return { request, delivery, reading: undefined, words };
    }
    const reading = await translation.readingOf(operation, input, delivery, currency);
    if (reading.ok) memory.heard(operation, input, reading.body);
    const words = hidden(`${call}: HTTP ${delivery.status} ${shown(delivery.text)}`);
    return { request, delivery, reading, words };
  };
}

/** Codes that say: whoever asks is not let in. */
const NOT_LET_IN = new Set([
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SCOPE_MISSING',
  'SIGNATURE_INVALID',
  'ADDRESS_NOT_ALLOWED',
]);

/** Whether this is a refusal of who asks rather than of what was asked. */
export function isTurnedAway({ delivery, reading }: Asked): boolean {
  if (delivery.kind === 'lost' || reading?.ok !== false) return false;
  return (
    delivery.status === 401 || delivery.status === 403 || reading.codes.some(isRefusalOfWhoAsks)
  );
}

export const isRefusalOfWhoAsks = (code: string): boolean => NOT_LET_IN.has(code);
