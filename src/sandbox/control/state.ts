import { refuse } from '../../kernel/errors.js';
import { proveBooks } from '../books.js';
import { fixtureClients, secretOf } from '../fixtures.js';
import type { World } from '../world.js';
import { partnersShown } from './partners.js';
import type { ControlRoute } from './routes.js';

/** What a harness may ask of this sandbox. */
export const CAPABILITIES: readonly string[] = [
  'control',
  'faults',
  'mint',
  'restart',
  'snapshots',
  'exchanges',
  'partners',
];

const capabilitiesOf = ({ options }: World): readonly string[] => [
  ...CAPABILITIES,
  ...(options.clock.kind === 'virtual' ? ['clock'] : []),
  ...(options.partnerSide ? ['studio'] : []),
  // A harness listens on loopback: elsewhere its inbox would never hear of anything.
  ...(options.webhooks?.privateAllowed ? ['webhooks'] : []),
];

export const stateRoutes: readonly ControlRoute[] = [
  {
    method: 'get',
    path: '/sandbox',
    run: (world) => ({
      body: {
        name: 'tablestakes-sandbox',
        seed: world.seed,
        clock: world.options.clock.kind,
        mutant: world.options.mutant ?? null,
        capabilities: capabilitiesOf(world),
        clients: fixtureClients().map(({ client_id, scopes }) => ({
          client_id,
          client_secret: secretOf(world.seed, client_id),
          scopes,
        })),
        partners: partnersShown(world),
      },
    }),
  },
  {
    method: 'post',
    path: '/sandbox/reset',
    run: async (world) => {
      await world.reset();
      return { body: { reset: true } };
    },
  },
  {
    method: 'post',
    path: '/sandbox/restart',
    body: { crash: { type: 'boolean' } },
    run: (world, { body }) => {
      world.restart(body['crash'] === true);
      return { body: { restarted: true } };
    },
  },
  {
    method: 'get',
    path: '/sandbox/snapshots',
    run: (world) => ({ body: { items: world.snapshots() } }),
  },
  {
    method: 'post',
    path: '/sandbox/snapshots',
    body: { name: { type: 'string', minLength: 1, maxLength: 128 } },
    required: ['name'],
    run: (world, { body }) => {
      world.snapshot(String(body['name']));
      return { status: 201, body: { name: body['name'] } };
    },
  },
  {
    method: 'post',
    path: '/sandbox/snapshots/:name/restore',
    run: (world, { params }) => {
      if (!world.restore(params['name'] ?? '')) {
        refuse('VALIDATION_ERROR', { field: 'name', rule: 'an existing snapshot' });
      }
      return { body: { restored: params['name'] } };
    },
  },
  {
    method: 'get',
    path: '/sandbox/ledger',
    run: (world) => ({ body: proveBooks(world.platform().ground) }),
  },
  {
    method: 'get',
    path: '/sandbox/outbox',
    run: (world) => ({ body: { consumers: world.outbox().state() } }),
  },
];
