import { openSender, tokenSource } from '../../client/index.js';
import type { ClientHandle, Sender, Tokens } from '../../client/index.js';
import { PreflightFailed } from '../failures.js';
import type { Target } from '../target.js';
import { loadAdapter } from './adapter.js';
import type { Adapter } from './adapter.js';
import { admissionOf } from './admission.js';
import { dialectOf } from './dialect.js';
import type { Dialect } from './dialect.js';
import type { Mapped } from './mapped.js';
import { openMemory } from './memory.js';
import { paceOf } from './pace.js';
import { openPool } from './pool.js';
import { findProfile } from './profile.js';
import { selfCheck } from './self-check.js';
import { openTranslation } from './translation.js';
import type { Wire } from './wire.js';

/** A target of another shape, reached and tried. */
export interface ReachedWire {
  readonly sender: Sender;
  readonly tokens: Tokens;
  readonly client: ClientHandle;
  readonly dialect: Dialect;
  readonly mapped: Mapped;
  close(): Promise<void>;
}

/**
 * Opens everything a mapped run needs and checks it on itself: the map compiles, its examples read
 * as they say, the adapter finds itself sound, and a wallet of the pool can be read.
 */
export async function reachWire(
  target: Target,
  wire: Wire,
  namespace: string,
): Promise<ReachedWire> {
  const opened = await openWire(target, wire, namespace);
  try {
    await selfCheck(opened.mapped, wire, opened.sender);
    return opened;
  } catch (thrown) {
    await opened.close();
    throw failedPreflight(thrown);
  }
}

/** Opens everything a mapped run needs; nothing is sent yet. Rejects where map or adapter break. */
export async function openWire(
  target: Target,
  wire: Wire,
  namespace: string,
): Promise<ReachedWire> {
  const { timeoutMs } = target;
  const sender = openSender({ baseUrl: target.baseUrl, timeoutMs, tls: wire.tls });
  const tokenUrl = target.tokenUrl === undefined ? undefined : new URL(target.tokenUrl);
  const login = tokenUrl ? openSender({ baseUrl: tokenUrl.origin, timeoutMs }) : sender;
  const close = async (): Promise<void> => {
    await Promise.all([sender.close(), tokenUrl && login.close()]);
  };
  try {
    const tokens = tokenSource(login, tokenUrl && tokenUrl.pathname + tokenUrl.search);
    const client = clientOf(target, wire);
    const adapter = await loadAdapter(wire.adapter, 'adapter');
    const script = await scriptOf(wire);
    const { credentials, signing } = wire;
    const token = (): Promise<string> => tokens.of(client);
    const admission = admissionOf({ credentials, signing, token, script, adapter, namespace });
    const translation = await openTranslation(wire.map, adapter, namespace, wire.players);
    const mapped = mappedOf(target, wire, { admission, adapter, translation });
    const says = translation.says.bind(translation);
    return { sender, tokens, client, mapped, dialect: dialectOf(wire.knobs, says), close };
  } catch (thrown) {
    await close();
    throw failedPreflight(thrown);
  }
}

function failedPreflight(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof PreflightFailed) return thrown;
  return new PreflightFailed(thrown.message);
}

function mappedOf(
  target: Target,
  wire: Wire,
  parts: Pick<Mapped, 'admission' | 'adapter' | 'translation'>,
): Mapped {
  const { rps, settleMs } = wire.limits;
  const { header, query } = wire.signing ?? {};
  return {
    ...parts,
    memory: openMemory(),
    pace: paceOf(rps),
    pool: openPool(wire.players, wire.currency),
    redaction: {
      secrets: wire.secrets,
      headers: header === undefined ? [] : [header.toLowerCase()],
      query: query === undefined ? [] : [query],
    },
    knobs: wire.knobs,
    required: new Set(findProfile(target.profile)?.required ?? []),
    maxStake: wire.maxStake,
    maxWin: wire.maxWin,
    settleMs,
  };
}

const scriptOf = async ({ credentials }: Wire): Promise<Adapter> =>
  credentials.type === 'script' ? loadAdapter(credentials.module, 'auth.module') : {};

const clientOf = (target: Target, { credentials }: Wire): ClientHandle =>
  credentials.type === 'oauth2'
    ? { ...credentials, scopes: [] }
    : { client_id: target.name, client_secret: '', scopes: [] };
