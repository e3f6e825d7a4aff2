import type { ApiOperation } from './document.js';
import { leavesOf, typeOf } from './leaves.js';
import type { Leaf } from './leaves.js';
import type { Role } from './roles.js';
import { hasAny } from './words.js';
import type { Certainty, Guess } from './words.js';

/** Where the members of the reference answer stand. */
export interface ResponseDraft {
  readonly response: Readonly<Record<string, string>>;
  readonly guesses: readonly Guess[];
  /** The balance, to tell the form of money by. */
  readonly balance: Leaf | undefined;
}

const LEAST = 2;

export function responseOf(role: Role, { accepted }: ApiOperation): ResponseDraft {
  const leaves = accepted ? leavesOf(accepted.schema, accepted.examples[0]) : [];
  const balance = best(leaves, balanceScore);
  const name = role === 'getWallet' ? 'cash' : 'balance';
  const guesses: Guess[] = [];
  const response: Record<string, string> = {};
  if (role !== 'getWallet') {
    const txn = best(leaves, txnScore);
    response['txn_id'] = txn?.leaf.path ?? '$input.idempotency_key';
    guesses.push(
      txn
        ? told('txn_id', txn)
        : { certainty: 'a guess', words: 'txn_id: the answer tells none, so ours counts' },
    );
  }
  if (balance) {
    response[name] = balance.leaf.path;
    guesses.push(told(name, balance));
  } else {
    const words = `${name}: no balance among ${leaves.map(({ path }) => path).join(', ') || 'nothing'}`;
    guesses.push({ certainty: 'unknown', words });
    if (role === 'getWallet') response[name] = 'TODO';
  }
  const currency =
    role === 'getWallet' ? leaves.find((leaf) => hasAny(leaf.words, ['currency'])) : undefined;
  if (currency) response['currency'] = currency.path;
  return { response, guesses, balance: balance?.leaf };
}

interface Scored {
  readonly leaf: Leaf;
  readonly score: number;
}

function best(leaves: readonly Leaf[], score: (leaf: Leaf) => number): Scored | undefined {
  const [first] = leaves
    .map((leaf) => ({ leaf, score: score(leaf) }))
    .sort((one, other) => other.score - one.score);
  return first && first.score >= LEAST ? first : undefined;
}

const certaintyOf = (score: number): Certainty =>
  score >= 4 ? 'sure' : score >= 3 ? 'likely' : 'a guess';

const told = (member: string, { leaf, score }: Scored): Guess => ({
  certainty: certaintyOf(score),
  words: `${member} is ${leaf.path} of the answer`,
});

function balanceScore({ words, way, schema }: Leaf): number {
  if (!['number', 'integer', 'string'].includes(typeOf(schema))) return -9;
  return [
    hasAny(words, ['balance']) ? 4 : 0,
    hasAny(way, ['balance', 'fund', 'wallet']) ? 1 : 0,
    hasAny(words, ['cash', 'available']) ? 2.5 : 0,
    hasAny(words, ['real', 'amount', 'fund', 'total']) ? 1.5 : 0,
    hasAny(words, ['after', 'new', 'current']) ? 0.5 : 0,
    hasAny(way, ['bonus', 'before', 'old', 'previous', 'locked', 'currency', 'held']) ? -5 : 0,
    hasAny(words, ['id', 'time', 'type', 'status', 'code', 'version', 'uuid']) ? -5 : 0,
  ].reduce((sum, part) => sum + part, 0);
}

function txnScore({ words, schema }: Leaf): number {
  if (!['number', 'integer', 'string'].includes(typeOf(schema))) return -9;
  return [
    hasAny(words, ['transaction', 'tx', 'txn', 'trx', 'receipt']) ? 3 : 0,
    hasAny(words, ['operation', 'reference', 'ref', 'id', 'uuid']) ? 1 : 0,
    hasAny(words, ['wallet', 'operator', 'platform', 'internal', 'bet']) ? 1 : 0,
    hasAny(words, ['player', 'user', 'account', 'round', 'session', 'request', 'game']) ? -4 : 0,
    hasAny(words, ['balance', 'currency', 'amount', 'time', 'status', 'type']) ? -4 : 0,
  ].reduce((sum, part) => sum + part, 0);
}
