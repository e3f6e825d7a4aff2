import { answerScenarios } from './answers.js';
import { crashScenarios } from './crashes.js';
import { hangUpScenarios } from './hang-ups.js';
import { lineScenarios } from './lines.js';

/** What happens when nobody heard the answer: lines that drop, answers that break, crashes. */
export const lostScenarios = [
  ...hangUpScenarios,
  ...lineScenarios,
  ...answerScenarios,
  ...crashScenarios,
] as const;
