import { buildRequest, openSender } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import type { OperationId } from '../contract/operations.js';
import { DAY_MS, formatTime, realClock } from '../kernel/time.js';
import { compared, interleaved } from './figures.js';
import { askRound } from './generator.js';
import type { Bench } from './lab.js';
import { comparedLine } from './line.js';
import { GAME, playAskers } from './play-askers.js';
import { startServerProcess } from './servers.js';
import type { ServerProcess } from './servers.js';

/** Play that a running tournament counts, against the same play where there is none. */
export const tournament: Bench = {
  name: 'tournament',
  async run(lab) {
    const counted = await startServerProcess(lab, 'sandbox', lab.file('tournament.db'));
    const bare = await startServerProcess(lab, 'sandbox', lab.file('no-tournament.db'));
    await everybodyEnters(counted);
    const roundMs = lab.pick(1_000, 2_000, 5_000);
    await roundsOf(counted, roundMs);
    await roundsOf(bare, roundMs);
    const pairs = await interleaved(lab.pick(2, 6, 11), {
      measured: () => roundsOf(counted, roundMs),
      baseline: () => roundsOf(bare, roundMs),
    });
    await Promise.all([counted.stop(), bare.stop()]);
    const note = 'debit + credit of everybody at the table, each round on the leaderboard';
    const open = { name: 'tournament', unit: 'rounds/s', note };
    return [comparedLine(open, 'the same play without one', compared(pairs))];
  },
};

/** Rounds per second: two requests each. */
async function roundsOf(server: ServerProcess, ms: number): Promise<number> {
  const { requests, seconds } = await askRound(server.url, playAskers(server), { ms });
  return requests / 2 / seconds;
}

async function everybodyEnters(server: ServerProcess): Promise<void> {
  const sender = openSender({ baseUrl: server.url });
  const ask = async (id: OperationId, input: object): Promise<Record<string, unknown>> => {
    const operation = loadContract().operations[id];
    const answer = await sender.send(buildRequest(operation, { ...input }, server));
    if (answer.kind === 'received' && answer.status === operation.successStatus) {
      return JSON.parse(answer.text) as Record<string, unknown>;
    }
    throw new Error(`${id}: ${answer.kind === 'received' ? answer.text : answer.message}`);
  };
  const now = realClock.now();
  const { tournament_id: tournamentId } = await ask('createTournament', {
    name: 'The bench',
    currency: 'EUR',
    games: [GAME],
    starts_at: formatTime(now),
    ends_at: formatTime(now + DAY_MS),
    entry: { buy_in: '5.00', fee: '0.50' },
    score: { rule: 'wagered' },
    prizes: [{ from: 1, to: 1, share: '1' }],
    idempotency_key: 'the-bench',
  });
  for (const player of server.players) {
    const entry = { tournament_id: tournamentId, player_id: player };
    await ask('enterTournament', { ...entry, idempotency_key: `in-${player}` });
  }
  await sender.close();
}
