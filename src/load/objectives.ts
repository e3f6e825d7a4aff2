import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { Mistake } from '../harness/mistake.js';
import type { Threshold } from './threshold-terms.js';

/** The objectives file is wrong; nothing was sent. Exit 2. Each line names place and remedy. */
export class ObjectivesWrong extends Mistake {}

/** Objectives as data: schemas/slo.schema.json says what a file may hold. */
export interface Objectives {
  readonly title: string | null;
  readonly thresholds: readonly Threshold[];
}

interface ObjectivesFile {
  readonly title?: string;
  readonly proof?: Readonly<Partial<Record<'unknown_outcomes' | 'open_payments', number>>>;
  readonly thresholds: readonly Threshold[];
}

const SCHEMA = new URL('../../../schemas/slo.schema.json', import.meta.url);

/**
 * Reads objectives from YAML; `place` is what complaints call the file.
 * @throws ObjectivesWrong with one line for each thing that is wrong: file, line, member, remedy
 */
export function parseObjectives(text: string, place = '--slo'): Objectives {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new ObjectivesWrong(`${place}:${line}: not YAML: ${broken.message}`);
  }
  const content: unknown = document.toJS() ?? {};
  const validate = new Ajv2020({
    allErrors: true,
    verbose: true,
    strictRequired: false,
    strictTypes: false,
  }).compile<ObjectivesFile>(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  if (!validate(content)) {
    const told = (validate.errors ?? [])
      .filter(({ keyword }) => keyword !== 'if') // says only that what follows was not kept
      .map((error) => complaintOf(place, document, lines, error));
    throw new ObjectivesWrong([...new Set(told)].join('\n'));
  }
  return objectivesOf(content);
}

function objectivesOf({ title, proof = {}, thresholds }: ObjectivesFile): Objectives {
  const leftBehind = Object.entries(proof).map(
    ([metric, limit]) => ({ metric, limit }) as Extract<Threshold, { metric: 'open_payments' }>,
  );
  return { title: title ?? null, thresholds: [...thresholds, ...leftBehind] };
}

function complaintOf(
  place: string,
  document: Document,
  lines: LineCounter,
  error: ErrorObject,
): string {
  const parts = error.instancePath.split('/').slice(1);
  const stranger = (error.params as { readonly additionalProperty?: string }).additionalProperty;
  const path = stranger === undefined ? parts : [...parts, stranger];
  return `${place}:${lineOf(document, lines, path)}: ${memberOf(path)}: ${remedyOf(error)}`;
}

/** `thresholds[2].limit` */
const memberOf = (path: readonly string[]): string =>
  path
    .map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : `${at === 0 ? '' : '.'}${part}`))
    .join('') || 'the file';

function remedyOf(error: ErrorObject): string {
  const { description } = (error.parentSchema ?? {}) as { readonly description?: string };
  const { allowedValues } = error.params as { readonly allowedValues?: readonly string[] };
  const because = description === undefined ? '' : `; ${description}`;
  if (error.keyword === 'additionalProperties') return 'no such member; remove or rename it';
  if (error.keyword === 'required') return `${error.message ?? ''}; add it`;
  if (error.keyword === 'not') return `does not belong here${because}`;
  if (allowedValues) return `must be one of ${allowedValues.join(', ')}${because}`;
  return `${error.message ?? 'is wrong'}${because}`;
}

/** The line of the innermost part of the path that the file holds. */
function lineOf(document: Document, lines: LineCounter, path: readonly string[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const keys = path.slice(0, depth).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const node = document.getIn(keys, true) as { readonly range?: readonly number[] } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}
