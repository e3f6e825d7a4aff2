import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { causesOf } from '../harness/causes.js';
import { loadRequirements } from '../harness/requirements.js';
import type { Target } from '../harness/target.js';
import type { Guide } from '../report/reported-run.js';

const PACKAGE = new URL('../../../package.json', import.meta.url);
const DOCS = new URL('../../../docs/checks/', import.meta.url);
const CONTRACT = 'schemas/openapi.json';

/** What reports say beside a result; findings are shown at the target file, where there is one. */
export function reportGuide(targetFile?: string): Guide {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  return {
    version,
    clauses: loadRequirements().clauses,
    causesOf: ({ requirement }) => causesOf(requirement),
    docsOf: ({ domain, id }) =>
      existsSync(new URL(`${domain}.md`, DOCS))
        ? `docs/checks/${domain}.md#${id.toLowerCase()}`
        : undefined,
    findingsAt: targetFile === undefined ? CONTRACT : withinRepository(targetFile),
  };
}

/** A path from here downwards, as repositories write it; a URL and a file elsewhere have none. */
function withinRepository(file: string): string {
  if (/^https?:/i.test(file)) return CONTRACT;
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || isAbsolute(path) ? CONTRACT : path.split(sep).join('/');
}

/** Every secret that the target was reached with. */
export const secretsOf = ({ client, wire }: Target): readonly string[] => [
  ...(client ? [client.client_secret] : []),
  ...(wire?.secrets ?? []),
];
