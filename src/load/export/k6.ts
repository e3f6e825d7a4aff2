import { loadContract } from '../../contract/operations.js';
import { PAYMENT_SCOPES, SCOPES } from '../target.js';
import { isLatency, scopeOf } from '../threshold-terms.js';
import type { Threshold } from '../threshold-terms.js';
import { bundleOf } from './bundle.js';
import { K6_BODY, K6_HEAD, K6_IDS } from './k6-script.js';
import type { LoadPlan } from './plan.js';

/** The journeys and what they need, as they stand in this package. */
const MODULES = [
  '../journeys.js',
  '../steps.js',
  '../failures.js',
  '../confirmations.js',
  '../../client/build.js',
];

/** What journeys and their set-up call. */
const OPERATIONS = [
  'launchSession',
  'redeemLaunch',
  'debitRound',
  'creditRound',
  'rollbackRound',
  'getWallet',
  'listTransactions',
  'listGames',
  'createPaymentMethod',
  'verifyPaymentMethod',
  'listPaymentMethods',
  'createDeposit',
  'createWithdrawal',
  'cancelWithdrawal',
  'getPayment',
] as const;

/** One script that needs nothing but k6, a TestRun for its operator, and the plan. */
export function k6Files(
  plan: LoadPlan,
  options: { readonly target: string },
): ReadonlyMap<string, string> {
  return new Map([
    ['load.js', k6Script(plan, options.target)],
    ['plan.json', `${JSON.stringify(plan, undefined, 2)}\n`],
    ['testrun.yaml', testRunOf(plan, options.target)],
    ['README.md', readmeOf(plan, options.target)],
  ]);
}

function k6Script(plan: LoadPlan, target: string): string {
  const { operations } = loadContract();
  const specs = Object.fromEntries(
    OPERATIONS.map((name) => {
      const { method, path, pathParameters, queryParameters } = operations[name];
      const { successStatus, produces, consumes } = operations[name];
      const spec = { method, path, pathParameters, queryParameters };
      return [name, { ...spec, successStatus, produces, consumes }];
    }),
  );
  const constant = (name: string, value: unknown): string =>
    `const ${name} = ${JSON.stringify(value)};`;
  const data = [
    constant('PLAN', plan),
    constant('OPERATIONS', specs),
    constant('DEFAULT_TARGET', target.replace(/\/+$/, '')),
    constant('SCOPES', SCOPES),
    constant('PAYMENT_SCOPES', PAYMENT_SCOPES),
  ];
  const bundle = bundleOf(MODULES, { 'kernel/ids.js': K6_IDS });
  const settings = `export const options = ${JSON.stringify(optionsOf(plan), undefined, 2)};`;
  return [NOTE, K6_HEAD, settings, ...data, bundle, K6_BODY].join('\n');
}

const NOTE = `// Written by \`tablestakes loadtest export k6\`: the journeys of \`tablestakes loadtest\`, and
// what the money proof needs on the console. Run it as README.md says.`;

/** Rates are per minute here, because k6 takes whole numbers only. */
function optionsOf(plan: LoadPlan): object {
  const perMinute = (rate: number): number => Math.round(rate * 60);
  let rate = plan.stages[0]?.fromRate ?? 0;
  const stages = plan.stages.flatMap(({ durationMs, fromRate, toRate }) => {
    const jump = fromRate === rate ? [] : [{ target: perMinute(fromRate), duration: '0s' }];
    rate = toRate;
    return [...jump, { target: perMinute(toRate), duration: `${durationMs}ms` }];
  });
  const most = Math.max(...plan.stages.map(({ fromRate, toRate }) => Math.max(fromRate, toRate)));
  return {
    setupTimeout: '300s',
    scenarios: {
      [plan.scenario.name.replace(/\W/g, '_')]: {
        executor: 'ramping-arrival-rate',
        startRate: perMinute(plan.stages[0]?.fromRate ?? 0),
        timeUnit: '1m',
        preAllocatedVUs: Math.max(10, Math.ceil(most)),
        maxVUs: Math.max(100, Math.ceil(most * plan.timeout_s)),
        stages,
      },
    },
    thresholds: Object.fromEntries(plan.thresholds.flatMap(ensured)),
  };
}

/** What k6 can judge by itself, each instance for its own share of the load. */
function ensured(threshold: Threshold): readonly (readonly [string, readonly string[]])[] {
  const { operation, phase, windowS } = scopeOf(threshold);
  const { metric, limit } = threshold;
  if (!isLatency(metric) || operation === null || windowS !== null) return [];
  if (!OPERATIONS.some((name) => name === operation)) return [];
  const tags = [`operation:${operation}`, ...(phase === null ? [] : [`phase:${phase}`])];
  const figure = metric === 'max_ms' ? 'max' : `p(${FIGURES[metric]})`;
  return [[`tablestakes_latency{${tags.join(',')}}`, [`${figure}<=${limit}`]]];
}

const FIGURES = { p50_ms: 50, p90_ms: 90, p95_ms: 95, p99_ms: 99, p999_ms: 99.9 } as const;

const testRunOf = (plan: LoadPlan, target: string): string => `# For k6-operator. First:
#   kubectl create configmap tablestakes-${plan.scenario.name} --from-file=load.js
apiVersion: k6.io/v1alpha1
kind: TestRun
metadata:
  name: tablestakes-${plan.scenario.name}
spec:
  parallelism: ${plan.workers}
  script:
    configMap:
      name: tablestakes-${plan.scenario.name}
      file: load.js
  arguments: --log-format raw
  runner:
    env:
      - name: TABLESTAKES_TARGET
        value: ${JSON.stringify(target)}
`;

const readmeOf = (plan: LoadPlan, target: string): string => `# ${plan.scenario.title}

${plan.scenario.rule}

${plan.rate} turns per second for ${plan.duration_s} s after ${plan.warm_up_s} s of warm-up, with
${plan.players} players.

    k6 run --log-format raw --console-output history.ndjson load.js
    npx tablestakes loadtest import k6-summary.json \\
      --plan plan.json --history history.ndjson --target ${target}

The second command judges the thresholds over all instances and proves the money. On Kubernetes:
docs/load/k6.md of the tablestakes package.
`;
