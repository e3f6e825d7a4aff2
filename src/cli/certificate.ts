import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { digestOf } from '../certificate/claims.js';
import { ENVELOPE_START, sealed } from '../certificate/envelope.js';
import { certificateOf, isCertifiable, testResultOf } from '../certificate/statement.js';
import { canonicalJson } from '../kernel/canonical.js';
import { realClock } from '../kernel/time.js';
import type { Format } from '../report/files.js';
import type { JsonReport } from '../report/json.js';
import { ownJudge } from './judge.js';
import { signingKeyOf } from './keys.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface CertificateFlags {
  readonly certificate?: string;
  readonly signKey?: string;
  readonly validDays?: string;
  readonly only?: readonly string[];
  readonly rerunFailed?: string;
}

/** Issues the certificate of a run whose reports were written; tells what it wrote or why not. */
export type Issue = (reports: readonly string[]) => void;

const VALID_DAYS = 90;
const MOST_DAYS = 397;

/**
 * What will issue the certificate, or undefined where none is asked for. Reads the key and removes
 * the certificate of an earlier run before anything is sent, so that none outlives its verdict.
 */
export function issuerOf(
  flags: CertificateFlags,
  wanted: readonly Format[],
  terminal: Terminal,
): Issue | undefined {
  const { certificate: file, signKey } = flags;
  if (file === undefined) {
    if (signKey === undefined) return undefined;
    throw new UsageMistake('--sign-key signs a certificate: name its file with --certificate');
  }
  if (signKey === undefined) {
    throw new UsageMistake(
      '--certificate needs --sign-key: a file, or env:NAME; `tablestakes keys create` makes one',
    );
  }
  if (flags.only !== undefined || flags.rerunFailed !== undefined) {
    throw new UsageMistake(
      '--certificate certifies the whole profile: leave out --only and --rerun-failed',
    );
  }
  if (!wanted.includes('json')) {
    throw new UsageMistake('--certificate is about the JSON report: --report must name json');
  }
  const validDays = daysOf(flags.validDays);
  const key = signingKeyOf(signKey, terminal);
  const files = { certificate: file, testResult: besideOf(file) };
  for (const earlier of Object.values(files)) removeEarlier(earlier);
  mkdirSync(dirname(file), { recursive: true });
  return (reports) => issue(reports, files, { key, validDays, terminal });
}

/** `out/acme.dsse.json` → `out/acme.test-result.dsse.json` */
const besideOf = (file: string): string =>
  file.replace(/((?:\.dsse)?(?:\.json)?)$/, '.test-result$1');

function daysOf(text: string | undefined): number {
  if (text === undefined) return VALID_DAYS;
  const days = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : MOST_DAYS + 1;
  if (days <= MOST_DAYS) return days;
  throw new UsageMistake(`--valid-days ${text}: a whole number from 1 to ${MOST_DAYS} is wanted`);
}

function removeEarlier(file: string): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  if (!text.startsWith(ENVELOPE_START)) {
    throw new UsageMistake(
      `--certificate: ${file} exists and is no certificate: name another file`,
    );
  }
  rmSync(file);
}

interface Issuer {
  readonly key: KeyObject;
  readonly validDays: number;
  readonly terminal: Terminal;
}

function issue(
  reports: readonly string[],
  files: { readonly certificate: string; readonly testResult: string },
  { key, validDays, terminal }: Issuer,
): void {
  const written = reports.map((path) => ({ path, bytes: readFileSync(path) }));
  const json = written.find(({ path }) => path.endsWith('certify.json'));
  if (!json) throw new UsageMistake('--certificate: the JSON report was not written');
  const report = JSON.parse(json.bytes.toString('utf8')) as JsonReport;
  if (!isCertifiable(report)) {
    const why = `the verdict is ${report.verdict}, the exit code ${report.exit_code}`;
    terminal.err(`no certificate: ${why}\n`);
    return;
  }
  const certificate = certificateOf({
    report,
    subjects: written.map(({ path, bytes }) => ({ name: basename(path), digest: digestOf(bytes) })),
    judge: ownJudge(),
    issuedMs: realClock.now(),
    validDays,
  });
  const seal = (statement: object): string => sealed(Buffer.from(canonicalJson(statement)), key);
  writeFileSync(files.certificate, seal(certificate));
  writeFileSync(files.testResult, seal(testResultOf(certificate)));
  const until = certificate.predicate.expires_at;
  terminal.err(`certificate ${files.certificate}, valid until ${until}; ${files.testResult}\n`);
}
