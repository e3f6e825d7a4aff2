/**
 * A small wallet that looks nothing like the reference contract: amounts are millionths, an account
 * is read with GET, bets, wins and refunds have endpoints of their own, refusals are 4xx with a
 * code, and a repeat gets the very answer of the first time, balance included.
 *
 *   node wallet.js            listens on $PORT, or any free port, and prints its address
 */
import { createServer } from 'node:http';
import { realpathSync } from 'node:fs';

const USER = 'provider';
const PASSWORD = process.env.MICRO_PASSWORD ?? 'micro-secret';
const OPERATOR = '77';
const PLAYERS = 12;
const OPENING_MICROS = 250_000_000; // 250.00

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** The books: accounts by id, bets by account and uuid, answers by account and uuid. */
function openBooks() {
  const accounts = new Map();
  for (let nth = 1; nth <= PLAYERS; nth += 1) {
    accounts.set(`acc-${nth}`, { id: `acc-${nth}`, micros: OPENING_MICROS });
  }
  return { accounts, bets: new Map(), rounds: new Map(), answers: new Map(), counter: 0 };
}

function accountOf(books, id) {
  const account = books.accounts.get(id);
  if (!account) throw new Refusal(404, 'ACCOUNT_NOT_FOUND');
  return account;
}

/** Whole, not negative, and small enough to stay exact. */
function microsOf(value, least) {
  if (Number.isSafeInteger(value) && value >= least && value % 10_000 === 0) return value;
  throw new Refusal(400, 'AMOUNT_INVALID');
}

function uuidOf(value) {
  if (typeof value === 'string' && /^[\w:~.-]{1,128}$/.test(value)) return value;
  throw new Refusal(400, 'ID_INVALID');
}

/** One effect for each requestUuid of an account; another payload under it is a conflict. */
function once(books, kind, body, act) {
  const account = accountOf(books, body.accountId);
  const uuid = uuidOf(body.requestUuid);
  const payload = JSON.stringify([kind, body]);
  const known = books.answers.get(`${account.id} ${uuid}`);
  if (known) {
    if (known.payload !== payload) throw new Refusal(409, 'REQUEST_CONFLICT');
    return known.answer;
  }
  const answer = act(account, uuid);
  books.answers.set(`${account.id} ${uuid}`, { payload, answer });
  return answer;
}

const receipt = (books, account) => ({
  transactionId: `tx-${(books.counter += 1)}`,
  balanceMicros: account.micros,
});

const roundOf = (books, account, id) => {
  const name = `${account.id} ${uuidOf(id)}`;
  if (!books.rounds.has(name)) books.rounds.set(name, { name, closed: false });
  return books.rounds.get(name);
};

function bet(books, body) {
  return once(books, 'bet', body, (account, uuid) => {
    const stake = microsOf(body.amountMicros, 10_000);
    if (body.currency !== 'EUR') throw new Refusal(422, 'CURRENCY_WRONG');
    const known = books.rounds.get(`${account.id} ${body.gameRound}`);
    if (known?.closed) throw new Refusal(422, 'ROUND_CLOSED');
    if (stake > account.micros) throw new Refusal(422, 'NOT_ENOUGH_MONEY');
    const round = roundOf(books, account, body.gameRound);
    account.micros -= stake;
    books.bets.set(`${account.id} ${uuid}`, { stake, round, state: 'open' });
    return receipt(books, account);
  });
}

function win(books, body) {
  return once(books, 'win', body, (account) => {
    const amount = microsOf(body.amountMicros, 0);
    const placed = books.bets.get(`${account.id} ${body.betUuid}`);
    if (!placed) throw new Refusal(404, 'BET_NOT_FOUND');
    if (placed.round.name !== `${account.id} ${body.gameRound}`) {
      throw new Refusal(404, 'BET_NOT_FOUND');
    }
    if (placed.state === 'refunded') throw new Refusal(422, 'BET_REFUNDED');
    if (placed.round.closed) throw new Refusal(422, 'ROUND_CLOSED');
    if (body.currency !== 'EUR') throw new Refusal(422, 'CURRENCY_WRONG');
    account.micros += amount;
    placed.state = 'won';
    if (body.endsRound) placed.round.closed = true;
    return receipt(books, account);
  });
}

function refund(books, body) {
  return once(books, 'refund', body, (account) => {
    const placed = books.bets.get(`${account.id} ${body.betUuid}`);
    if (!placed) throw new Refusal(404, 'BET_NOT_FOUND');
    if (placed.round.name !== `${account.id} ${body.gameRound}`) {
      throw new Refusal(404, 'BET_NOT_FOUND');
    }
    if (placed.state === 'refunded') return { ...placed.refund, balanceMicros: account.micros };
    if (placed.state === 'won' || placed.round.closed) throw new Refusal(422, 'BET_SETTLED');
    account.micros += placed.stake;
    placed.state = 'refunded';
    placed.refund = receipt(books, account);
    return placed.refund;
  });
}

const ACTIONS = { '/v2/bet': bet, '/v2/win': win, '/v2/refund': refund };

/** What the wallet answers; throws a Refusal. */
export function answerOf(books, request, text) {
  const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  if (request.headers.authorization !== expected) throw new Refusal(401, 'CREDENTIALS_WRONG');
  if (request.headers['x-operator-id'] !== OPERATOR) throw new Refusal(403, 'OPERATOR_UNKNOWN');
  const read = /^\/v2\/accounts\/([^/]+)\/balance$/.exec(request.url);
  if (request.method === 'GET' && read) {
    const account = accountOf(books, decodeURIComponent(read[1]));
    return { accountId: account.id, currency: 'EUR', balanceMicros: account.micros };
  }
  const act = request.method === 'POST' ? ACTIONS[request.url] : undefined;
  if (!act) throw new Refusal(404, 'NO_SUCH_PLACE');
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'BODY_INVALID');
  }
  if (body === null || typeof body !== 'object') throw new Refusal(400, 'BODY_INVALID');
  return act(books, body);
}

/** Listens on loopback. `act` may be replaced, to plant a fault; `delayMs` makes a slow wallet. */
export function startWallet({ port = 0, delayMs = 0, act = answerOf } = {}) {
  const books = openBooks();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      let status = 200;
      let answer;
      try {
        answer = await act(books, request, Buffer.concat(chunks).toString('utf8'));
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        status = thrown.status;
        answer = { code: thrown.code };
      }
      setTimeout(() => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      }, delayMs);
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}`, server });
    });
  });
}

if (import.meta.filename === realpathSync(process.argv[1] ?? '')) {
  const { PORT = 0, DELAY_MS = 0 } = process.env;
  const { url } = await startWallet({ port: Number(PORT), delayMs: Number(DELAY_MS) });
  process.stdout.write(`${url}\n`);
}
