import { refuse } from '../../kernel/errors.js';
import type { PlayerWish } from '../people.js';
import { makePlayer } from '../people.js';
import type { ControlRoute } from './routes.js';

const text = { type: 'string', minLength: 1, maxLength: 128 };
const amount = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?$' };

export const peopleRoutes: readonly ControlRoute[] = [
  {
    method: 'post',
    path: '/sandbox/players',
    body: {
      player_id: { type: 'string', pattern: '^[A-Za-z0-9._:~-]{1,128}$' },
      name: text,
      date_of_birth: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
      currency: text,
      country: { type: 'string', pattern: '^[A-Z]{2}$' },
      cash: amount,
      bonus: amount,
      held: amount,
      status: { enum: ['active', 'blocked', 'self_excluded', 'timed_out'] },
      status_until: text,
      kyc_status: { enum: ['none', 'pending', 'approved', 'rejected', 'needs_info'] },
    },
    required: ['player_id', 'currency'],
    run: async (world, { body }) => {
      const wish = body as unknown as PlayerWish;
      const player = await world.platform().asSandbox('sandbox.players', (ctx) => {
        const known = ctx
          .sql('SELECT 1 FROM players WHERE player_id = @id OR external_id = @id')
          .get({ id: wish.player_id });
        if (known) refuse('ALREADY_EXISTS', { field: 'player_id' });
        return makePlayer(ctx, wish);
      });
      return { status: 201, body: player };
    },
  },
];
