import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TargetMistake } from '../target-file.js';
import type { SecretReader } from '../target.js';
import type { Credentials } from './admission.js';
import { mapFaults } from './map-faults.js';
import { REFERENCE_KNOBS } from './knobs.js';
import type { Knobs } from './knobs.js';
import type { OperationMap, TargetMap } from './map.js';
import type { PooledPlayer } from './pool.js';
import { PLACEHOLDERS, unknownPlaceholders } from './signing.js';
import type { SigningRecipe } from './signing.js';

/** The call that makes a player, beside the operations of the contract. */
export const PROVISION = 'data.players.create';

export type IdFormat = 'text' | 'uuid' | 'hex' | 'number';

/** A target of another shape: how to speak with it, secrets already looked up. */
export interface Wire {
  readonly map: TargetMap;
  readonly knobs: Knobs;
  readonly credentials: Credentials;
  readonly signing?: SigningRecipe;
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string };
  readonly players: readonly PooledPlayer[];
  readonly currency: string;
  readonly ids: { readonly format: IdFormat; readonly start?: number };
  readonly limits: { readonly rps?: number; readonly settleMs: number };
  readonly maxStake?: string;
  readonly maxWin?: string;
  /** Absolute path of the adapter module. */
  readonly adapter?: string;
  /** Every secret, to be hidden wherever it stands. */
  readonly secrets: readonly string[];
}

interface AuthFile {
  readonly type?: 'oauth2' | 'bearer' | 'basic' | 'hmac' | 'mtls' | 'script' | 'none';
  readonly token_url?: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly token?: string;
  readonly header?: string;
  readonly prefix?: string;
  readonly username?: string;
  readonly password?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly module?: string;
}

interface SigningFile extends Pick<SigningRecipe, 'alg' | 'header' | 'query' | 'over' | 'nonce'> {
  readonly secret: string;
  readonly secret_encoding?: SigningRecipe['secretEncoding'];
  readonly encoding?: SigningRecipe['encoding'];
  readonly prefix?: string;
  readonly timestamp?: { readonly header: string; readonly unit?: 's' | 'ms' | 'iso' };
}

type PlayerFile =
  | string
  | {
      readonly id: string;
      readonly currency?: string;
      readonly status?: string;
      readonly balance?: string;
      readonly facts?: Readonly<Record<string, string>>;
    };

/** The members of a target file that speak of the wire. */
export interface WireFile {
  readonly auth?: AuthFile;
  readonly signing?: SigningFile;
  readonly dialect?: Partial<Knobs>;
  readonly map?: TargetMap;
  readonly adapter?: string;
  readonly data?: {
    readonly players?: {
      readonly currency?: string;
      readonly pool?: readonly PlayerFile[];
      readonly create?: OperationMap;
    };
    readonly ids?: { readonly format?: IdFormat; readonly start?: number };
  };
  readonly limits?: {
    readonly timeout_ms?: number;
    readonly concurrency?: number;
    readonly rps?: number;
    readonly settle_ms?: number;
  };
  readonly guard?: { readonly max_stake?: string; readonly max_win?: string };
}

/** What is known of the file besides its content. */
interface Reading {
  readonly path: string;
  /** `file:line` of a member. */
  at(place: readonly string[]): string;
  readonly secretOf: SecretReader;
}

export function wireOfFile({ path, at, secretOf }: Reading, file: WireFile, map: TargetMap): Wire {
  const faults = [...mapFaults(map, at), ...signingFaults(file.signing, at)];
  if (faults.length > 0) throw new TargetMistake(faults.join('\n'));
  const secrets: string[] = [];
  const secret: SecretReader = (text, member) => {
    const value = secretOf(text, member);
    secrets.push(value);
    return value;
  };
  const beside = (name: string): string => resolve(dirname(path), name);
  const { players, ids } = file.data ?? {};
  const currency = players?.currency ?? 'EUR';
  const tls = tlsOf(path, file.auth, beside);
  return {
    map: {
      ...map,
      operations: withProvision(map, players?.create),
      secrets: secretsOf(map, secret),
    },
    knobs: { ...REFERENCE_KNOBS, ...file.dialect },
    credentials: credentialsOf(file.auth, secret, secretOf, beside),
    ...(file.signing && { signing: signingOf(file.signing, secret) }),
    ...(tls && { tls }),
    players: playersOf(file, secret),
    currency,
    ids: { format: ids?.format ?? 'text', ...(ids?.start !== undefined && { start: ids.start }) },
    limits: {
      ...(file.limits?.rps !== undefined && { rps: file.limits.rps }),
      settleMs: file.limits?.settle_ms ?? 0,
    },
    ...guardOf(file.guard),
    ...(file.adapter !== undefined && { adapter: beside(file.adapter) }),
    secrets,
  };
}

const withProvision = (map: TargetMap, create: OperationMap | undefined) =>
  create ? { ...map.operations, [PROVISION]: create } : map.operations;

/** Wins are held to ten times the stake, unless told: more could hardly be staked back. */
function guardOf(guard: WireFile['guard']): Pick<Wire, 'maxStake' | 'maxWin'> {
  const { max_stake: maxStake, max_win: maxWin } = guard ?? {};
  if (maxStake === undefined) return maxWin === undefined ? {} : { maxWin };
  const [whole = '0', fraction = ''] = maxStake.split('.');
  const rest = fraction === '' ? '' : `.${fraction.slice(1).padEnd(fraction.length, '0')}`;
  const tenfold = `${whole}${fraction.slice(0, 1) || '0'}${rest}`;
  return { maxStake, maxWin: maxWin ?? tenfold };
}

const secretsOf = (map: TargetMap, secret: SecretReader): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(map.secrets ?? {}).map(([name, text]) => [
      name,
      secret(text, `map.secrets.${name}`),
    ]),
  );

/** The pool of the file, whatever the target's shape. */
export function playersOf(
  { data }: WireFile,
  secret: SecretReader = (text) => text,
): readonly PooledPlayer[] {
  const { pool = [], currency = 'EUR' } = data?.players ?? {};
  return pool.map((player) => pooledOf(player, currency, secret));
}

function pooledOf(player: PlayerFile, currency: string, secret: SecretReader): PooledPlayer {
  if (typeof player === 'string') return { player_id: player, currency, status: 'active' };
  const { id, balance, facts } = player;
  const told = Object.entries(facts ?? {}).map(([name, text]) => {
    const member = `data.players.pool.${id}.facts.${name}`;
    return [name, /^(env|file):/.test(text) ? secret(text, member) : text] as const;
  });
  const own = { currency: player.currency ?? currency, status: player.status ?? 'active' };
  return {
    player_id: id,
    ...own,
    ...(balance !== undefined && { balance }),
    ...(facts && { facts: Object.fromEntries(told) }),
  };
}

/** The schema saw to it that what a type needs is there; an empty text stands for what is not. */
function credentialsOf(
  auth: AuthFile | undefined,
  secret: SecretReader,
  secretOf: SecretReader,
  beside: (name: string) => string,
): Credentials {
  if (!auth) return { type: 'none' };
  switch (auth.type) {
    case 'none':
    case 'hmac':
    case 'mtls':
      return { type: auth.type };
    case 'bearer': {
      const header = auth.header ?? 'authorization';
      const usual = header.toLowerCase() === 'authorization' ? 'Bearer ' : '';
      const token = secret(auth.token ?? '', 'auth.token');
      return { type: 'bearer', token, header, prefix: auth.prefix ?? usual };
    }
    case 'basic':
      return {
        type: 'basic',
        username: secretOf(auth.username ?? '', 'auth.username'),
        password: secret(auth.password ?? '', 'auth.password'),
      };
    case 'script':
      return { type: 'script', module: beside(auth.module ?? '') };
    default:
      return {
        type: 'oauth2',
        tokenUrl: auth.token_url,
        client_id: secretOf(auth.client_id ?? '', 'auth.client_id'),
        client_secret: secret(auth.client_secret ?? '', 'auth.client_secret'),
      };
  }
}

function signingFaults(signing: SigningFile | undefined, at: Reading['at']): readonly string[] {
  const known = PLACEHOLDERS.map((name) => `{${name}}`).join(' ');
  return unknownPlaceholders(signing?.over ?? '').map(
    (found) =>
      `${at(['signing', 'over'])}: signing.over: no placeholder ${found}; there is ${known}`,
  );
}

function signingOf(file: SigningFile, secret: SecretReader): SigningRecipe {
  const { alg, header, query, over, nonce, timestamp } = file;
  return {
    alg,
    ...(header !== undefined && { header }),
    ...(query !== undefined && { query }),
    over,
    secret: secret(file.secret, 'signing.secret'),
    secretEncoding: file.secret_encoding ?? 'text',
    encoding: file.encoding ?? 'hex',
    prefix: file.prefix ?? '',
    ...(nonce && { nonce }),
    ...(timestamp && { timestamp: { header: timestamp.header, unit: timestamp.unit ?? 's' } }),
  };
}

function tlsOf(
  path: string,
  auth: AuthFile | undefined,
  beside: (name: string) => string,
): Wire['tls'] {
  const files = { cert: auth?.cert, key: auth?.key, ca: auth?.ca };
  const named = Object.entries(files).filter(([, name]) => name !== undefined);
  if (named.length === 0) return undefined;
  return Object.fromEntries(
    named.map(([member, name]) => {
      try {
        return [member, readFileSync(beside(name ?? ''), 'utf8')];
      } catch {
        throw new TargetMistake(`${path}: auth.${member}: cannot read ${beside(name ?? '')}`);
      }
    }),
  );
}
