import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonOf } from '../client/index.js';
import type { CheckResult } from '../harness/results.js';
import { NothingSelected } from '../harness/selection.js';
import type { JsonReport } from '../report/json.js';
import { reportedRunOf } from '../report/reported-run.js';
import type { ReportedRun } from '../report/reported-run.js';
import { UsageMistake } from './terminal.js';

const SCHEMA = new URL('../../../schemas/report.schema.json', import.meta.url);

/** The run that a JSON report of certify was made of; what it lacks of today's members is absent. */
export function readRun(file: string): ReportedRun {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageMistake(`cannot read ${file}`);
  }
  const report = jsonOf(text);
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const options = { allowUnionTypes: true, strictTypes: false } as const;
  const validate = new Ajv2020(options).compile<JsonReport>(schema);
  if (validate(report)) return reportedRunOf(report);
  const [fault] = validate.errors ?? [];
  const where = fault ? `: ${fault.instancePath || 'it'} ${fault.message ?? 'is wrong'}` : '';
  throw new UsageMistake(`${file} is no JSON report of certify${where}`);
}

/** Ended as it should not have: what is worth asking again. */
const isOpen = ({ status, level }: CheckResult): boolean =>
  status === 'fail' ||
  status === 'waived' ||
  status === 'warn' ||
  status === 'error' ||
  (status === 'untestable' && level === 'MUST');

/**
 * What --only would say to ask again what did not pass; what it said then, where an invariant
 * failed: it judges the whole run. Throws where nothing failed, so that nothing to do is no green.
 */
export function openChecksIn(file: string): readonly string[] {
  const { checks, selection } = readRun(file);
  const open = checks.filter(isOpen);
  if (open.length === 0) throw new NothingSelected(`${file}: every check passed, nothing to rerun`);
  const isWhole = open.some(({ kind }) => kind === 'invariant');
  return isWhole ? selection.only : open.map(({ id }) => id);
}

export interface PastCheck {
  readonly run: ReportedRun;
  readonly check: CheckResult;
}

/** `reports/certify.json#ROUNDS-07`; the id may be missing where just one check failed. */
export function readCheck(reference: string): PastCheck {
  const cut = reference.lastIndexOf('#');
  const file = cut < 0 ? reference : reference.slice(0, cut);
  const wanted = cut < 0 ? undefined : reference.slice(cut + 1).toUpperCase();
  const run = readRun(file);
  const failed = run.checks.filter(({ failures }) => failures.length > 0);
  const names = failed.slice(0, 5).map(({ id }) => `${file}#${id}`);
  if (wanted === undefined && failed.length !== 1) {
    throw new UsageMistake(
      failed.length === 0
        ? `${file}: no check failed, there is nothing to replay`
        : `${file}: ${failed.length} checks failed; name one: ${names.join(', ')}`,
    );
  }
  const [only] = failed;
  const check =
    wanted === undefined ? only : run.checks.find(({ id }) => id.toUpperCase() === wanted);
  if (!check) throw new UsageMistake(`${file} has no check ${wanted ?? ''}`);
  return { run, check };
}
