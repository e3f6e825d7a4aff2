import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { Mistake } from './mistake.js';

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
}

/** The target cannot be used as described; nothing was sent. Each line names place and remedy. */
export class TargetMistake extends Mistake {}

export type Environment = Readonly<Record<string, string | undefined>>;

interface TargetFile {
  readonly target: { readonly name: string; readonly base_url: string };
  readonly auth?: {
    readonly token_url?: string;
    readonly client_id: string;
    readonly client_secret: string;
  };
  readonly limits?: { readonly timeout_ms?: number; readonly concurrency?: number };
}

const SCHEMA = new URL('../../../schemas/target.schema.json', import.meta.url);

/** A URL stands for itself, with credentials from the environment; anything else is a YAML file. */
export function readTarget(text: string, environment: Environment): Target {
  if (!/^https?:\/\//i.test(text)) return targetOfFile(text, environment);
  const id = environment['TABLESTAKES_CLIENT_ID'];
  const secret = environment['TABLESTAKES_CLIENT_SECRET'];
  const client = id && secret ? { client: { client_id: id, client_secret: secret } } : {};
  const baseUrl = baseOf(text, `--target ${text}`);
  return { name: new URL(baseUrl).host, baseUrl, ...client };
}

function targetOfFile(path: string, environment: Environment): Target {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new TargetMistake(`${path}: no such file; --target takes a URL or a YAML file`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new TargetMistake(`${path}:${line}: not YAML: ${broken.message}`);
  }
  const validate = new Ajv2020({ allErrors: true, verbose: true }).compile<TargetFile>(
    JSON.parse(readFileSync(SCHEMA, 'utf8')) as object,
  );
  const content: unknown = document.toJS();
  if (!validate(content)) {
    const told = (validate.errors ?? []).map((error) => mistakeOf(path, document, lines, error));
    throw new TargetMistake([...new Set(told)].join('\n'));
  }
  return targetOf(path, content, environment);
}

function targetOf(path: string, file: TargetFile, environment: Environment): Target {
  const { auth, limits } = file;
  return {
    name: file.target.name,
    baseUrl: baseOf(file.target.base_url, `${path}: target.base_url`),
    ...(auth?.token_url !== undefined && { tokenUrl: auth.token_url }),
    ...(auth && {
      client: {
        client_id: secretOf(auth.client_id, `${path}: auth.client_id`, environment),
        client_secret: secretOf(auth.client_secret, `${path}: auth.client_secret`, environment),
      },
    }),
    ...(limits?.timeout_ms !== undefined && { timeoutMs: limits.timeout_ms }),
    ...(limits?.concurrency !== undefined && { concurrency: limits.concurrency }),
  };
}

function baseOf(text: string, place: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text)) {
    throw new TargetMistake(`${place}: "${text}" is not an http or https URL`);
  }
  const url = new URL(text);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** `env:NAME` and `file:path` are looked up; other text is itself (a secret may not be: schema). */
function secretOf(text: string, place: string, environment: Environment): string {
  if (text.startsWith('env:')) {
    const name = text.slice('env:'.length);
    const value = environment[name];
    if (!value) throw new TargetMistake(`${place}: the environment has no ${name}; export it`);
    return value;
  }
  if (!text.startsWith('file:')) return text;
  try {
    return readFileSync(text.slice('file:'.length), 'utf8').trim();
  } catch {
    throw new TargetMistake(`${place}: cannot read ${text.slice('file:'.length)}`);
  }
}

function mistakeOf(
  path: string,
  document: Document,
  lines: LineCounter,
  error: ErrorObject,
): string {
  const parts = error.instancePath.split('/').slice(1);
  const unknown = error.keyword === 'additionalProperties' ? memberOf(error) : undefined;
  const place = unknown === undefined ? parts : [...parts, unknown];
  const field = place.join('.') || 'the file';
  return `${path}:${lineOf(document, lines, place)}: ${field}: ${remedyOf(error)} (${error.keyword})`;
}

const memberOf = (error: ErrorObject): string =>
  String((error.params as { additionalProperty?: unknown }).additionalProperty);

function remedyOf(error: ErrorObject): string {
  const { description } = (error.parentSchema ?? {}) as { description?: string };
  if (error.keyword === 'additionalProperties') return 'no such member; remove or rename it';
  if (error.keyword === 'required') return `${error.message ?? ''}; add it`;
  return `${error.message ?? 'is wrong'}${description ? `; ${description}` : ''}`;
}

function lineOf(document: Document, lines: LineCounter, place: readonly string[]): number {
  for (let depth = place.length; depth > 0; depth -= 1) {
    const node = document.getIn(place.slice(0, depth), true) as { range?: number[] } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}
