import { refuse } from '../../kernel/errors.js';
import type { CrashPoint, GameStudio, Mode } from '../../partners/index.js';
import { STUDIO_CLIENT } from '../../partners/index.js';
import type { World } from '../world.js';
import type { ControlRoute } from './routes.js';

/** The studio as the list of partners shows it: it signs nothing, it has a client. */
export const studioShown = (world: World): object => ({
  partner: 'studio',
  url: world.options.partnerSide?.studio.url ?? null,
  client_id: STUDIO_CLIENT,
});

const studioOf = ({ options }: World): GameStudio =>
  options.partnerSide?.studio ?? refuse('STATE_CONFLICT', { rule: 'a sandbox with partners' });

function standing({ url, state }: GameStudio): object {
  const { mode, latency_ms, book } = state();
  const disputed = Object.values(book.rounds).filter(({ status }) => status === 'disputed');
  return {
    partner: 'studio',
    url,
    mode,
    latency_ms,
    crash_at: book.crash_at,
    rounds: Object.keys(book.rounds).length,
    waiting: Object.keys(book.open).length,
    disputed: disputed.map(({ round_id, refusal }) => ({ round_id, refusal })),
  };
}

const PATH = '/sandbox/partners/studio';

export const studioRoutes: readonly ControlRoute[] = [
  { method: 'get', path: PATH, run: (world) => ({ body: standing(studioOf(world)) }) },
  {
    method: 'post',
    path: PATH,
    body: {
      mode: { enum: ['ok', 'slow', 'down'] },
      latency_ms: { type: 'integer', minimum: 0, maximum: 60_000 },
      crash_at: { enum: ['debit_sent', 'debited', 'credit_sent', null] },
    },
    run: (world, { body }) => {
      const studio = studioOf(world);
      const { mode, latency_ms, crash_at } = body as {
        mode?: Mode;
        latency_ms?: number;
        crash_at?: CrashPoint | null;
      };
      if (mode !== undefined) studio.state().mode = mode;
      if (latency_ms !== undefined) studio.state().latency_ms = latency_ms;
      if (crash_at !== undefined) studio.crashAt(crash_at);
      studio.keep();
      world.scheduler.kick(); // what waited for its return is due
      return { body: standing(studio) };
    },
  },
  {
    method: 'get',
    path: `${PATH}/log`,
    run: (world, { query }) => {
      const limit = Math.min(Number(query['limit'] ?? 100) || 100, 1_000);
      return { body: { items: studioOf(world).log(limit) } };
    },
  },
];
