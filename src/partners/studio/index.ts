import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDesk } from '../desk.js';
import { createMemory } from '../memory.js';
import type { LogEntry } from '../state.js';
import { newState } from '../state.js';
import type { CrashPoint, StudioBook, StudioState } from './book.js';
import { entryOf, newStudioBook } from './book.js';
import { createStudioLine } from './line.js';
import { createRoundPlayer } from './player.js';
import type { RoundPlayer } from './player.js';
import type { PartnerSurroundings } from '../partner.js';
import { soundStudio } from './rules.js';
import { studioRoutes } from './trade.js';

export type { CrashPoint } from './book.js';
export { soundStudio } from './rules.js';
export type { StudioRules } from './rules.js';

/** The studio's own client of the platform. */
export const STUDIO_CLIENT = 'studio';

/** The game studio: a server of its own that calls the platform, as players play at it. */
export interface GameStudio {
  readonly url: string;
  /** Calls that wait to be made again, and free spins that nobody plays. */
  readonly dueWork: Pick<RoundPlayer, 'nextDueMs' | 'runDue'>;
  state(): StudioState;
  /** Begins anew, knowing nothing but the secret of its client. */
  begin(secret: string): void;
  load(text: string): void;
  /** Goes on from what was kept before this process; false when nothing was. */
  recall(): boolean;
  /** Keeps what was changed from outside. */
  keep(): void;
  /** Dies once at this moment of a round, and comes back a second later. */
  crashAt(point: CrashPoint | null): void;
  log(limit: number): readonly LogEntry[];
  close(): Promise<void>;
}

const AFTER_ANSWER_MS = 20;

/** Opens the studio's server on a free port of loopback. */
export async function openStudio(around: PartnerSurroundings): Promise<GameStudio> {
  const { clock, seed, platform, studio: rules = () => soundStudio } = around;
  let state: StudioState = newState<StudioBook>('', newStudioBook());
  const line = createStudioLine({
    clock,
    platform,
    clientId: STUDIO_CLIENT,
    secret: () => state.secret,
  });
  const memory = createMemory(around.file?.('studio'), () => state);
  const ground = { clock, seed, rules, line, memory, state: () => state };
  const player = createRoundPlayer(ground);
  const desk = createDesk({
    clock,
    state: () => state,
    routes: studioRoutes({ ...ground, player }),
    memory,
    answered: () => void setTimeout(around.wake, AFTER_ANSWER_MS).unref(),
  });
  const server = createServer(desk);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const begin = (next: StudioState): void => {
    state = next;
    line.forget();
    // What was under way when this was kept is not under way now: it is taken up again.
    const { open, rounds } = next.book;
    for (const round of Object.values(rounds)) {
      if (entryOf(open, round.round_id)) round.due_at ??= clock.now();
      else Reflect.deleteProperty(open, round.round_id); // kept as gone, which is still a name
    }
    memory.renew();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dueWork: player,
    state: () => state,
    begin: (secret) => begin(newState(secret, newStudioBook())),
    load: (text) => begin(JSON.parse(text) as StudioState),
    recall() {
      const kept = memory.recall();
      if (kept) begin(kept as StudioState);
      return kept !== undefined;
    },
    keep: memory.keep,
    crashAt: (point) => void (state.book.crash_at = point),
    log: (limit) => state.log.slice(-limit),
    close() {
      line.close();
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
