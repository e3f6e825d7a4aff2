import { readFileSync } from 'node:fs';
import { digestOf } from '../certificate/claims.js';
import type { Judge } from '../certificate/statement.js';
import { suiteDigestOf } from '../certificate/suite.js';
import { loadContract } from '../contract/operations.js';
import { CURRENT_REVISION } from '../harness/requirements.js';
import { everyCheck } from './list.js';

const COMPILED = new URL('../../', import.meta.url);
const PACKAGE = new URL('../../../package.json', import.meta.url);
const SCHEMAS = new URL('../../../schemas/', import.meta.url);

/** This program as a certificate names it. */
export function ownJudge(): Judge {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  const fileDigest = (path: string) => digestOf(readFileSync(new URL(path, SCHEMAS)));
  return {
    tool: { name: 'tablestakes', version },
    suite: { digest: suiteDigestOf(COMPILED, SCHEMAS), checks: everyCheck().length },
    requirements: {
      revision: CURRENT_REVISION,
      digest: fileDigest(`requirements/${CURRENT_REVISION}.yaml`),
    },
    contract: { version: loadContract().version, digest: fileDigest('openapi.json') },
  };
}
