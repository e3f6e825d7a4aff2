/** A parameter sent once is a string; sent again it is an array, which no validator takes for one. */
export type Parameters = Record<string, string | string[]>;

/**
 * Reads `application/x-www-form-urlencoded` (WHATWG URL §5.1): it cannot fail. What is not valid
 * percent-encoding stands as it was written.
 */
export function readForm(text: string): Parameters {
  const parameters: Parameters = {};
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decoded(cut === -1 ? pair : pair.slice(0, cut));
    const value = cut === -1 ? '' : decoded(pair.slice(cut + 1));
    add(parameters, name, value);
  }
  return parameters;
}

function add(parameters: Parameters, name: string, value: string): void {
  const earlier = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (name === '__proto__') return;
  if (earlier === undefined) parameters[name] = value;
  else if (typeof earlier === 'string') parameters[name] = [earlier, value];
  else earlier.push(value);
}

function decoded(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

const NOTHING: Readonly<Record<string, string>> = Object.freeze({});

export interface QueryReading {
  readonly query: Record<string, string>;
  /** A parameter that was sent more than once. */
  readonly duplicate: string | undefined;
}

/** The query of a request target; of a parameter sent twice the first counts and it is named. */
export function readQuery(target: string): QueryReading {
  const cut = target.indexOf('?');
  if (cut === -1) return { query: NOTHING, duplicate: undefined };
  const query: Record<string, string> = {};
  let duplicate: string | undefined;
  for (const [name, value] of Object.entries(readForm(target.slice(cut + 1)))) {
    if (typeof value !== 'string') duplicate ??= name;
    query[name] = typeof value === 'string' ? value : (value[0] ?? '');
  }
  return { query, duplicate };
}
