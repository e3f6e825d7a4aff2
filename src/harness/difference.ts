/**
 * The first place where `actual` lacks what `expected` has, in words; undefined when there is none.
 * Members that `expected` does not name are free; lists are compared item by item and by length.
 */
export function difference(expected: unknown, actual: unknown, at = ''): string | undefined {
  if (expected === undefined && at !== '' && actual === undefined) return undefined;
  if (Array.isArray(expected)) return listDifference(expected, actual, at);
  if (expected !== null && typeof expected === 'object') {
    return memberDifference(expected as Readonly<Record<string, unknown>>, actual, at);
  }
  if (Object.is(expected, actual)) return undefined;
  return `${at === '' ? '' : `${at}: `}expected ${shown(expected)}, was ${shown(actual)}`;
}

function listDifference(
  expected: readonly unknown[],
  actual: unknown,
  at: string,
): string | undefined {
  const place = at === '' ? 'the list' : at;
  if (!Array.isArray(actual)) return `${place}: expected a list, was ${shown(actual)}`;
  if (actual.length !== expected.length) {
    return `${place}: expected ${expected.length} items, were ${actual.length}`;
  }
  for (const [index, item] of expected.entries()) {
    const found = difference(item, actual[index], `${at}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function memberDifference(
  expected: Readonly<Record<string, unknown>>,
  actual: unknown,
  at: string,
): string | undefined {
  if (actual === null || typeof actual !== 'object') {
    return `${at === '' ? 'the value' : at}: expected an object, was ${shown(actual)}`;
  }
  for (const [name, value] of Object.entries(expected)) {
    if (value === undefined) continue;
    const member = (actual as Readonly<Record<string, unknown>>)[name];
    const found = difference(value, member, at === '' ? name : `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const LONGEST = 160;

/** A value for a sentence: JSON, cut to a readable length. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'absent' : (JSON.stringify(value) ?? typeof value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
