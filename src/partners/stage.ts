import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodySignature } from '../kernel/signature.js';
import type { VirtualClock } from '../kernel/time.js';
import { virtualClock } from '../kernel/time.js';
import type { Partners, WebhookFault } from './index.js';
import { openPartners } from './index.js';

export interface ReceivedHook {
  readonly path: string;
  readonly atMs: number;
  readonly body: Readonly<Record<string, string>>;
  /** Whether the secret the platform knows signed these bytes. */
  readonly signed: boolean;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Told {
  readonly status: number;
  // A proof takes the answer as it comes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** Both partners on a virtual clock, and a platform that only notes what it is told. */
export interface PartnerStage {
  readonly partners: Partners;
  readonly clock: VirtualClock;
  readonly hooks: ReceivedHook[];
  /** Statuses the platform answers next; 200 when there is none left. */
  readonly answers: number[];
  readonly faults: WebhookFault[];
  psp(path: string, body?: object, key?: string): Promise<Told>;
  kyc(path: string, body?: object, key?: string): Promise<Told>;
  /** Moves the clock, delivering at each instant what is due then. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export const SECRETS = { psp: 'psp-secret', kyc: 'kyc-secret' } as const;

export async function openPartnerStage(seed = '1'): Promise<PartnerStage> {
  const clock = virtualClock();
  const hooks: ReceivedHook[] = [];
  const answers: number[] = [];
  const faults: WebhookFault[] = [];
  const platform = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const secret = incoming.url === '/hooks/kyc' ? SECRETS.kyc : SECRETS.psp;
      hooks.push({
        path: incoming.url ?? '',
        atMs: clock.now(),
        body: JSON.parse(text) as ReceivedHook['body'],
        signed: incoming.headers['x-signature'] === bodySignature(secret, text),
        headers: incoming.headers,
      });
      outgoing.writeHead(answers.shift() ?? 200).end('{}');
    });
  });
  await new Promise<void>((resolve) => void platform.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  const partners = await openPartners({
    clock,
    seed: () => seed,
    platform: () => url,
    wake: () => undefined,
    disturb: () => faults.shift(),
  });
  partners.psp.begin(SECRETS.psp);
  partners.kyc.begin(SECRETS.kyc);
  const couriers = [partners.psp.courier, partners.kyc.courier];
  const runDue = async (): Promise<void> => {
    for (const courier of couriers) while ((await courier.runDue()) > 0);
  };
  return {
    partners,
    clock,
    hooks,
    answers,
    faults,
    psp: (path, body, key) => ask(partners.psp.url + path, body, key),
    kyc: (path, body, key) => ask(partners.kyc.url + path, body, key),
    async advance(ms) {
      const untilMs = clock.now() + ms;
      for (;;) {
        await runDue();
        const due = couriers.flatMap((courier) => courier.nextDueMs() ?? []);
        const next = Math.min(...due);
        if (next > untilMs) break;
        clock.set(next);
      }
      clock.set(untilMs);
    },
    async close() {
      await partners.close();
      platform.closeAllConnections();
      await new Promise((resolve) => void platform.close(resolve));
    },
  };
}

/** POST with a body, GET without; status 0 when the line was dropped. */
function ask(url: string, body: object | undefined, key: string | undefined): Promise<Told> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'x-request-id': 'req-1',
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const method = body ? 'POST' : 'GET';
    const asked = request(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) as unknown });
      });
    });
    asked.once('error', () => resolve({ status: 0, body: {} }));
    asked.end(body && JSON.stringify(body));
  });
}
