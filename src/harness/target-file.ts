import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkedYaml, placeIn, schemaOf, yamlSourceOf } from './checked-yaml.js';
import type { YamlSource } from './checked-yaml.js';
import { Mistake } from './mistake.js';

/** The target cannot be used as described; nothing was sent. Each line names place and remedy. */
export class TargetMistake extends Mistake {}

type Members = Readonly<Record<string, unknown>>;

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
  const sources: YamlSource[] = [];
  const merged = mergedFrom(path, sources);
  const content = checkedYaml<Content>(merged, sources, schemaOf('target'), TargetMistake);
  return { content, at: (place) => placeIn(sources, place) };
}

function mergedFrom(path: string, sources: YamlSource[]): unknown {
  if (sources.some((source) => resolve(source.path) === resolve(path))) {
    throw new TargetMistake(`${path}: extends itself; take the extends out`);
  }
  if (sources.length === MOST_BASES) throw new TargetMistake(`${path}: extends too many files`);
  const source = sourceOf(path);
  sources.push(source);
  const { content } = source;
  if (isMembers(content) && typeof content['report'] === 'string') {
    throw new TargetMistake(
      `${path}: this is a report (${content['report']}); --target takes a URL or a target file`,
    );
  }
  const base = isMembers(content) ? content['extends'] : undefined;
  if (typeof base !== 'string') return content;
  if (base === 'builtin:reference') return content;
  if (base.startsWith(BUILTIN)) {
    throw new TargetMistake(`${path}: extends: there is no ${base}, only builtin:reference`);
  }
  return laidOver(mergedFrom(resolve(dirname(path), base), sources), content);
}

function sourceOf(path: string): YamlSource {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new TargetMistake(`${path}: no such file; --target takes a URL or a YAML file`);
  }
  return yamlSourceOf(text, path, TargetMistake);
}

const isMembers = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function laidOver(base: unknown, over: unknown): unknown {
  if (!isMembers(base) || !isMembers(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) merged[name] = laidOver(base[name], value);
  return merged;
}
