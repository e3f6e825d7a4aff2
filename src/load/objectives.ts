import { parse } from 'yaml';
import { Mistake } from '../harness/mistake.js';
import type { Threshold } from './thresholds.js';

/** The objectives file is wrong; nothing was sent. Exit 2. */
export class ObjectivesWrong extends Mistake {}

const LATENCY = ['p50_ms', 'p90_ms', 'p99_ms', 'p999_ms', 'max_ms'];
const WHOLE = ['error_rate', 'achieved_share', 'achieved_rate'];
const MEMBERS = ['metric', 'operation', 'limit', 'min_samples'];

/**
 * Reads thresholds from YAML: `thresholds: [{ metric, operation?, limit, min_samples? }]`.
 * @throws ObjectivesWrong naming the entry and what is wrong with it
 */
export function parseObjectives(text: string): readonly Threshold[] {
  let document: unknown;
  try {
    document = parse(text);
  } catch (thrown) {
    throw new ObjectivesWrong(`not YAML: ${(thrown as Error).message}`);
  }
  const list = isObject(document) ? document['thresholds'] : undefined;
  if (!Array.isArray(list) || list.length === 0) {
    throw new ObjectivesWrong('expected `thresholds:` with at least one entry');
  }
  return list.map((entry: unknown, position) => {
    const wrong = faultOf(entry);
    if (wrong) throw new ObjectivesWrong(`thresholds[${position}]: ${wrong}`);
    return entry as Threshold;
  });
}

function faultOf(entry: unknown): string | undefined {
  if (!isObject(entry)) return 'must be an object';
  const { metric, operation, limit, min_samples: minSamples } = entry;
  const stranger = Object.keys(entry).find((member) => !MEMBERS.includes(member));
  if (stranger !== undefined) return `unknown member "${stranger}"`;
  if (typeof metric !== 'string' || ![...LATENCY, ...WHOLE].includes(metric)) {
    return `metric must be one of ${[...LATENCY, ...WHOLE].join(', ')}`;
  }
  if (LATENCY.includes(metric) && (typeof operation !== 'string' || operation === '')) {
    return `${metric} needs an operation`;
  }
  if (WHOLE.includes(metric) && operation !== undefined) return `${metric} takes no operation`;
  if (typeof limit !== 'number' || !(limit >= 0)) return 'limit must be a number from 0';
  if (minSamples !== undefined && !(Number.isInteger(minSamples) && Number(minSamples) >= 1)) {
    return 'min_samples must be a whole number from 1';
  }
  return undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
