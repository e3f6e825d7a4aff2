import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { bodySignature, SIGNATURE_TOLERANCE_MS } from '../kernel/signature.js';
import { jsonOf } from './judge.js';

/** A webhook as it came in. */
export interface ReceivedWebhook {
  /** The header `webhook-id`. */
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  /** The bytes of the body, which are what is signed. */
  readonly raw: Buffer;
  readonly body: Readonly<Record<string, unknown>>;
  readonly type: unknown;
  readonly playerId: unknown;
  /** What it was answered with. */
  readonly answered: InboxAnswer;
}

/** A status; or no answer at all; or a line that breaks. */
export type InboxAnswer = number | 'silence' | 'reset';

/** A receiver of webhooks on loopback: it keeps what comes and answers as told. */
export interface Inbox {
  readonly url: string;
  /** In the order in which they came. */
  readonly webhooks: readonly ReceivedWebhook[];
  /** From now on; 204 unless told. */
  answer(how: InboxAnswer | ((webhook: ReceivedWebhook) => InboxAnswer)): void;
  /** Waits until so many have come, or for as long as its patience; answers what has come. */
  received(
    count: number,
    where?: (webhook: ReceivedWebhook) => boolean,
  ): Promise<readonly ReceivedWebhook[]>;
  close(): Promise<void>;
}

const PATIENCE_MS = 4_000;

/** Opens an inbox on a free port; at other paths than its own it is not at home. */
export async function openInbox(name: string): Promise<Inbox> {
  const webhooks: ReceivedWebhook[] = [];
  const waiting = new Set<() => void>();
  let how: (webhook: ReceivedWebhook) => InboxAnswer = () => 204;
  const server = createServer((request, response) => {
    void take(request, response).catch(() => response.destroy());
  });
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await bytesOf(request);
    if (request.url !== `/${name}`) return end(response, 404);
    const webhook = webhookOf(request, raw);
    const answered = how(webhook);
    webhooks.push({ ...webhook, answered });
    for (const look of waiting) look();
    end(response, answered);
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
    webhooks,
    answer: (wish) => void (how = typeof wish === 'function' ? wish : () => wish),
    received: (count, where = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = webhooks.filter(where);
          if (found.length >= count) finish(found);
        };
        const finish = (found: readonly ReceivedWebhook[]): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => finish(webhooks.filter(where)), PATIENCE_MS);
        waiting.add(look);
        look();
      }),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function webhookOf({ headers }: IncomingMessage, raw: Buffer): ReceivedWebhook {
  const body = (jsonOf(raw.toString()) ?? {}) as ReceivedWebhook['body'];
  const data = (body['data'] ?? {}) as ReceivedWebhook['body'];
  const id = String(headers['webhook-id'] ?? '');
  return { id, headers, raw, body, type: body['type'], playerId: data['player_id'], answered: 204 };
}

function end(response: ServerResponse, answer: InboxAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'reset') return void response.destroy();
  response.statusCode = answer;
  response.end();
}

/**
 * Whether one of the signatures is that of the secret, by the library of those who defined them.
 * Its own `verify` asks the clock of this machine; the signed time is held to `nowMs` instead,
 * because the sender's clock may be a virtual one.
 */
export function isSignedWith({ id, headers, raw }: ReceivedWebhook, secret: string, nowMs: number) {
  const timestampMs = Number(headers['webhook-timestamp']) * 1_000;
  if (!(Math.abs(nowMs - timestampMs) <= SIGNATURE_TOLERANCE_MS)) return false;
  const expected = new Webhook(secret).sign(id, new Date(timestampMs), raw);
  return String(headers['webhook-signature']).split(' ').includes(expected);
}

/** The same of `X-Signature`: `sha256=…` over the raw body, keyed with the text of the secret. */
export const isBodySignedWith = ({ headers, raw }: ReceivedWebhook, secret: string): boolean =>
  String(headers['x-signature']).split(' ').includes(bodySignature(secret, raw));
