import { setTimeout as wait } from 'node:timers/promises';
import type {
  AfterVerdict,
  BeforeVerdict,
  IncomingFacts,
  ServerHooks,
} from '../server/platform.js';
import type { Fault } from './faults.js';
import { mountControl } from './control/index.js';
import type { World } from './world.js';

/** Where the sandbox reaches into its server: faults, recorded exchanges, the control API. */
export function sandboxHooks(world: World): ServerHooks {
  const { reading } = world.platform().composition;
  return {
    ...reading,
    before: (operation, request) => {
      if (world.faults.quiet || !operation) return 'go';
      const fault = world.faults.strike('before', operation.id, membersOf(request));
      return fault ? beforeVerdict(world, fault, request) : 'go';
    },
    after: (operation, request, answer) => {
      if (world.faults.quiet || !operation) return 'go';
      const fault = world.faults.strike('after', operation.id, membersOf(request));
      return fault ? afterVerdict(fault, answer.text) : 'go';
    },
    observe: world.exchanges.record,
    statusOf: (outcome, normal) => world.platform().composition.policy.statusOf(outcome, normal),
    extraRoutes: (app) => mountControl(app, world),
  };
}

const membersOf = (request: IncomingFacts): Readonly<Record<string, unknown>> => ({
  ...(request.body as Readonly<Record<string, unknown>> | undefined),
  ...request.query,
  ...request.pathParameters,
});

async function beforeVerdict(
  world: World,
  fault: Fault,
  request: IncomingFacts,
): Promise<BeforeVerdict> {
  if (fault.kind === 'reset_before') return 'reset';
  if (fault.kind === 'latency') {
    await wait(fault.latency_ms ?? 1_000);
    return 'go';
  }
  const code = fault.status === 503 ? 'PARTNER_UNAVAILABLE' : 'INTERNAL_ERROR';
  return {
    status: fault.status ?? 500,
    body: world.platform().errorText(code, { fault: fault.id }, request.traceId),
  };
}

async function afterVerdict(fault: Fault, text: string): Promise<AfterVerdict> {
  if (fault.kind === 'reset_after_commit') return 'reset';
  if (fault.kind === 'malformed_body') return { text: text.slice(0, Math.ceil(text.length / 2)) };
  await wait(fault.latency_ms ?? 1_000);
  return 'go';
}
