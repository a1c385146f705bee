import { describe, expect, test } from 'vitest';
import { type StoryRows, tellStory } from './story.ts';
import { type Known, whyState } from './why-state.ts';

const at = (second: number) => new Date(Date.UTC(2026, 2, 4, 10, 0, second));
const usr = 'usr_1' as const;
const event = (sequence: number, second: number) => ({
  sequence,
  at: at(second),
  actorId: null,
  entry: { kind: 'sending' } as const,
});
const callback = (id: string, second: number) => ({
  id: `cbk_${id}` as const,
  state: 'applied' as const,
  claims: 'success' as const,
  deliveries: 2,
  receivedAt: at(second),
  settledAt: at(second),
});
const NOTHING: StoryRows = { events: [], copies: [], mails: [], callbacks: [], runs: [] };

describe('the story of an operation', () => {
  test('is one list, newest first, of its own lines and of all that was stored about it', () => {
    const story = tellStory({
      ...NOTHING,
      events: [event(2, 30), event(1, 10)],
      callbacks: [callback('b', 20)],
      copies: [
        {
          merchantId: 'mer_1',
          id: 'cpy_a',
          transactionId: 'txn_1',
          form: 'pdf',
          madeBy: usr,
          madeAt: at(40),
        },
      ],
      runs: [
        {
          id: 'eod_1',
          state: 'closed',
          isMatched: true,
          requestedBy: usr,
          requestedAt: at(50),
          endedAt: at(55),
        },
      ],
    });
    expect(story.map(({ key }) => key)).toEqual(['eod_1', 'cpy_a', '2', 'cbk_b', '1']);
  });

  test('keeps its own lines in the order they were written in, whatever their clocks said', () => {
    const story = tellStory({
      ...NOTHING,
      events: [event(3, 5), event(2, 30), event(1, 10)],
      callbacks: [callback('b', 7)],
    });
    expect(story.map(({ key }) => key)).toEqual(['cbk_b', '3', '2', '1']);
  });
});

const settled = { kind: 'settled', state: 'approved', reason: null, code: null } as const;
const KNOWN: Known = {
  state: 'approved',
  createdAt: at(0),
  sentAt: at(1),
  unknownSince: null,
  lines: [{ at: at(10), entry: settled }],
  exchanges: [],
  callbacks: [],
};
const exchange = (purpose: string, second: number, durationMs: number) => ({
  purpose,
  at: at(second),
  durationMs,
  httpStatus: 200,
  failure: null,
});

describe('what decided a state', () => {
  test('is the answer to what was sent, when that came right before', () => {
    const exchanges = [
      exchange('sign_in', 0, 100),
      exchange('operation', 1, 9_000),
      exchange('query', 2, 100),
    ];
    expect(whyState({ ...KNOWN, exchanges })).toEqual({ by: 'answer', at: at(10), httpStatus: 200 });
  });

  test('is the answer to a question, when nothing came of what was sent', () => {
    const exchanges = [
      { ...exchange('operation', 1, 9_000), failure: 'deadline' },
      exchange('query', 9, 1_000),
    ];
    expect(whyState({ ...KNOWN, exchanges })).toMatchObject({ by: 'question' });
  });

  test('is a callback that was applied in the same moment; one that told nothing decided nothing', () => {
    expect(whyState({ ...KNOWN, callbacks: [callback('a', 10)] })).toMatchObject({ by: 'callback' });
    const ignored = { ...callback('a', 10), state: 'ignored' as const };
    expect(whyState({ ...KNOWN, callbacks: [ignored] })).toEqual({ by: 'time', at: at(10) });
  });

  test('is the word of a person, with who checked it', () => {
    const entry = { kind: 'decided', verdict: 'approved', by: usr, checkedBy: null } as const;
    expect(whyState({ ...KNOWN, lines: [{ at: at(60), entry }] })).toEqual({
      by: 'person',
      at: at(60),
      decidedBy: usr,
      checkedBy: null,
    });
  });

  test('is nobody yet, waiting or silence while there is no result', () => {
    expect(whyState({ ...KNOWN, state: 'created', lines: [] })).toEqual({ by: 'nobody_yet', at: at(0) });
    expect(whyState({ ...KNOWN, state: 'awaiting', lines: [] })).toEqual({ by: 'waiting', at: at(1) });
    const asked = { at: at(5), entry: { kind: 'asked', answer: 'not_found' } as const };
    expect(whyState({ ...KNOWN, state: 'unknown', unknownSince: at(3), lines: [asked, asked] })).toEqual({
      by: 'silence',
      at: at(3),
      asked: 2,
    });
  });
});
