import { readFileSync } from 'node:fs';
import { parseTime } from '../kernel/time.js';
import { checkedYaml, schemaOf, yamlSourceOf } from './checked-yaml.js';
import { Mistake } from './mistake.js';
import type { CheckFacts } from './scenario.js';
import type { Waiver } from './waivers.js';

/** A waiver that no run may begin with; nothing was sent. */
export class WaiverMistake extends Mistake {}

/** Reads `waivers: [...]` from a YAML file, as the member of that name in a target file. */
export function readWaivers(path: string): readonly Waiver[] {
  const source = yamlSourceOf(textOf(path), path, WaiverMistake);
  const { properties } = schemaOf('target') as {
    readonly properties: { readonly waivers: object };
  };
  const schema = {
    type: 'object',
    required: ['waivers'],
    additionalProperties: false,
    properties: { waivers: properties.waivers },
  };
  return checkedYaml<{ waivers: readonly Waiver[] }>(
    source.content,
    [source],
    schema,
    WaiverMistake,
  ).waivers;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new WaiverMistake(`${path}: no such file; --waivers takes a YAML file`);
  }
}

/** Refuses, before anything is sent, what may not be waived and what is said twice. */
export function refuseWaivers(waivers: readonly Waiver[], checks: readonly CheckFacts[]): void {
  const critical = new Set(checks.flatMap(({ id, impact }) => (impact === 'critical' ? id : [])));
  const seen = new Set<string>();
  const mistakes = waivers.flatMap(({ check, expires, critical: accepted }) => {
    const isTwice = seen.has(check);
    seen.add(check);
    return [
      ...(isTwice ? [`waiver of ${check}: named twice; keep one of them`] : []),
      ...(parseTime(`${expires}T00:00:00Z`) === undefined
        ? [`waiver of ${check}: expires ${expires} is no day; write YYYY-MM-DD`]
        : []),
      ...(critical.has(check) && accepted !== true
        ? [`waiver of ${check}: money is at stake; write critical: true if you accept that`]
        : []),
    ];
  });
  if (mistakes.length > 0) throw new WaiverMistake(mistakes.join('\n'));
}
