import type { Sender } from './send.js';

/** An OAuth client of the platform under test. */
export interface ClientHandle {
  readonly client_id: string;
  readonly client_secret: string;
  readonly scopes: readonly string[];
}

/** Access tokens by client credentials, one per client, asked for again before they expire. */
export interface Tokens {
  /** Rejects with TokenRefused when the platform gives none. */
  of(client: ClientHandle): Promise<string>;
  /** After the target's clock moved, or a secret was changed. */
  forget(clientId?: string): void;
}

/** The platform gave no token; `message` says what it did instead. */
export class TokenRefused extends Error {
  /** False when no answer came. */
  readonly answered: boolean;

  constructor(message: string, answered = true) {
    super(message);
    this.answered = answered;
  }
}

interface Kept {
  readonly token: Promise<string>;
  goodUntilMs: number;
}

const RENEW_AT = 0.8;

export function tokenSource(sender: Sender, path = '/oauth/token'): Tokens {
  const kept = new Map<string, Kept>();

  const ask = async (client: ClientHandle, entry: { goodUntilMs: number }): Promise<string> => {
    const grant = await requestToken(sender, path, client);
    entry.goodUntilMs = performance.now() + grant.expiresInS * 1000 * RENEW_AT;
    return grant.token;
  };
  return {
    of(client) {
      const name = `${client.client_id}\n${client.client_secret}`;
      const known = kept.get(name);
      if (known && known.goodUntilMs > performance.now()) return known.token;
      const timing = { goodUntilMs: Infinity };
      const entry = Object.assign(timing, { token: ask(client, timing) });
      kept.set(name, entry);
      entry.token.catch(() => {
        if (kept.get(name) === entry) kept.delete(name);
      });
      return entry.token;
    },
    forget(clientId) {
      for (const name of [...kept.keys()]) {
        if (clientId === undefined || name.startsWith(`${clientId}\n`)) kept.delete(name);
      }
    },
  };
}

async function requestToken(
  sender: Sender,
  path: string,
  client: ClientHandle,
): Promise<{ token: string; expiresInS: number }> {
  const answer = await sender.send({
    method: 'POST',
    path,
    headers: {
      authorization: basicOf(client),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: 'grant_type=client_credentials',
  });
  if (answer.kind === 'lost') throw new TokenRefused(`no answer: ${answer.message}`, false);
  const body = parsed(answer.text);
  if (answer.status !== 200 || typeof body['access_token'] !== 'string') {
    const why = typeof body['error'] === 'string' ? body['error'] : 'without a token';
    throw new TokenRefused(`HTTP ${answer.status} ${why}`);
  }
  const expiresInS = typeof body['expires_in'] === 'number' ? body['expires_in'] : 60;
  return { token: body['access_token'], expiresInS };
}

/** HTTP Basic as RFC 6749 §2.3.1 wants it: both parts form-encoded first. */
export function basicOf(client: Pick<ClientHandle, 'client_id' | 'client_secret'>): string {
  const encoded = `${encodeURIComponent(client.client_id)}:${encodeURIComponent(client.client_secret)}`;
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
