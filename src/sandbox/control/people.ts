import { createClient } from '../../domains/access/index.js';
import { refuse } from '../../kernel/errors.js';
import { secretOf } from '../fixtures.js';
import type { PlayerWish } from '../people.js';
import { makePlayer } from '../people.js';
import type { ControlRoute } from './routes.js';

const text = { type: 'string', minLength: 1, maxLength: 128 };
const amount = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?$' };
const scopes = { type: 'array', items: { type: 'string' }, maxItems: 100 };

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
  {
    method: 'post',
    path: '/sandbox/clients',
    body: { client_id: { type: 'string', pattern: '^[A-Za-z0-9._~-]{1,64}$' }, scopes },
    required: ['client_id', 'scopes'],
    run: async (world, { body }) => {
      const clientId = String(body['client_id']);
      const secret = secretOf(world.seed, clientId);
      const granted = body['scopes'] as readonly string[];
      await world.platform().asSandbox('sandbox.clients', (ctx) => {
        createClient(ctx, { clientId, secret, scopes: granted });
      });
      return { status: 201, body: { client_id: clientId, client_secret: secret, scopes: granted } };
    },
  },
  {
    method: 'post',
    path: '/sandbox/tokens',
    body: {
      client_id: text,
      scopes,
      issuer: text,
      audience: text,
      expires_in: { type: 'integer' },
      not_before_in: { type: 'integer' },
      type: { type: 'string', maxLength: 128 },
    },
    required: ['client_id'],
    run: async (world, { body }) => {
      const ground = world.platform().ground;
      const wish = body as {
        client_id: string;
        scopes?: readonly string[];
        issuer?: string;
        audience?: string;
        expires_in?: number;
        not_before_in?: number;
        type?: string;
      };
      const minted = await ground.parts.tokens.mint(ground, {
        clientId: wish.client_id,
        scopes: wish.scopes ?? [],
        ...(wish.issuer !== undefined && { issuer: wish.issuer }),
        ...(wish.audience !== undefined && { audience: wish.audience }),
        ...(wish.expires_in !== undefined && { expiresInS: wish.expires_in }),
        ...(wish.not_before_in !== undefined && { notBeforeInS: wish.not_before_in }),
        ...(wish.type !== undefined && { type: wish.type }),
      });
      return { status: 201, body: { access_token: minted } };
    },
  },
];
