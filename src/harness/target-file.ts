import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { Mistake } from './mistake.js';

/** The target cannot be used as described; nothing was sent. Each line names place and remedy. */
export class TargetMistake extends Mistake {}

type Members = Readonly<Record<string, unknown>>;

interface Source {
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

const SCHEMA = new URL('../../../schemas/target.schema.json', import.meta.url);
const BUILTIN = 'builtin:';
const MOST_BASES = 8;

/** What a file says with all it extends, and where it says it. */
export interface ReadFile<Content> {
  readonly content: Content;
  /** `file:line` of a member, or of the nearest thing above it. */
  at(place: readonly string[]): string;
}

/**
 * Reads a target file and those it extends, each laid over the one it names: objects member by
 * member, anything else whole. Throws a TargetMistake with every fault, by file and line.
 */
export function readTargetFile<Content>(path: string): ReadFile<Content> {
  const sources: Source[] = [];
  const content = mergedFrom(path, sources);
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile<
    Content & Members
  >(schema);
  if (validate(content)) return { content, at: (place) => textOf(placeOf(sources, place)) };
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  const told = errors.map((error) => mistakeOf(sources, error));
  throw new TargetMistake([...new Set(told)].join('\n'));
}

function mergedFrom(path: string, sources: Source[]): unknown {
  if (sources.some((source) => resolve(source.path) === resolve(path))) {
    throw new TargetMistake(`${path}: extends itself; take the extends out`);
  }
  if (sources.length === MOST_BASES) throw new TargetMistake(`${path}: extends too many files`);
  const source = sourceOf(path);
  sources.push(source);
  const content: unknown = source.document.toJS();
  const base = isMembers(content) ? content['extends'] : undefined;
  if (typeof base !== 'string') return content;
  if (base === 'builtin:reference') return content;
  if (base.startsWith(BUILTIN)) {
    throw new TargetMistake(`${path}: extends: there is no ${base}, only builtin:reference`);
  }
  return laidOver(mergedFrom(resolve(dirname(path), base), sources), content);
}

function sourceOf(path: string): Source {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new TargetMistake(`${path}: no such file; --target takes a URL or a YAML file`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (!broken) return { path, document, lines };
  const { line } = lines.linePos(broken.pos[0]);
  throw new TargetMistake(`${path}:${line}: not YAML: ${broken.message}`);
}

const isMembers = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function laidOver(base: unknown, over: unknown): unknown {
  if (!isMembers(base) || !isMembers(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) merged[name] = laidOver(base[name], value);
  return merged;
}

function mistakeOf(sources: readonly Source[], error: ErrorObject): string {
  const parts = error.instancePath.split('/').slice(1).map(unescaped);
  const unknown = error.keyword === 'additionalProperties' ? memberOf(error) : undefined;
  const place = unknown === undefined ? parts : [...parts, unknown];
  const field = place.join('.') || 'the file';
  return `${textOf(placeOf(sources, place))}: ${field}: ${remedyOf(error)} (${error.keyword})`;
}

const textOf = ({ path, line }: Place): string => `${path}:${line}`;

interface Place {
  readonly path: string;
  readonly line: number;
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

const memberOf = (error: ErrorObject): string =>
  String((error.params as { additionalProperty?: unknown }).additionalProperty);

function remedyOf(error: ErrorObject): string {
  const { description } = (error.parentSchema ?? {}) as { description?: string };
  if (error.keyword === 'additionalProperties') return 'no such member; remove or rename it';
  if (error.keyword === 'required') return `${error.message ?? ''}; add it`;
  return `${error.message ?? 'is wrong'}${description ? `; ${description}` : ''}`;
}

/** In the nearest file that has the member, or anything above it. */
function placeOf(sources: readonly Source[], place: readonly string[]): Place {
  for (let depth = place.length; depth > 0; depth -= 1) {
    for (const { path, document, lines } of sources) {
      const node = document.getIn(place.slice(0, depth), true) as { range?: number[] } | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return { path, line: lines.linePos(start).line };
    }
  }
  return { path: sources[0]?.path ?? 'the file', line: 1 };
}
