import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadContract } from '../contract/operations.js';
import type { OperationSpec } from '../contract/operations.js';
import type { Witnesses } from '../harness/mutants.js';
import { domainOf } from '../harness/scenario.js';
import type { CheckFacts } from '../harness/scenario.js';
import { MUTANTS } from '../sandbox/mutants/index.js';

/** What can be told of a check beside its own words; all of it is read from the check itself. */
export interface CheckGuide {
  /** The file it is written in, relative to the project. */
  readonly source: string;
  /** Operations of the contract it calls, in the order in which they appear. */
  readonly operations: readonly OperationSpec[];
  /** Planted defects it has noticed, in words. */
  readonly defects: readonly string[];
}

const SCENARIOS = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const WITNESSES = new URL('../../../fixtures/witnesses.json', import.meta.url);

export function guideOf(check: CheckFacts): CheckGuide {
  const file = sourceOf(check.id);
  return {
    source: file?.path ?? folderOf(check),
    operations: operationsOf(check, file),
    defects: defectsOf(check.id),
  };
}

/** `…/docs/checks/<domain>.md#<id>`, as the pages are cut. */
export const pageOf = (id: string): string => `docs/checks/${domainOf(id)}.md#${id.toLowerCase()}`;

/** The checks that name this error code themselves; generated ones are left out. */
export const checksNaming = <T extends CheckFacts>(
  code: string,
  checks: readonly T[],
): readonly T[] => checks.filter((check) => bodyOf(check).includes(`'${code}'`));

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const folderOf = (check: CheckFacts): string =>
  'check' in check ? 'scenarios/invariants' : `scenarios/certify/${domainOf(check.id)}`;

let sources: readonly SourceFile[] | undefined;

/** The built files of all checks, each by the path of the source it was made of. */
function sourceFiles(): readonly SourceFile[] {
  sources ??= ['certify', 'invariants'].flatMap((folder) =>
    readdirSync(join(SCENARIOS, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js') && !name.endsWith('.test.js'))
      .sort()
      .map((name) => ({
        path: `scenarios/${folder}/${name.replaceAll('\\', '/').replace(/\.js$/, '.ts')}`,
        text: readFileSync(join(SCENARIOS, folder, name), 'utf8'),
      })),
  );
  return sources;
}

/** A generated check stands nowhere by its id. */
const sourceOf = (id: string): SourceFile | undefined =>
  sourceFiles().find(({ text }) => text.includes(`'${id}'`));

/** A generated check names its operation; where helpers make the calls, those of the file count. */
function operationsOf(check: CheckFacts, file: SourceFile | undefined): readonly OperationSpec[] {
  const { operations } = loadContract();
  const named = Object.hasOwn(operations, check.id.split('-')[1] ?? '')
    ? [check.id.split('-')[1] ?? '']
    : [];
  const own = named.length > 0 ? named : callsIn(bodyOf(check));
  const ids = own.length > 0 ? own : callsIn(file?.text ?? '');
  return [...new Set(ids)].flatMap((id) => operations[id as keyof typeof operations] ?? []);
}

const bodyOf = (check: object): string =>
  'run' in check && typeof check.run === 'function' ? String(check.run) : '';

const callsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\bplatform\s*\.\s*(\w+)\(/g)].map(([, name]) => name ?? '');

let witnesses: Witnesses | undefined;

function defectsOf(id: string): readonly string[] {
  witnesses ??= JSON.parse(readFileSync(WITNESSES, 'utf8')) as Witnesses;
  const seen = witnesses[id];
  const noticed = MUTANTS.filter((mutant) => mutant.caughtBy.includes(id) || mutant.id === seen);
  return noticed.map(({ title }) => title);
}

/** How to call an operation by hand, with the example of the contract; needs $TARGET and $TOKEN. */
export function curlOf({ method, path, requestExample, consumes, scope }: OperationSpec): string {
  const words = ['curl', '-i', '-X', method, `"$TARGET${path}"`];
  if (scope !== null) words.push('-H', '"Authorization: Bearer $TOKEN"');
  if (requestExample !== undefined) {
    const body = JSON.stringify(requestExample).replaceAll("'", String.raw`'\''`);
    words.push(
      '-H',
      `'Content-Type: ${consumes ?? 'application/json'}'`,
      '--data-binary',
      `'${body}'`,
    );
  }
  return words.join(' ');
}
