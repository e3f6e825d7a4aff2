import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import type { AddressesInSight } from '../domains/context.js';

/** Every address of a host; rejects or answers none when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface AddressOptions {
  /** Whether loopback, private networks and plain http are taken. */
  readonly privateAllowed: boolean;
  /** The system's own resolver unless told. */
  readonly resolve?: Resolve | undefined;
}

export interface AddressBook extends AddressesInSight {
  /**
   * The addresses to connect to now, each of them checked: asking once and connecting to another
   * answer is how a name is bound to a private address after it was looked at.
   */
  checked(host: string): Promise<readonly string[]>;
}

/** A host that must not be sent to. */
export class AddressRefused extends Error {
  readonly code = 'ERR_ADDRESS_NOT_ALLOWED';
}

/** Registered for other purposes than being reached by everybody (RFC 6890 and its heirs). */
const SPECIAL: readonly string[] = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
];
/** Of IPv6 only global unicast is public, without what embeds or documents other addresses. */
const GLOBAL_6 = '2000::/3';
const SPECIAL_6: readonly string[] = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const listOf = (ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return list;
};

const special4 = listOf(SPECIAL, 'ipv4');
const special6 = listOf(SPECIAL_6, 'ipv6');
const global6 = listOf([GLOBAL_6], 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special4.check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

const resolveAll: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** As it stands in a URL: an IPv6 address in brackets. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

export function createAddressBook({
  privateAllowed,
  resolve = resolveAll,
}: AddressOptions): AddressBook {
  const addressesOf = async (host: string): Promise<readonly string[]> =>
    isIP(host) === 0 ? resolve(host) : [host];
  const checked: AddressBook['checked'] = async (host) => {
    const addresses = await addressesOf(bare(host));
    const refused = addresses.length === 0 || !addresses.every(isPublicAddress);
    if (refused && !privateAllowed) throw new AddressRefused('this address is not public');
    return addresses;
  };
  return {
    privateAllowed,
    checked,
    async isPublic(host) {
      const addresses = await addressesOf(bare(host)).catch((): readonly string[] => []);
      return addresses.length > 0 && addresses.every(isPublicAddress);
    },
  };
}
