import { listOf } from './document.js';
import type { ApiOperation } from './document.js';
import { leavesOf } from './leaves.js';
import { hasAny, wordsOf } from './words.js';
import type { Guess } from './words.js';

export const ROLES = ['getWallet', 'debitRound', 'creditRound', 'rollbackRound'] as const;

export type Role = (typeof ROLES)[number];

/** Words that name what an operation does; the rest of the name hardly matters. */
const STRONG: Readonly<Record<Role, readonly string[]>> = {
  getWallet: ['balance', 'fund'],
  debitRound: ['bet', 'stake', 'wager', 'debit', 'withdraw', 'withdrawal', 'reserve'],
  creditRound: ['win', 'winning', 'credit', 'payout', 'deposit', 'settle', 'settlement', 'prize'],
  rollbackRound: ['rollback', 'refund', 'cancel', 'void', 'revert', 'reverse', 'reversal', 'undo'],
};

const WEAK: Readonly<Record<Role, readonly string[]>> = {
  getWallet: ['wallet', 'account', 'player', 'info', 'purse'],
  debitRound: ['place', 'take', 'charge', 'spend'],
  creditRound: ['result', 'pay', 'award', 'close'],
  rollbackRound: ['back', 'annul', 'delete'],
};

/** Words of operations that are about something else. */
const ELSEWHERE = [
  ...['history', 'list', 'report', 'bonus', 'freespin', 'jackpot', 'promo', 'tournament', 'limit'],
  ...['search', 'webhook', 'batch', 'statement', 'export', 'payment', 'cashier', 'bank', 'kyc'],
];

const LEAST = 2.5;
const SURE = 5;
const LIKELY = 3.5;

/** An operation that plays a role, and why it is thought to. */
export interface Cast extends Guess {
  readonly operation: ApiOperation;
  /** Where one operation plays several roles: the member that says which, and its value. */
  readonly said?: { readonly path: string; readonly value: unknown } | undefined;
}

/** Who plays what, as far as names and shapes tell; each operation once, unless it says its role. */
export function castOf(operations: readonly ApiOperation[]): ReadonlyMap<Role, Cast> {
  const cast = new Map<Role, Cast>();
  const typed = typedCast(operations);
  for (const role of ['rollbackRound', 'getWallet', 'creditRound', 'debitRound'] as const) {
    const taken = new Set([...cast.values()].map(({ operation }) => operation));
    const [best] = operations
      .filter((operation) => !taken.has(operation))
      .map((operation) => ({ operation, score: scoreOf(role, operation) }))
      .sort((one, other) => other.score - one.score);
    const several = typed.get(role);
    if (several && (best === undefined || best.score < SURE)) cast.set(role, several);
    else if (best && best.score >= LEAST) cast.set(role, chosen(role, best));
  }
  return cast;
}

function chosen(
  role: Role,
  { operation, score }: { operation: ApiOperation; score: number },
): Cast {
  const certainty = score >= SURE ? 'sure' : score >= LIKELY ? 'likely' : 'a guess';
  const said = [...STRONG[role], ...WEAK[role]].filter((word) =>
    [...namesOf(operation), ...wordsOf(operation.summary)].includes(word),
  );
  const name = operation.id === '' ? '' : ` (${operation.id})`;
  const why = said.length === 0 ? 'its shape' : said.map((word) => `"${word}"`).join(', ');
  const words = `${operation.method} ${operation.path}${name}, by ${why}`;
  return { operation, certainty, words };
}

const namesOf = ({ id, path }: ApiOperation): readonly string[] => [
  ...wordsOf(id),
  ...wordsOf(path.replace(/\{[^}]*\}/g, ' ')),
];

function scoreOf(role: Role, operation: ApiOperation): number {
  const { id, path, summary, method } = operation;
  const segments = path.split('/').filter((part) => part !== '' && !part.startsWith('{'));
  const last = wordsOf(segments.at(-1) ?? '');
  const names = namesOf(operation);
  const strong = STRONG[role];
  const reads = role === 'getWallet';
  const others = OVERRULED[role].flatMap((other) => STRONG[other]);
  const movesAmount = leavesOf(operation.body ?? {}).some(isAmount);
  return [
    hasAny(wordsOf(id), strong) ? 3 : 0,
    hasAny(last, strong) ? 3 : 0,
    hasAny(names, strong) ? 0.5 : 0,
    hasAny(wordsOf(summary), strong) ? 1 : 0,
    hasAny(names, WEAK[role]) ? 1 : 0,
    hasAny(names, ELSEWHERE) ? -4 : 0,
    hasAny(names, others) ? -3 : 0,
    reads && method === 'GET' ? 1 : 0,
    reads && movesAmount ? -5 : 0,
    !reads && method === 'GET' ? -6 : 0,
    (role === 'debitRound' || role === 'creditRound') && !movesAmount ? -2 : 0,
  ].reduce((sum, part) => sum + part, 0);
}

/** "Cancel a bet" is no bet, nor is "settle a bet". */
const OVERRULED: Readonly<Record<Role, readonly Role[]>> = {
  getWallet: ['debitRound', 'creditRound', 'rollbackRound'],
  debitRound: ['creditRound', 'rollbackRound'],
  creditRound: ['rollbackRound'],
  rollbackRound: [],
};

const isAmount = ({ way }: { way: readonly string[] }): boolean =>
  hasAny(way, ['amount', 'stake', 'sum', 'value', 'cent', 'micro', 'bet', 'win', 'money']);

/** One operation for several roles: an enum in its body says which. */
function typedCast(operations: readonly ApiOperation[]): ReadonlyMap<Role, Cast> {
  for (const operation of operations) {
    for (const { path, schema, name } of leavesOf(operation.body ?? {})) {
      const found = ROLES.flatMap((role): [Role, Cast][] => {
        const value = listOf(schema['enum']).find(
          (one) => typeof one === 'string' && hasAny(wordsOf(one), STRONG[role]),
        );
        const words = `${operation.method} ${operation.path}, whose ${name} may be ${String(value)}`;
        const said = { path, value };
        return value === undefined ? [] : [[role, { operation, certainty: 'likely', words, said }]];
      });
      if (found.length >= 2) return new Map(found);
    }
  }
  return new Map();
}
