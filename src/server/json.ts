import { isUtf8 } from 'node:buffer';

/** What a body may break before it is a value at all (SEC-08). */
export type JsonRule = 'syntax' | 'duplicate_member' | 'depth' | 'encoding';

export interface JsonRefusal {
  readonly ok: false;
  readonly rule: JsonRule;
  /** The dotted path of a member given twice. */
  readonly field?: string;
}

export type JsonReading = { readonly ok: true; readonly value: unknown } | JsonRefusal;

/** Arrays and objects may nest this deep. */
export const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const TOO_DEEP = -1;

const refused = (rule: JsonRule): JsonReading => ({ ok: false, rule });

/** As `readJson`, from bytes; bytes that are not UTF-8 are refused rather than replaced. */
export function readJsonBytes(bytes: Buffer): JsonReading {
  return isUtf8(bytes) ? readJson(bytes.toString('utf8')) : refused('encoding');
}

/**
 * RFC 8259 with the two things it leaves open closed: a member given twice is refused, however it
 * is escaped, and nesting is bounded. A member called `__proto__` is dropped, so that no later copy
 * of the value can change a prototype.
 */
export function readJson(text: string): JsonReading {
  const written = membersWritten(text);
  if (written === TOO_DEEP) return refused('depth');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused('syntax');
  }
  // JSON.parse keeps one member of a name: fewer read than written means one came twice.
  const read = typeof value === 'object' && value !== null ? membersRead(value) : 0;
  if (read !== written) {
    return { ok: false, rule: 'duplicate_member', field: firstDuplicate(text) };
  }
  if (SURROGATE_ESCAPE.test(text) && !isWellFormed(value)) return refused('encoding');
  return { ok: true, value };
}

const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Half a character can be escaped in JSON but not stored as UTF-8: it would be kept as another. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !LONE_SURROGATE.test(value);
  if (!isContainer(value)) return true;
  return Object.entries(value).every(
    ([name, member]) => !LONE_SURROGATE.test(name) && isWellFormed(member),
  );
}

/** Counts the colons outside strings, or tells that brackets nest too deep. */
function membersWritten(text: string): number {
  let depth = 0;
  let members = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(text, at);
      if (at === -1) return members; // unterminated: JSON.parse will say so
    } else if (char === COLON) {
      members += 1;
    } else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return TOO_DEEP;
    } else if (char === 0x7d || char === 0x5d) {
      depth -= 1;
    }
  }
  return members;
}

function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close;
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === BACKSLASH) start -= 1;
  return (at - start) % 2 === 1;
}

function membersRead(value: object): number {
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (isContainer(item)) members += membersRead(item);
    return members;
  }
  const object = value as Record<string, unknown>;
  for (const name in object) {
    members += 1;
    const member = object[name];
    if (isContainer(member)) members += membersRead(member);
    if (name === '__proto__') delete object[name];
  }
  return members;
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

interface OpenContainer {
  readonly names: Set<string> | undefined;
  current: string;
}

/** The dotted path of the first member given twice in a text known to be JSON. */
function firstDuplicate(text: string): string {
  const open: OpenContainer[] = [];
  let previous = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const container = open.at(-1);
    if (token === '{') open.push({ names: new Set(), current: '' });
    else if (token === '[') open.push({ names: undefined, current: '' });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && container?.names) {
      container.current = JSON.parse(previous) as string;
      if (container.names.has(container.current)) {
        return open
          .map((each) => each.current)
          .filter((name) => name !== '')
          .join('.');
      }
      container.names.add(container.current);
    }
    previous = token;
  }
  return '';
}
