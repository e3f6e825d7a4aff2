import { Agent, request } from 'node:http';
import type { Clock } from '../../kernel/time.js';
import { SECOND_MS } from '../../kernel/time.js';
import type { PlatformCall, Reaction } from './book.js';

export interface Heard {
  readonly reaction: Reaction;
  /** 0 when no answer came. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The studio's line to the platform, with a token of its own client. */
export interface StudioLine {
  /** Never rejects. */
  call(call: Pick<PlatformCall, 'path' | 'key' | 'body'>, trace: Trace): Promise<Heard>;
  /** Whoever begins anew has no token either. */
  forget(): void;
  close(): void;
}

export interface Trace {
  readonly request_id: string | null;
  readonly traceparent: string | null;
}

export interface StudioLineOptions {
  readonly clock: Clock;
  readonly platform: () => string;
  readonly clientId: string;
  readonly secret: () => string;
}

/** How long the platform's answer is waited for, in real time. */
const PATIENCE_MS = 3 * SECOND_MS;
/** A token is not used in its last seconds: it could expire on the way. */
const MARGIN_MS = 10 * SECOND_MS;

const UNHEARD: Heard = { reaction: 'unknown', status: 0, body: {} };

interface Token {
  readonly text: string;
  readonly untilMs: number;
}

export function createStudioLine(options: StudioLineOptions): StudioLine {
  const { clock, platform, clientId, secret } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const stopped = new AbortController();
  let token: Token | undefined;
  const post = (path: string, headers: Headers, body: string): Promise<Heard> =>
    posted(`${platform()}${path}`, { agent, signal: stopped.signal, headers }, body);
  const tokenNow = async (): Promise<Token | undefined> => {
    if (token && token.untilMs > clock.now()) return token;
    const basic = Buffer.from(`${clientId}:${secret()}`).toString('base64');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { ...form, authorization: `Basic ${basic}` };
    const { body } = await post('/oauth/token', headers, 'grant_type=client_credentials');
    const { access_token: text, expires_in: seconds } = body;
    if (typeof text !== 'string' || typeof seconds !== 'number') return undefined;
    token = { text, untilMs: clock.now() + seconds * SECOND_MS - MARGIN_MS };
    return token;
  };
  return {
    async call({ path, key, body }, { request_id, traceparent }) {
      const attempt = async (): Promise<Heard> => {
        const bearer = await tokenNow();
        if (!bearer) return { ...UNHEARD, reaction: 'later' }; // nothing was sent
        const json = { 'content-type': 'application/json', 'idempotency-key': key };
        const trace = {
          ...(request_id !== null && { 'x-request-id': request_id }),
          ...(traceparent !== null && { traceparent }),
        };
        return post(path, { ...json, ...trace, authorization: `Bearer ${bearer.text}` }, body);
      };
      const heard = await attempt();
      if (heard.status !== 401) return heard;
      token = undefined; // it was revoked, or signed with a key that is gone
      return attempt();
    },
    forget: () => void (token = undefined),
    close() {
      stopped.abort();
      agent.destroy();
    },
  };
}

type Headers = Readonly<Record<string, string>>;

const posted = (
  url: string,
  way: { readonly agent: Agent; readonly signal: AbortSignal; readonly headers: Headers },
  body: string,
): Promise<Heard> =>
  new Promise((resolve) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const headers = { ...way.headers, ...length };
    const asked = request(url, { ...way, method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.once('error', () => resolve(UNHEARD));
      answer.once('end', () => {
        resolve(heardOf(answer.statusCode ?? 0, Buffer.concat(chunks).toString('utf8')));
      });
    });
    // Of the whole exchange: an answer that trickles in is no answer either.
    const patience = setTimeout(() => asked.destroy(), PATIENCE_MS);
    asked.once('error', () => resolve(UNHEARD));
    asked.once('close', () => {
      clearTimeout(patience);
      resolve(UNHEARD);
    });
    asked.end(body);
  });

/** Statuses that say no to the caller, whatever was called. */
const LATER = new Set([401, 403, 408, 425, 429]);

function heardOf(status: number, text: string): Heard {
  const body = membersOf(text);
  if (!body) return { reaction: 'unknown', status, body: {} };
  if (status >= 200 && status < 300) return { reaction: 'accepted', status, body };
  if (status < 400 || status >= 500) return { reaction: 'unknown', status, body };
  if (typeof body['error'] !== 'string') return { reaction: 'unknown', status, body };
  return { reaction: LATER.has(status) ? 'later' : 'refused', status, body };
}

function membersOf(text: string): Heard['body'] | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return value !== null && typeof value === 'object' ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
