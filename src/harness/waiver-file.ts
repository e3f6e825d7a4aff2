import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { parseTime } from '../kernel/time.js';
import { Mistake } from './mistake.js';
import type { CheckFacts } from './scenario.js';
import type { Waiver } from './waivers.js';

/** A waiver that no run may begin with; nothing was sent. */
export class WaiverMistake extends Mistake {}

const SCHEMA = new URL('../../../schemas/target.schema.json', import.meta.url);

/** Reads `waivers: [...]` from a YAML file, as the member of that name in a target file. */
export function readWaivers(path: string): readonly Waiver[] {
  const content = contentOf(path);
  const { properties } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as {
    properties: { waivers: object };
  };
  const validate = new Ajv2020({ allErrors: true }).compile<{ waivers: readonly Waiver[] }>({
    type: 'object',
    required: ['waivers'],
    additionalProperties: false,
    properties: { waivers: properties.waivers },
  });
  if (validate(content)) return content.waivers;
  const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const place = instancePath.slice(1).replaceAll('/', '.') || 'the file';
    const member = (params as { additionalProperty?: string }).additionalProperty;
    return `${path}: ${place}: ${message ?? 'is wrong'}${member === undefined ? '' : `: ${member}`}`;
  });
  throw new WaiverMistake([...new Set(faults)].join('\n'));
}

function contentOf(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new WaiverMistake(`${path}: no such file; --waivers takes a YAML file`);
  }
  try {
    return parse(text) as unknown;
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new WaiverMistake(`${path}: not YAML: ${why}`);
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
