import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gather } from './gather.ts';
import { keepReading } from './keep-reading.ts';
import { ReadRefused } from './read-json.ts';

/** The page as far as a reading listens to it. */
class FakePage extends EventTarget {
  visibilityState = 'visible';
  turn(state: 'visible' | 'hidden') {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let page: FakePage;
let answers: (number | Error)[];
let asked: AbortSignal[];
let told: number[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  page = new FakePage();
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  answers = [];
  asked = [];
  told = [];
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function begin() {
  const reading = keepReading<number>({
    async read(signal) {
      asked.push(signal);
      const answer = answers.shift() ?? asked.length;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    tell: (answer) => told.push(answer),
    waitMs: (answer) => (answer === null ? 9_000 : answer * 1_000),
  });
  stop = reading.stop;
  await vi.advanceTimersByTimeAsync(0);
  return reading;
}

describe('a kept reading', () => {
  it('reads at once, and again when the answer is as old as it says', async () => {
    answers = [5, 7];
    await begin();
    expect(told).toEqual([5]);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(told).toEqual([5]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual([5, 7]);
  });

  it('reads when it is told to, gives the earlier read up, and waits from there', async () => {
    const { again } = await begin();
    again();
    again();
    expect(asked.map(({ aborted }) => aborted)).toEqual([true, true, false]);
    await vi.advanceTimersByTimeAsync(0);
    expect(told.at(-1)).toBe(3);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(asked).toHaveLength(3);
  });

  it('tries what failed again soon, a few times, then as seldom as without an answer', async () => {
    answers = Array.from({ length: 4 }, () => new Error('down'));
    await begin();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(8_999);
    expect(asked).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual([5]);
  });

  it('leaves what was refused alone until there is a reason to ask anew', async () => {
    answers = [new ReadRefused(401)];
    const { again } = await begin();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(1);
    again();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([2]);
  });

  it('waits while nobody looks, and reads as soon as somebody does or the network is back', async () => {
    await begin();
    page.turn('hidden');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(1);
    page.turn('visible');
    expect(asked).toHaveLength(2);
    window.dispatchEvent(new Event('online'));
    expect(asked).toHaveLength(3);
  });

  it('says and asks nothing more once it is stopped', async () => {
    answers = [1];
    await begin();
    stop();
    page.turn('visible');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual([1]);
    expect(asked).toHaveLength(1);
  });
});

it('what is wished for many times in a moment is done at once, and once more a moment later', async () => {
  const act = vi.fn();
  const gathered = gather(act);
  stop = gathered.stop;
  for (let wish = 0; wish < 5; wish++) gathered.wish();
  expect(act).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(act).toHaveBeenCalledTimes(2);
  gathered.wish();
  expect(act).toHaveBeenCalledTimes(3);
});
