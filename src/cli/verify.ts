import { readFileSync } from 'node:fs';
import { ENVELOPE_START } from '../certificate/envelope.js';
import { jsonOf } from '../client/index.js';
import { verifyAuditExport } from '../domains/audit/chain.js';
import { EXIT } from '../harness/verdict.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';
import { tellCertificate } from './verify-certificate.js';

export interface VerifyFlags {
  readonly json?: boolean;
  readonly key?: string;
  readonly report?: readonly string[];
  readonly at?: string;
}

const NEITHER =
  'neither a certificate (certify --certificate) nor an export of the audit log (GET /v1/audit/export)';

/** Verifies what it is given, offline: a certificate, or an exported audit log. */
export function verifyCommand(file: string, flags: VerifyFlags, terminal: Terminal): number {
  const bytes = bytesOf(file);
  const ofCertificate = [flags.key, flags.report, flags.at].some((flag) => flag !== undefined);
  if (!ofCertificate && !isCertificate(bytes)) {
    if (isAnotherDocument(bytes)) throw new UsageMistake(`${file} is ${NEITHER}`);
    return tellAuditLog(bytes, flags, terminal);
  }
  const reports = (flags.report ?? []).map((name) => ({ name, bytes: bytesOf(name) }));
  return tellCertificate({ name: file, bytes }, reports, flags, terminal);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new UsageMistake(`cannot read ${file}`);
  }
}

/** Whether it looks like one, also where it was spelled anew: that is judged later. */
function isCertificate(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, ENVELOPE_START.length) === ENVELOPE_START) return true;
  const content = jsonOf(bytes.toString('utf8'));
  return typeof content === 'object' && content !== null && 'payloadType' in content;
}

/** One JSON document with nothing of an entry in it, such as a report. */
function isAnotherDocument(bytes: Buffer): boolean {
  const content = jsonOf(bytes.toString('utf8'));
  if (typeof content !== 'object' || content === null) return false;
  return !['seq', 'hash', 'previous_hash'].some((member) => member in content);
}

/** Verifies the hash chain of an exported audit log, without the platform that made it (OBS-03). */
function tellAuditLog(bytes: Buffer, flags: VerifyFlags, terminal: Terminal): number {
  const verdict = verifyAuditExport(bytes.toString('utf8'));
  if (flags.json) {
    terminal.out(`${JSON.stringify(verdict)}\n`);
  } else if (verdict.valid) {
    terminal.out(`intact: ${verdict.entries} entries, head ${verdict.head}\n`);
    terminal.out('compare the head with one kept elsewhere: a cut tail shows only there\n');
  } else {
    const place = verdict.broken_at === null ? '' : ` at entry ${verdict.broken_at}`;
    terminal.out(`broken${place}, after ${verdict.entries} sound entries\n`);
  }
  if (verdict.entries === 0 && verdict.valid) return EXIT.inconclusive;
  return verdict.valid ? EXIT.ok : EXIT.nonConformant;
}
