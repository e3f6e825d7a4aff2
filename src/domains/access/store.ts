import type { Ground } from '../context.js';
import type { Client, ClientBounds, PrivateJwk, SigningKey } from './model.js';
import { derivedKey } from './model.js';

interface ClientRow {
  readonly client_id: string;
  readonly scopes: string;
  readonly secret_hash: Buffer;
  readonly secret_generation: number;
  readonly previous_secret_hash: Buffer | null;
  readonly previous_accepted_until: number | null;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly addresses: string | null;
}

export function findClient(ground: Ground, clientId: string): Client | undefined {
  const row = ground
    .sql(
      `SELECT client_id, scopes, secret_hash, secret_generation, previous_secret_hash,
         previous_accepted_until, rate_per_second, rate_burst, addresses FROM clients WHERE client_id = ?`,
    )
    .get(clientId) as ClientRow | undefined;
  return row && clientOf(row);
}

const clientOf = (row: ClientRow): Client => ({
  clientId: row.client_id,
  scopes: row.scopes === '' ? [] : row.scopes.split(' '),
  secretHash: row.secret_hash,
  secretGeneration: row.secret_generation,
  previousSecretHash: row.previous_secret_hash,
  previousAcceptedUntil: row.previous_accepted_until,
  bounds: boundsOf(row),
});

function boundsOf({ rate_per_second: perSecond, rate_burst: burst, addresses }: ClientRow) {
  return {
    rate: perSecond === null || burst === null ? undefined : { perSecond, burst },
    addresses: addresses === null ? undefined : (JSON.parse(addresses) as readonly string[]),
  };
}

/** A client made again takes the new secret and scopes, and forgets its rotations. */
export function putClient(
  ground: Ground,
  clientId: string,
  hash: Buffer,
  scopes: readonly string[],
  { rate, addresses }: ClientBounds,
): void {
  ground
    .sql(
      `INSERT OR REPLACE INTO clients (client_id, scopes, secret_hash, rate_per_second, rate_burst,
         addresses) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(
      clientId,
      scopes.join(' '),
      hash,
      rate?.perSecond ?? null,
      rate?.burst ?? null,
      addresses === undefined ? null : JSON.stringify(addresses),
    );
}

/** Every scope some client has, for the metadata. */
export function knownScopes(ground: Ground): readonly string[] {
  const rows = ground.sql('SELECT scopes FROM clients').pluck().all() as string[];
  const scopes = new Set(rows.flatMap((row) => row.split(' ')).filter((scope) => scope !== ''));
  return [...scopes].sort();
}

export function replaceSecret(ground: Ground, client: Client, hash: Buffer, until: number): void {
  ground
    .sql(
      `UPDATE clients SET secret_hash = ?, secret_generation = ?, previous_secret_hash = ?,
         previous_accepted_until = ? WHERE client_id = ?`,
    )
    .run(hash, client.secretGeneration + 1, client.secretHash, until, client.clientId);
}

interface KeyRow {
  readonly generation: number;
  readonly kid: string;
  readonly private_jwk: string;
  readonly active_from: number;
  readonly accepted_until: number | null;
}

const FIRST_GENERATION = 1;

/** All keys there have been, newest first; before the first rotation the one of the seed. */
export function signingKeys(ground: Ground): readonly [SigningKey, ...SigningKey[]] {
  const rows = ground
    .sql(
      `SELECT generation, kid, private_jwk, active_from, accepted_until FROM signing_keys
       ORDER BY generation DESC`,
    )
    .all() as KeyRow[];
  const [newest, ...older] = rows.map(keyOf);
  return newest ? [newest, ...older] : [derivedKey(ground.seed, FIRST_GENERATION, 0)];
}

const keyOf = (row: KeyRow): SigningKey => ({
  generation: row.generation,
  kid: row.kid,
  jwk: JSON.parse(row.private_jwk) as PrivateJwk,
  activeFrom: row.active_from,
  acceptedUntil: row.accepted_until,
});

/** Inserts a key, or ends one that is there. */
export function putKey(ground: Ground, key: SigningKey): void {
  ground
    .sql(
      `INSERT OR REPLACE INTO signing_keys
         (generation, kid, private_jwk, active_from, accepted_until) VALUES (?, ?, ?, ?, ?)`,
    )
    .run(key.generation, key.kid, JSON.stringify(key.jwk), key.activeFrom, key.acceptedUntil);
}
