import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FeedState, openChangeFeed } from './change-feed.ts';
import type { LiveChange } from './query-keys.ts';

/** The browser's side of a stream, as far as the feed uses it. */
class FakeSource extends EventTarget {
  static opened: FakeSource[] = [];
  isClosed = false;
  constructor() {
    super();
    FakeSource.opened.push(this);
  }
  static get alive(): FakeSource[] {
    return FakeSource.opened.filter((source) => !source.isClosed);
  }
  close() {
    this.isClosed = true;
  }
  say(name: 'open' | 'ping' | 'error') {
    this.dispatchEvent(new Event(name));
  }
  tell(data: string) {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

const change: LiveChange = { merchant: 'kahve', topic: 'transaction', id: 'txn_1' };
let closers: (() => void)[] = [];
let person = 0;

beforeEach(() => {
  FakeSource.opened = [];
  person++;
  vi.stubGlobal('EventSource', FakeSource);
});

afterEach(() => {
  for (const close of closers) close();
  closers = [];
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A tab of the browser, with what it was told. */
function openTab(who = `usr_${person}`) {
  const tab: { changes: LiveChange[]; states: FeedState[]; close: () => void } = {
    changes: [],
    states: [],
    close: () => undefined,
  };
  tab.close = openChangeFeed(who, '/api/live/stream', {
    change: (heard) => tab.changes.push(heard),
    state: (state) => tab.states.push(state),
  });
  closers.push(tab.close);
  return tab;
}

async function onlySource(): Promise<FakeSource> {
  return vi.waitFor(() => {
    const [source, ...others] = FakeSource.alive;
    if (!source || others.length > 0) throw new Error(`${FakeSource.alive.length} streams are open`);
    return source;
  });
}

describe('the change feed of a browser', () => {
  it('reads one stream for all tabs of a person, and every tab hears it', async () => {
    const tabs = [openTab(), openTab(), openTab()];
    const source = await onlySource();
    source.say('open');
    source.tell(JSON.stringify(change));
    for (const tab of tabs) {
      await vi.waitFor(() => expect(tab.changes).toEqual([change]));
      expect(tab.states).toContain('on');
    }
    expect(FakeSource.opened).toHaveLength(1);
  });

  it('goes on in another tab when the one that read it is closed', async () => {
    const [first, second] = [openTab(), openTab()];
    const source = await onlySource();
    first.close();
    const next = await onlySource();
    expect(next).not.toBe(source);
    next.tell(JSON.stringify(change));
    await vi.waitFor(() => expect(second.changes).toEqual([change]));
  });

  it('tells a tab that opens later how things stand', async () => {
    openTab();
    (await onlySource()).say('open');
    const late = openTab();
    await vi.waitFor(() => expect(late.states).toEqual(['on']));
  });

  it('never tells one person’s tab of another’s changes', async () => {
    const mine = openTab();
    const source = await onlySource();
    const theirs = openTab('usr_other');
    await vi.waitFor(() => expect(FakeSource.alive).toHaveLength(2));
    source.tell(JSON.stringify(change));
    await vi.waitFor(() => expect(mine.changes).toHaveLength(1));
    expect(theirs.changes).toEqual([]);
  });

  it('says that it is off when the stream breaks, and opens it again', async () => {
    const tab = openTab();
    const source = await onlySource();
    source.say('open');
    source.say('error');
    await vi.waitFor(() => expect(tab.states).toEqual(['on', 'off']));
    expect(source.isClosed).toBe(true);
    const again = await vi.waitFor(() => onlySource(), { timeout: 5_000 });
    again.say('open');
    expect(tab.states.at(-1)).toBe('on');
  });

  it('says in every tab that the session is over, and asks no more, when a stream is not opened for that', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 401 }));
    const tabs = [openTab(), openTab()];
    (await onlySource()).say('error');
    for (const tab of tabs) await vi.waitFor(() => expect(tab.states.at(-1)).toBe('ended'));
    await vi.waitFor(() => expect(FakeSource.alive).toHaveLength(0));
  });

  it('goes on trying when a stream is not opened for another reason', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 503 }));
    const tab = openTab();
    (await onlySource()).say('error');
    await vi.waitFor(() => expect(tab.states).toEqual(['off']));
    await vi.waitFor(() => expect(FakeSource.alive).toHaveLength(1), { timeout: 5_000 });
  });

  it('takes a stream without a sign of life for dead', async () => {
    const tab = openTab();
    const source = await onlySource();
    vi.useFakeTimers();
    source.say('ping');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(tab.states.at(-1)).toBe('on');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(source.isClosed).toBe(true);
    expect(tab.states.at(-1)).toBe('off');
  });

  it('passes over what it cannot read', async () => {
    const tab = openTab();
    const source = await onlySource();
    for (const data of ['', '{', 'null', '[]', '{"merchant":1}', '{"merchant":"a","topic":"users","id":"x"}'])
      source.tell(data);
    source.tell(JSON.stringify(change));
    await vi.waitFor(() => expect(tab.changes).toEqual([change]));
  });

  it('reads for itself where the browser has no locks', async () => {
    vi.stubGlobal('navigator', {});
    const tabs = [openTab(), openTab()];
    await vi.waitFor(() => expect(FakeSource.alive).toHaveLength(2));
    for (const tab of tabs) tab.close();
    expect(FakeSource.alive).toHaveLength(0);
  });
});
