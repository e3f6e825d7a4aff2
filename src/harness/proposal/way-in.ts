import { textOf } from './document.js';
import type { ApiDocument, ApiOperation, Members } from './document.js';
import { membersOf } from './document.js';
import { hasAny, wordsOf } from './words.js';
import type { Guess } from './words.js';

/** How requests are let in: lines of a target file, and what they rest on. */
export interface WayIn {
  readonly lines: readonly string[];
  readonly guess: Guess;
  /** Environment variables it wants set. */
  readonly variables: readonly string[];
}

/** `prefix` begins the names of environment variables, such as WALLET. */
export function wayInOf(
  document: ApiDocument,
  used: readonly ApiOperation[],
  prefix: string,
): WayIn {
  const asked = new Set(used.flatMap(({ security }) => security));
  const all = Object.entries(document.schemes);
  const named = all.filter(([name]) => asked.has(name));
  const schemes = named.length > 0 ? named : all;
  const found = schemes.map(([name, scheme]) => schemeOf(name, scheme, prefix));
  const [first] = found.toSorted((one, other) => other.rank - one.rank);
  const signature = used
    .flatMap(({ parameters }) => parameters)
    .map((parameter) => (parameter['in'] === 'header' ? textOf(parameter['name']) : ''))
    .find((name) => isSignature(name));
  if (first) return first;
  if (signature !== undefined) return signed(signature, prefix, `header ${signature}`);
  const words = 'the document names no securitySchemes: whoever asks is let in, or it does not say';
  return { lines: ['auth: { type: none }'], guess: { certainty: 'unknown', words }, variables: [] };
}

const isSignature = (name: string): boolean =>
  hasAny(wordsOf(name), ['signature', 'sign', 'hmac', 'hash', 'digest']);

interface Ranked extends WayIn {
  readonly rank: number;
}

function schemeOf(name: string, scheme: Members, prefix: string): Ranked {
  const type = textOf(scheme['type']);
  const seen = `securitySchemes.${name}, ${type} ${textOf(scheme['scheme'])}`.trim();
  const sure = (
    rank: number,
    lines: readonly string[],
    ...variables: readonly string[]
  ): Ranked => ({
    rank,
    lines: ['auth:', ...lines.map((line) => `  ${line}`)],
    guess: { certainty: 'sure', words: seen },
    variables,
  });
  if (type === 'oauth2') return oauth(membersOf(scheme['flows']), prefix, sure);
  if (type === 'mutualTLS') return sure(2, ['type: mtls', 'cert: client.pem', 'key: client.key']);
  if (type === 'http' && textOf(scheme['scheme']).toLowerCase() === 'basic') {
    const [user, password] = [`${prefix}_USER`, `${prefix}_PASSWORD`];
    const lines = ['type: basic', `username: env:${user}`, `password: env:${password}`];
    return sure(4, lines, user, password);
  }
  const token = `${prefix}_TOKEN`;
  if (type === 'apiKey' && scheme['in'] === 'header') {
    const header = textOf(scheme['name']);
    if (isSignature(header)) return { ...signed(header, prefix, seen), rank: 6 };
    return sure(3, ['type: bearer', `header: ${header}`, `token: env:${token}`], token);
  }
  if (type === 'http') return sure(4, ['type: bearer', `token: env:${token}`], token);
  return {
    rank: 0,
    lines: ['auth: { type: none }'],
    guess: { certainty: 'unknown', words: `${seen}: a target file cannot say it; see adapter.md` },
    variables: [],
  };
}

function oauth(
  flows: Members,
  prefix: string,
  sure: (rank: number, lines: readonly string[], ...variables: readonly string[]) => Ranked,
): Ranked {
  const url = textOf(membersOf(flows['clientCredentials'])['tokenUrl']);
  const [id, secret] = [`${prefix}_CLIENT_ID`, `${prefix}_CLIENT_SECRET`];
  const lines = [
    'type: oauth2',
    ...(/^https?:/.test(url) ? [`token_url: ${url}`] : ['# token_url: where tokens are given']),
    `client_id: env:${id}`,
    `client_secret: env:${secret}`,
  ];
  return sure(5, lines, id, secret);
}

function signed(header: string, prefix: string, seen: string): WayIn {
  const secret = `${prefix}_SECRET`;
  const lines = [
    'auth: { type: hmac }',
    'signing:',
    '  alg: hmac-sha256 # not told by the document',
    `  secret: env:${secret}`,
    `  header: ${header}`,
    '  encoding: hex # or base64; not told by the document',
    "  over: '{body}' # what is signed; not told by the document",
  ];
  const words = `${seen}: a signature, whose recipe no OpenAPI document can say`;
  return { lines, guess: { certainty: 'a guess', words }, variables: [secret] };
}
