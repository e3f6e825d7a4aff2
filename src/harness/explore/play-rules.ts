import type { Asked, AskedMoney, Possibility, Rules, Stake, Wallets } from './wallets.js';
import { accepted, balanceIn, refused } from './wallets.js';

/** Wallets, what they are asked under a key that is new to them, and how they may differ. */
export interface Case<A extends AskedMoney = AskedMoney> {
  readonly wallets: Wallets;
  readonly asked: A;
  readonly rules: Rules;
}

/** How sound wallets may take it, by the rules of play alone. */
export function verdictsOf({ wallets, asked, rules }: Case): readonly Possibility[] {
  if (asked.kind === 'debit') return debited({ wallets, asked, rules });
  if (asked.kind === 'credit') return credited({ wallets, asked, rules });
  return rolledBack({ wallets, asked, rules });
}

const roundOf = ({ player, round }: { player: string; round: string }): string =>
  `${player} ${round}`;

type Debit = Extract<Asked, { kind: 'debit' }>;
type Credit = Extract<Asked, { kind: 'credit' }>;
type Rollback = Extract<Asked, { kind: 'rollback' }>;

function moved(wallets: Wallets, player: string, minor: number): Wallets {
  const balance = balanceIn(wallets, player) + minor;
  return { ...wallets, balances: { ...wallets.balances, [player]: balance } };
}

const withStakes = (wallets: Wallets, stakes: Readonly<Record<string, Stake>>): Wallets => ({
  ...wallets,
  stakes: { ...wallets.stakes, ...stakes },
});

function debited({ wallets, asked, rules }: Case<Debit>): readonly Possibility[] {
  const { knobs, tellsFinal } = rules;
  const taken = takenFrom(wallets, asked);
  if (wallets.ended[roundOf(asked)]) {
    const over = refused(wallets, 'debit: round over', 'ROUND_CLOSED');
    return knobs.after_close === 'refused' && tellsFinal ? [over] : [over, taken];
  }
  if (wallets.voided[asked.key]) {
    if (knobs.late_debit === 'accepted') return [taken];
    if (knobs.late_debit === 'ignored') {
      return [accepted(wallets, 'debit: after its rollback', asked.player, 'committed')];
    }
    return [refused(wallets, 'debit: after its rollback', 'DEBIT_VOIDED')];
  }
  const isFurther = Object.values(wallets.stakes).some((one) => roundOf(one) === roundOf(asked));
  if (isFurther && knobs.several_bets === 'refused') {
    return [refused(wallets, 'debit: second of its round', 'ROUND_CLOSED'), taken];
  }
  return [taken];
}

function takenFrom(wallets: Wallets, { player, round, amount, key }: Debit): Possibility {
  if (balanceIn(wallets, player) < amount) {
    return refused(wallets, 'debit: too little money', 'INSUFFICIENT_FUNDS');
  }
  const stake: Stake = { player, round, amount, status: 'open' };
  const next = withStakes(moved(wallets, player, -amount), { [key]: stake });
  const isAll = balanceIn(next, player) === 0;
  return accepted(next, isAll ? 'debit: all there is' : 'debit: taken', player, 'committed');
}

function credited({ wallets, asked, rules }: Case<Credit>): readonly Possibility[] {
  const { knobs, tellsFinal } = rules;
  const stake = asked.stake === undefined ? undefined : wallets.stakes[asked.stake];
  if (stake?.player !== asked.player || stake.round !== asked.round) {
    const unknown = refused(wallets, 'credit: of no debit', 'TXN_NOT_FOUND');
    if (knobs.win_without_bet === 'refused') return [unknown];
    const paid = moved(wallets, asked.player, asked.amount);
    return [unknown, accepted(paid, 'credit: of no debit, paid', asked.player, 'committed')];
  }
  const paid = payments(wallets, asked, stake, tellsFinal);
  if (wallets.ended[roundOf(asked)]) {
    const over = refused(wallets, 'credit: round over', 'ROUND_CLOSED');
    return knobs.after_close === 'refused' && tellsFinal ? [over] : [over, ...paid];
  }
  if (stake.status === 'rolled_back') {
    return [refused(wallets, 'credit: of a rolled back debit', 'TXN_ROLLED_BACK')];
  }
  const mayRefuse =
    (stake.status === 'settled' && knobs.several_wins === 'refused') ||
    (asked.amount === 0 && knobs.zero_win === 'refused');
  return mayRefuse ? [refused(wallets, 'credit: not wanted', 'ROUND_CLOSED'), ...paid] : paid;
}

/** A win paid; where requests cannot say whether it is final, the round may end or go on. */
function payments(
  wallets: Wallets,
  { player, round, amount, final, stake: key = '' }: Credit,
  stake: Stake,
  tellsFinal: boolean,
): readonly Possibility[] {
  const kind = `${amount === 0 ? 'nothing' : 'a win'}, ${final ? 'final' : 'not final'}`;
  const transition = `credit: ${stake.status === 'settled' ? 'again ' : ''}${kind}`;
  const paid = moved(wallets, player, amount);
  const one = withStakes(paid, { [key]: { ...stake, status: 'settled' } });
  if (!final && tellsFinal) return [accepted(one, transition, player, 'committed')];
  const name = roundOf({ player, round });
  const all = Object.entries(paid.stakes)
    .filter(([, each]) => roundOf(each) === name && each.status === 'open')
    .map(([id, each]) => [id, { ...each, status: 'settled' as const }] as const);
  const over = {
    ...withStakes(paid, Object.fromEntries(all)),
    ended: { ...paid.ended, [name]: true as const },
  };
  const ended = accepted(over, transition, player, 'committed');
  return tellsFinal ? [ended] : [ended, accepted(one, transition, player, 'committed')];
}

function rolledBack({ wallets, asked, rules }: Case<Rollback>): readonly Possibility[] {
  const { player, stake: key } = asked;
  const { knobs } = rules;
  const stake = wallets.stakes[key];
  if (!stake) return rolledBackEarly({ wallets, asked, rules });
  const back = withStakes(moved(wallets, player, stake.amount), {
    [key]: { ...stake, status: 'rolled_back' },
  });
  const returned = accepted(back, `rollback: by ${asked.by}`, player, 'rolled_back');
  if (stake.status === 'open') return [returned];
  if (stake.status === 'rolled_back') {
    const again = accepted(wallets, 'rollback: under another key', player, 'rolled_back');
    if (knobs.repeated_rollback === 'original') return [again];
    return [refused(wallets, 'rollback: under another key', 'TXN_ROLLED_BACK'), again];
  }
  const late = refused(wallets, 'rollback: after its win', 'ROUND_SETTLED');
  return knobs.cancel_after_settle === 'refused' ? [late] : [late, returned];
}

function rolledBackEarly({ wallets, asked, rules }: Case<Rollback>): readonly Possibility[] {
  const next = { ...wallets, voided: { ...wallets.voided, [asked.stake]: true as const } };
  const ok = accepted(next, 'rollback: before its debit', asked.player, 'voided');
  const error = refused(next, 'rollback: before its debit', 'TXN_NOT_FOUND');
  if (rules.knobs.rollback_unknown === 'ok') return [ok];
  return rules.knobs.rollback_unknown === 'error' ? [error] : [ok, error];
}
