import type { Domain, Ground } from '../context.js';
import { command, detached, query } from '../context.js';
import type { ClientBounds } from './model.js';
import { secretHash } from './model.js';
import {
  getAuthorizationServer,
  getJwks,
  issueToken,
  rotateClientSecret,
  rotateSigningKey,
} from './operations.js';
import { findClient, putClient } from './store.js';
import { tables } from './tables.js';

export { hasScope, OAuthError, oauthRefusal } from './model.js';
export type { OAuthRefusal } from './model.js';
export { signingKeys } from './store.js';
export { createTokens, verifyToken } from './tokens.js';
export type { AdmittedToken, TokenOptions, TokenRules, Tokens, TokenWish } from './tokens.js';
export type { VerifyToken } from './tokens.js';

export interface NewClient {
  readonly clientId: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  readonly bounds?: ClientBounds;
}

/** Makes a client; one of the same id takes the new secret and scopes. */
export function createClient(ground: Ground, client: NewClient): void {
  putClient(ground, client.clientId, secretHash(client.secret), client.scopes, client.bounds ?? {});
}

/** Whether this is a client, and not a partner or the platform itself. */
export const isClient = (ground: Ground, clientId: string): boolean =>
  findClient(ground, clientId) !== undefined;

export const access: Domain = {
  name: 'access',
  tables,
  operations: {
    issueToken: detached(issueToken),
    getJwks: query(getJwks),
    getAuthorizationServer: query(getAuthorizationServer),
    rotateSigningKey: command(rotateSigningKey),
    rotateClientSecret: command(rotateClientSecret),
  },
};
