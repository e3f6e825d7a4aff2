import { formatAmount, parseAmount } from '../../kernel/money.js';
import type { Answer } from '../answer.js';
import { told } from '../expect.js';
import { ExpectationFailed, Untestable } from '../failures.js';
import type { Given, PlayerRef, PlayerWanted } from '../given.js';
import type { PlatformClient } from '../platform.js';
import type { Session } from '../session.js';
import type { WantedPlayer } from './adapter.js';
import type { Mapped } from './mapped.js';
import type { PooledPlayer } from './pool.js';
import { PROVISION } from './wire.js';

interface Funding {
  readonly session: Session;
  readonly mapped: Mapped;
  readonly platform: PlatformClient;
  readonly given: Pick<Given, 'debit' | 'creditOf' | 'rollbackOf'>;
}

/** More set-up rounds than this are no set-up. */
const MOST_ROUNDS = 40;

/**
 * A player of the pool (or of the adapter) with exactly the balance wanted: what is too much is
 * staked and lost, what is missing is won, in sound rounds within the guard. After the check its
 * open stakes are rolled back and the player returns to the pool.
 */
export async function pooledPlayer(funding: Funding, wanted: PlayerWanted): Promise<PlayerRef> {
  const { session, mapped } = funding;
  const { balance, status = 'active', currency = mapped.pool.currency, ...others } = wanted;
  const [strange] = Object.keys(others).filter((name) => name !== 'status_until');
  if (strange !== undefined) {
    throw new Untestable('funded_player', `data.players cannot say ${strange} of a player`);
  }
  let player = await lent(funding, { balance, status, currency });
  for (;;) {
    const opening = await balanceOf(funding, player);
    noteOpening(session, player, opening);
    const other = isSpent(mapped, opening, balance, currency) && replaced(funding, player);
    if (!other) {
      if (balance !== undefined) await bringTo(funding, player, balance, opening);
      return { player_id: player.player_id, currency: player.currency };
    }
    player = other;
  }
}

/** Whether nothing is there to stake, and so nothing to win on. */
const isSpent = (
  { knobs }: Mapped,
  opening: number,
  wanted: string | undefined,
  currency: string,
) => opening <= 0 && knobs.zero_bet !== 'accepted' && minorOf(wanted ?? '', currency) > 0;

/** A wallet that loses money must not end checks that other players could still be used for. */
function replaced({ mapped, session }: Funding, player: PooledPlayer): PooledPlayer | undefined {
  const { pool } = mapped;
  if (!pool.players.includes(player)) return undefined; // made for this check, not lent
  pool.retire(player);
  return pool.replacement(session.check, player);
}

async function lent(
  { session, mapped, platform, given }: Funding,
  wanted: { balance: string | undefined; status: string; currency: string },
): Promise<PooledPlayer> {
  if (mapped.adapter.player) {
    return { ...wanted, ...(await mapped.adapter.player(wanted)) };
  }
  if (mapped.translation.operations.has(PROVISION)) return provisioned(session, mapped, wanted);
  const tidy = session.endings.length === 0;
  const wish = { ...wanted, count: session.players };
  const player = await mapped.pool.lend(session.check, wish);
  if (tidy) {
    session.endings.push(async () => {
      try {
        await returnStakes(session, platform, given);
      } finally {
        mapped.pool.giveBack(session.check);
      }
    });
  }
  return player;
}

/** A new player, made by the call that data.players.create describes. */
async function provisioned(
  session: Session,
  mapped: Mapped,
  wanted: WantedPlayer,
): Promise<PooledPlayer> {
  const { translation, admission } = mapped;
  const zero = formatAmount(0, wanted.currency);
  const input = { ...wanted, balance: wanted.balance ?? zero, player_id: session.names.id('p') };
  const unsigned = await translation.requestOf(PROVISION, input, wanted.currency);
  await mapped.pace();
  const answer = await session.connection.sender.send(await admission.admit(unsigned));
  if (answer.kind === 'received') {
    const read = await translation.readingOf(PROVISION, input, answer, wanted.currency);
    const { player_id: id = input.player_id } = read.body;
    if (read.ok && read.faults.length === 0) return { ...wanted, player_id: String(id) };
  }
  const said = answer.kind === 'lost' ? answer.message : `${answer.status} ${answer.text}`;
  throw new Untestable('funded_player', `data.players.create made no player: ${said}`);
}

/** Rolls back what the check staked and neither won nor rolled back, so that no round stays open. */
async function returnStakes(
  session: Session,
  platform: PlatformClient,
  given: Funding['given'],
): Promise<void> {
  const settled = new Set(
    session.answers
      .filter(({ operation, outcome }) => outcome === 'ok' && operation !== 'debitRound')
      .map(({ input }) => String(input['txn_ref'] ?? input['debit_key'])),
  );
  const open = session.answers.filter((answer) => {
    if (answer.operation !== 'debitRound' || answer.outcome !== 'ok') return false;
    const { txn_id: txnId } = answer.body as { txn_id?: unknown };
    return !settled.has(String(txnId)) && !settled.has(String(answer.input['idempotency_key']));
  });
  const byKey = new Map(open.map((answer) => [answer.input['idempotency_key'], answer]));
  await Promise.all(
    [...byKey.values()].map((answer) =>
      platform.rollbackRound(given.rollbackOf(answer), { judge: false }),
    ),
  );
}

async function balanceOf({ platform, mapped }: Funding, player: PooledPlayer): Promise<number> {
  const read = await platform.getWallet({ player_id: player.player_id });
  const { cash } = read.body;
  const parsed = parseAmount(cash, player.currency);
  if (read.outcome === 'ok' && parsed.ok) return parsed.minor;
  // Told once: the checks that come after must not all fail for one wallet that is beyond use.
  mapped.pool.retire(player);
  const message =
    read.outcome === 'ok'
      ? `the wallet of ${player.player_id} tells a balance that is no amount of ${player.currency}: ${String(cash)}`
      : `the wallet of ${player.player_id} could not be read: ${told(read)}`;
  throw new ExpectationFailed({ kind: 'expectation', message, exchange: read.exchange });
}

function noteOpening({ connection }: Session, player: PooledPlayer, opening: number): void {
  const { player_id, currency } = player;
  if (connection.history.players().some((known) => known.player_id === player_id)) return;
  const zero = formatAmount(0, currency);
  const cash = formatAmount(opening, currency);
  connection.history.addPlayer({
    player_id,
    currency,
    cash,
    bonus: zero,
    held: zero,
    check: 'data.players',
  });
}

async function bringTo(
  funding: Funding,
  player: PooledPlayer,
  wanted: string,
  opening: number,
): Promise<void> {
  const { currency } = player;
  const parsed = parseAmount(wanted, currency);
  if (!parsed.ok) {
    throw new Untestable('funded_player', `${wanted} is no amount of ${currency}: other decimals`);
  }
  let balance = opening;
  const most = minorOf(funding.mapped.maxStake ?? '', currency) || opening;
  if ((opening - parsed.minor) / most > MOST_ROUNDS) {
    throw unreachable(
      player,
      wanted,
      balance,
      `a guard.max_stake above ${formatAmount(most, currency)}`,
    );
  }
  for (let round = 0; balance !== parsed.minor; round += 1) {
    if (round > MOST_ROUNDS) throw unreachable(player, wanted, balance, 'rounds that lead there');
    await oneRound(funding, player, balance, parsed.minor);
    const next = await balanceOf(funding, player);
    if (next === balance) {
      const message = `a set-up round was accepted and left ${formatAmount(balance, currency)}`;
      throw new ExpectationFailed({ kind: 'expectation', message });
    }
    balance = next;
  }
}

/** One round from here towards there: a stake that loses, or a small stake that wins. */
async function oneRound(
  { mapped, platform, given }: Funding,
  player: PooledPlayer,
  from: number,
  to: number,
): Promise<void> {
  const { currency } = player;
  const { maxStake, knobs } = mapped;
  const most = maxStake === undefined ? from : Math.min(from, minorOf(maxStake, currency));
  const stake =
    from > to ? Math.min(from - to, most) : Math.min(from, minorOf('1', currency), most);
  if (stake <= 0 && knobs.zero_bet !== 'accepted') {
    throw unreachable(player, formatAmount(to, currency), from, 'a stake to win on');
  }
  const amount = formatAmount(stake, currency);
  const taken = await platform.debitRound(given.debit(player, { amount }));
  if (taken.outcome !== 'ok') throw setUpFailed(taken);
  const win = Math.max(0, to - (from - stake));
  if (win === 0 && knobs.zero_win === 'refused') return;
  const paid = { win_amount: formatAmount(win, currency) };
  const won = await platform.creditRound(given.creditOf(taken, paid));
  if (won.outcome !== 'ok') throw setUpFailed(won);
}

const minorOf = (amount: string, currency: string): number => {
  const parsed = parseAmount(amount, currency);
  return parsed.ok ? parsed.minor : 0;
};

const setUpFailed = (answer: Answer<unknown>): ExpectationFailed =>
  new ExpectationFailed({
    kind: 'expectation',
    message: `a sound set-up round was not accepted: ${answer.operation} ${told(answer)}`,
    exchange: answer.exchange,
  });

const unreachable = (player: PooledPlayer, wanted: string, from: number, lack: string) =>
  new Untestable(
    'funded_player',
    `player ${player.player_id} cannot be brought from ${formatAmount(from, player.currency)} to ` +
      `${wanted}: it lacks ${lack}`,
  );
