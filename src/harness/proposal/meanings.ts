import type { Leaf } from './leaves.js';
import { typeOf } from './leaves.js';
import type { Role } from './roles.js';
import { hasAny } from './words.js';
import type { Certainty } from './words.js';

/** What a member of a request stands for. */
export interface Meaning {
  /** A member of the reference input. */
  readonly member: string;
  readonly certainty: Certainty;
}

const NAMING = ['id', 'uuid', 'ref', 'reference', 'key', 'code', 'name', 'number', 'no', 'guid'];
const TRANSACTION = ['transaction', 'tx', 'txn', 'trx', 'operation', 'request', 'idempotency'];
const PLAYER = ['player', 'user', 'account', 'customer', 'member', 'uid', 'punter', 'login'];
const ROUND = ['round', 'hand', 'spin', 'gameplay'];
const MONEY = ['amount', 'stake', 'sum', 'value', 'cent', 'micro', 'money', 'wager', 'price'];
const ENDING = [
  'close',
  'closed',
  'end',
  'ended',
  'finish',
  'finished',
  'final',
  'complete',
  'last',
];
const ORIGINAL = ['original', 'orig', 'related', 'parent', 'linked', 'target', 'source', 'of'];
const BETS = ['bet', 'debit', 'wager', 'stake', 'withdraw', 'withdrawal'];
const WHOSE = ['wallet', 'operator', 'platform', 'casino'];

/** Names that are the reference contract's own. */
const OWN = ['player_id', 'round_id', 'idempotency_key', 'win_amount', 'txn_ref', 'debit_key'];

const sure = (member: string): Meaning => ({ member, certainty: 'sure' });
const likely = (member: string): Meaning => ({ member, certainty: 'likely' });
const guess = (member: string): Meaning => ({ member, certainty: 'a guess' });

/** What a member of a request of this role stands for; undefined when nothing is known. */
export function meaningOf(role: Role, leaf: Pick<Leaf, 'words' | 'schema'>): Meaning | undefined {
  const { words, schema } = leaf;
  const exact = words.join('_');
  if (OWN.includes(exact)) return sure(exact);
  const isNumber = ['number', 'integer'].includes(typeOf(schema));
  if (hasAny(words, ['currency'])) return sure('currency');
  if (typeOf(schema) === 'boolean') {
    return role === 'creditRound' && hasAny(words, ENDING) ? likely('final') : undefined;
  }
  if (hasAny(words, ['session', 'token', 'signature', 'hash', 'time', 'date', 'timestamp'])) {
    return undefined;
  }
  const reference = role === 'debitRound' ? undefined : referenceOf(words);
  if (reference) return reference;
  const names = hasAny(words, NAMING);
  if (!names && hasAny(words, MONEY)) return amountOf(role, words);
  if (!names && isNumber && hasAny(words, ['bet', 'win'])) return amountOf(role, words);
  if (hasAny(words, ['supplier', 'agent', 'parent', 'brand'])) return undefined;
  if (hasAny(words, PLAYER)) return names ? sure('player_id') : likely('player_id');
  if (hasAny(words, ROUND)) return names ? sure('round_id') : likely('round_id');
  if (hasAny(words, ['game', 'table', 'provider', 'operator', 'brand'])) return undefined;
  if (hasAny(words, TRANSACTION)) return sure('idempotency_key');
  if (names && hasAny(words, [...BETS, 'win', 'action', 'credit', 'refund', 'rollback'])) {
    return likely('idempotency_key');
  }
  const [only, ...more] = words;
  const isBare = only !== undefined && more.length === 0 && NAMING.slice(0, 5).includes(only);
  return isBare ? guess('idempotency_key') : undefined;
}

/** The bet that a win or a rollback is of. */
function referenceOf(words: readonly string[]): Meaning | undefined {
  const names = hasAny(words, [...NAMING, ...TRANSACTION]);
  const ofBet = hasAny(words, [...ORIGINAL, ...BETS]);
  const refers = hasAny(words, ['reference', 'ref']) && hasAny(words, TRANSACTION);
  if (hasAny(words, MONEY.slice(0, 1)) || hasAny(words, ROUND)) return undefined;
  if (!(names && ofBet) && !refers) {
    return words.length === 1 && hasAny(words, ['bet', 'of', 'debit'])
      ? guess('debit_key')
      : undefined;
  }
  return hasAny(words, WHOSE) ? likely('txn_ref') : likely('debit_key');
}

function amountOf(role: Role, words: readonly string[]): Meaning {
  if (role === 'debitRound') return sure('amount');
  if (role === 'rollbackRound') return likely('stake_amount');
  return hasAny(words, BETS) ? likely('stake_amount') : sure('win_amount');
}
