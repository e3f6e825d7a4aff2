import { TokenRefused } from '../../client/index.js';
import { isTurnedAway } from './ask.js';
import type { Ask, Asked } from './ask.js';
import { clockFinding } from './clock.js';
import type { Described } from './described.js';
import { fail, ok, skip, warn } from './finding.js';
import type { Finding, Looking } from './finding.js';

/** A signature with a time in it is usually taken for so long. */
const USUAL_TOLERANCE_S = 300;

/**
 * Asks for a wallet, first as nobody and then as ourselves: tells whether the target answers, what
 * its clock says, and whether our credentials let us in. The answer, when they do.
 */
export async function* access(
  described: Described,
  ask: Ask,
  playerId: string,
): Looking<Asked | undefined> {
  const { wire } = described.target;
  const stranger = await ask('getWallet', { player_id: playerId }, null);
  if (stranger.delivery.kind === 'lost') {
    const remedy = 'does the target take long to start? is limits.timeout_ms too short for it?';
    yield fail('reach', stranger.words, remedy);
    return undefined;
  }
  const { status, headers, ms } = stranger.delivery;
  yield reached(status, Math.round(ms), described);
  const signed = wire?.signing?.timestamp && USUAL_TOLERANCE_S;
  const tolerance = described.written?.signing?.tolerance_s ?? signed;
  yield clockFinding({ date: headers['date'], ms }, tolerance);
  return yield* letIn(described, ask, playerId, stranger);
}

const reached = (status: number, ms: number, { target, at }: Described): Finding =>
  status >= 500
    ? warn(
        'reach',
        `the target answers, with HTTP ${status}, to a request without credentials`,
        `is ${target.baseUrl} the wallet itself (${at(['target', 'base_url'])})? look at its log`,
      )
    : ok('reach', `the target answers, in ${ms} ms`);

async function* letIn(
  described: Described,
  ask: Ask,
  playerId: string,
  stranger: Asked,
): Looking<Asked | undefined> {
  const named = credentialsOf(described);
  if (named === '') {
    yield skip('auth', 'the target file names no credentials');
    return stranger;
  }
  let asked: Asked;
  try {
    asked = await ask('getWallet', { player_id: playerId });
  } catch (thrown) {
    if (!(thrown instanceof TokenRefused)) throw thrown;
    const url = described.target.tokenUrl ?? `${described.target.baseUrl}/oauth/token`;
    const message = `${url} gives no token: ${thrown.message}`;
    yield fail('auth', message, `correct ${named}, or auth.token_url`);
    return undefined;
  }
  if (isTurnedAway(asked)) {
    const message = `the credentials are not accepted: ${asked.words}`;
    yield fail('auth', message, credentialsRemedy(described, asked));
    return undefined;
  }
  if (asked.delivery.kind === 'lost') {
    yield fail('auth', asked.words, 'it answered a request without credentials: look at its log');
    return undefined;
  }
  yield stranger.reading?.ok === true
    ? warn(
        'auth',
        'the target answers without credentials too: checks of access will fail',
        'let it refuse whoever shows none, before anything else is put on it',
      )
    : ok('auth', `let in by ${described.target.wire?.credentials.type ?? 'oauth2'}`);
  return asked;
}

/** What to correct where whoever asks is refused. */
export const credentialsRemedy = (described: Described, asked: Asked): string =>
  `correct ${credentialsOf(described) || 'auth'}${alsoOf(described, asked)}`;

/** Each credential with its place and where its value comes from. */
function credentialsOf({ target, written, at }: Described): string {
  const { wire } = target;
  if (!wire || !written) return 'the credentials';
  const members = MEMBERS[wire.credentials.type] ?? [];
  const named = members.map((member) => ['auth', member] as const);
  const places = wire.signing ? [...named, ['signing', 'secret'] as const] : named;
  return places
    .map(([group, member]) => {
      const text = written[group]?.[member as 'secret'];
      const from = typeof text === 'string' && /^(env|file):/.test(text) ? `, from ${text}` : '';
      return `${group}.${member} (${at([group, member])}${from})`;
    })
    .join(' or ');
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  basic: ['username', 'password'],
  bearer: ['token'],
  oauth2: ['client_id', 'client_secret'],
  mtls: ['cert', 'key'],
  script: ['module'],
};

/** What else turns requests away, as far as the file has it. */
function alsoOf({ target }: Described, { delivery }: Asked): string {
  const { signing, map } = target.wire ?? {};
  const also = [
    ...(signing ? [`what is signed (signing.over: ${signing.over})`] : []),
    ...(map?.headers ? [`map.headers (${Object.keys(map.headers).join(', ')})`] : []),
    ...(delivery.kind === 'received' && delivery.status === 403
      ? ['ask whether this address is let in at all']
      : []),
  ];
  return also.length === 0 ? '' : `; else look at ${also.join(', ')}`;
}
