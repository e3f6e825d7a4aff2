import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario, Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import { expectErrorBody } from '../errors/error-body.js';
import { facts } from './spoilt-debits.js';

type Refused = readonly (readonly [path: string, code: ErrorCode])[];

interface SpoiltTargets {
  readonly id: string;
  readonly title: string;
  /** Request targets for one player, and what each must be told. */
  readonly targets: (playerId: string) => Refused;
}

/** Request targets that name nothing, or say something twice; the table is the rule. */
const TARGETS: readonly SpoiltTargets[] = [
  {
    id: 'INPUT-28',
    title: 'A query parameter given twice is refused',
    targets: (id) => [
      [`/v1/players/${id}/transactions?limit=1&limit=2`, 'VALIDATION_ERROR'],
      [`/v1/players/${id}/transactions?limit=1&limit=1`, 'VALIDATION_ERROR'],
      [`/v1/players/${id}/transactions?limit=1&%6cimit=2`, 'VALIDATION_ERROR'],
      [`/v1/audit?player_id=${id}&player_id=other`, 'VALIDATION_ERROR'],
    ],
  },
  {
    id: 'INPUT-29',
    title: 'A query parameter that is no number, too small or too large is refused',
    targets: (id) =>
      ['0', '-1', '101', '1e1', '1.0', '0x1', '', 'all', '%00', '1;2', '99999999999999999999'].map(
        (limit) => [`/v1/players/${id}/transactions?limit=${limit}`, 'VALIDATION_ERROR'],
      ),
  },
  {
    id: 'INPUT-30',
    title: 'A cursor the platform never gave is refused',
    targets: (id) =>
      ['%00', 'not%20a%20cursor', "'%20OR%201=1", '%F0%9F%98%80', 'x'.repeat(257)].map((cursor) => [
        `/v1/players/${id}/transactions?cursor=${cursor}`,
        'VALIDATION_ERROR',
      ]),
  },
  {
    id: 'INPUT-31',
    title: 'A path that cannot be decoded names nothing',
    targets: () => [
      ['/v1/players/%/wallet', 'ROUTE_NOT_FOUND'],
      ['/v1/players/%E0%A4%A/wallet', 'ROUTE_NOT_FOUND'],
      ['/v1/players/%ff/wallet', 'ROUTE_NOT_FOUND'],
      ['/v1/players/%zz/wallet', 'ROUTE_NOT_FOUND'],
      ['/v1/players/%c0%af/wallet', 'ROUTE_NOT_FOUND'],
    ],
  },
  {
    id: 'INPUT-32',
    title: 'A path leads nowhere but where it says',
    targets: (id) => [
      [`/v1/players/../players/${id}/wallet`, 'ROUTE_NOT_FOUND'],
      [`/v1/players/./${id}/wallet`, 'ROUTE_NOT_FOUND'],
      [`/v1//players/${id}/wallet`, 'ROUTE_NOT_FOUND'],
      [`//v1/players/${id}/wallet`, 'ROUTE_NOT_FOUND'],
      [`/v1/players/${id}/wallet/`, 'ROUTE_NOT_FOUND'],
      [`/v1/games/..%2fplayers%2f${id}%2fwallet`, 'VALIDATION_ERROR'],
      [`/v1/players/${id}%2Fwallet`, 'VALIDATION_ERROR'],
      [`/v1/players/${id}%00/wallet`, 'VALIDATION_ERROR'],
      [`/v1/players/${id};role=admin/wallet`, 'VALIDATION_ERROR'],
      [`/v1/players/${id}%20/wallet`, 'VALIDATION_ERROR'],
      ['/v1/players/*/wallet', 'VALIDATION_ERROR'],
    ],
  },
];

export const targetScenarios: readonly Scenario[] = TARGETS.map(({ id, title, targets }) =>
  scenario({
    ...facts,
    id,
    title,
    rule: `${title}: a clean 4xx MUST come, and nothing of anybody is shown.`,
    run: (stage) => refusesTargets(stage, targets),
  }),
);

async function refusesTargets(
  { platform, given, expect }: Stage,
  targets: SpoiltTargets['targets'],
): Promise<void> {
  const player = await given.player({ balance: '100.00' });
  for (const [path, code] of targets(player.player_id)) {
    const refused = await platform.raw({ method: 'GET', path });
    expectErrorBody(expect, refused, code);
    expect.that(refused.text.includes('100.00'), `whether ${path} shows a balance`).isFalse();
  }
  const read = await platform.raw({
    method: 'GET',
    path: `/v1/players/${player.player_id}/wallet`,
  });
  expect(read).accepted({ cash: '100.00' });
}
