import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Knobs } from './knobs.js';

type Members = Readonly<Record<string, unknown>>;

interface Booked {
  readonly kind: 'bet' | 'win';
  readonly player: string;
  readonly round: string;
  readonly micros: number;
  state: 'open' | 'won' | 'undone';
  undoneBy?: string;
}

/** What the wallet says no with: a word of its own. */
class Refused extends Error {}

interface Books {
  readonly knobs: Knobs;
  readonly balances: Map<string, number>;
  readonly booked: Map<string, Booked>;
  readonly done: Map<string, { sentence: string; answer: Members; refused?: string }>;
  /** Bets whose rollback came first. */
  readonly stones: Set<string>;
  readonly closed: Set<string>;
  counter: number;
}

function balanceOf({ balances }: Books, player: string): number {
  const balance = balances.get(player);
  if (balance === undefined) throw new Refused('PLAYER');
  return balance;
}

function move(books: Books, player: string, micros: number): Members {
  books.counter += 1;
  books.balances.set(player, balanceOf(books, player) + micros);
  return { id: `w${books.counter}`, balance: books.balances.get(player) };
}

function amountOf({ knobs }: Books, value: unknown, zeroIsFine: boolean): number {
  const step = knobs.finer_amounts === 'accepted' ? 1 : 10_000;
  const isSound = Number.isSafeInteger(value) && Number(value) % step === 0 && Number(value) >= 0;
  if (!isSound || (value === 0 && !zeroIsFine)) throw new Refused('AMOUNT');
  return Number(value);
}

const nameOf = ({ knobs }: Books, player: string, id: unknown): string =>
  knobs.id_scope === 'player' ? `${player} ${String(id)}` : String(id);

const winName = (books: Books, player: string, id: unknown): string =>
  nameOf(books, player, books.knobs.id_space === 'one' ? id : `win ${String(id)}`);

function bet(books: Books, { player, round, id, amount, currency }: Members): Members {
  const { knobs } = books;
  const [who, place] = [String(player), `${String(player)} ${String(round)}`];
  const stake = amountOf(books, amount, knobs.zero_bet === 'accepted');
  if (currency !== 'EUR') throw new Refused('CURRENCY');
  if (books.stones.has(nameOf(books, who, id))) {
    if (knobs.late_debit === 'ignored') return move(books, who, 0);
    throw new Refused('VOIDED');
  }
  if (books.closed.has(place) && knobs.after_close === 'refused') throw new Refused('CLOSED');
  const others = [...books.booked.values()].filter(
    (each) => each.kind === 'bet' && each.player === who && each.round === round,
  );
  const isFirst = others.every(({ state }) => state === 'undone');
  if (knobs.several_bets === 'refused' && !isFirst) throw new Refused('CLOSED');
  if (stake > balanceOf(books, who)) throw new Refused('FUNDS');
  const entry = { kind: 'bet', player: who, round: String(round), micros: stake } as const;
  books.booked.set(nameOf(books, who, id), { ...entry, state: 'open' });
  return move(books, who, -stake);
}

function win(books: Books, { player, round, id, of, amount, end }: Members): Members {
  const { knobs } = books;
  const [who, place] = [String(player), `${String(player)} ${String(round)}`];
  const paid = amountOf(books, amount, knobs.zero_win === 'accepted');
  const stake = books.booked.get(nameOf(books, who, of));
  const isOwn = stake?.kind === 'bet' && stake.player === who && stake.round === round;
  if (!isOwn && knobs.win_without_bet === 'refused') throw new Refused('UNKNOWN');
  if (stake?.state === 'undone') throw new Refused('UNDONE');
  if (books.closed.has(place) && knobs.after_close === 'refused') throw new Refused('CLOSED');
  if (stake?.state === 'won' && knobs.several_wins === 'refused') throw new Refused('CLOSED');
  if (stake) stake.state = 'won';
  if (end === true) books.closed.add(place);
  const entry = { kind: 'win', player: who, round: String(round), micros: paid } as const;
  books.booked.set(winName(books, who, id), { ...entry, state: 'open' });
  return move(books, who, paid);
}

function unknown(books: Books, who: string, of: unknown): Members {
  const { late_debit: late, rollback_unknown: answer } = books.knobs;
  if (late !== 'accepted') books.stones.add(nameOf(books, who, of));
  if (answer === 'ok') return move(books, who, 0);
  throw new Refused(answer === 'error' ? 'UNKNOWN' : 'WAITS');
}

function undo(books: Books, { player, of, amount }: Members): Members {
  const { knobs } = books;
  const who = String(player);
  const target =
    books.booked.get(nameOf(books, who, of)) ??
    (knobs.rollback_target === 'any' ? books.booked.get(winName(books, who, of)) : undefined);
  if (!target) return unknown(books, who, of);
  const isWin = target.kind === 'win';
  if (target.player !== who || (isWin && knobs.rollback_target === 'bet')) {
    throw new Refused('UNKNOWN');
  }
  if (target.state === 'undone') {
    if (knobs.repeated_rollback === 'refused') throw new Refused('UNDONE');
    return { id: target.undoneBy, balance: balanceOf(books, who) };
  }
  const isSettled = !isWin && target.state === 'won';
  if (isSettled && knobs.cancel_after_settle === 'refused') throw new Refused('SETTLED');
  const differs = amount !== target.micros;
  if (differs && knobs.rollback_amount === 'must_equal') throw new Refused('MISMATCH');
  target.state = 'undone';
  const receipt = move(books, who, isWin ? -target.micros : target.micros);
  target.undoneBy = String(receipt['id']);
  return receipt;
}

function repeated(books: Books, player: string, first: Members): Members {
  const { knobs } = books;
  if (knobs.identical_duplicate === 'duplicate_code') throw new Refused('DUPLICATE');
  if (knobs.replay_balance === 'snapshot') return first;
  return { ...first, balance: knobs.replay_balance === 'live' ? balanceOf(books, player) : 0 };
}

const ACTS: Readonly<Record<string, (books: Books, body: Members) => Members>> = { bet, win, undo };

/** One effect for each id, as far as the dialect's ids reach. */
function answered(books: Books, verb: string, body: Members): Members {
  const player = String(body['player']);
  if (verb === 'wallet') return { balance: balanceOf(books, player) };
  const kind = books.knobs.id_space === 'per_kind' ? `${verb} ` : '';
  const key = kind + nameOf(books, player, body['id']);
  const sentence = JSON.stringify([verb, body]);
  const known = books.done.get(key);
  if (known && known.sentence !== sentence) throw new Refused('CONFLICT');
  if (known?.refused !== undefined) throw new Refused(known.refused);
  if (known) return repeated(books, player, known.answer);
  try {
    const answer = ACTS[verb]?.(books, body) ?? {};
    books.done.set(key, { sentence, answer });
    return answer;
  } catch (thrown) {
    const word = thrown instanceof Refused ? thrown.message : '';
    if (word === 'FUNDS' && books.knobs.refused_repeat === 'final') {
      books.done.set(key, { sentence, answer: {}, refused: word });
    }
    throw thrown;
  }
}

/** What a wallet answers to one call; throws what it refuses with. */
export type DialectWallet = (verb: string, body: Members) => Members;

/** A wallet that answers as any dialect says: each knob is a branch in it. Millionths of EUR. */
export function dialectWallet(knobs: Knobs, players: readonly string[]): DialectWallet {
  const books: Books = {
    knobs,
    balances: new Map(players.map((player) => [player, 500_000_000])),
    booked: new Map(),
    done: new Map(),
    stones: new Set(),
    closed: new Set(),
    counter: 0,
  };
  return (verb, body) => answered(books, verb, body);
}

/** Serves a wallet on loopback: POST /<verb>; refusals as the dialect says, with a word. */
export async function serveWallet(
  wallet: DialectWallet,
  { business_http: http }: Knobs,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isKnown = request.headers['x-key'] === 'sesame';
      let [status, answer]: [number, Members] = [401, { word: 'KEY' }];
      try {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Members;
        if (isKnown) [status, answer] = [200, wallet((request.url ?? '/').slice(1), body)];
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        [status, answer] = [http === '4xx' ? 422 : 200, { word: thrown.message }];
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
