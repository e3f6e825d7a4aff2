import type { Act } from './moments.js';
import { TargetUnfit } from './target.js';
import type { Target } from './target.js';

/** Does to a target what moments declare, and undoes what would outlast the run. */
export interface Acts {
  /** @throws TargetUnfit when the target's control API refuses */
  perform(act: Act): Promise<void>;
  /** Partners answer again, faults are gone: an interrupted run leaves no trouble behind. */
  restore(): Promise<void>;
}

export function actsOn(
  target: Target,
  others: {
    readonly crash?: () => Promise<void>;
    readonly turningPoint?: () => Promise<void>;
  } = {},
): Acts {
  const troubled = new Set<string>();
  let faulty = false;
  const told = async (method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> => {
    const { status } = await target.control(method, path, body);
    if (status < 200 || status >= 300) {
      throw new TargetUnfit(`${method} ${path} answered HTTP ${status}`);
    }
  };
  return {
    perform: async (act) => {
      switch (act.kind) {
        case 'crash':
          return others.crash?.();
        case 'turning point':
          return others.turningPoint?.();
        case 'fault':
          faulty = true;
          return told('POST', '/sandbox/faults', act.fault);
        case 'partner': {
          const { partner, mode, latency_ms } = act;
          if (mode === 'ok') troubled.delete(partner);
          else troubled.add(partner);
          const latency = latency_ms === undefined ? {} : { latency_ms };
          return told('POST', `/sandbox/partners/${partner}`, { mode, ...latency });
        }
      }
    },
    restore: async () => {
      for (const partner of troubled) {
        await told('POST', `/sandbox/partners/${partner}`, { mode: 'ok' });
      }
      troubled.clear();
      if (faulty) await told('DELETE', '/sandbox/faults');
      faulty = false;
    },
  };
}
