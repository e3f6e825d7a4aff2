import type { FlatInput } from '../../client/index.js';
import type { Answer } from '../answer.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { derivedId } from '../../kernel/ids.js';
import { formatAmount } from '../../kernel/money.js';
import type { PlayerRef } from '../given.js';
import type { Stage } from '../scenario.js';
import type { Amount, Command, KeyShape } from './commands.js';
import type { Asked, AskedMoney } from './wallets.js';

/** A request as it goes out, and what it asks of the model. */
export interface Request {
  readonly asked: Asked;
  readonly input: FlatInput;
  readonly lost: boolean;
  /** The very same went out before. */
  readonly again?: boolean;
}

/** Where commands become requests: who plays, which keys there are, what was answered. */
export interface Cast {
  readonly players: readonly PlayerRef[];
  /** The requests a command stands for, in order; none when there is nothing yet to refer to. */
  requestsOf(command: Command, balanceOf: (player: string) => number): readonly Request[];
  /** Learns the transaction id of a debit. */
  heard(request: Request, answer: Answer<unknown>): void;
  /** `k1` for the first key, `k2` for the next. */
  labelOf(key: string): string;
  /** A rollback of every debit so far: what is lent goes back without open stakes. */
  rollbacks(): readonly FlatInput[];
  /** Its label, and what is odd about it. */
  keyWords(key: string): string;
  roundLabel(round: string): string;
}

export interface Names {
  key(): string;
  round(): string;
  /** Whether keys may have any shape. */
  readonly isFree: boolean;
}

/**
 * Names that follow from what is done: the same sequence has the same keys, in whatever order the
 * exploration came to it. Where the target wants ids of its own form, they are just new.
 */
export function namesFor({ given, dialect, run }: Stage, content: unknown, attempt: number): Names {
  if (dialect.isForeign) return { key: given.key, round: given.roundId, isFree: false };
  const about = `${canonicalJson(content)} ${attempt}`;
  let count = 0;
  const next = (prefix: string): string =>
    derivedId(run.seed, prefix, 'explore', about, String((count += 1)));
  // Longer than 32 characters, so that what is cut there shows.
  return { key: () => `${next('k')}-${next('x')}`, round: () => next('r'), isFree: true };
}

interface Sent {
  readonly asked: AskedMoney;
  readonly input: FlatInput;
}

type Debit = Extract<AskedMoney, { kind: 'debit' }>;

export function castOf(players: readonly PlayerRef[], names: Names, mostRounds: number): Cast {
  const script: Script = {
    players,
    rounds: new Map(),
    labels: new Map(),
    shapes: new Map(),
    sent: [],
    txns: new Map(),
    names,
    mostRounds,
  };
  const { rounds, labels, shapes, txns } = script;
  return {
    players,
    labelOf: (key) => labels.get(key) ?? key,
    keyWords: (key) =>
      [labels.get(key) ?? key, shapes.get(key) ?? ''].filter((word) => word !== '').join(', '),
    roundLabel: (round) => String([...rounds.values()].indexOf(round) + 1),
    heard({ asked }, answer) {
      const { txn_id: txnId } = answer.body as { txn_id?: unknown };
      if (asked.kind === 'debit' && typeof txnId === 'string' && !txns.has(asked.key)) {
        txns.set(asked.key, txnId);
      }
    },
    rollbacks: () =>
      debitsOf(script).map(({ player, round, key }) => ({
        player_id: player,
        round_id: round,
        debit_key: key,
        idempotency_key: names.key(),
      })),
    requestsOf: (command, balanceOf) => requestsOf(script, command, balanceOf),
  };
}

/** What was said so far, in the order in which it was said. */
interface Script {
  readonly players: readonly PlayerRef[];
  /** Ids by player and number. */
  readonly rounds: Map<string, string>;
  /** Labels by key, the newest key last. */
  readonly labels: Map<string, string>;
  readonly sent: Sent[];
  /** How a key looks beside the one before it, by key. */
  readonly shapes: Map<string, string>;
  /** Transaction ids by the key of their debit. */
  readonly txns: Map<string, string>;
  readonly names: Names;
  readonly mostRounds: number;
}

type BalanceOf = (player: string) => number;

function requestsOf(script: Script, command: Command, balanceOf: BalanceOf): readonly Request[] {
  switch (command.do) {
    case 'read': {
      const { player_id: player } = playerAt(script, command.player);
      return [{ asked: { kind: 'read', player }, input: { player_id: player }, lost: false }];
    }
    case 'debit':
      return once(script, debitOf(script, command, balanceOf, command.key), command.lost);
    case 'early': {
      const { asked } = written(script, debitOf(script, command, balanceOf, 'fresh'));
      const { player, round, key: stake } = asked;
      const key = newKey(script);
      return once(script, { kind: 'rollback', player, round, stake, by: 'key', key }, false);
    }
    case 'credit':
      return credits(script, command, balanceOf);
    case 'rollback': {
      const debit = newest(debitsOf(script), command.stake);
      if (!debit) return [];
      const { player, round, key: stake } = debit;
      const by = script.txns.has(stake) ? command.by : 'key';
      const key = newKey(script);
      return once(script, { kind: 'rollback', player, round, stake, by, key }, command.lost);
    }
    case 'repeat': {
      const first = newest(script.sent, command.request);
      if (!first) return [];
      const again = { ...first, lost: false, again: true };
      const last = { ...again, lost: command.lost };
      return [...Array.from({ length: command.times - 1 }, () => again), last];
    }
    case 'changed': {
      const first = newest(
        script.sent.flatMap(({ asked }) => (asked.kind === 'rollback' ? [] : [asked])),
        command.request,
      );
      if (!first) return [];
      const amount = minorOf(command.amount, balanceOf(first.player));
      return once(script, { ...first, amount }, false);
    }
  }
}

function credits(
  script: Script,
  command: Extract<Command, { do: 'credit' }>,
  balanceOf: BalanceOf,
): readonly Request[] {
  const all = debitsOf(script);
  const heard = all.filter(({ key }) => script.txns.has(key));
  const debit = newest(command.stake < UNHEARD && heard.length > 0 ? heard : all, command.stake);
  if (!debit) return [];
  const { player, round } = debit;
  const stake = script.txns.has(debit.key) ? debit.key : undefined;
  const key = command.key === 'taken' ? debit.key : newKey(script);
  const amount = minorOf(command.amount, balanceOf(player));
  const { final, lost } = command;
  return once(script, { kind: 'credit', player, round, stake, amount, final, key }, lost);
}

/** From here on a credit may name a debit that was never answered; before, one that was. */
const UNHEARD = 5;

const debitsOf = ({ sent }: Script): readonly Debit[] =>
  sent.flatMap(({ asked }) => (asked.kind === 'debit' ? [asked] : []));

const newest = <T>(list: readonly T[], back: number): T | undefined =>
  list.length === 0 ? undefined : list[list.length - 1 - (back % list.length)];

const playerAt = ({ players }: Script, nth: number): PlayerRef =>
  players[nth % players.length] as PlayerRef;

function debitOf(
  script: Script,
  { player, round, amount }: { player: number; round: number; amount: Amount },
  balanceOf: BalanceOf,
  shape: KeyShape,
): Debit {
  const { player_id: id } = playerAt(script, player);
  const minor = minorOf(amount, balanceOf(id));
  const place = { player: id, round: roundAt(script, id, round) };
  return { kind: 'debit', ...place, amount: minor, key: newKey(script, shape) };
}

function roundAt({ rounds, names, mostRounds }: Script, player: string, nth: number): string {
  const name = `${player} ${nth % mostRounds}`;
  const found = rounds.get(name) ?? names.round();
  rounds.set(name, found);
  return found;
}

function newKey({ labels, shapes, names }: Script, shape: KeyShape = 'fresh'): string {
  const before = [...labels.keys()].at(-1);
  const isFresh = shape === 'fresh' || before === undefined || !names.isFree;
  const shaped = isFresh ? names.key() : shapedKey(before, shape, names);
  const key = labels.has(shaped) ? names.key() : shaped;
  labels.set(key, `k${labels.size + 1}`);
  if (key === shaped && !isFresh) shapes.set(key, SHAPE_WORDS[shape]);
  return key;
}

function written(script: Script, asked: AskedMoney): Sent {
  const { players, sent, txns } = script;
  const { currency = 'EUR' } = players.find(({ player_id: id }) => id === asked.player) ?? {};
  const one = { asked, input: inputOf(asked, currency, txns) };
  sent.push(one);
  return one;
}

const once = (script: Script, asked: AskedMoney, lost: boolean): readonly Request[] => [
  { ...written(script, asked), lost },
];

const SHAPE_WORDS: Readonly<Record<KeyShape, string>> = {
  fresh: 'new',
  longer: 'the key before it and one character more',
  cut: 'the key before it less one character',
  twin: 'begins as the key before it',
  case: 'the key before it in other case',
};

const minorOf = (amount: Amount, balance: number): number =>
  amount.of === 'minor' ? amount.minor : Math.max(0, balance + amount.more);

/** Characters that twins share. */
const SHARED = 40;

function shapedKey(before: string, shape: KeyShape, names: Names): string {
  if (shape === 'longer') return `${before}0`.slice(0, 128);
  if (shape === 'cut') return before.slice(0, -1);
  if (shape === 'twin') return before.slice(0, SHARED) + names.key().slice(-9);
  if (shape === 'fresh') return '';
  return [...before]
    .map((each) => (each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase()))
    .join('');
}

function inputOf(
  asked: AskedMoney,
  currency: string,
  txns: ReadonlyMap<string, string>,
): FlatInput {
  const place = { player_id: asked.player, round_id: asked.round };
  const key = { idempotency_key: asked.key };
  if (asked.kind === 'debit') {
    return { ...place, amount: formatAmount(asked.amount, currency), currency, ...key };
  }
  const named = asked.stake === undefined ? undefined : txns.get(asked.stake);
  if (asked.kind === 'credit') {
    const win = formatAmount(asked.amount, currency);
    const ref = named ?? 'txn-never-told';
    return { ...place, win_amount: win, txn_ref: ref, final: asked.final, ...key };
  }
  return asked.by === 'txn' && named !== undefined
    ? { ...place, txn_ref: named, ...key }
    : { ...place, debit_key: asked.stake, ...key };
}
