import { jsonOf } from '../client/index.js';
import { partnersOf } from './partners.js';
import type { PartnerControl } from './partners.js';
import type { ClientHandle } from '../client/index.js';
import type { JsonObject } from './answer.js';
import { TargetLost, Untestable } from './failures.js';
import { studioOf } from './studio.js';
import type { Studio } from './studio.js';
import type { Capability } from './capability.js';
import type { Session } from './session.js';

/** A fault is data; the target plays it against the next matching calls. */
export interface Fault {
  /** Operation id. */
  readonly operation: string;
  /** Members of the input that must be equal, such as `{ player_id }`. */
  readonly match?: JsonObject;
  readonly nth?: number;
  readonly every?: number;
  readonly probability?: number;
  readonly kind:
    | 'latency'
    | 'status'
    | 'reset_before'
    | 'reset_after_commit'
    | 'slow_body'
    | 'malformed_body'
    | 'duplicate'
    | 'reorder'
    | 'corrupt_signature'
    | 'stale_timestamp';
  readonly latency_ms?: number;
  readonly status?: number;
  /** How often it strikes; default 1. */
  readonly times?: number;
}

export interface MintedToken {
  readonly client_id?: string;
  readonly scopes?: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds; may be negative. */
  readonly expires_in?: number;
  readonly not_before_in?: number;
  /** `typ` of its header; default that of an access token. */
  readonly type?: string;
}

/** A client as the control API makes it; without bounds it is not held back. */
export interface ControlledClient {
  readonly client_id: string;
  readonly scopes: readonly string[];
  readonly rate_limit?: { readonly per_second: number; readonly burst: number };
  /** Addresses and CIDR ranges its requests may come from. */
  readonly allowed_addresses?: readonly string[];
}

export interface ControlledPlayer {
  readonly player_id: string;
  readonly currency: string;
  readonly cash?: string;
  readonly bonus?: string;
  readonly held?: string;
  readonly status?: string;
  readonly status_until?: string;
  readonly kyc_status?: string;
  readonly name?: string;
  readonly date_of_birth?: string;
}

export interface LedgerState {
  readonly hash: string;
  readonly transactions: number;
  readonly balanced: boolean;
  readonly violations: readonly unknown[];
}

/**
 * The target's control API, where it has one. Every call on a target without it ends the check as
 * untestable, naming the missing hook.
 */
export interface Control {
  has(capability: Capability): boolean;
  createPlayer(player: ControlledPlayer): Promise<void>;
  createClient(client: ControlledClient): Promise<ClientHandle>;
  /** A token signed with the target's real key, with the claims asked for. */
  mint(claims: MintedToken): Promise<string>;
  now(): Promise<string>;
  /** Exclusive scenarios only. Runs everything that falls due on the way. */
  advance(ms: number): Promise<string>;
  /** Exclusive scenarios only. RFC 3339. */
  setClock(instant: string): Promise<string>;
  /** Exclusive scenarios only. `crash` drops whatever is uncommitted. */
  restart(options?: { crash?: boolean }): Promise<void>;
  /** From here on the answers of `fault.operation` are not judged in this check. */
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  snapshot(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  reset(): Promise<void>;
  exchanges(filter?: { operation?: string; limit?: number }): Promise<readonly JsonObject[]>;
  /** Does what is due at this instant: partners asked, webhooks delivered. Moves no clock. */
  settle(): Promise<void>;
  /** The target's fake partners: their switches, their log and the secrets they sign with. */
  readonly partners: PartnerControl;
  /** The target's game studio, reached at its own address. */
  studio(): Promise<Studio>;
  ledger(): Promise<LedgerState>;
  outbox(): Promise<JsonObject>;
  /** Tries to edit an audit row behind the platform's back. */
  tamper(what: { seq: number; member?: string }): Promise<JsonObject>;
  /** Any other call under /sandbox. */
  send(method: string, path: string, body?: unknown): Promise<JsonObject>;
}

export function controlOf(session: Session): Control {
  const { capabilities, tokens, history } = session.connection;
  const forget = (): void => {
    history.erase();
    tokens.forget();
  };
  const ask = (
    capability: Capability,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<JsonObject> => {
    if (!capabilities.has('control') || !capabilities.has(capability)) {
      const hook = `${method} /sandbox${path.split('?')[0]}`;
      throw new Untestable(capability, `the target lacks the hook "${capability}": ${hook}`);
    }
    return askControl(session, method, path, body);
  };
  const moved = async (body: JsonObject): Promise<string> => {
    const { now } = await ask('clock', 'POST', '/clock', body);
    tokens.forget();
    return String(now);
  };
  return {
    has: (capability) => capabilities.has(capability),
    createPlayer: async (player) => void (await ask('control', 'POST', '/players', player)),
    createClient: async (client) => {
      const made = await ask('control', 'POST', '/clients', client);
      const { client_id, scopes } = client;
      return { client_id, scopes, client_secret: String(made['client_secret']) };
    },
    mint: async (claims) => String((await ask('mint', 'POST', '/tokens', claims))['access_token']),
    now: async () => String((await ask('control', 'GET', '/clock'))['now']),
    advance: (ms) => moved({ advance_ms: ms }),
    setClock: (instant) => moved({ set: instant }),
    restart: async (options = {}) => void (await ask('restart', 'POST', '/restart', options)),
    fault: async (fault) => {
      await ask('faults', 'POST', '/faults', fault);
      session.faulted.add(fault.operation);
    },
    clearFaults: async () => void (await ask('faults', 'DELETE', '/faults')),
    snapshot: async (name) => void (await ask('snapshots', 'POST', '/snapshots', { name })),
    restore: async (name) => {
      await ask('snapshots', 'POST', `/snapshots/${encodeURIComponent(name)}/restore`);
      forget();
    },
    reset: async () => {
      await ask('control', 'POST', '/reset');
      forget();
    },
    exchanges: async (filter = {}) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(filter)) query.append(name, String(value));
      return (await ask('exchanges', 'GET', `/exchanges?${query.toString()}`))[
        'items'
      ] as JsonObject[];
    },
    settle: async () => void (await ask('control', 'POST', '/clock', { advance_ms: 0 })),
    partners: partnersOf((method, path, body) => ask('partners', method, path, body)),
    studio: () => studioOf(session, (method, path, body) => ask('studio', method, path, body)),
    ledger: async () => (await ask('control', 'GET', '/ledger')) as unknown as LedgerState,
    outbox: () => ask('control', 'GET', '/outbox'),
    tamper: (what) => ask('control', 'POST', '/audit/tamper', what),
    send: (method, path, body) => ask('control', method, path, body),
  };
}

async function askControl(
  session: Session,
  method: string,
  path: string,
  body: unknown,
): Promise<JsonObject> {
  if (session.over) throw new TargetLost(`${session.check} is over`);
  session.inFlight += 1;
  const delivery = await session.connection.sender
    .send({
      method,
      path: `/sandbox${path}`,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    .finally(() => {
      session.inFlight -= 1;
    });
  const call = `${method} /sandbox${path}`;
  if (delivery.kind === 'lost') throw new TargetLost(`${call}: ${delivery.message}`);
  if (delivery.status >= 300) {
    throw new Error(`the control API refused ${call}: ${delivery.status} ${delivery.text}`);
  }
  return (jsonOf(delivery.text) ?? {}) as JsonObject;
}
