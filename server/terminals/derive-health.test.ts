import { describe, expect, it } from 'vitest';
import { type DeviceSigns, deriveHealth } from './derive-health.ts';

const now = new Date('2026-03-10T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe('the health of a device', () => {
  it('is answering while the last result reached it', () => {
    expect(health({ lastAnsweredAt: minutesAgo(4) })).toEqual({ kind: 'answering', since: minutesAgo(4) });
  });

  it('is failing when the last try came to nothing, and still says when it answered last', () => {
    expect(health({ lastAnsweredAt: minutesAgo(60), lastFailedAt: minutesAgo(2) })).toEqual({
      kind: 'failing',
      since: minutesAgo(2),
      lastAnsweredAt: minutesAgo(60),
    });
    expect(health({ lastFailedAt: minutesAgo(2) })).toMatchObject({ kind: 'failing', lastAnsweredAt: null });
  });

  it('is answering again as soon as one result reached it after a failure', () => {
    expect(health({ lastAnsweredAt: minutesAgo(1), lastFailedAt: minutesAgo(2) }).kind).toBe('answering');
  });

  it('counts an answer and a failure of the same instant as an answer', () => {
    expect(health({ lastAnsweredAt: minutesAgo(1), lastFailedAt: minutesAgo(1) }).kind).toBe('answering');
  });

  it('is quiet from a day after its last word, not before', () => {
    expect(health({ lastAnsweredAt: minutesAgo(24 * 60 - 1) }).kind).toBe('answering');
    expect(health({ lastAnsweredAt: minutesAgo(24 * 60) }).kind).toBe('quiet');
  });

  it('keeps failing, however long ago, until something reaches it', () => {
    expect(health({ lastFailedAt: minutesAgo(90 * 24 * 60) }).kind).toBe('failing');
  });

  it('is busy with what holds it, whatever its last results', () => {
    const hold = { by: 'end-of-day', heldAt: minutesAgo(1) } as const;
    expect(health({ lastFailedAt: minutesAgo(2), hold })).toEqual({
      kind: 'busy',
      since: minutesAgo(1),
      by: 'end-of-day',
    });
  });

  it('is disabled before anything else', () => {
    expect(health({ isEnabled: false, hold: { by: 'sale', heldAt: now }, lastAnsweredAt: now }).kind).toBe(
      'disabled',
    );
  });

  it('is unused before anything was sent to it', () => {
    expect(health({})).toEqual({ kind: 'unused', since: null });
  });
});

function health(signs: Partial<DeviceSigns>) {
  return deriveHealth(
    { isEnabled: true, lastAnsweredAt: null, lastFailedAt: null, hold: null, ...signs },
    now,
  );
}
