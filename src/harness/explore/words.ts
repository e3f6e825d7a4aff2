import { formatAmount } from '../../kernel/money.js';
import type { KeptExchange } from '../evidence.js';
import type { Cast, Request } from './cast.js';
import type { Seen } from './frontier.js';
import type { Asked, Reply } from './wallets.js';

/** One line of a story: what was asked, what came, and what a sound wallet would have answered. */
export interface Told {
  readonly asked: string;
  readonly got: string;
  /** Only where it is not what came. */
  readonly expected?: string;
  /** Made only when it is wanted: most stories end well, and nobody reads them. */
  readonly exchange?: () => KeptExchange;
}

/** What came of playing one sequence. */
export interface Played {
  /** What each player had before the first step, in words. */
  readonly opening: string;
  readonly told: readonly Told[];
  readonly broken: boolean;
  /** Transitions of the model, as often as they were seen. */
  readonly transitions: readonly string[];
  readonly requests: number;
}

export const playerWords = (cast: Cast, player: string): string =>
  `player ${'AB'.charAt(cast.players.findIndex(({ player_id: id }) => id === player))}`;

export const currencyIn = (cast: Cast, player: string): string =>
  cast.players.find(({ player_id: id }) => id === player)?.currency ?? 'EUR';

/** `player A has 100.00 EUR`, and so for each who plays. */
export const openingWords = (cast: Cast, balances: Readonly<Record<string, number>>): string =>
  cast.players
    .map(({ player_id: id }) => {
      const currency = currencyIn(cast, id);
      return `${playerWords(cast, id)} has ${formatAmount(balances[id] ?? 0, currency)} ${currency}`;
    })
    .join(', ');

/** A request in words. */
export const requestWords = ({ asked, lost, again }: Request, cast: Cast): string =>
  `${again ? 'again: ' : ''}${askedWords(asked, cast)}${lost ? ', and hang up' : ''}`;

function askedWords(asked: Asked, cast: Cast): string {
  const player = playerWords(cast, asked.player);
  if (asked.kind === 'read') return `read the wallet of ${player}`;
  const currency = currencyIn(cast, asked.player);
  const key = `key ${cast.keyWords(asked.key)}`;
  if (asked.kind === 'debit') {
    const amount = `${formatAmount(asked.amount, currency)} ${currency}`;
    return `debit ${amount} of ${player} in round ${cast.roundLabel(asked.round)} (${key})`;
  }
  const stake =
    asked.stake === undefined ? 'an unknown debit' : `debit ${cast.labelOf(asked.stake)}`;
  if (asked.kind === 'credit') {
    const amount = `${formatAmount(asked.amount, currency)} ${currency}`;
    const end = asked.final ? 'final' : 'not final';
    return `credit ${amount} on ${stake} in round ${cast.roundLabel(asked.round)}, ${end} (${key})`;
  }
  const by = asked.by === 'txn' ? 'by its transaction' : 'by its key';
  return `roll back ${stake} ${by} (${key})`;
}

/** What was heard, in words. */
export function seenWords(seen: Seen, currency: string): string {
  if (seen.outcome === 'unknown') return 'no answer heard';
  if (seen.outcome === 'refused') return `refused: ${seen.code ?? 'without a code'}`;
  return okWords(seen, currency, seen.replayed === true);
}

const okWords = (
  {
    balance,
    held,
    status,
  }: { balance?: number | undefined; held?: number | undefined; status?: string | undefined },
  currency: string,
  replayed: boolean,
): string =>
  [
    status ?? 'accepted',
    ...(replayed ? ['as a repeat'] : []),
    ...(balance === undefined ? [] : [`balance ${formatAmount(balance, currency)}`]),
    ...(held === undefined ? [] : [`in play ${formatAmount(held, currency)}`]),
  ].join(', ');

/** What a sound wallet may answer, in words. */
export function repliesWords(replies: readonly Reply[], currency: string): string {
  const words = replies.map((reply) =>
    reply.outcome === 'refused'
      ? `refused: ${reply.code}`
      : okWords(reply, currency, reply.replayed),
  );
  return [...new Set(words)].slice(0, 4).join(', or ');
}
