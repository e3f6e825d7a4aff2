import { canonicalJson } from '../../kernel/canonical.js';
import { formatAmount, parseAmount } from '../../kernel/money.js';
import { NotApplicable, Untestable } from '../failures.js';
import type { PlayerRef } from '../given.js';
import type { Stage } from '../scenario.js';
import { namesFor } from './cast.js';
import type { Rules } from './wallets.js';
import type { Play } from './sequence.js';

/** Where sequences are played: with new wallets for each, or with the few that are lent. */
export interface Ground {
  playFor(content: unknown, opening: number, players: number): Promise<Play>;
}

const CURRENCY = 'EUR';

export async function openGround(stage: Stage): Promise<Ground> {
  const rules: Rules = {
    knobs: stage.dialect.knobs,
    isForeign: stage.dialect.isForeign,
    tellsFinal: tellsFinal(stage),
  };
  const attempts = new Map<string, number>();
  const namesOf = (content: unknown) => {
    const name = canonicalJson(content);
    const attempt = attempts.get(name) ?? 0;
    attempts.set(name, attempt + 1);
    return namesFor(stage, content, attempt);
  };
  if (rules.isForeign) return lentGround(stage, rules, namesOf);
  return {
    async playFor(content, opening, count) {
      const balance = formatAmount(opening, CURRENCY);
      const players: PlayerRef[] = [];
      for (let nth = 0; nth < count; nth += 1) {
        players.push(await stage.given.player({ balance, currency: CURRENCY }));
      }
      const balances = Object.fromEntries(players.map(({ player_id: id }) => [id, opening]));
      return { stage, rules, players, balances, names: namesOf(content) };
    },
  };
}

function tellsFinal({ dialect }: Stage): boolean {
  try {
    dialect.tells('creditRound', 'final');
    return true;
  } catch (thrown) {
    if (thrown instanceof NotApplicable) return false;
    throw thrown;
  }
}

/** Wallets of a target of another shape are lent, so each sequence begins with what is in them. */
async function lentGround(
  stage: Stage,
  rules: Rules,
  namesOf: (content: unknown) => Play['names'],
): Promise<Ground> {
  const { given, platform } = stage;
  const lent = [await given.player({ balance: LENT }), ...(await second(stage))];
  const balanceOf = async (player: PlayerRef): Promise<number> => {
    const { body } = await platform.getWallet({ player_id: player.player_id });
    const parsed = parseAmount(body.cash, player.currency);
    return parsed.ok ? parsed.minor : 0;
  };
  return {
    async playFor(content, _opening, count) {
      const players = lent.slice(0, count);
      const balances: Record<string, number> = {};
      for (const player of players) {
        const held = await balanceOf(player);
        if (held < LEAST) await topUp(stage, player);
        balances[player.player_id] = held < LEAST ? await balanceOf(player) : held;
      }
      return { stage, rules, players, balances, names: namesOf(content) };
    },
  };
}

const LENT = '100.00';
const LEAST = 20_00;

const second = async ({ given }: Stage): Promise<readonly PlayerRef[]> => {
  try {
    return [await given.player({ balance: LENT })];
  } catch (thrown) {
    if (thrown instanceof Untestable) return [];
    throw thrown;
  }
};

/** A sound round that wins: the wallet is to have something to play with. */
async function topUp({ platform, given }: Stage, player: PlayerRef): Promise<void> {
  const debit = given.debit(player, { amount: '1.00' });
  const taken = await platform.debitRound(debit);
  if (taken.outcome !== 'ok') return;
  await platform.creditRound(given.creditOf(taken, { win_amount: '100.00', final: true }));
}
