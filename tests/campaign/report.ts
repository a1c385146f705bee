import type { OurBooks } from './books.ts';
import type { CampaignOutcome } from './campaign.ts';

/** The figures of a campaign as lines of text. */
export function toLines(outcome: CampaignOutcome): string[] {
  const { histories, customers, seconds, seed, tally, workers, portals, damage, hits, net, stuck } = outcome;
  const { doubleCharges, lostResults, brokenRules, longestUnknown } = outcome;
  const faults = tally.list().filter(([name]) => name.startsWith('fault '));
  const refusals = tally.list().filter(([name]) => name.startsWith('refused '));
  const closes = tally.list().filter(([name]) => name.startsWith('close '));
  const outages = (kind: string) => damage.outages.filter((outage) => outage.kind === kind).length;
  return [
    row('histories', histories),
    row('customers of the merchant whose provider calls back', customers),
    row('worker processes killed (SIGKILL)', workers.killed),
    row('worker processes started', workers.started),
    row('worker processes that found no database at their start', workers.notStarted),
    row('portal processes killed (SIGKILL)', portals.killed),
    row('portal processes started', portals.started),
    row('portal processes that found no database at their start', portals.notStarted),
    row('processes that crashed', workers.crashed + portals.crashed),
    row('database outages: line cut', outages('line_cut')),
    row('database outages: all sessions ended', outages('sessions_ended')),
    row('database outages: server killed or its disk full', outages('killed')),
    '',
    'faults injected, by kind (of a line: connections that felt it)',
    ...faults.map(([name, count]) => row(`  ${name.slice('fault '.length)}`, count)),
    '',
    'operations by end state',
    ...outcome.states.map(([name, count]) => row(`  ${name}`, count)),
    ...closes.map(([name, count]) => row(`  ${name}`, count)),
    '',
    'wishes the rules refused',
    ...refusals.map(([name, count]) => row(`  ${name.slice('refused '.length)}`, count)),
    '',
    'moments that were really hit',
    ...hits.map((hit) => row(`  ${hit.row.padEnd(4)}${hit.what}`, hit.count)),
    '',
    'what the processes complained of',
    ...outcome.complaints.map(([sentence, count]) => row(`  ${sentence}`, count)),
    '',
    ...net.map(({ currency, theirs, ours }) =>
      [
        row(`net at the provider, ${currency}`, decimal(theirs)),
        row(`net in our book, ${currency}`, decimal(ours)),
      ].join('\n'),
    ),
    row('still open', stuck.length),
    ...stuck.map((each) => `  ${each}`),
    row('left to people: nobody knows of it, nothing was charged', outcome.leftToPeople),
    row('longest unknown while its provider could be asked, seconds', inSeconds(longestUnknown.ofProvider)),
    row('  of that with a worker and the database there', inSeconds(longestUnknown.served)),
    ...outcome.missed.map((each) => `never hit: ${each}`),
    row('double charges', doubleCharges.length),
    ...doubleCharges.map((each) => `  ${each}`),
    row('lost results', lostResults.length),
    ...lostResults.map((each) => `  ${each}`),
    row('broken rules', brokenRules.length),
    ...brokenRules.map((each) => `  ${each}`),
    row('seconds', seconds.toFixed(0)),
    row('seed', seed),
    'The seed plays the same wishes, accidents and mishaps again; which of them meet is up to the machine.',
  ];
}

/** How many operations ended in which way, by kind. */
export function countStates(ours: OurBooks): [string, number][] {
  const groups = Map.groupBy(ours.transactions, (each) => [each.kind, each.state, ...each.flags].join(' '));
  const splits = Map.groupBy(ours.splitSales, (each) => ['split sale', each.state, ...each.flags].join(' '));
  return [...groups, ...splits].map(([name, rows]): [string, number] => [name, rows.length]).sort();
}

function row(name: string, value: number | string): string {
  return `${name.padEnd(64)} ${String(value).padStart(14)}`;
}

function inSeconds(longest: { ms: number } | null): string {
  return longest ? (longest.ms / 1000).toFixed(1) : 'none';
}

function decimal(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
