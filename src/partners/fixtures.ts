import { readFileSync } from 'node:fs';

/** Reads `fixtures/<name>.json`, the visible list of what makes a partner behave how. */
export const readFixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/${name}.json`, import.meta.url), 'utf8')) as T;

/** `tok_ok.anna` behaves like `tok_ok`: a dot and what follows tell users of a fixture apart. */
export const fixtureName = (given: string): string => given.split('.', 1)[0] ?? given;
