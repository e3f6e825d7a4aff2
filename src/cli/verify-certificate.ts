import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { keyIdOf } from '../certificate/keys.js';
import { CERTIFICATE_TYPE } from '../certificate/statement.js';
import type { Certificate, TestResultStatement } from '../certificate/statement.js';
import { validityOf, verifyCertificate } from '../certificate/verification.js';
import type { CertificateVerdict, PresentedFile } from '../certificate/verification.js';
import { EXIT } from '../harness/verdict.js';
import { parseTime, realClock } from '../kernel/time.js';
import { counted } from '../report/findings.js';
import { ownJudge } from './judge.js';
import { verifyingKeyOf } from './keys.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

const SCHEMA = new URL('../../../schemas/certificate.schema.json', import.meta.url);

interface CertificateFlags {
  readonly json?: boolean;
  readonly key?: string;
  readonly at?: string;
}

/** Tells whether a certificate holds, and what it says; 0 if it does, 1 if not. */
export function tellCertificate(
  file: PresentedFile,
  reports: readonly PresentedFile[],
  flags: CertificateFlags,
  terminal: Terminal,
): number {
  if (flags.key === undefined) {
    throw new UsageMistake(
      `${file.name} is a certificate: --key names the public key of whom you trust`,
    );
  }
  const publicKey = verifyingKeyOf(flags.key, terminal);
  const verdict = verifyCertificate({
    envelope: file.bytes,
    publicKey,
    atMs: instantOf(flags.at),
    files: reports,
    faultsOf,
  });
  const keyId = keyIdOf(publicKey);
  terminal.out(
    flags.json
      ? `${JSON.stringify({ ...verdict, key_id: keyId }, null, 2)}\n`
      : plain(verdictText(verdict, keyId, reports)),
  );
  return verdict.valid ? EXIT.ok : EXIT.nonConformant;
}

function instantOf(text: string | undefined): number {
  const instantMs = text === undefined ? realClock.now() : parseTime(text);
  if (instantMs !== undefined) return instantMs;
  throw new UsageMistake(`--at ${text}: an instant such as 2026-01-31T00:00:00Z is wanted`);
}

function faultsOf(statement: unknown): readonly string[] {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const options = { allowUnionTypes: true, strictTypes: false, strictRequired: false } as const;
  const validate = new Ajv2020(options).compile(schema);
  if (validate(statement)) return [];
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message }) => `${instancePath || 'it'} ${message ?? 'is wrong'}`);
}

/** What a name in a certificate could do to a terminal is taken out. */
const plain = (text: string): string =>
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '');

function verdictText(
  { faults, statement, valid }: CertificateVerdict,
  keyId: string,
  reports: readonly PresentedFile[],
): string {
  if (!statement) return [...faults.map((fault) => `INVALID  ${fault}`), ''].join('\n');
  const { issued_at, expires_at } = validityOf(statement);
  const rows: readonly (readonly [string, string])[] = [
    ...(statement.predicateType === CERTIFICATE_TYPE ? conformanceRows(statement) : []),
    ...(statement.predicateType === CERTIFICATE_TYPE ? [] : testResultRows(statement)),
    ['issued', issued_at],
    ['expires', expires_at],
    ['key', keyId],
    ...(valid
      ? reports.map(({ name }) => ['report', `${name} is what it was issued for`] as const)
      : []),
    ...(reports.length === 0
      ? [['report', 'none was shown: --report holds one against it'] as const]
      : []),
  ];
  const head = valid ? ['VALID'] : faults.map((fault) => `INVALID  ${fault}`);
  return [...head, ...rows.map(([name, text]) => `  ${name.padEnd(13)} ${text}`), ''].join('\n');
}

function conformanceRows({ predicate }: Certificate): readonly (readonly [string, string])[] {
  const { contract, counts, evidence, requirements, selection, suite, target, tool } = predicate;
  const own = ownJudge();
  const isSame = own.suite.digest.sha256 === suite.digest.sha256;
  const statuses = Object.entries(counts).filter(([name, count]) => name !== 'total' && count > 0);
  return [
    ['verdict', predicate.verdict],
    ['target', `${target.name}, ${target.base_url}`],
    ['profile', target.profile],
    ['fingerprint', target.fingerprint.sha256],
    ['checks', statuses.map(([name, count]) => `${count} ${name}`).join(', ')],
    ...(selection.skip.length > 0 ? [['left out', selection.skip.join(', ')] as const] : []),
    ...predicate.waivers
      .filter(({ state }) => state === 'used')
      .map(
        ({ check, expires, owner, reason }) =>
          ['waived', `${check} until ${expires} by ${owner}: ${reason}`] as const,
      ),
    ['requirements', `${requirements.revision}, ${requirements.digest.sha256}`],
    ['contract', `${contract.version}, ${contract.digest.sha256}`],
    ['suite', `${suite.digest.sha256}, ${isSame ? 'the one here' : 'another than the one here'}`],
    ['tool', `${tool.name} ${tool.version}`],
    ['evidence', `${evidence.root.sha256}, ${counted(evidence.checks, 'check')}`],
    ['seed', predicate.seed],
  ];
}

function testResultRows({
  predicate,
}: TestResultStatement): readonly (readonly [string, string])[] {
  const [certificate] = predicate.configuration;
  return [
    ['result', `${predicate.result}, as in-toto tells test results`],
    ['certificate', `${certificate.digest.sha256} says more: verify that one`],
  ];
}
