/**
 * A small wallet that looks nothing like the reference contract: everything goes to one place, a
 * list of actions at a time, all or none; amounts are cents; each request is signed by an HMAC
 * over its raw body; a balance is asked for by a list without actions.
 *
 *   node wallet.js            listens on $PORT, or any free port, and prints its address
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:http';

const SECRET = process.env.ACTIONS_SECRET ?? 'actions-secret';
const PLAYERS = 12;
const OPENING_CENTS = 50_000; // 500.00
const LARGEST = 1_000_000_000_000;

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const openBooks = () => ({
  players: new Map(
    Array.from({ length: PLAYERS }, (_, nth) => [`p${nth + 1}`, { cents: OPENING_CENTS }]),
  ),
  /** By the caller's id, for all players: what it was, what it moved, and our own id. */
  actions: new Map(),
  /** Ids whose rollback came first. */
  tombstones: new Set(),
  closed: new Set(),
  counter: 0,
});

const idOf = (value) => {
  if (typeof value === 'string' && /^[\w:~.-]{1,64}$/.test(value)) return value;
  throw new Refusal(400, 'E_ID');
};

const centsOf = (value, least) => {
  if (Number.isSafeInteger(value) && value >= least && value <= LARGEST) return value;
  throw new Refusal(400, 'E_AMOUNT');
};

/** What an earlier action under this id answered; another one under it is a conflict. */
function repeatOf(books, action, sentence) {
  const known = books.actions.get(action.id);
  if (known && known.sentence !== sentence) throw new Refusal(409, 'E_CONFLICT');
  return known;
}

function bet(books, turn, action) {
  if (books.tombstones.has(action.id)) return { ref: null };
  if (turn.isClosed) throw new Refusal(422, 'E_CLOSED');
  const cents = centsOf(action.amount, 1);
  if (cents > turn.cents) throw new Refusal(422, 'E_FUNDS');
  turn.cents -= cents;
  return { kind: 'bet', cents, state: 'open' };
}

function win(books, turn, action) {
  const cents = centsOf(action.amount, 0);
  const placed = turn.fresh.get(action.bet) ?? books.actions.get(idOf(action.bet));
  if (placed?.kind !== 'bet' || placed.player !== turn.player || placed.round !== turn.round) {
    throw new Refusal(404, 'E_UNKNOWN');
  }
  if (placed.state === 'undone') throw new Refusal(422, 'E_UNDONE');
  if (turn.isClosed) throw new Refusal(422, 'E_CLOSED');
  turn.cents += cents;
  return { kind: 'win', cents, settles: placed };
}

/** Takes back a bet or a win. What never came is kept out when it comes. */
function rollback(books, turn, action) {
  const target = books.actions.get(idOf(action.of));
  if (!target || target.kind === 'rollback') return { kind: 'rollback', stone: action.of };
  if (target.player !== turn.player) throw new Refusal(404, 'E_UNKNOWN');
  if (target.state === 'undone') return { kind: 'rollback', ref: target.undoneBy };
  if (target.kind === 'bet' && (target.state === 'settled' || turn.isClosed)) {
    throw new Refusal(422, 'E_SETTLED');
  }
  if (target.kind === 'win' && target.cents > turn.cents) throw new Refusal(422, 'E_FUNDS');
  turn.cents += target.kind === 'bet' ? target.cents : -target.cents;
  return { kind: 'rollback', undoes: target };
}

const ACTS = { bet, win, rollback };

/** All actions of a call or none: each is tried on what those before it leave, then all are written. */
function play(books, body) {
  const player = books.players.get(idOf(body.player));
  if (!player) throw new Refusal(404, 'E_PLAYER');
  const actions = body.actions ?? [];
  if (!Array.isArray(actions)) throw new Refusal(400, 'E_BODY');
  if (actions.length > 0 && body.currency !== 'EUR') throw new Refusal(422, 'E_CURRENCY');
  const round = actions.length > 0 ? idOf(body.round) : '';
  const place = `${body.player} ${round}`;
  const isClosed = books.closed.has(place);
  const turn = { player: body.player, round, cents: player.cents, isClosed, fresh: new Map() };
  const done = actions.map((action) => {
    const act = ACTS[action?.type];
    if (!act) throw new Refusal(400, 'E_BODY');
    const sentence = JSON.stringify([body.player, round, { ...action, id: idOf(action.id) }]);
    const known = repeatOf(books, action, sentence);
    if (known) return { id: action.id, ref: known.ref };
    const effect = { ...act(books, turn, action), player: body.player, round };
    turn.fresh.set(action.id, effect);
    return { id: action.id, sentence, effect };
  });
  player.cents = turn.cents;
  const written = done.map((entry) => write(books, entry));
  if (body.close === true) books.closed.add(place);
  return { balance: player.cents, transactions: written };
}

function write(books, { id, ref, sentence, effect }) {
  if (!effect) return { id, ref };
  if (effect.ref === null) return { id, ref: `void-${id}` };
  const own = effect.ref ?? `w${(books.counter += 1)}`;
  if (effect.settles) effect.settles.state = 'settled';
  if (effect.undoes) Object.assign(effect.undoes, { state: 'undone', undoneBy: own });
  if (effect.stone !== undefined) books.tombstones.add(effect.stone);
  books.actions.set(id, Object.assign(effect, { id, ref: own, sentence }));
  return { id, ref: own };
}

/** What the wallet answers to one request. */
export function answerOf(books, request, raw) {
  const expected = createHmac('sha256', SECRET).update(raw).digest('base64');
  const given = String(request.headers['x-sign'] ?? '');
  const same =
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  if (!same) throw new Refusal(401, 'E_SIGN');
  if (request.method !== 'POST' || request.url !== '/play') throw new Refusal(404, 'E_PLACE');
  let body;
  try {
    body = JSON.parse(raw.toString('utf8'));
  } catch {
    throw new Refusal(400, 'E_BODY');
  }
  if (body === null || typeof body !== 'object') throw new Refusal(400, 'E_BODY');
  return play(books, body);
}

/** Listens on loopback; `act` may be replaced, to plant a fault. */
export function startWallet({ port = 0, act = answerOf } = {}) {
  const books = openBooks();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      let status = 200;
      let answer;
      try {
        answer = await act(books, request, Buffer.concat(chunks));
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        status = thrown.status;
        answer = { error: { code: thrown.code } };
      }
      response.writeHead(status, { 'content-type': 'application/json' });
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
