import { refuse } from '../../kernel/errors.js';
import { FAULT_MEMBERS, FAULT_REQUIRED, faultMistake } from '../fault-schema.js';
import type { NewFault } from '../faults.js';
import type { ControlRoute } from './routes.js';

export const disturbanceRoutes: readonly ControlRoute[] = [
  {
    method: 'get',
    path: '/sandbox/faults',
    run: (world) => ({ body: { items: world.faults.list() } }),
  },
  {
    method: 'post',
    path: '/sandbox/faults',
    body: FAULT_MEMBERS,
    required: FAULT_REQUIRED,
    run: (world, { body }) => {
      const fault = body as unknown as NewFault;
      const mistake = faultMistake(fault, world.options.contract);
      if (mistake !== undefined) refuse('VALIDATION_ERROR', { field: 'operation', rule: mistake });
      return { status: 201, body: world.faults.add(fault) };
    },
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
