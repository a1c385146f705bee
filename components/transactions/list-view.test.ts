import { describe, expect, it } from 'vitest';
import { fromListView, LIST_COLUMNS, toListView } from './list-view.ts';

describe('how a person wants the list', () => {
  it('survives its cookie', () => {
    for (const view of [
      { columns: [...LIST_COLUMNS], density: 'compact' },
      { columns: [], density: 'normal' },
    ] as const) {
      expect(toListView(fromListView(view))).toEqual(view);
      expect(fromListView(view)).toMatch(/^[A-Za-z.\d_]*$/);
    }
  });

  it('is as usual while nobody wished otherwise, and takes from a strange cookie only what it knows', () => {
    const usual = { columns: ['kind', 'card', 'device', 'authCode'], density: 'normal' };
    expect([undefined, '', 'x'].map(toListView)).toEqual([usual, usual, usual]);
    expect(toListView('tiny_kind.password.kind.<b>.stan')).toEqual({
      columns: ['kind', 'stan'],
      density: 'normal',
    });
  });
});
