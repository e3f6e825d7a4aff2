import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import type { Attempt, Outgoing } from '../domains/webhooks/index.js';
import type { AddressBook } from './webhook-addresses.js';

/** The way to the receivers of webhooks. */
export interface WebhookLine {
  /** One attempt; never rejects. */
  post(outgoing: Outgoing): Promise<Attempt>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface WebhookLineOptions {
  readonly addresses: AddressBook;
  /** For the whole exchange, in milliseconds of real time. */
  readonly timeoutMs: number;
}

const MOST_READ_BYTES = 64 * 1_024;

export function createWebhookLine({ addresses, timeoutMs }: WebhookLineOptions): WebhookLine {
  const lookup: LookupFunction = (host, { all, family }, answer) => {
    addresses.checked(host).then(
      (found) => {
        const wanted = found.filter((one) => !family || isIP(one) === Number(family));
        const [first = ''] = wanted;
        if (all)
          answer(
            null,
            wanted.map((address) => ({ address, family: isIP(address) })),
          );
        else answer(null, first, isIP(first));
      },
      (failure: unknown) => answer(failure as NodeJS.ErrnoException, '', 0),
    );
  };
  // Each webhook its own connection: an address is looked at whenever something is sent to it, and
  // no line is kept that a receiver may drop just then.
  const agent = new Agent({ pipelining: 0, connect: { lookup, timeout: timeoutMs } });
  return {
    async post({ url, headers, body }) {
      try {
        const { protocol, hostname } = new URL(url);
        // Whoever connects to an address asks no resolver.
        if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) await addresses.checked(hostname);
        if (protocol !== 'https:' && !addresses.privateAllowed) return NOT_ALLOWED;
        const answer = await request(url, {
          method: 'POST',
          dispatcher: agent,
          signal: AbortSignal.timeout(timeoutMs),
          headers: { 'content-type': 'application/json', ...headers },
          body,
        });
        // What the receiver says beside its status is of no interest, nor how slowly.
        await answer.body.dump({ limit: MOST_READ_BYTES }).catch(() => undefined);
        const status = answer.statusCode;
        return { status, error: status >= 200 && status < 300 ? null : 'refused' };
      } catch (failure) {
        return lostOf(failure);
      }
    },
    close: () => agent.destroy(),
  };
}

const NOT_ALLOWED: Attempt = { status: 0, error: 'address_not_allowed' };

function lostOf(failure: unknown): Attempt {
  if (!(failure instanceof Error)) return { status: 0, error: 'unreachable' };
  if ('code' in failure && failure.code === 'ERR_ADDRESS_NOT_ALLOWED') return NOT_ALLOWED;
  const timedOut = /abort|timeout/i.test(failure.name);
  return { status: 0, error: timedOut ? 'timeout' : 'unreachable' };
}
