import type { Fault } from '../faults.js';
import type { ControlRoute } from './routes.js';

const KINDS = [
  'latency',
  'status',
  'reset_before',
  'reset_after_commit',
  'slow_body',
  'malformed_body',
];

export const disturbanceRoutes: readonly ControlRoute[] = [
  {
    method: 'get',
    path: '/sandbox/faults',
    run: (world) => ({ body: { items: world.faults.list() } }),
  },
  {
    method: 'post',
    path: '/sandbox/faults',
    body: {
      id: { type: 'string', minLength: 1, maxLength: 128 },
      operation: { type: 'string', minLength: 1 },
      match: { type: 'object' },
      nth: { type: 'integer', minimum: 1 },
      every: { type: 'integer', minimum: 1 },
      probability: { type: 'number', minimum: 0, maximum: 1 },
      kind: { enum: KINDS },
      latency_ms: { type: 'integer', minimum: 0, maximum: 60_000 },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      times: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    },
    required: ['operation', 'kind'],
    run: (world, { body }) => ({
      status: 201,
      body: world.faults.add(body as unknown as Omit<Fault, 'id'>),
    }),
  },
  {
    method: 'delete',
    path: '/sandbox/faults',
    run: (world) => {
      world.faults.clear();
      return { body: { cleared: true } };
    },
  },
  {
    method: 'get',
    path: '/sandbox/exchanges',
    run: (world, { query }) => {
      const limit = Math.min(Number(query['limit'] ?? 50) || 50, 2_000);
      return { body: { items: world.exchanges.list(query['operation'], limit) } };
    },
  },
  {
    // What somebody with SQL at hand would try: the store itself must refuse (OBS-03).
    method: 'post',
    path: '/sandbox/audit/tamper',
    body: { seq: { type: 'integer', minimum: 1 } },
    required: ['seq'],
    run: (world, { body }) => {
      try {
        const { changes } = world
          .platform()
          .ground.sql(`UPDATE journal SET data = '{"tampered":true}' WHERE seq = ?`)
          .run(body['seq']);
        return { body: { tampered: changes > 0, refused_by: null } };
      } catch (failure) {
        const refusedBy = failure instanceof Error ? failure.message : String(failure);
        return { body: { tampered: false, refused_by: refusedBy } };
      }
    },
  },
];
