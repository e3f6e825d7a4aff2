import { setTimeout as wait } from 'node:timers/promises';
import type { PartnerAnswer, PartnerCall } from '../domains/sagas/index.js';
import type { Faults } from './faults.js';

/** A call to a partner, with the fault that meets it on its way, if any. */
export async function disturbedCall(
  faults: Faults,
  timeoutMs: number,
  call: PartnerCall,
  send: () => Promise<PartnerAnswer>,
): Promise<PartnerAnswer> {
  const fault = faults.quiet ? undefined : faults.strike('on_the_way', call.name, membersOf(call));
  switch (fault?.kind) {
    case 'latency':
    case 'slow_body':
      return late(fault.latency_ms ?? 1_000, timeoutMs, send);
    case 'status':
      return { outcome: 'answered', status: fault.status ?? 500, body: { error: 'fault' } };
    case 'reset_before':
      return UNREACHABLE;
    case 'reset_after_commit':
      await send();
      return UNREACHABLE;
    case 'malformed_body':
      return { ...(await send()), body: {} };
    default:
      return send();
  }
}

const UNREACHABLE: PartnerAnswer = { outcome: 'unreachable', status: 0, body: {} };

const membersOf = ({ path, body }: PartnerCall): Readonly<Record<string, unknown>> => ({
  path,
  ...body,
});

/** The partner does what it is asked, but its answer comes late: perhaps too late to be heard. */
async function late(
  latencyMs: number,
  timeoutMs: number,
  send: () => Promise<PartnerAnswer>,
): Promise<PartnerAnswer> {
  const answer = await send();
  await wait(Math.min(latencyMs, timeoutMs));
  return latencyMs < timeoutMs ? answer : { outcome: 'timeout', status: 0, body: {} };
}
