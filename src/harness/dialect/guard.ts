import { TargetMistake } from '../target-file.js';

interface Place {
  readonly baseUrl: string;
  readonly environment?: string | undefined;
  readonly allowHosts?: readonly string[] | undefined;
  /** The host as typed after --i-know-this-is-production. */
  readonly knownProduction?: string | undefined;
}

const LIVE = /(^|[.-])(prod|production|live|www)([.-]|\d*[.-]|$)/i;
const HARMLESS =
  /(^|[.-])(pre-?prod|non-?prod|staging|stage|test|uat|qa|dev|sandbox|int)([.-]|\d|$)/i;

/** Whether money is likely to be real there. */
export const looksLikeProduction = (host: string): boolean =>
  LIVE.test(host) && !HARMLESS.test(host);

/** Throws a TargetMistake unless this host may be sent to; nothing has been sent by then. */
export function refuseHost(place: string, facts: Place): void {
  const { hostname, host } = new URL(facts.baseUrl);
  const { allowHosts } = facts;
  if (allowHosts && !allowHosts.includes(hostname) && !allowHosts.includes(host)) {
    const allowed = allowHosts.join(', ');
    throw new TargetMistake(`${place}: ${hostname} is not among guard.allow_hosts (${allowed})`);
  }
  const isLive = facts.environment === 'production' || looksLikeProduction(hostname);
  if (!isLive || facts.knownProduction === hostname) return;
  throw new TargetMistake(
    `${place}: ${hostname} looks like production: bets would be made with real money. ` +
      `If that is what you want, add --i-know-this-is-production ${hostname}`,
  );
}
