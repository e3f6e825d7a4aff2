import { reportScenarios } from './reports.js';
import { roundScenarios } from './rounds.js';

export const replayScenarios = [...reportScenarios, ...roundScenarios] as const;
