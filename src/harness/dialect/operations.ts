import { loadContract } from '../../contract/operations.js';

/** Whether a map may name this operation: every one of the contract but those that give tokens. */
export const isMappable = (name: string): boolean =>
  Object.values(loadContract().operations).some(({ id, scope }) => id === name && scope !== null);
