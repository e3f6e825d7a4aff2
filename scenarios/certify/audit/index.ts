import { chainScenarios } from './chain.js';
import { logScenarios } from './log.js';

/** Who did what, when and by which request; and the proof that nobody rewrote it. */
export const auditScenarios = [...logScenarios, ...chainScenarios] as const;
