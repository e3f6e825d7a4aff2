import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { sha256Hex } from '../kernel/ids.js';

/** SHA-256 in hex over the public key as SPKI in DER; a private key answers that of its public one. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return sha256Hex(publicKey.export({ type: 'spki', format: 'der' }));
}

export interface KeyPair {
  /** PKCS #8 in PEM, not encrypted. */
  readonly privatePem: string;
  /** SPKI in PEM. */
  readonly publicPem: string;
  readonly keyId: string;
}

/** A new Ed25519 key pair. */
export function createKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    keyId: keyIdOf(publicKey),
  };
}

/** The Ed25519 private key that a PEM text holds; undefined for anything else. */
export const findPrivateKey = (pem: string): KeyObject | undefined =>
  ed25519(() => createPrivateKey(pem));

/** The Ed25519 public key that a PEM text holds; undefined for anything else, a private key too. */
export const findPublicKey = (pem: string): KeyObject | undefined =>
  pem.includes('PRIVATE KEY') ? undefined : ed25519(() => createPublicKey(pem));

function ed25519(read: () => KeyObject): KeyObject | undefined {
  try {
    const key = read();
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
