import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What usually breaks a clause, and where to begin. */
export interface LikelyCauses {
  /** The likeliest first. */
  readonly causes: readonly string[];
  readonly fix: string;
}

const FILE = new URL('../../../fixtures/causes.yaml', import.meta.url);

let known: Readonly<Record<string, LikelyCauses>> | undefined;

/** By requirement id; every clause in force has an entry. */
export function loadCauses(): Readonly<Record<string, LikelyCauses>> {
  known ??= parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, LikelyCauses>>;
  return known;
}

/** What usually makes a check of this clause fail; nothing where nobody has seen it yet. */
export const causesOf = (requirement: string): readonly string[] =>
  loadCauses()[requirement]?.causes ?? [];
