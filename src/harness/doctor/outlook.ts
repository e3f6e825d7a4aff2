import type { Capability } from '../capability.js';
import { findProfile } from '../dialect/profile.js';
import { domainOf } from '../scenario.js';
import type { Described } from './described.js';
import { ok, skip, warn } from './finding.js';
import type { Looking } from './finding.js';
import { foresee } from './rehearsal.js';
import type { Cast } from './rehearsal.js';

const SHOWN = 6;

/** What the target offers besides its contract, as found and as declared. */
export async function* capabilities(
  cast: Cast,
  undeclared: readonly Capability[],
  isDeclared: boolean,
): Looking {
  const found = [...cast.capabilities];
  yield ok('capabilities', `found: ${found.length === 0 ? 'no control API' : found.join(', ')}`);
  for (const name of cast.missing ?? []) {
    const message = `${name} is declared, and the target does not have it: what needs it fails`;
    yield warn('capabilities', message, `take capabilities.${name} out, or offer it`);
  }
  if (isDeclared && undeclared.length > 0) {
    const message = `there, and not declared: ${undeclared.join(', ')}`;
    yield warn('capabilities', message, 'declare them, so that losing them is noticed');
  }
}

/** Whether what the target sends by itself can reach this machine. */
export async function* webhooks({ run, target }: Described, cast: Cast): Looking {
  const wanting = run.scenarios.filter(({ needs = [], id }) =>
    [domainOf(id), ...needs].some((word) => word === 'webhooks'),
  );
  if (wanting.length === 0) {
    yield skip('webhooks', `no check of ${target.profile ?? 'this run'} receives any`);
    return;
  }
  const { hostname } = new URL(target.baseUrl);
  const isHere = /^(localhost|127\.|\[::1)/.test(hostname);
  if (isHere && cast.capabilities.has('webhooks')) {
    yield ok(
      'webhooks',
      `${wanting.length} checks receive webhooks on 127.0.0.1, where the target is too`,
    );
    return;
  }
  yield warn(
    'webhooks',
    isHere
      ? `the target has no hook "webhooks": ${wanting.length} checks cannot have any sent to them`
      : `${wanting.length} checks receive webhooks on 127.0.0.1 of this machine, and ${hostname} is not there`,
    isHere
      ? 'offer it in the control API, or declare capabilities: { webhooks: false }'
      : 'run tablestakes beside the target, or declare capabilities: { webhooks: false }',
  );
}

/** How fast requests may come, and whether the target says anything of it. */
export async function* limits(
  { target }: Described,
  headers: Readonly<Record<string, string>>,
): Looking {
  const told = Object.entries(headers).filter(([name]) =>
    /^(x-)?ratelimit|^retry-after/.test(name),
  );
  const rps = target.wire?.limits.rps;
  const width = target.concurrency ?? 8;
  if (rps !== undefined) {
    yield ok('limits', `at most ${rps} requests a second, ${width} checks at once`);
  } else if (told.length > 0) {
    const said = told.map(([name, value]) => `${name}: ${value}`).join(', ');
    const message = `the target limits requests (${said}), and no limits.rps holds us to it`;
    yield warn('limits', message, 'set limits.rps below it, else checks end in 429');
  } else {
    yield ok('limits', `as fast as the target answers, ${width} checks at once (limits.rps)`);
  }
}

/**
 * How many checks a run will make, and how many it will not, with the reason of each. Of a target
 * that failed before (not `isSound`) it can only say what there would be.
 */
export async function* outlook({ run, target }: Described, cast: Cast, isSound: boolean): Looking {
  const foreseen = await foresee(cast, run.scenarios, run.invariants);
  const lost = [...foreseen.values()].reduce((sum, ids) => sum + ids.length, 0);
  const made = run.total - lost;
  for (const [reason, ids] of [...foreseen].sort(([, a], [, b]) => b.length - a.length)) {
    const named = ids.slice(0, SHOWN).join(', ') + (ids.length > SHOWN ? ', …' : '');
    yield skip(
      'outlook',
      `${ids.length} ${ids.length === 1 ? 'check' : 'checks'} ${reason} (${named})`,
    );
  }
  const others = run.known.size - run.total;
  if (others > 0) {
    const { profile = 'platform-full' } = target;
    yield skip('outlook', `${others} checks are no part of ${profile} as this target has it`);
  }
  const message = `${made} of ${run.total} checks can be made`;
  const floor = findProfile(target.profile)?.floor ?? 0;
  const isOpen = [...foreseen.keys()].some((reason) => /^(untestable|fail)/.test(reason));
  if (made < floor) {
    const remedy = 'add what the reasons above name';
    yield warn('outlook', `${message}; a verdict wants ${floor}`, remedy);
  } else if (isOpen) {
    const remedy = 'offer the hooks, or declare them absent: capabilities: { … : false }';
    yield warn('outlook', `${message}; without the hooks named there is no verdict`, remedy);
  } else if (isSound) yield ok('outlook', message);
  else yield skip('outlook', `once what is wrong is mended, ${message}`);
}
