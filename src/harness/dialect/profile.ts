import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Wire } from './wire.js';

export type ProfileName = 'platform-full' | 'wallet-core';

/** What a target of this kind promises: which checks judge it, and which operations it must have. */
export interface Profile {
  readonly profile: ProfileName;
  readonly revision: string;
  readonly title: string;
  /** Operations a target of this kind cannot lack. */
  readonly required: readonly string[];
  /** So many checks must have been executed before there is a verdict. */
  readonly floor: number;
  /** Ids of scenarios and invariants. */
  readonly checks: readonly string[];
  /** Further checks, by the operation that must be mapped besides. */
  readonly with_operation: Readonly<Record<string, readonly string[]>>;
  /** Further checks, by the status that a player of the pool must have. */
  readonly with_player: Readonly<Record<string, readonly string[]>>;
}

/** The checks by which a target of this profile is judged: those of the core and of what it has. */
export function checksOf(profile: Profile, wire: Wire | undefined): ReadonlySet<string> {
  const mapped = Object.keys(wire?.map.operations ?? {});
  const statuses = new Set(wire?.players.map(({ status }) => status));
  return new Set([
    ...profile.checks,
    ...mapped.flatMap((operation) => profile.with_operation[operation] ?? []),
    ...[...statuses].flatMap((status) => profile.with_player[status] ?? []),
  ]);
}

/** The profile by its name; `platform-full` is every check there is, and needs no list. */
export function findProfile(name: ProfileName | undefined): Profile | undefined {
  if (name === undefined || name === 'platform-full') return undefined;
  const file = new URL(`../../../../schemas/profiles/${name}.yaml`, import.meta.url);
  return parse(readFileSync(file, 'utf8')) as Profile;
}
