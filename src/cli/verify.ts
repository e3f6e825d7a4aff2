import { readFileSync } from 'node:fs';
import { verifyAuditExport } from '../domains/audit/chain.js';
import { EXIT } from '../harness/verdict.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

/** Verifies the hash chain of an exported audit log, without the platform that made it (OBS-03). */
export function verifyCommand(
  file: string,
  flags: { readonly json?: boolean },
  terminal: Terminal,
): number {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageMistake(`cannot read ${file}`);
  }
  const verdict = verifyAuditExport(text);
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
