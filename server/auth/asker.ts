import { z } from 'zod';

/** The header in which every request carries the one address it came from; see `overwriteForwarded`. */
export const ASKER_HEADER = 'x-forwarded-for';

/**
 * The address a request came from. Each proxy adds the address that called it to the end of what it was sent, so with so many
 * trusted ones in front only the last so many entries are true; what stands before them anybody can make up. Pure.
 */
export function askerOf(
  forwarded: string | string[] | undefined,
  socketAddress: string | undefined,
  trustedProxies: number,
): string {
  const added = [forwarded ?? []].flat().join(',').split(',');
  const calls = [...added.map((entry) => entry.trim()).filter(Boolean), socketAddress ?? ''];
  return calls[Math.max(0, calls.length - 1 - trustedProxies)] ?? '';
}

const WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):\d+$|^\[([^\]]+)\](?::\d+)?$/;

/**
 * What of an address is one party: all of IPv4, and of IPv6 the first 64 bits, of which every household has all the rest (RFC 6177).
 * Empty for what is no address: all of that is one party. Pure.
 */
export function networkOf(address: string): string {
  const [, v4, v6] = WITH_PORT.exec(address) ?? [];
  const bare = (v4 ?? v6 ?? address).replace(/%.*$/, '');
  if (z.ipv4().safeParse(bare).success) return bare;
  if (!z.ipv6().safeParse(bare).success) return '';
  // One writing for all of them (WHATWG URL §3.5), without dots in it.
  const [head = '', tail = ''] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((half) => half.split(':').filter(Boolean)) as [string[], string[]];
  const groups = [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  if (!isMapped) return groups.slice(0, 4).join(':');
  return groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join('.');
}
