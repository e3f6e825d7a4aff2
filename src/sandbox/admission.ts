import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Ground, Principal } from '../domains/context.js';
import { SECOND_MS } from '../kernel/time.js';

export interface RateVerdict {
  readonly admitted: boolean;
  /** Whole seconds until the next request is admitted; 0 when this one was. */
  readonly retryAfterS: number;
  /** `RateLimit-*` of the answer; none for a caller that is not held back. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** Whether a caller is let in: from where it calls, and how often (SEC-05). */
export interface Admission {
  isAddressAllowed(principal: Principal, address: string): boolean;
  /** Takes one request from the caller's bucket, if there is one. */
  take(ground: Ground, principal: Principal): RateVerdict;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

const FREE: RateVerdict = { admitted: true, retryAfterS: 0, headers: undefined };

export function createAdmission(): Admission {
  const buckets = new Map<string, Bucket>();
  const ranges = new Map<string, BlockList>();
  return {
    isAddressAllowed({ addresses }, address) {
      if (addresses === undefined) return true;
      const key = addresses.join(' ');
      const list = ranges.get(key) ?? rangesOf(addresses);
      ranges.set(key, list);
      return isListed(list, address);
    },
    take({ clock }, { clientId, rate }) {
      if (rate === undefined) return FREE;
      const nowMs = clock.now();
      const bucket = buckets.get(clientId) ?? { tokens: rate.burst, filledAtMs: nowMs };
      const gained = ((nowMs - bucket.filledAtMs) * rate.perSecond) / SECOND_MS;
      const tokens = Math.min(rate.burst, bucket.tokens + gained);
      const admitted = tokens >= 1;
      const left = admitted ? tokens - 1 : tokens;
      buckets.set(clientId, { tokens: left, filledAtMs: nowMs });
      const resetS = Math.ceil((rate.burst - left) / rate.perSecond);
      return {
        admitted,
        retryAfterS: admitted ? 0 : Math.max(1, Math.ceil((1 - left) / rate.perSecond)),
        headers: {
          'RateLimit-Limit': String(rate.burst),
          'RateLimit-Remaining': String(Math.floor(left)),
          'RateLimit-Reset': String(resetS),
        },
      };
    },
  };
}

/** An IPv4 caller of a dual-stack socket shows as `::ffff:127.0.0.1`. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

function isListed(list: BlockList, address: string): boolean {
  const bare = plain(address);
  if (isIPv4(bare)) return list.check(bare, 'ipv4');
  return isIPv6(bare) && list.check(bare, 'ipv6');
}

function rangesOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of addresses) {
    const [network = '', bits] = entry.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list;
}

/** Whether an entry of an allow-list is an address or a CIDR range. */
export function isAddressRange(entry: string): boolean {
  const [network = '', bits, ...more] = entry.split('/');
  const most = isIPv4(network) ? 32 : isIPv6(network) ? 128 : -1;
  if (most < 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}
