import { CATALOGUE } from '../../kernel/errors.js';
import { listOf, textOf } from './document.js';
import type { ApiOperation } from './document.js';
import { descriptionOf, leavesOf, typeOf } from './leaves.js';
import type { Leaf } from './leaves.js';
import { hasAny } from './words.js';
import type { Guess } from './words.js';

/** How refusals are told, as far as the document shows. */
export interface CodesDraft {
  /** JSONata, true of an accepted answer; undefined where the status says so. */
  readonly ok: string | undefined;
  /** Path of the code. */
  readonly error: string | undefined;
  /** Code on the wire → codes of the reference contract. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  /** Codes nobody knows the meaning of. */
  readonly unknown: readonly string[];
  readonly always200: boolean;
  readonly guesses: readonly Guess[];
}

const BY_WORDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/insufficient|not enough|no (funds|money)|low balance|balance too low/, ['INSUFFICIENT_FUNDS']],
  [/signature|\bsign\b|hash|hmac/, ['SIGNATURE_INVALID', 'TOKEN_INVALID', 'TOKEN_MISSING']],
  [/currency/, ['CURRENCY_MISMATCH']],
  [/duplicate|already (processed|exist|done)/, ['DUPLICATE']],
  [/conflict|idempot|same id|mismatch/, ['IDEMPOTENCY_CONFLICT']],
  [/rolled ?back|refunded|cancell?ed|voided/, ['TXN_ROLLED_BACK']],
  [/settled|already (won|paid)/, ['ROUND_SETTLED']],
  [/round.*(closed|ended|finished|over)/, ['ROUND_CLOSED']],
  [
    /(transaction|bet|wager|round|tx|debit).*(not (found|exist)|unknown|does ?n.t exist)|(unknown|no such) (transaction|bet|wager|round)/,
    ['TXN_NOT_FOUND', 'ROUND_NOT_FOUND', 'TXN_NOT_OF_PLAYER'],
  ],
  [/self.?exclu/, ['PLAYER_SELF_EXCLUDED']],
  [/block|locked|suspend|frozen|disabled|banned/, ['PLAYER_BLOCKED']],
  [
    /(player|user|account|customer|member).*(not (found|exist)|unknown|invalid)|(unknown|invalid|no such) (player|user|account|customer)/,
    ['PLAYER_NOT_FOUND'],
  ],
  [/limit/, ['LIMIT_EXCEEDED']],
  [/too many|rate/, ['RATE_LIMITED']],
  [/forbidden|scope|permission|not allowed/, ['SCOPE_MISSING']],
  [/token|session|auth|credential|api key|access denied/, ['TOKEN_MISSING', 'TOKEN_INVALID']],
  [
    /invalid|validation|bad request|malformed|wrong|missing|syntax|parameter|json|format/,
    ['VALIDATION_ERROR', 'MALFORMED_JSON'],
  ],
];

const BY_STATUS: Readonly<Record<string, readonly string[]>> = {
  400: ['VALIDATION_ERROR', 'MALFORMED_JSON'],
  401: ['TOKEN_MISSING', 'TOKEN_INVALID'],
  402: ['INSUFFICIENT_FUNDS'],
  403: ['SCOPE_MISSING'],
  404: ['PLAYER_NOT_FOUND', 'TXN_NOT_FOUND', 'ROUND_NOT_FOUND'],
  409: ['IDEMPOTENCY_CONFLICT'],
};

const CODE = ['code', 'error', 'status', 'reason', 'result'];
const FINE = /^(0|ok|rs_ok|success|succeeded|accepted|approved)$/i;

/** What the wire's words probably stand for; undefined when nothing in them is known. */
export const meaningOfCode = (words: string): readonly string[] | undefined => {
  const text = words.toLowerCase().replace(/[_-]+/g, ' ');
  return BY_WORDS.find(([pattern]) => pattern.test(text))?.[1];
};

export function codesOf(operations: readonly ApiOperation[]): CodesDraft {
  const refused = operations.flatMap((one) => one.refused);
  const told = refused.flatMap(({ schema, examples }) =>
    [examples[0], ...examples.slice(1)].flatMap((shown) => codeLeaf(leavesOf(schema, shown))),
  );
  if (told.length > 0) return drafted(told, undefined);
  const accepted = operations.flatMap(({ accepted: answer }) =>
    answer ? codeLeaf(leavesOf(answer.schema, answer.examples[0])) : [],
  );
  const fine = [...valuesOf(accepted).keys()].find((value) => FINE.test(value));
  if (refused.length === 0 && fine !== undefined) return drafted(accepted, fine);
  return byStatus([...new Set(refused.map(({ status }) => status))]);
}

/** The member that says why, the likeliest only. */
function codeLeaf(leaves: readonly Leaf[]): readonly Leaf[] {
  const fitting = leaves.filter(
    ({ words, schema }) =>
      hasAny(words, CODE) && ['string', 'integer', 'number'].includes(typeOf(schema)),
  );
  const rank = ({ words }: Leaf): number => CODE.findIndex((word) => words.includes(word));
  return fitting.toSorted((one, other) => rank(one) - rank(other)).slice(0, 1);
}

function drafted(leaves: readonly Leaf[], fine: string | undefined): CodesDraft {
  const [leaf] = leaves;
  const path = leaf?.path ?? 'code';
  const values = [...valuesOf(leaves)].filter(([value]) => value !== fine && !FINE.test(value));
  const known = values.flatMap(([value, words]): [string, readonly string[]][] => {
    const meant = Object.hasOwn(CATALOGUE, value) ? [value] : meaningOfCode(words);
    return meant ? [[value, meant]] : [];
  });
  const names = new Set(known.map(([value]) => value));
  const literal = leaf && typeOf(leaf.schema) === 'string' ? `"${fine ?? ''}"` : (fine ?? '');
  return {
    ok: fine === undefined ? undefined : `${path} = ${literal}`,
    error: path,
    errors: Object.fromEntries(known),
    unknown: values.map(([value]) => value).filter((value) => !names.has(value)),
    always200: fine !== undefined,
    guesses: [
      {
        certainty: values.length > 0 ? 'likely' : 'a guess',
        words: `refusals say why in ${path}${fine === undefined ? '' : `, and ${fine} is none`}`,
      },
    ],
  };
}

/** Each value the leaves may have, with the words that say what it is. */
function valuesOf(leaves: readonly Leaf[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const leaf of leaves) {
    const named = listOf(leaf.schema['x-enumNames'] ?? leaf.schema['x-enum-varnames']);
    for (const [nth, value] of listOf(leaf.schema['enum']).entries()) {
      values.set(String(value), `${String(value)} ${textOf(named[nth])}`);
    }
    const { example } = leaf;
    if (typeof example === 'string' || typeof example === 'number') {
      const text = String(example);
      if (!values.has(text)) values.set(text, text);
    }
    for (const [, value = '', words = ''] of descriptionOf(leaf).matchAll(
      /(?:^|[\s(,;])(\d+)\s*(?:=|:|–|-)\s*([^,;\n.)]+)/g,
    )) {
      values.set(value, `${value} ${words}`);
    }
  }
  return values;
}

function byStatus(statuses: readonly string[]): CodesDraft {
  const known = statuses.flatMap((status): [string, readonly string[]][] => {
    const meant = BY_STATUS[status];
    return meant ? [[`http:${status}`, meant]] : [];
  });
  const words = 'the document shows no codes of refusals, so the status must do';
  return {
    ok: undefined,
    error: undefined,
    errors: Object.fromEntries(known),
    unknown: [],
    always200: false,
    guesses: [{ certainty: 'a guess', words }],
  };
}
