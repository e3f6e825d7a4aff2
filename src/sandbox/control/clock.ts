import { refuse } from '../../kernel/errors.js';
import { formatTime, parseTime } from '../../kernel/time.js';
import type { World } from '../world.js';
import type { ControlRoute } from './routes.js';

/** A year at most in one call: whatever falls due on the way is run. */
const MOST_ADVANCE_MS = 366 * 24 * 3_600_000;

export const clockRoutes: readonly ControlRoute[] = [
  {
    method: 'get',
    path: '/sandbox/clock',
    run: (world) => ({
      body: { now: formatTime(world.options.clock.now()), kind: world.options.clock.kind },
    }),
  },
  {
    method: 'post',
    path: '/sandbox/clock',
    body: {
      set: { type: 'string' },
      advance_ms: { type: 'integer', minimum: 0, maximum: MOST_ADVANCE_MS },
    },
    run: async (world, { body }) => {
      if (world.options.clock.kind !== 'virtual') {
        // No time passes, but what is due is done: on any clock.
        if (body['advance_ms'] === 0) {
          const ran = await world.scheduler.runDue();
          return { body: { now: formatTime(world.options.clock.now()), ran } };
        }
        refuse('STATE_CONFLICT', { rule: 'start the sandbox with --clock virtual to move time' });
      }
      const ran = await world.scheduler.moveTo(targetOf(world, body));
      return { body: { now: formatTime(world.options.clock.now()), ran } };
    },
  },
];

function targetOf(world: World, body: Readonly<Record<string, unknown>>): number {
  const nowMs = world.options.clock.now();
  if (typeof body['advance_ms'] === 'number') return nowMs + body['advance_ms'];
  const instantMs = typeof body['set'] === 'string' ? parseTime(body['set']) : undefined;
  if (instantMs === undefined) refuse('VALIDATION_ERROR', { field: 'set', rule: 'format' });
  // Back in time nothing can fall due; transactions would be younger than the clock.
  if (instantMs < nowMs) refuse('VALIDATION_ERROR', { field: 'set', rule: 'not in the past' });
  return instantMs;
}
