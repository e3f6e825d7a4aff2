import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Contract } from '../contract/operations.js';
import type { FaultKind, NewFault } from './faults.js';

const ON_OPERATIONS: readonly FaultKind[] = [
  'latency',
  'status',
  'reset_before',
  'reset_after_commit',
  'slow_body',
  'malformed_body',
];

const ON_WEBHOOKS: readonly FaultKind[] = [
  'latency',
  'reset_before',
  'reset_after_commit',
  'duplicate',
  'reorder',
  'corrupt_signature',
  'stale_timestamp',
];

/** On webhooks of the platform's own; `status` is what the receiver seems to answer. */
const ON_OWN_WEBHOOKS: readonly FaultKind[] = ['status', ...ON_WEBHOOKS];

/** JSON Schema of a fault's members. */
export const FAULT_MEMBERS: Readonly<Record<string, object>> = {
  id: { type: 'string', minLength: 1, maxLength: 128 },
  operation: { type: 'string', minLength: 1 },
  match: { type: 'object' },
  nth: { type: 'integer', minimum: 1 },
  every: { type: 'integer', minimum: 1 },
  probability: { type: 'number', minimum: 0, maximum: 1 },
  kind: { enum: [...new Set([...ON_OPERATIONS, ...ON_WEBHOOKS])] },
  latency_ms: { type: 'integer', minimum: 0, maximum: 60_000 },
  status: { type: 'integer', minimum: 400, maximum: 599 },
  times: { type: 'integer', minimum: 1, maximum: 1_000_000 },
};

export const FAULT_REQUIRED: readonly string[] = ['operation', 'kind'];

const FAULT_LIST = {
  type: 'array',
  items: {
    type: 'object',
    properties: FAULT_MEMBERS,
    required: FAULT_REQUIRED,
    additionalProperties: false,
  },
};

/** Faults from a file, or what is wrong with them, in words. */
export type FaultReading =
  | { readonly ok: true; readonly faults: readonly NewFault[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** Reads a list of faults, as the control API would take them one by one. */
export function readFaults(value: unknown, contract: Contract): FaultReading {
  const check = new Ajv2020({ allErrors: true }).compile(FAULT_LIST);
  if (!check(value)) {
    const mistakes = (check.errors ?? []).map(({ instancePath, message, params }) => {
      const { additionalProperty, allowedValues } = params as {
        additionalProperty?: string;
        allowedValues?: readonly string[];
      };
      const which = additionalProperty ?? allowedValues?.join(', ');
      const more = which === undefined ? '' : `: ${which}`;
      return `${placeOf(instancePath)}: ${message ?? 'invalid'}${more}`;
    });
    return { ok: false, mistakes };
  }
  const faults = value as readonly NewFault[];
  const mistakes = faults.flatMap((fault, at) => {
    const mistake = faultMistake(fault, contract);
    return mistake === undefined ? [] : [`fault ${at + 1}: ${mistake}`];
  });
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, faults };
}

/** `/1/kind` → `fault 2, kind` */
function placeOf(path: string): string {
  const [at, ...members] = path.split('/').slice(1);
  if (at === undefined) return 'the file';
  return [`fault ${Number(at) + 1}`, ...members].join(', ');
}

/** What no schema can say: that the operation exists, and that it can be disturbed in this way. */
export function faultMistake(
  { operation, kind }: NewFault,
  contract: Contract,
): string | undefined {
  const hook = /^hook[.](psp|kyc|[*])$/.test(operation);
  const partner = /^(psp|kyc)[.]([A-Za-z_]+|[*])$/.test(operation);
  const own = operation === 'webhook.out';
  if (
    !own &&
    !hook &&
    !partner &&
    operation !== '*' &&
    !Object.hasOwn(contract.operations, operation)
  ) {
    return `operation: neither of the contract nor psp.…, kyc.…, hook.… or webhook.out: ${operation}`;
  }
  const kinds = own ? ON_OWN_WEBHOOKS : hook ? ON_WEBHOOKS : ON_OPERATIONS;
  return kinds.includes(kind) ? undefined : `kind: ${operation} knows ${kinds.join(', ')}`;
}
