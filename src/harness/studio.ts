import { jsonOf, openSender } from '../client/index.js';
import type { ClientHandle } from '../client/index.js';
import type { JsonObject } from './answer.js';
import { TargetLost } from './failures.js';
import type { PartnerLogEntry, PartnerMode } from './partners.js';
import type { Session } from './session.js';

/** What the studio answers, as it comes; status 0 when it dropped the line. */
export interface StudioAnswer {
  readonly status: number;
  readonly body: JsonObject;
  readonly text: string;
}

/** How the studio is made to stand; `crash_at` lets it die once at that moment of a round. */
export interface StudioStanding {
  readonly mode?: PartnerMode;
  readonly latency_ms?: number;
  readonly crash_at?: 'debit_sent' | 'debited' | 'credit_sent' | null;
}

/** The game studio of a target that has one: capability `studio`. Its API is its own. */
export interface Studio {
  readonly url: string;
  /** Its client of the platform: whoever launches a game of it, and reads its rounds. */
  readonly client: ClientHandle;
  get(path: string): Promise<StudioAnswer>;
  post(path: string, body: object): Promise<StudioAnswer>;
  /** Exclusive scenarios only: it holds for everybody. */
  set(standing: StudioStanding): Promise<void>;
  /** The newest entries, the oldest of them first. */
  log(): Promise<readonly PartnerLogEntry[]>;
}

type Ask = (method: string, path: string, body?: unknown) => Promise<JsonObject>;

export async function studioOf(session: Session, ask: Ask): Promise<Studio> {
  const shown = await ask('GET', '');
  const partners = shown['partners'] as readonly JsonObject[];
  const clients = shown['clients'] as readonly ClientHandle[];
  const studio = partners.find(({ partner }) => partner === 'studio');
  const client = clients.find(({ client_id }) => client_id === studio?.['client_id']);
  if (!studio || !client) throw new TargetLost('the target names no game studio and its client');
  const url = String(studio['url']);
  const sender = openSender({ baseUrl: url });
  session.endings.push(() => sender.close());
  const send = async (method: string, path: string, body?: object): Promise<StudioAnswer> => {
    const delivery = await sender.send({
      method,
      path,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (delivery.kind === 'lost') return { status: 0, body: {}, text: '' };
    const { status, text } = delivery;
    return { status, text, body: (jsonOf(text) ?? {}) as JsonObject };
  };
  return {
    url,
    client,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    set: async (standing) => void (await ask('POST', '/partners/studio', standing)),
    log: async () =>
      (await ask('GET', '/partners/studio/log?limit=1000'))['items'] as readonly PartnerLogEntry[],
  };
}
