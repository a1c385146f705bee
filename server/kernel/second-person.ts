/** How long what nobody else can agree to waits, so that it can be revoked, where the merchant has said that it has a single manager. */
export const DELAY_MS = 15 * 60_000;
