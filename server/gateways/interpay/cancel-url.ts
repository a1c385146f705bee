/** Why a cancel address is never called; null where it may be. */
export type CancelUrlProblem = 'no address' | 'host not allowed' | 'another session';

/**
 * Whether an address that came with a session may be called to cancel or void it (§4): it leads to a host we talk to at all
 * (https, or this machine), and it is about this very session.
 */
export function cancelUrlProblem(
  address: string,
  secureId: string,
  allows: (url: string) => boolean,
): CancelUrlProblem | null {
  const url = address.length <= 1000 ? URL.parse(address) : null;
  if (!url) return 'no address';
  if (!allows(url.href)) return 'host not allowed';
  const ids = [...url.searchParams].filter(([name]) => name.toUpperCase() === 'SECUREID');
  return ids.length > 0 && ids.every(([, value]) => value === secureId) ? null : 'another session';
}
