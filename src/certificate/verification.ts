import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical.js';
import { MINUTE_MS, parseTime } from '../kernel/time.js';
import type { JsonReport } from '../report/json.js';
import { claimsOf, digestOf } from './claims.js';
import { opened } from './envelope.js';
import { CERTIFICATE_TYPE } from './statement.js';
import type { Certificate, TestResultStatement } from './statement.js';

/** A file that may be what the statement is about. */
export interface PresentedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Presented {
  /** The envelope, byte for byte as it was issued. */
  readonly envelope: Uint8Array;
  /** Of the issuer whom the reader trusts. */
  readonly publicKey: KeyObject;
  /** The instant at which it must hold. */
  readonly atMs: number;
  readonly files: readonly PresentedFile[];
  /** What is wrong with a statement, by its schema; nothing where it is sound. */
  readonly faultsOf: (statement: unknown) => readonly string[];
}

export interface CertificateVerdict {
  readonly valid: boolean;
  /** Why it is not valid, in words. */
  readonly faults: readonly string[];
  /** What it says, once its signature was found to fit: nothing before that can be believed. */
  readonly statement: Certificate | TestResultStatement | null;
}

/** Clocks of others go wrong by so much. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/** Verifies a certificate, or the test result beside it, without asking anybody. */
export function verifyCertificate(presented: Presented): CertificateVerdict {
  const { envelope, publicKey, atMs, files, faultsOf } = presented;
  const inside = opened(envelope, publicKey);
  if ('fault' in inside) return { valid: false, faults: [inside.fault], statement: null };
  const content = jsonOf(inside.payload);
  const shape = faultsOf(content);
  if (shape.length > 0) {
    const faults = shape.map((fault) => `it is signed, but no certificate: ${fault}`);
    return { valid: false, faults, statement: null };
  }
  const statement = content as Certificate | TestResultStatement;
  const faults = [
    ...timeFaults(statement, atMs),
    ...files.flatMap((file) => fileFaults(statement, file)),
  ];
  return { valid: faults.length === 0, faults, statement };
}

/** From when until when a statement holds. */
export function validityOf(statement: Certificate | TestResultStatement): {
  readonly issued_at: string;
  readonly expires_at: string;
} {
  if (statement.predicateType === CERTIFICATE_TYPE) return statement.predicate;
  const { issued_at = '', expires_at = '' } =
    statement.predicate.configuration[0].annotations ?? {};
  return { issued_at, expires_at };
}

function timeFaults(statement: Certificate | TestResultStatement, atMs: number): string[] {
  const { issued_at, expires_at } = validityOf(statement);
  const [from, until] = [parseTime(issued_at), parseTime(expires_at)];
  if (from === undefined || until === undefined) return ['it does not say when it holds'];
  if (atMs >= until) return [`it expired at ${expires_at}`];
  return atMs + CLOCK_SKEW_MS < from ? [`it was issued later, at ${issued_at}`] : [];
}

function fileFaults(statement: Certificate | TestResultStatement, file: PresentedFile): string[] {
  const { sha256 } = digestOf(file.bytes);
  const subject = statement.subject.find(({ digest }) => digest.sha256 === sha256);
  if (!subject) {
    return [`${file.name} is not what it was issued for: no subject has SHA-256 ${sha256}`];
  }
  const report = reportIn(file.bytes);
  if (!report || statement.predicateType !== CERTIFICATE_TYPE) return [];
  const told = statement.predicate as unknown as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(claimsOf(report)).filter(
    ([name, claim]) => canonicalJson(told[name]) !== canonicalJson(claim),
  );
  return wrong.map(([name]) => `it says another ${name} than ${file.name}`);
}

function reportIn(bytes: Uint8Array): JsonReport | undefined {
  const content = jsonOf(bytes) as Partial<JsonReport> | undefined;
  return content?.report === 'tablestakes/certify@1' ? (content as JsonReport) : undefined;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
