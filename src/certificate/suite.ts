import { readFileSync, readdirSync } from 'node:fs';
import { canonicalJson } from '../kernel/canonical.js';
import { sha256Hex } from '../kernel/ids.js';
import { digestOf } from './claims.js';
import type { Digest } from './claims.js';

/** What decides how a platform is judged: the checks, all that judges with them, the profiles. */
const CODE = [
  ...['scenarios/certify/', 'scenarios/invariants/'],
  ...['src/kernel/', 'src/contract/', 'src/client/', 'src/harness/'],
];
const PROFILES = ['profiles/'];

/**
 * SHA-256 over the canonical JSON of [[path, SHA-256 of the file], …], each list sorted by path:
 * every compiled file that judges, tests and type declarations left out, then every profile.
 * Packages are not under it.
 */
export const suiteDigestOf = (compiled: URL, schemas: URL): Digest =>
  digestOf(
    canonicalJson([
      ...filesIn(compiled, CODE, (path) => path.endsWith('.js') && !path.endsWith('.test.js')),
      ...filesIn(schemas, PROFILES, (path) => path.endsWith('.yaml')),
    ]),
  );

const filesIn = (
  root: URL,
  folders: readonly string[],
  belongs: (path: string) => boolean,
): readonly (readonly [path: string, sha256: string])[] =>
  folders
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map(
        (path) => folder + path.replaceAll('\\', '/'),
      ),
    )
    .filter(belongs)
    .sort()
    .map((path) => [path, sha256Hex(readFileSync(new URL(path, root)))]);
