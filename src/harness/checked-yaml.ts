import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';

/** A file that a user wrote, and what each of its members stands on which line. */
export interface YamlSource {
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly content: unknown;
}

/** What each kind of file throws; its message has one line for each fault. */
export type Wrong = new (message: string) => Error;

/** @throws Wrong where the text is no YAML */
export function yamlSourceOf(text: string, path: string, wrong: Wrong): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    throw new wrong(`${path}:${line}: not YAML: ${broken.message}`);
  }
  try {
    return { path, document, lines, content: document.toJS() as unknown };
  } catch (thrown) {
    // An alias that names nothing, or too many of them.
    throw new wrong(
      `${path}: not YAML: ${thrown instanceof Error ? thrown.message : 'unreadable'}`,
    );
  }
}

/**
 * The content as its schema wants it, whichever of the sources (the nearest first) said what.
 * @throws Wrong with every fault: file, line, member, remedy
 */
export function checkedYaml<Content>(
  content: unknown,
  sources: readonly YamlSource[],
  schema: object,
  wrong: Wrong,
): Content {
  const validate = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
  }).compile<Content>(schema);
  if (validate(content)) return content;
  const told = (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if') // says only that what follows was not kept
    .map((error) => faultOf(sources, error));
  throw new wrong([...new Set(told)].join('\n'));
}

/** A schema of this package, by its name under schemas/. */
export const schemaOf = (name: string): object =>
  JSON.parse(
    readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'),
  ) as object;

/** `file:line` of a member, or of the nearest thing above it. */
export function placeIn(sources: readonly YamlSource[], member: readonly string[]): string {
  for (let depth = member.length; depth > 0; depth -= 1) {
    for (const { path, document, lines } of sources) {
      const node = document.getIn(member.slice(0, depth), true) as { range?: number[] } | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return `${path}:${lines.linePos(start).line}`;
    }
  }
  return `${sources[0]?.path ?? 'the file'}:1`;
}

function faultOf(sources: readonly YamlSource[], error: ErrorObject): string {
  const parts = error.instancePath.split('/').slice(1).map(unescaped);
  const { additionalProperty: stranger } = error.params as {
    readonly additionalProperty?: string;
  };
  const member = stranger === undefined ? parts : [...parts, stranger];
  return `${placeIn(sources, member)}: ${nameOf(member)}: ${remedyOf(error)}`;
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** `waivers[2].expires` */
const nameOf = (member: readonly string[]): string =>
  member
    .map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : `${at === 0 ? '' : '.'}${part}`))
    .join('') || 'the file';

function remedyOf(error: ErrorObject): string {
  const { description } = (error.parentSchema ?? {}) as { readonly description?: string };
  const { allowedValues } = error.params as { readonly allowedValues?: readonly string[] };
  const because = description === undefined ? '' : `; ${description}`;
  if (error.keyword === 'additionalProperties') return 'no such member; remove or rename it';
  if (error.keyword === 'required') {
    // The description of an object is not of what it lacks; that of a condition is.
    const isCondition = error.schemaPath.endsWith('/else/required');
    return `${error.message ?? ''}; add it${isCondition ? because : ''}`;
  }
  if (error.keyword === 'not') return `does not belong here${because}`;
  if (allowedValues) return `must be one of ${allowedValues.join(', ')}${because}`;
  return `${error.message ?? 'is wrong'}${because}`;
}
