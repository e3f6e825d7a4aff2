import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Mistake } from '../mistake.js';
import { planOf } from '../plan.js';
import type { CertifyOptions, Run } from '../plan.js';
import { readTarget } from '../target.js';
import type { Environment, ReadOptions, Target } from '../target.js';
import { readTargetFile, TargetMistake } from '../target-file.js';
import { fail, ok, warn } from './finding.js';
import type { Looking } from './finding.js';

type Members = Readonly<Record<string, unknown>>;

/** The members of a target file that findings speak of, as they are written. */
export interface Written {
  readonly target: { readonly base_url: string };
  readonly auth?: Members;
  readonly signing?: { readonly secret?: string; readonly tolerance_s?: number };
  readonly map?: { readonly secrets?: Members };
}

/** A target as its file describes it; nothing was sent. */
export interface Described {
  readonly target: Target;
  /** What certify would do with it. */
  readonly run: Run;
  /** undefined: the target is a URL. */
  readonly written: Written | undefined;
  /** Where a member stands, such as `target.yaml:4`. */
  at(place: readonly string[]): string;
}

export interface DescribeOptions extends ReadOptions {
  /** A URL or a file. */
  readonly text: string;
  readonly environment: Environment;
  readonly checks: Pick<CertifyOptions, 'scenarios' | 'invariants'>;
}

/** Reads the target file with all it refers to. undefined when it cannot be used. */
export async function* describe(options: DescribeOptions): Looking<Described | undefined> {
  const { text, environment, knownProduction } = options;
  const file = isUrl(text) ? undefined : read(text);
  if (file instanceof TargetMistake) {
    for (const line of file.message.split('\n')) yield fail('file', line, FORM);
    return undefined;
  }
  if (file && !(yield* secrets(text, file.content, environment))) return undefined;
  try {
    const target = readTarget(text, environment, { knownProduction });
    const run = planOf({ ...options.checks, target });
    const shape = target.wire ? 'another shape, by its map' : 'the shape of the reference contract';
    yield ok('file', `${target.name}: ${shape}, profile ${target.profile ?? 'platform-full'}`);
    yield* guard(target);
    const at = file?.at ?? (() => `--target ${text}`);
    return { target, run, written: file?.content, at };
  } catch (thrown) {
    if (!(thrown instanceof Mistake)) throw thrown;
    const isGuard = /allow_hosts|production/.test(thrown.message);
    for (const line of thrown.message.split('\n')) {
      yield fail(isGuard ? 'guard' : 'file', line, isGuard ? GUARD : FORM);
    }
    return undefined;
  }
}

/** What the boldest checks stake, in units. */
const MOST_STAKED = 50_000_000;

const FORM = 'correct it there; docs/targets/index.md shows every member';
const GUARD = 'is it the host you mean? then name it in guard.allow_hosts, or type it as asked';

const isUrl = (text: string): boolean => /^https?:\/\//i.test(text);

function read(path: string) {
  try {
    return readTargetFile<Written>(path);
  } catch (thrown) {
    if (thrown instanceof TargetMistake) return thrown;
    throw thrown;
  }
}

/** Every reference at once, so that one run tells all that is missing. */
async function* secrets(
  path: string,
  written: Written,
  environment: Environment,
): Looking<boolean> {
  const references = referencesOf(written);
  let sound = true;
  for (const [member, text] of references) {
    const lack = lackOf(path, text, environment);
    if (lack === undefined) continue;
    sound &&= lack.mark !== 'fail';
    yield { ...lack, message: `${member}: ${lack.message}` };
  }
  const names = references.map(([, text]) => text).join(', ');
  if (sound) yield ok('secrets', names === '' ? 'none is referred to' : `found: ${names}`);
  return sound;
}

function referencesOf({ target, auth, signing, map }: Written): readonly [string, string][] {
  const members: [string, unknown][] = [
    ['target.base_url', target.base_url],
    ...Object.entries(auth ?? {}).map(([name, value]): [string, unknown] => [
      `auth.${name}`,
      value,
    ]),
    ['signing.secret', signing?.secret],
    ...Object.entries(map?.secrets ?? {}).map(([name, value]): [string, unknown] => [
      `map.secrets.${name}`,
      value,
    ]),
  ];
  return members.flatMap(([member, value]) =>
    typeof value === 'string' && /^(env|file):/.test(value) ? [[member, value]] : [],
  );
}

function lackOf(path: string, text: string, environment: Environment) {
  const name = text.slice(text.indexOf(':') + 1);
  if (text.startsWith('env:')) {
    const value = environment[name];
    if (!value) {
      return fail('secrets', `the environment has no ${name}`, `export ${name}=… and try again`);
    }
    if (value === value.trim()) return undefined;
    return warn('secrets', `${name} begins or ends with blanks`, `export ${name} without them`);
  }
  const file = resolve(dirname(path), name);
  try {
    if (readFileSync(file, 'utf8').trim() !== '') return undefined;
    return fail('secrets', `${file} is empty`, 'put the secret into it');
  } catch {
    return fail('secrets', `cannot read ${file}`, 'put the secret there, readable by you');
  }
}

async function* guard({ baseUrl, wire }: Target): Looking {
  const { host } = new URL(baseUrl);
  if (!wire) {
    yield ok('guard', `${host} does not look like production, or was typed as known`);
  } else if (wire.maxStake === undefined) {
    yield warn(
      'guard',
      `requests go to ${host}; any stake may be sent, and two checks stake over forty million`,
      "set guard.max_stake, such as '1000.00', unless the money is play money",
    );
  } else {
    const { maxStake, maxWin = 'any' } = wire;
    const message = `requests go to ${host}; stakes up to ${maxStake}, wins up to ${maxWin}`;
    const isTight = Number(maxStake) < MOST_STAKED;
    yield ok(
      'guard',
      isTight ? `${message}: two checks are skipped, the verdict partial` : message,
    );
  }
}
