import { readFileSync, readdirSync } from 'node:fs';
import { canonicalJson } from '../kernel/canonical.js';
import { sha256Hex } from '../kernel/ids.js';
import { digestOf } from './claims.js';
import type { Digest } from './claims.js';

/** What decides how a platform is judged: the checks, and all that judges with them. */
const JUDGING = [
  ...['scenarios/certify/', 'scenarios/invariants/'],
  ...['src/kernel/', 'src/contract/', 'src/client/', 'src/harness/'],
];

/**
 * SHA-256 over the canonical JSON of [[path, SHA-256 of the file], …], sorted by path: every
 * compiled file that judges, tests and type declarations left out. Packages are not under it.
 */
export function suiteDigestOf(compiled: URL): Digest {
  const files = JUDGING.flatMap((folder) =>
    readdirSync(new URL(folder, compiled), { recursive: true, encoding: 'utf8' }).map(
      (path) => folder + path.replaceAll('\\', '/'),
    ),
  ).filter((path) => path.endsWith('.js') && !path.endsWith('.test.js'));
  return digestOf(
    canonicalJson(
      files.sort().map((path) => [path, sha256Hex(readFileSync(new URL(path, compiled)))]),
    ),
  );
}
