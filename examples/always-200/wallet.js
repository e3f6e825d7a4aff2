/**
 * A small wallet that looks nothing like the reference contract: every answer is HTTP 200 and says
 * in its body what became of the request; amounts are hundred-thousandths; ids are numbers that
 * count on; a win names its round, not its bet; a repeat is told by a code of its own.
 *
 *   node wallet.js            listens on $PORT, or any free port, and prints its address
 */
import { realpathSync } from 'node:fs';
import { createServer } from 'node:http';

const TOKEN = process.env.ALWAYS_TOKEN ?? 'always-token';
const PLAYERS = 12;
const OPENING = 30_000_000; // 300.00
const CENT = 1_000;
const LARGEST = 10_000_000_000_000;

const CODES = {
  ok: 0,
  token: 1,
  request: 2,
  player: 3,
  funds: 4,
  currency: 5,
  duplicate: 11,
  conflict: 12,
  noBet: 20,
  roundEnded: 21,
  alreadyCancelled: 22,
  settled: 23,
  cancelled: 24,
};

/** Ends a call with a code; the balance is told with every answer that knows the player. */
class Refusal extends Error {
  constructor(reason) {
    super(reason);
    this.code = CODES[reason];
  }
}

const openBooks = () => ({
  players: new Map(Array.from({ length: PLAYERS }, (_, nth) => [1001 + nth, { balance: OPENING }])),
  /** By the caller's number: `{ sentence, trx }`. */
  done: new Map(),
  bets: new Map(),
  rounds: new Map(),
  cancelledAhead: new Set(),
  counter: 7_000_000,
});

const numberOf = (value) => {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Refusal('request');
};

const amountOf = (value) => {
  const sound = Number.isSafeInteger(value) && value >= 0 && value <= LARGEST;
  if (sound && value % CENT === 0) return value;
  throw new Refusal('request');
};

const roundOf = (books, playerId, id) => {
  const name = `${playerId} ${numberOf(id)}`;
  if (!books.rounds.has(name)) books.rounds.set(name, { bets: [], ended: false });
  return books.rounds.get(name);
};

function bet(books, player, { playerId, round, trx, amount, currency }) {
  const stake = amountOf(amount);
  if (currency !== 'EUR') throw new Refusal('currency');
  if (books.cancelledAhead.has(trx)) throw new Refusal('cancelled');
  const place = roundOf(books, playerId, round);
  if (place.ended) throw new Refusal('roundEnded');
  if (stake > player.balance) throw new Refusal('funds');
  player.balance -= stake;
  const placed = { trx, playerId, stake, round: place, state: 'open' };
  books.bets.set(trx, placed);
  place.bets.push(placed);
}

/** A win is of its round: it needs a bet there that stands. */
function win(books, player, { playerId, round, amount, finished }) {
  const place = roundOf(books, playerId, round);
  const paid = amountOf(amount);
  if (place.ended) throw new Refusal('roundEnded');
  if (place.bets.length === 0) throw new Refusal('noBet');
  const standing = place.bets.filter(({ state }) => state !== 'cancelled');
  if (standing.length === 0) throw new Refusal('alreadyCancelled');
  player.balance += paid;
  if (finished !== true) return;
  place.ended = true;
  for (const placed of standing) placed.state = 'settled';
}

/** A bet that never came is kept out when it comes, and that is success. */
function cancel(books, player, { playerId, bet: trx, amount }) {
  const placed = books.bets.get(numberOf(trx));
  if (!placed || placed.playerId !== playerId) {
    if (!placed) books.cancelledAhead.add(trx);
    return;
  }
  if (placed.state === 'cancelled') throw new Refusal('alreadyCancelled');
  if (placed.state === 'settled') throw new Refusal('settled');
  if (amount !== undefined && amount !== placed.stake) throw new Refusal('request');
  placed.state = 'cancelled';
  player.balance += placed.stake;
}

const CALLS = { '/bet': bet, '/win': win, '/cancel': cancel };

/** What the wallet answers to one request. */
export function answerOf(books, request, text) {
  if (request.headers['x-api-token'] !== TOKEN) return { status: CODES.token };
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return { status: CODES.request };
  }
  const player = books.players.get(body?.playerId);
  if (!player) return { status: CODES.player };
  try {
    if (request.url === '/balance') return { status: CODES.ok, balance: player.balance };
    const call = CALLS[request.url];
    if (!call) throw new Refusal('request');
    const sentence = JSON.stringify([request.url, body]);
    const known = books.done.get(numberOf(body.trx));
    if (known) throw new Refusal(known.sentence === sentence ? 'duplicate' : 'conflict');
    call(books, player, body);
    const walletTrx = (books.counter += 1);
    books.done.set(body.trx, { sentence });
    return { status: CODES.ok, balance: player.balance, walletTrx };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { status: thrown.code, balance: player.balance };
  }
}

/** Listens on loopback; `act` may be replaced, to plant a fault. */
export function startWallet({ port = 0, act = answerOf } = {}) {
  const books = openBooks();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const answer = await act(books, request, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}`, server });
    });
  });
}

if (import.meta.filename === realpathSync(process.argv[1] ?? '')) {
  const { url } = await startWallet({ port: Number(process.env.PORT ?? 0) });
  process.stdout.write(`${url}\n`);
}
