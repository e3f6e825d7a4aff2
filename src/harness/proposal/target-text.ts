import { stringify } from 'yaml';
import type { Draft, OperationDraft } from './proposal.js';
import type { Guess } from './words.js';

const WIDTH = 96;

/** The target file, each guess with how sure it is and what was looked at. */
export function targetText(draft: Draft): string {
  const { source, title, money, codes, wayIn } = draft;
  return [
    `# Made from ${source}. Each guess says how sure it is and what was looked at; correct what is`,
    '# wrong, then: tablestakes doctor --target <this file>',
    'extends: builtin:reference',
    'profile: wallet-core',
    'target:',
    `  name: ${scalar(title.slice(0, 80))}`,
    ...serversOf(draft),
    `  base_url: env:${draft.prefix}_URL`,
    '  environment: staging # local, test, staging or production',
    comment(wayIn.guess),
    ...wayIn.lines,
    ...dialectOf(draft),
    'map:',
    comment(money, '  '),
    `  money: { format: ${money.format}${money.as === undefined ? '' : `, as: ${money.as}`} }`,
    ...codes.guesses.map((guess) => comment(guess, '  ')),
    ...(codes.ok === undefined ? [] : [`  ok: ${scalar(codes.ok)}`]),
    ...(codes.error === undefined ? [] : [`  error: ${scalar(codes.error)}`]),
    ...errorsOf(draft),
    '  operations:',
    ...draft.operations.flatMap(operationOf),
    ...draft.missing.map(
      (role) => `    # unknown: ${role}: no operation looks like it; wallet-core needs it`,
    ),
    ...dataOf(draft),
    'limits: { concurrency: 8, timeout_ms: 5000 }',
    'guard:',
    '  # allow_hosts: [wallet.staging.example.com]',
    "  max_stake: '1000.00' # two checks stake more; raise it where money is play money",
    '',
  ].join('\n');
}

const comment = ({ certainty, words }: Guess, indent = ''): string =>
  `${indent}# ${certainty}: ${words.replace(/\s+/g, ' ')}`;

/** A YAML scalar on one line. */
const scalar = (value: unknown): string => stringify(value, { lineWidth: 0 }).trimEnd();

function serversOf({ servers }: Draft): readonly string[] {
  const [first] = servers;
  if (first === undefined) return ['  # unknown: the document names no server'];
  return [`  # the document names ${servers.join(', ')}; a path in it belongs to the URL`];
}

function dialectOf({ codes }: Draft): readonly string[] {
  const duplicates = Object.values(codes.errors).some((meant) => meant.includes('DUPLICATE'));
  const answers = [
    ...(codes.always200
      ? ['business_http: always_200 # likely: no refusal has a status of its own']
      : []),
    ...(duplicates
      ? ['identical_duplicate: duplicate_code # a guess: there is a code for duplicates']
      : []),
  ];
  return [
    '# What it answers where published contracts disagree: docs/targets/dialect.md',
    answers.length === 0 ? 'dialect: {}' : 'dialect:',
    ...answers.map((answer) => `  ${answer}`),
  ];
}

function errorsOf({ codes }: Draft): readonly string[] {
  const known = Object.entries(codes.errors);
  return [
    known.length === 0 ? '  errors: {}' : '  errors:',
    ...known.map(([code, meant]) => {
      const text = meant.length === 1 ? (meant[0] ?? '') : `[${meant.join(', ')}]`;
      return `    ${quotedKey(code)}: ${text}`;
    }),
    ...codes.unknown.map((code) => `    # unknown: ${code}`),
  ];
}

const quotedKey = (name: string): string =>
  /^[A-Za-z][\w-]*$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;

function operationOf({ role, cast, request, response, money }: OperationDraft): readonly string[] {
  const { operation } = cast;
  const guesses = [...request.guesses, ...response.guesses];
  return [
    comment(cast, '    '),
    `    ${role}:`,
    `      method: ${operation.method}`,
    `      path: ${scalar(request.path)}`,
    ...guesses.map((guess) => comment(guess, '      ')),
    ...headersOf(request.headers),
    ...(money ? [comment(money, '      '), `      money: { format: ${money.format} }`] : []),
    ...(operation.isForm ? ['      body: form'] : []),
    ...expression('query', request.query),
    ...expression('request', request.body),
    '      response:',
    ...Object.entries(response.response).map(([name, path]) => `        ${name}: ${scalar(path)}`),
  ];
}

function headersOf(headers: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.entries(headers);
  if (named.length === 0) return [];
  return [
    '      headers:',
    ...named.map(([name, value]) => `        ${quotedKey(name)}: ${scalar(value)}`),
  ];
}

/** JSONata as a folded block; without members there is none. */
function expression(name: string, lines: readonly string[] | undefined): readonly string[] {
  if (lines === undefined || lines.length === 0) return [];
  const one = lines.map((line) => line.trim()).join(' ');
  if (one.length < WIDTH - 20) return [`      ${name}: ${scalar(one)}`];
  return [`      ${name}: >-`, ...lines.map((line) => `        ${line}`)];
}

function dataOf({ players, currency, ids }: Draft): readonly string[] {
  const [first = 'TODO-1', ...more] = players;
  const pool = [first, ...more.slice(0, 3)];
  const shown = players.length > 0 ? 'a guess: as the document shows them' : 'unknown';
  return [
    'data:',
    ...(ids === undefined ? [] : [`  ids: { format: ${ids} } # likely: the schemas ask for it`]),
    '  players:',
    `    currency: ${currency}`,
    `    # ${shown}`,
    '    # Name at least four that exist and are funded; the balance of one proves the form of money.',
    '    pool:',
    ...pool.map((id) => `      - { id: ${scalar(id)} } # balance: '100.00'`),
  ];
}
