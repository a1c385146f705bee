/**
 * Whether a request that changes something came from a page of ours: its Origin header (RFC 6454 §7) must be exactly ours.
 * Missing or `null` is refused: every browser sends it with a POST, so its absence means something else is calling.
 */
export function isOwnOrigin(origin: string | null | undefined, publicUrl: string): boolean {
  return Boolean(origin) && origin !== 'null' && origin === new URL(publicUrl).origin;
}
