import { containsPan } from '../kernel/pan.js';
import type { OperationCall } from '../server/platform.js';

/** Members whose long numbers are what they say: names that others gave, and amounts. */
const NEVER_A_CARD = /(_id|_key|_ref|amount)$/;

/**
 * PAY-05: the first member of the request, at any depth, that holds a card number; undefined for
 * none. Only its path is told: the number itself goes nowhere.
 */
export const memberWithPan = ({ operation, body, query }: OperationCall): string | undefined =>
  operation.errors.includes('PAN_NOT_ALLOWED') ? (memberIn(body) ?? memberIn(query)) : undefined;

function memberIn(value: unknown, at = ''): string | undefined {
  if (typeof value === 'string') return containsPan(value) ? at : undefined;
  if (typeof value === 'number') return containsPan(String(value)) ? at : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (NEVER_A_CARD.test(name)) continue;
    const found = memberIn(member, at === '' ? name : `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
