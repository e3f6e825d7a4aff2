import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Capability } from './capability.js';
import { refuseHost } from './dialect/guard.js';
import { playersOf, wireOfFile } from './dialect/wire.js';
import type { Wire, WireFile } from './dialect/wire.js';
import type { PooledPlayer } from './dialect/pool.js';
import type { ProfileName } from './dialect/profile.js';
import { readTargetFile, TargetMistake } from './target-file.js';
import type { Waiver } from './waivers.js';

export { TargetMistake } from './target-file.js';

/** Whom to certify, and how to get in. */
export interface Target {
  readonly name: string;
  /** Origin with an optional path prefix, without a trailing slash. */
  readonly baseUrl: string;
  /** Where tokens are given; default `<baseUrl>/oauth/token`. */
  readonly tokenUrl?: string;
  /** Absent: taken from the control API. */
  readonly client?: { readonly client_id: string; readonly client_secret: string };
  readonly timeoutMs?: number;
  readonly concurrency?: number;
  /** What it promises; default everything. */
  readonly profile?: ProfileName;
  /** Checks whose failure is accepted for a while. */
  readonly waivers?: readonly Waiver[];
  /** Declared capabilities; absent: what its control API tells. */
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>>;
  /** The players that the file lends; none: the control API makes them. */
  readonly players?: readonly PooledPlayer[];
  /** Only of a target that has another shape than the reference contract. */
  readonly wire?: Wire;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadOptions {
  /** The host that the user typed as known production. */
  readonly knownProduction?: string | undefined;
}

interface TargetFile extends WireFile {
  readonly target: {
    readonly name: string;
    readonly base_url: string;
    readonly environment?: string;
  };
  readonly profile?: ProfileName;
  readonly capabilities?: 'auto' | Readonly<Partial<Record<Capability, boolean>>>;
  readonly waivers?: readonly Waiver[];
  readonly guard?: WireFile['guard'] & { readonly allow_hosts?: readonly string[] };
}

/** A URL stands for itself, with credentials from the environment; anything else is a YAML file. */
export function readTarget(
  text: string,
  environment: Environment,
  options: ReadOptions = {},
): Target {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return targetOfFile(text, environment, options);
  const id = environment['TABLESTAKES_CLIENT_ID'];
  const secret = environment['TABLESTAKES_CLIENT_SECRET'];
  const client = id && secret ? { client: { client_id: id, client_secret: secret } } : {};
  const baseUrl = baseOf(text, `--target ${text}`);
  refuseHost(`--target ${text}`, { baseUrl, ...options });
  return { name: new URL(baseUrl).host, baseUrl, ...client };
}

function targetOfFile(path: string, environment: Environment, options: ReadOptions): Target {
  const { content: file, at } = readTargetFile<TargetFile>(path);
  const secretOf = secretReader(path, environment);
  const { auth, limits, profile, capabilities, guard, waivers } = file;
  const place = `${path}: target.base_url`;
  const baseUrl = baseOf(secretOf(file.target.base_url, 'target.base_url'), place);
  refuseHost(place, {
    baseUrl,
    environment: file.target.environment,
    allowHosts: guard?.allow_hosts,
    ...options,
  });
  const { client_id: id, client_secret: secret } = auth ?? {};
  const declared = profile ?? (file.map ? 'wallet-core' : undefined);
  return {
    name: file.target.name,
    baseUrl,
    ...(auth?.token_url !== undefined && { tokenUrl: auth.token_url }),
    ...(id !== undefined &&
      secret !== undefined && {
        client: {
          client_id: secretOf(id, 'auth.client_id'),
          client_secret: secretOf(secret, 'auth.client_secret'),
        },
      }),
    ...(limits?.timeout_ms !== undefined && { timeoutMs: limits.timeout_ms }),
    ...(limits?.concurrency !== undefined && { concurrency: limits.concurrency }),
    ...(declared !== undefined && { profile: declared }),
    ...(capabilities !== undefined && capabilities !== 'auto' && { capabilities }),
    ...(waivers !== undefined && { waivers }),
    ...(file.data?.players && { players: playersOf(file) }),
    ...(file.map && { wire: wireOfFile({ path, at, secretOf }, file, file.map) }),
  };
}

function baseOf(text: string, place: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text)) {
    throw new TargetMistake(`${place}: "${text}" is not an http or https URL`);
  }
  const url = new URL(text);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Looks up `env:NAME` and `file:path` (beside the target file); other text is itself. */
export type SecretReader = (text: string, member: string) => string;

function secretReader(path: string, environment: Environment): SecretReader {
  return (text, member) => {
    const place = `${path}: ${member}`;
    if (text.startsWith('env:')) {
      const name = text.slice('env:'.length);
      const value = environment[name];
      if (!value) throw new TargetMistake(`${place}: the environment has no ${name}; export it`);
      return value;
    }
    if (!text.startsWith('file:')) return text;
    const file = resolve(dirname(path), text.slice('file:'.length));
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      throw new TargetMistake(`${place}: cannot read ${file}`);
    }
  };
}
