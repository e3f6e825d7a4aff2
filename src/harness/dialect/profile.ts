import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type ProfileName = 'platform-full' | 'wallet-core';

/** What a target of this kind promises: which checks judge it, and which operations it must have. */
export interface Profile {
  readonly profile: ProfileName;
  readonly revision: string;
  readonly title: string;
  readonly operations: {
    readonly required: readonly string[];
    readonly optional: readonly string[];
  };
  /** So many checks must have been executed before there is a verdict. */
  readonly floor: number;
  /** Ids of scenarios and invariants. */
  readonly checks: readonly string[];
}

/** The profile by its name; `platform-full` is every check there is, and needs no list. */
export function findProfile(name: ProfileName | undefined): Profile | undefined {
  if (name === undefined || name === 'platform-full') return undefined;
  const file = new URL(`../../../../schemas/profiles/${name}.yaml`, import.meta.url);
  return parse(readFileSync(file, 'utf8')) as Profile;
}
