import { stringify } from 'yaml';
import { isLatency, scopeOf } from '../threshold-terms.js';
import type { Threshold } from '../threshold-terms.js';
import { expectedTurns } from './plan.js';
import type { LoadPlan } from './plan.js';

/** The version that was run; any 2.0 with `.mjs` processors should do. */
export const ARTILLERY = '2.0.34';

/** A runnable Artillery project: file name → text. */
export function artilleryFiles(
  plan: LoadPlan,
  options: { readonly target: string; readonly version: string },
): ReadonlyMap<string, string> {
  return new Map([
    ['artillery.yml', `${NOTE}${stringify(configOf(plan, options.target))}`],
    ['processor.mjs', PROCESSOR],
    ['plan.json', `${JSON.stringify(plan, undefined, 2)}\n`],
    ['package.json', `${JSON.stringify(packageOf(options.version), undefined, 2)}\n`],
    ['README.md', readmeOf(plan, options.target)],
  ]);
}

const NOTE = `# Written by \`tablestakes loadtest export artillery\`. Phases and thresholds follow from plan.json;
# change them by exporting again, or the judgement will expect what was not offered.
`;

/** Artillery knows phases of whole seconds. */
function configOf(plan: LoadPlan, target: string): object {
  const share = (rate: number): number => Math.round((rate / plan.workers) * 1_000) / 1_000;
  const phases = plan.stages
    .filter(({ durationMs }) => durationMs > 0)
    .map(({ phase, durationMs, fromRate, toRate }) => ({
      name: phase,
      duration: Math.max(1, Math.round(durationMs / 1_000)),
      arrivalRate: share(fromRate),
      ...(needsRamp(share(fromRate), share(toRate)) && { rampTo: share(toRate) }),
    }));
  return {
    config: {
      target,
      processor: './processor.mjs',
      phases,
      plugins: { ensure: {} },
      ensure: { thresholds: plan.thresholds.flatMap(ensured) },
    },
    scenarios: [{ name: plan.scenario.name, flow: [{ function: 'play' }] }],
  };
}

/** A steady rate must be whole, or Artillery breaks off; as a ramp from itself to itself it may not. */
const needsRamp = (from: number, to: number): boolean => from !== to || !Number.isInteger(from);

/** What Artillery can judge by itself; the rest is judged when its result is read back. */
function ensured(threshold: Threshold): readonly Readonly<Record<string, number>>[] {
  const { operation, phase, windowS } = scopeOf(threshold);
  if (!isLatency(threshold.metric) || operation === null) return [];
  // Its expressions know words only, and its figures no phases.
  if (phase !== null || windowS !== null || /\W/.test(operation)) return [];
  return [{ [`tablestakes.${operation}.${threshold.metric.slice(0, -3)}`]: threshold.limit }];
}

const PROCESSOR = `// Written by \`tablestakes loadtest export artillery\`: each virtual user plays one turn of the
// scenario, by the very journeys of \`tablestakes loadtest\`. TABLESTAKES_HISTORY is the folder, or
// the address of \`tablestakes loadtest collect\`, that keeps what the money proof needs.
import { readFileSync } from 'node:fs';
import { openLoadWorker } from 'tablestakes';

const plan = JSON.parse(readFileSync(new URL('plan.json', import.meta.url), 'utf8'));
const history = process.env.TABLESTAKES_HISTORY ?? 'history';
let opened;

export async function play(context, events) {
  const target = process.env.TABLESTAKES_TARGET ?? context.vars.target;
  opened ??= openLoadWorker(plan, { target, history });
  const worker = await opened;
  const { judged, steps } = await worker.play();
  if (!judged) return;
  for (const { operation, ok, latencyMs } of steps) {
    events.emit('histogram', \`tablestakes.\${operation}\`, latencyMs);
    if (!ok) events.emit('counter', \`tablestakes.errors.\${operation}\`, 1);
  }
}
`;

const packageOf = (version: string): object => ({
  name: 'tablestakes-artillery',
  private: true,
  type: 'module',
  scripts: { load: 'artillery run artillery.yml --output artillery-report.json' },
  dependencies: { tablestakes: version },
  devDependencies: { artillery: ARTILLERY },
});

const readmeOf = (plan: LoadPlan, target: string): string => `# ${plan.scenario.title}

${plan.scenario.rule}

${plan.rate} turns per second for ${plan.duration_s} s after ${plan.warm_up_s} s of warm-up, about
${Math.round(expectedTurns(plan))} turns in all, shared by ${plan.workers} worker(s) with
${plan.players} players each.

    npm install
    npm run load
    npx tablestakes loadtest import artillery-report.json \\
      --plan plan.json --history history --target ${target}

The last command judges the thresholds over all workers and proves the money. On Fargate and
Kubernetes: docs/load/artillery.md of the tablestakes package.
`;
