import type { Clock } from '../../kernel/time.js';
import { formatTime, SECOND_MS } from '../../kernel/time.js';
import type { Memory } from '../memory.js';
import { writeLog } from '../state.js';
import type { PlatformCall, Reaction, StudioRound, StudioState } from './book.js';
import { entryOf } from './book.js';
import { betOf } from './bets.js';
import type { Heard, StudioLine } from './line.js';
import { hasFreeSpins, mathOf, planRollback, retryMs, showNext } from './rounds.js';
import type { StudioRules } from './rules.js';

export interface PlayerGround {
  readonly clock: Clock;
  readonly state: () => StudioState;
  readonly rules: () => StudioRules;
  readonly line: StudioLine;
  readonly memory: Memory;
}

/** The studio died here: whoever asked hears nothing more. */
export class StudioCrash extends Error {}

const RESTART_MS = SECOND_MS;

/** What plays rounds to their end, and comes back to those that wait: a source of due work. */
export interface RoundPlayer {
  /** Until nothing is left to do, or something must wait. Rejects with StudioCrash. */
  drive(round: StudioRound): Promise<void>;
  nextDueMs(): number | undefined;
  runDue(): Promise<number>;
}

export function createRoundPlayer(ground: PlayerGround): RoundPlayer {
  const { clock, state } = ground;
  const underWay = new Map<string, Promise<void>>();
  const drive = (round: StudioRound): Promise<void> => {
    const before = underWay.get(round.round_id);
    if (before) return before;
    const work = driven(ground, round).finally(() => {
      underWay.delete(round.round_id);
      remember(ground, round);
    });
    underWay.set(round.round_id, work);
    return work;
  };
  const waiting = (): readonly StudioRound[] => {
    const { book, mode } = state();
    if (mode === 'down') return [];
    return Object.keys(book.open)
      .flatMap((id) => entryOf(book.rounds, id) ?? [])
      .filter(({ due_at, round_id }) => due_at !== null && !underWay.has(round_id))
      .sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0) || (a.round_id < b.round_id ? -1 : 1));
  };
  return {
    drive,
    nextDueMs: () => waiting()[0]?.due_at ?? undefined,
    async runDue() {
      // What others took up counts too: whoever moves the clock waits until it is done.
      const others = [...underWay.values()];
      const due = waiting().filter(({ due_at }) => (due_at ?? 0) <= clock.now());
      // One after the other: the same clock and the same seed give the same order of calls.
      for (const round of due) {
        if (hasFreeSpins(round) && round.calls.length === 0) finish(round, clock);
        await drive(round).catch((failure: unknown) => {
          if (!(failure instanceof StudioCrash)) throw failure;
        });
      }
      await Promise.allSettled(others);
      return due.length + others.length;
    },
  };
}

/** Before anything is sent and after all is settled: what the process forgets is still known. */
function remember({ state, memory }: PlayerGround, round: StudioRound): void {
  const { book } = state();
  if (entryOf(book.rounds, round.round_id) !== round) return;
  memory.note(['book', 'rounds', round.round_id], round);
  memory.note(['book', 'sessions', round.session], entryOf(book.sessions, round.session));
  memory.note(['book', 'open', round.round_id], entryOf(book.open, round.round_id));
  memory.keep();
}

/** The free spins that nobody played are played by themselves. */
function finish(round: StudioRound, clock: Clock): void {
  while (hasFreeSpins(round)) showNext(round, clock);
}

async function driven(ground: PlayerGround, round: StudioRound): Promise<void> {
  const { clock, state } = ground;
  const isKept = (): boolean => entryOf(state().book.rounds, round.round_id) === round;
  for (;;) {
    const [call] = round.calls;
    if (!call) break;
    const heard = await attempt(ground, round, call);
    if (!isKept()) return; // the world was reset under it
    if (!settled(ground, round, call, heard)) {
      round.due_at = clock.now() + retryMs(round.attempts);
      return;
    }
  }
  if (hasFreeSpins(round)) return;
  round.due_at = null;
  Reflect.deleteProperty(state().book.open, round.round_id);
}

async function attempt(
  ground: PlayerGround,
  round: StudioRound,
  call: PlatformCall,
): Promise<Heard> {
  // A debit that was sent by a studio that died since: nobody knows, and it is not asked again.
  if (call.kind === 'debit' && call.sent) return { reaction: 'unknown', status: 0, body: {} };
  const { clock, state, line, rules } = ground;
  round.attempts += 1;
  call.sent = true;
  remember(ground, round);
  const key = rules().keyOf(call, round.attempts);
  const heard = await line.call({ ...call, key }, round);
  writeLog(state(), {
    at: formatTime(clock.now()),
    direction: 'sent',
    what: `POST ${call.path}`,
    request_id: round.request_id,
    traceparent: round.traceparent,
    key,
    body: JSON.parse(call.body) as unknown,
    status: heard.status,
    attempt: round.attempts,
  });
  if (call.kind === 'debit') crashIf(ground, round, 'debit_sent');
  if (call.kind === 'credit') crashIf(ground, round, 'credit_sent');
  return heard;
}

function crashIf({ state, clock }: PlayerGround, round: StudioRound, point: string): void {
  const { book } = state();
  if (book.crash_at !== point) return;
  book.crash_at = null;
  round.due_at = clock.now() + RESTART_MS;
  throw new StudioCrash(point);
}

/** Draws its conclusions; false when the call is to be made again. */
function settled(
  ground: PlayerGround,
  round: StudioRound,
  call: PlatformCall,
  heard: Heard,
): boolean {
  const rules = ground.rules();
  const reaction = reactionTo(call, heard);
  if (rules.repeats(call, reaction)) return false;
  round.calls.shift();
  round.attempts = 0;
  if (reaction !== 'accepted' && typeof heard.body['error'] === 'string') {
    round.refusal = heard.body['error'];
  }
  if (call.kind === 'debit') debited(ground, round, heard, reaction);
  else if (call.kind === 'rollback') round.status = 'rolled_back';
  else if (reaction !== 'accepted') dispute(round);
  else if (call.kind === 'credit' && round.calls.every(({ kind }) => kind === 'report')) {
    round.status = round.shown === round.parts.length ? 'settled' : 'playing';
  }
  return true;
}

/** An endless retry would hide it: somebody must look (P7). */
function dispute(round: StudioRound): void {
  round.status = 'disputed';
  round.calls = [];
}

/** An answer that says yes and does not say what is no answer. */
function reactionTo({ kind }: PlatformCall, { reaction, body }: Heard): Reaction {
  if (reaction !== 'accepted' || kind === 'report') return reaction;
  const done = kind === 'rollback' ? ['rolled_back', 'voided'] : ['committed'];
  const isSound = done.includes(String(body['status']));
  const isNamed = kind === 'rollback' || typeof body['txn_id'] === 'string';
  return isSound && isNamed ? 'accepted' : 'unknown';
}

/** Only a stake that is known to be taken is played; one that may be taken goes back (P1, P2). */
function debited(ground: PlayerGround, round: StudioRound, heard: Heard, reaction: Reaction): void {
  if (reaction !== 'accepted') {
    round.status = 'refused';
    if (ground.rules().rollsBack(reaction)) planRollback(round);
    return;
  }
  const { book } = ground.state();
  const session = entryOf(book.sessions, round.session);
  const math = mathOf(round.game_id);
  if (!session || !math) return dispute(round);
  const { client_seed, nonce, bet, currency } = round;
  const inputs = { server_seed: session.server_seed, client_seed, nonce };
  round.parts = ground.rules().parts(math, inputs, betOf(math, bet, currency));
  round.txn_id = String(heard.body['txn_id']);
  const wins = heard.body['jackpot_wins'];
  round.jackpot_wins = Array.isArray(wins) ? wins : [];
  round.status = 'playing';
  showNext(round, ground.clock);
  crashIf(ground, round, 'debited');
}
