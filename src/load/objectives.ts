import { checkedYaml, schemaOf, yamlSourceOf } from '../harness/checked-yaml.js';
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

/**
 * Reads objectives from YAML; `place` is what complaints call the file.
 * @throws ObjectivesWrong with one line for each thing that is wrong: file, line, member, remedy
 */
export function parseObjectives(text: string, place = '--slo'): Objectives {
  const source = yamlSourceOf(text, place, ObjectivesWrong);
  const content = source.content ?? {};
  return objectivesOf(checkedYaml(content, [source], schemaOf('slo'), ObjectivesWrong));
}

function objectivesOf({ title, proof = {}, thresholds }: ObjectivesFile): Objectives {
  const leftBehind = Object.entries(proof).map(
    ([metric, limit]) => ({ metric, limit }) as Extract<Threshold, { metric: 'open_payments' }>,
  );
  return { title: title ?? null, thresholds: [...thresholds, ...leftBehind] };
}
