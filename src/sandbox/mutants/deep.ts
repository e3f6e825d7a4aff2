import type { Context, Ground } from '../../domains/context.js';
import { findReceipt, receiptId } from '../../domains/idempotency/index.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

type Members = Readonly<Record<string, unknown>>;
const text = (input: Members, name: string): string => String(input[name]);

interface Deep {
  readonly title: string;
  readonly breaks: string;
  readonly by: 'EXPLORE-01' | 'EXPLORE-02';
  readonly swap: Swap;
}

/** A defect that needs a story no fixed scenario tells: only an exploration finds it. */
const deep = (id: string, { by, ...story }: Deep): Mutant => ({
  ...mutant(id, { ...story, caughtBy: [by], racing: by === 'EXPLORE-02' }),
  foundBy: 'explore',
});

/** One number that SQL tells of the round, or of the player, of a request. */
function countOf(ctx: Context, sql: string, ...values: readonly string[]): number {
  const { found } = ctx.sql(`SELECT ${sql} AS found`).get(...values) as { found: number };
  return found;
}

const ROUND = 'FROM rounds WHERE round_id = ? AND player = ?';
const roundOf = (input: Members): readonly [string, string] => [
  text(input, 'round_id'),
  text(input, 'player_id'),
];

const stakesThat = (ctx: Context, input: Members, status: string): number =>
  countOf(
    ctx,
    `(SELECT COUNT(*) FROM stakes WHERE status = '${status}'
      AND round IN (SELECT seq ${ROUND}))`,
    ...roundOf(input),
  );

const openRoundsOf = (ctx: Context, player: string): number =>
  countOf(
    ctx,
    `(SELECT COUNT(DISTINCT round) FROM stakes WHERE status = 'open'
      AND round IN (SELECT seq FROM rounds WHERE player = ?))`,
    player,
  );

const formatFor = (ctx: Context, player: string, minor: number): string =>
  ctx.parts.money.format(minor, ctx.parts.ledger.walletOf(ctx, player).currency);

const REMEMBERED = 33;

/** Counts what was asked under each key; loses the receipt once, at the 33rd repeat. */
const forgetfulOnce: Swap = (sound) => {
  const asked = new Map<string, number>();
  const { idempotency } = sound.parts;
  return part('idempotency', () => ({
    idOf: (ground, client, key) => {
      const id = idempotency.idOf(ground, client, key);
      if (asked.get(id.toString('hex')) !== REMEMBERED) return id;
      asked.set(id.toString('hex'), REMEMBERED + 1);
      return receiptId(ground.seed, client, `${key}\u0000again`);
    },
    find: (ground, id) => {
      const name = id.toString('hex');
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return idempotency.find(ground, id);
    },
  }))(sound);
};

const SHORTEST_PREFIX = 30;

/** The key itself, or the beginning of it that is a key already. */
function knownPrefix(ground: Ground, client: string, key: string): string {
  for (let end = SHORTEST_PREFIX; end < key.length; end += 1) {
    const id = receiptId(ground.seed, client, key.slice(0, end));
    if (findReceipt(ground, id)) return key.slice(0, end);
  }
  return key;
}

const readsKeysAs = (change: (key: string, ground: Ground, client: string) => string): Swap =>
  part('idempotency', (sound) => ({
    idOf: (ground, client, key) => sound.idOf(ground, client, change(key, ground, client)),
  }));

/** As long as requests count as having met. */
const MEETING_MS = 2;

/** Rounds whose second debit has only just been taken. */
const staleRollback: Swap = (sound) => {
  const fresh = new Set<number>();
  let entered: number | undefined;
  return part('rounds', (rounds) => ({
    refuseIfEnded: (round) => {
      entered = round.seq;
      rounds.refuseIfEnded(round);
    },
    refuseIfVoided: (ctx, txnId) => {
      rounds.refuseIfVoided(ctx, txnId);
      const round = entered;
      entered = undefined;
      if (round === undefined) return;
      fresh.add(round);
      setTimeout(() => fresh.delete(round), MEETING_MS).unref();
    },
    returned: (stake) => {
      const back = rounds.returned(stake);
      if (!fresh.has(stake.round)) return back;
      return { ...back, cash: (back.cash ?? 0) + stake.cash, house: -stake.cash };
    },
  }))(sound);
};

export const deepMutants: readonly Mutant[] = [
  deep('forgets-the-33rd-repeat', {
    title: 'A debit is taken again when it is repeated for the thirty-third time',
    breaks: 'IDEM-05',
    by: 'EXPLORE-01',
    swap: forgetfulOnce,
  }),
  deep('rollback-meets-second-debit', {
    title: 'A rollback that meets the second debit of its round gives its stake back twice',
    breaks: 'PLAY-06',
    by: 'EXPLORE-02',
    swap: staleRollback,
  }),
  deep('miscounts-three-rounds', {
    title: 'With exactly three rounds open, a rollback tells the balance from before it',
    breaks: 'PLAY-06',
    by: 'EXPLORE-01',
    swap: operation('rollbackRound', (sound) => (ctx, input) => {
      const player = text(input, 'player_id');
      if (openRoundsOf(ctx, player) !== 3) return sound(ctx, input);
      const { cash, bonus } = ctx.parts.ledger.walletOf(ctx, player);
      const before = formatFor(ctx, player, cash + bonus);
      return { ...(sound(ctx, input) as Members), balance: before };
    }),
  }),
  deep('matches-keys-by-prefix', {
    title: 'A key that begins with another key is taken for it',
    breaks: 'IDEM-01',
    by: 'EXPLORE-01',
    swap: readsKeysAs((key, ground, client) => knownPrefix(ground, client, key)),
  }),
  deep('folds-keys', {
    title: 'Two keys that differ in upper and lower case only are one',
    breaks: 'IDEM-02',
    by: 'EXPLORE-01',
    swap: readsKeysAs((key) => key.toLowerCase()),
  }),
  deep('truncates-returned-stakes', {
    title: 'Of a stake above 2^31 minor units a rollback returns only the low bits',
    breaks: 'PLAY-06',
    by: 'EXPLORE-01',
    swap: part('rounds', (sound) => ({
      returned: (stake) => {
        const back = sound.returned(stake);
        const kept = stake.cash % 2 ** 31;
        return { ...back, cash: kept, house: stake.cash - kept };
      },
    })),
  }),
  deep('pays-twice-after-two-rollbacks', {
    title: 'Once two debits of a round were rolled back, its wins are paid twice',
    breaks: 'PLAY-02',
    by: 'EXPLORE-01',
    swap: operation('creditRound', (sound) => (ctx, input) => {
      if (stakesThat(ctx, input, 'rolled_back') < 2) return sound(ctx, input);
      const player = text(input, 'player_id');
      const { currency } = ctx.parts.ledger.walletOf(ctx, player);
      const win = ctx.parts.money.amountOf(input['win_amount'], currency, 'win_amount');
      return sound(ctx, { ...input, win_amount: formatFor(ctx, player, 2 * win) });
    }),
  }),
  deep('zero-win-reopens', {
    title: 'A final win of nothing after two wins that were not final leaves the round open',
    breaks: 'PLAY-02',
    by: 'EXPLORE-01',
    swap: operation('creditRound', (sound) => (ctx, input) => {
      const wins = countOf(
        ctx,
        `(SELECT COUNT(*) FROM transactions WHERE type = 'credit' AND amount > 0
          AND round = ? AND player = ?)`,
        ...roundOf(input),
      );
      const isReopened = wins >= 2 && Number(input['win_amount']) === 0;
      return sound(ctx, isReopened ? { ...input, final: false } : input);
    }),
  }),
];
