import { PLACES } from '../support/pages.ts';
import { type Judged, judgePages, kilobytes } from './judge.ts';
import { weighPages } from './weigh.ts';

// What each page of the build in .next makes a browser fetch first, against its budget.

const required = ['/signin', ...PLACES.map(({ route }) => `/[merchant]${route}`)];
const judged = judgePages(weighPages('.next'), required).sort((a, b) => b.scripts - a.scripts);
const tooMuch = judged.filter(({ problem }) => problem !== null);
say(['scripts', 'budget', 'styles', 'page']);
for (const page of judged) say(rowOf(page));
process.stdout.write(
  `${judged.length} pages weighed, compressed; ${tooMuch.length} not within their budget\n`,
);
process.exitCode = tooMuch.length === 0 ? 0 : 1;

function rowOf({ route, scripts, styles, budget, problem }: Judged): string[] {
  return [...[scripts, budget, styles].map(kilobytes), problem === null ? route : `${route}   ✗ ${problem}`];
}

function say([scripts = '', budget = '', styles = '', page = '']: string[]): void {
  process.stdout.write(`${scripts.padStart(10)}${budget.padStart(10)}${styles.padStart(10)}  ${page}\n`);
}
